package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// The text form of keys and certificates, RFC 7468.
public final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    public static String write(Certificate certificate) {
        return write("CERTIFICATE", certificate.der());
    }

    public static String write(RevocationList list) {
        return write("X509 CRL", list.der());
    }

    /// Without a password, PKCS #8.
    public static String write(PrivateKey key) {
        return write("PRIVATE KEY", Bytes.of(key.getEncoded()));
    }

    private static String write(String label, Bytes der) {
        String body = new String(LINES.encode(der.toArray()), StandardCharsets.US_ASCII);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    public static Parse<Certificate> certificate(String text) {
        return body(text, "CERTIFICATE").flatMap(Certificate::parse);
    }

    public static Parse<RevocationList> revocationList(String text) {
        return body(text, "X509 CRL").flatMap(RevocationList::parse);
    }

    /// All certificates of a file, at least one.
    public static Parse<List<Certificate>> certificates(String text) {
        return all(text, "CERTIFICATE", Certificate::parse);
    }

    /// All revocation lists of a file, at least one.
    public static Parse<List<RevocationList>> revocationLists(String text) {
        return all(text, "X509 CRL", RevocationList::parse);
    }

    private static <T> Parse<List<T>> all(
            String text, String label, Function<Bytes, Parse<T>> read) {
        var found = new ArrayList<T>();
        int from = 0;
        do {
            switch (body(text, label, from).flatMap(read)) {
                case Parse.Ok<T>(T one) -> found.add(one);
                case Parse.Malformed<T> malformed -> {
                    return malformed.as();
                }
            }
            from = text.indexOf("-----END " + label, text.indexOf("-----BEGIN " + label, from)) + 1;
        } while (text.indexOf("-----BEGIN " + label + "-----", from) >= 0);
        return Parse.ok(found);
    }

    private static Parse<Bytes> body(String text, String label) {
        return body(text, label, 0);
    }

    /// The first block with the label; text around it is a comment (RFC 7468 section 2).
    private static Parse<Bytes> body(String text, String label, int after) {
        String begin = "-----BEGIN " + label + "-----";
        int from = text.indexOf(begin, after);
        if (from < 0) {
            return Parse.malformed(0, "no " + label + " here");
        }
        int bodyAt = from + begin.length();
        int end = text.indexOf("-----END " + label + "-----", bodyAt);
        if (end < 0) {
            return Parse.malformed(from, "no end of the " + label);
        }
        try {
            String digits = text.substring(bodyAt, end).replaceAll("\\s", "");
            return Parse.ok(Bytes.of(Base64.getDecoder().decode(digits)));
        } catch (IllegalArgumentException e) {
            return Parse.malformed(from, "base64 of the " + label);
        }
    }

    /// A private key in PKCS #8, PKCS #1 or SEC 1 form, unencrypted.
    public static Parse<PrivateKey> privateKey(String text) {
        try (var parser = new PEMParser(new StringReader(text))) {
            Optional<PrivateKeyInfo> info =
                    switch (parser.readObject()) {
                        case PrivateKeyInfo key -> Optional.of(key);
                        case PEMKeyPair pair -> Optional.of(pair.getPrivateKeyInfo());
                        case null, default -> Optional.empty();
                    };
            if (info.isEmpty()) {
                return Parse.malformed(0, "no unencrypted private key here");
            }
            return Parse.ok(new JcaPEMKeyConverter().getPrivateKey(info.get()));
        } catch (PEMException e) {
            return Parse.malformed(0, "private key");
        } catch (IOException e) {
            return Parse.malformed(0, "private key");
        }
    }
}
