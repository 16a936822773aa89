package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/// Certificates that are lines of text, `subject|issuer|dns name|padding`, and signatures that are hashes over the subject.
final class FakeCredentials implements Credentials {
    private final String subject;
    private final String issuer;
    private final String dnsName;
    private final int padding;
    boolean signsWrongly;

    FakeCredentials(String subject, String issuer, String dnsName, int padding) {
        this.subject = subject;
        this.issuer = issuer;
        this.dnsName = dnsName;
        this.padding = padding;
    }

    static Bytes hash(String text) {
        try {
            return Bytes.of(
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes signature(String subject, SignatureScheme scheme, Bytes octets) {
        return hash(subject + scheme + octets.toHex());
    }

    @Override
    public Optional<Own> own(String trustpoint) {
        return trustpoint.equals("CA") && !subject.isEmpty()
                ? Optional.of(new OwnCertificate())
                : Optional.empty();
    }

    @Override
    public List<Bytes> authorityKeyHashes(List<String> trustpoints) {
        return trustpoints.isEmpty() ? List.of() : List.of(hash(issuer).slice(0, 20));
    }

    @Override
    public String text(Bytes distinguishedName) {
        return distinguishedName.toText(StandardCharsets.UTF_8);
    }

    @Override
    public boolean matches(String certificateMap, PeerCertificate certificate) {
        return certificate.subjectText().contains(certificateMap);
    }

    @Override
    public Validator validator(List<String> trustpoints) {
        return certificates -> {
            String[] parts =
                    certificates.getFirst().toText(StandardCharsets.UTF_8).split("\\|", -1);
            return parts[1].equals(issuer)
                    ? new Verdict.Trusted(
                            new PeerCertificate(
                                    certificates.getFirst(),
                                    Bytes.utf8(parts[0]),
                                    Bytes.utf8(parts[1]),
                                    parts[0],
                                    parts[1],
                                    KeyType.RSA,
                                    List.of(parts[2]),
                                    List.of(),
                                    List.<IpAddress>of()),
                            (scheme, octets, signature) ->
                                    signature(parts[0], scheme, octets).equals(signature))
                    : new Verdict.Refused("the issuer " + parts[1] + " is unknown", "import it");
        };
    }

    private final class OwnCertificate implements Own {
        @Override
        public Bytes subject() {
            return Bytes.utf8(subject);
        }

        @Override
        public List<Bytes> chain() {
            return List.of(
                    Bytes.utf8(subject + "|" + issuer + "|" + dnsName + "|" + "x".repeat(padding)));
        }

        @Override
        public KeyType keyType() {
            return KeyType.RSA;
        }

        @Override
        public List<Bytes> issuerKeyHashes() {
            return List.of(hash(issuer).slice(0, 20));
        }

        @Override
        public Bytes sign(SignatureScheme scheme, Bytes octets) {
            return signature(signsWrongly ? "somebody else" : subject, scheme, octets);
        }
    }
}
