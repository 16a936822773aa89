package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.engine.Entropy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// The certification authority of the lab, PRODUCT section 3: everything it makes is a function of the seed and of what is
/// asked, in whatever order it is asked, since each key has entropy of its own and PKCS #1 signatures have none.
///
/// @param credential the authority's own, self-signed
/// @param revocationList the current list, every trustpoint's cached CRL
public record LabAuthority(Credential credential, RevocationList revocationList) {
    public static final SerialNumber SERIAL_DEFAULT = SerialNumber.of(1);
    private static final DistinguishedName NAME =
            DistinguishedName.parse("cn=Culvert lab authority,o=Culvert").orElseThrow();
    private static final Period VALIDITY = Period.ofYears(20);
    private static final Period LEAF_VALIDITY = Period.ofYears(10);
    private static final String SIGNATURE = "SHA256withRSA";

    /// What a certificate is asked for.
    ///
    /// @param fqdn the dNSName; without one it is the common name, if that can be a host name
    public record Request(
            String node,
            String trustpoint,
            DistinguishedName subject,
            Optional<String> fqdn,
            SerialNumber serial,
            KeyKind key) {}

    /// Makes the authority of a seed.
    ///
    /// @param start when everything becomes valid, in whole seconds
    public static LabAuthority create(String seed, SerialNumber serial, Instant start) {
        KeyPair keys = LabRsa.generate(Trustpoint.RSA_BITS_DEFAULT, entropy(seed, "authority", ""));
        var builder = builder(NAME, keys.getPublic(), NAME, serial, start, VALIDITY);
        try {
            var extensions = extensions();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(
                            KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(info(keys.getPublic())));
        } catch (CertIOException e) {
            throw inMemory(e);
        }
        var credential = new Credential(sign(builder, keys.getPrivate()), keys.getPrivate());
        return new LabAuthority(
                credential, list(credential, start, BigInteger.ONE, new TreeMap<>()));
    }

    /// Makes key and certificate of one trustpoint of one node.
    public Credential issue(String seed, Request request, Instant start) {
        KeyPair keys = keys(request.key(), entropy(seed, request.node(), request.trustpoint()));
        return new Credential(certify(request, keys.getPublic(), start), keys.getPrivate());
    }

    private static KeyPair keys(KeyKind kind, Entropy entropy) {
        return switch (kind) {
            case KeyKind.Rsa(int bits) -> LabRsa.generate(bits, entropy);
            case KeyKind.Ec curve -> LabCurves.generate(curve, entropy);
            case KeyKind.Ed25519 _ -> LabCurves.generateEd25519(entropy);
        };
    }

    /// Certifies a key that exists already.
    public Certificate certify(Request request, PublicKey key, Instant start) {
        Certificate authority = credential.certificate();
        var builder =
                builder(
                        authority.subject(),
                        key,
                        request.subject(),
                        request.serial(),
                        start,
                        LEAF_VALIDITY);
        try {
            var extensions = extensions();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_ipsecIKE));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(info(key)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(info(authority.publicKey())));
            Optional<String> host =
                    request.fqdn()
                            .or(
                                    () ->
                                            request.subject()
                                                    .commonName()
                                                    .filter(LabAuthority::isHostName));
            if (host.isPresent()) {
                var name = new GeneralName(GeneralName.dNSName, host.get());
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(name));
            }
        } catch (CertIOException e) {
            throw inMemory(e);
        }
        return sign(builder, credential.key());
    }

    private static boolean isHostName(String text) {
        return text.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}))+");
    }

    /// The authority with a certificate more on its list.
    public LabAuthority revoke(SerialNumber serial, Instant when) {
        SortedMap<SerialNumber, Instant> revoked = revocationList.revoked();
        revoked.putIfAbsent(serial, when);
        return new LabAuthority(
                credential,
                list(credential, when, BigInteger.valueOf(1 + revoked.size()), revoked));
    }

    /// What a trustpoint believes that has this authority.
    public Trust trust(Trustpoint trustpoint) {
        return new Trust(
                List.of(credential.certificate()),
                List.of(revocationList),
                trustpoint.revocationCheck());
    }

    private static RevocationList list(
            Credential authority,
            Instant when,
            BigInteger number,
            Map<SerialNumber, Instant> revoked) {
        var builder =
                new X509v2CRLBuilder(
                        authority.certificate().subject().toX500Name(), Date.from(when));
        builder.setNextUpdate(Date.from(later(when, VALIDITY)));
        revoked.forEach(
                (serial, at) ->
                        builder.addCRLEntry(serial.value(), Date.from(at), CRLReason.unspecified));
        try {
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions()
                            .createAuthorityKeyIdentifier(
                                    info(authority.certificate().publicKey())));
            return RevocationList.parse(
                            Bytes.of(builder.build(signer(authority.key())).getEncoded()))
                    .orElseThrow();
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    private static Entropy entropy(String seed, String node, String trustpoint) {
        return Entropy.seeded(seed + "\n" + node + "\n" + trustpoint);
    }

    private static X509v3CertificateBuilder builder(
            DistinguishedName issuer,
            PublicKey key,
            DistinguishedName subject,
            SerialNumber serial,
            Instant start,
            Period validity) {
        return new X509v3CertificateBuilder(
                issuer.toX500Name(),
                serial.value(),
                Date.from(start),
                Date.from(later(start, validity)),
                subject.toX500Name(),
                info(key));
    }

    private static Instant later(Instant start, Period period) {
        return start.atOffset(ZoneOffset.UTC).plus(period).toInstant();
    }

    private static SubjectPublicKeyInfo info(PublicKey key) {
        return SubjectPublicKeyInfo.getInstance(key.getEncoded());
    }

    private static X509ExtensionUtils extensions() {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            return new X509ExtensionUtils(
                    digests.get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the JDK has SHA-1", e);
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder(SIGNATURE).build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the JDK signs with RSA", e);
        }
    }

    private static Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return Certificate.parse(Bytes.of(builder.build(signer(key)).getEncoded()))
                    .orElseThrow();
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    private static UncheckedIOException inMemory(IOException e) {
        return new UncheckedIOException("certificates are encoded in memory", e);
    }
}
