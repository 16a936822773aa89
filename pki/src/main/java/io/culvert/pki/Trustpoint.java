package io.culvert.pki;

import io.culvert.base.Bytes;
import java.util.List;
import java.util.Optional;

/// A trustpoint of the configuration: whom to trust, and the certificate to ask for.
///
/// @param enrollment where certificates come from
/// @param password the challenge password of SCEP; empty text where the line has no operand, as in published texts
/// @param fingerprint of the authority's certificate: 16 octets MD5, 20 SHA-1 or 32 SHA-256
/// @param subjectName the subject to request, as typed
/// @param fqdn the dNSName to request as alternative name
/// @param revocationCheck the methods in order, never empty
/// @param rsaKeyPair label and size of the key; absent means the default label and size
/// @param ecKeyPair a key on an elliptic curve instead
public record Trustpoint(
        String name,
        Enrollment enrollment,
        Optional<String> password,
        Optional<Bytes> fingerprint,
        Optional<SubjectName> subjectName,
        Optional<String> fqdn,
        List<RevocationMethod> revocationCheck,
        Optional<RsaKeyPair> rsaKeyPair,
        Optional<EcKeyPair> ecKeyPair,
        Optional<AutoEnroll> autoEnroll) {
    public static final int RSA_BITS_DEFAULT = 2048;

    /// What a trustpoint is before its first line, the name aside; IOS checks a CRL unless told otherwise.
    public static final Trustpoint DEFAULT =
            new Trustpoint(
                    "",
                    new Enrollment.None(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(RevocationMethod.CRL),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public sealed interface Enrollment {
        /// No `enrollment` line.
        record None() implements Enrollment {}

        /// `enrollment url`, the address of a SCEP server.
        record Url(String url) implements Enrollment {}

        /// `enrollment terminal`: pasted in by the operator.
        record Terminal() implements Enrollment {}

        /// `enrollment selfsigned`.
        record SelfSigned() implements Enrollment {}

        /// `enrollment pkcs12`: imported with its key, as IOS XE writes for the trustpoint of its licences.
        record Pkcs12() implements Enrollment {}
    }

    /// `rsakeypair LABEL [BITS]`.
    public record RsaKeyPair(String label, int bits) {
        public static final int BITS_MIN = 360;
        public static final int BITS_MAX = 4096;

        public RsaKeyPair {
            if (bits < BITS_MIN || bits > BITS_MAX) {
                throw new IllegalArgumentException("RSA key of " + bits + " bits");
            }
        }
    }

    /// `eckeypair LABEL [BITS]`; the size is ours, as IOS says it in `crypto key generate ec`.
    public record EcKeyPair(String label, int bits) {
        public static final int BITS_DEFAULT = 256;

        public EcKeyPair {
            if (!KeyKind.Ec.SIZES.contains(bits)) {
                throw new IllegalArgumentException("EC key of " + bits + " bits");
            }
        }
    }

    /// `auto-enroll [PERCENT] [regenerate]`: ask again when that share of the validity has passed.
    public record AutoEnroll(int percent, boolean regenerate) {
        public static final AutoEnroll DEFAULT = new AutoEnroll(100, false);

        public AutoEnroll {
            if (percent < 1 || percent > 100) {
                throw new IllegalArgumentException("percent: " + percent);
            }
        }
    }

    public Trustpoint {
        revocationCheck = List.copyOf(revocationCheck);
        if (revocationCheck.isEmpty()) {
            throw new IllegalArgumentException("revocation-check names at least one method");
        }
        if (fingerprint.isPresent() && !isDigestSize(fingerprint.get().size())) {
            throw new IllegalArgumentException("a fingerprint has 16, 20 or 32 octets");
        }
    }

    private static boolean isDigestSize(int octets) {
        return octets == 16 || octets == 20 || octets == 32;
    }

    /// The fingerprint of a configuration line: hexadecimal digits, blanks allowed between them.
    public static Optional<Bytes> parseFingerprint(String text) {
        String digits = text.replaceAll("[ :]", "");
        return digits.matches("([0-9A-Fa-f]{2})+") && isDigestSize(digits.length() / 2)
                ? Optional.of(Bytes.hex(digits))
                : Optional.empty();
    }

    /// What key a lab makes for it.
    public KeyKind keyKind() {
        return ecKeyPair
                .<KeyKind>map(pair -> new KeyKind.Ec(pair.bits()))
                .orElseGet(
                        () ->
                                new KeyKind.Rsa(
                                        rsaKeyPair.map(RsaKeyPair::bits).orElse(RSA_BITS_DEFAULT)));
    }

    public Trustpoint withName(String name) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withEnrollment(Enrollment enrollment) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withPassword(Optional<String> password) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withFingerprint(Optional<Bytes> fingerprint) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withSubjectName(Optional<SubjectName> subjectName) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withFqdn(Optional<String> fqdn) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withRevocationCheck(List<RevocationMethod> revocationCheck) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withRsaKeyPair(Optional<RsaKeyPair> rsaKeyPair) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withEcKeyPair(Optional<EcKeyPair> ecKeyPair) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }

    public Trustpoint withAutoEnroll(Optional<AutoEnroll> autoEnroll) {
        return new Trustpoint(
                name,
                enrollment,
                password,
                fingerprint,
                subjectName,
                fqdn,
                revocationCheck,
                rsaKeyPair,
                ecKeyPair,
                autoEnroll);
    }
}
