package io.culvert.crypto.ike;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.testkit.Tally;
import io.culvert.testkit.Wycheproof;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The vectors of Wycheproof for signatures and the NIST curves by a provider of `java.security`, through the doors that IKE uses.
public abstract class PublicKeyVectorsContract {
    private static final String NOT_OF_IKE = "not of IKE";

    /// The rung, for displays.
    protected abstract String name();

    /// Empty for the JDK's own.
    protected abstract Optional<Provider> provider();

    @BeforeAll
    static void theVectorsAreThere() {
        Wycheproof.require();
    }

    private LibraryKeys keys() {
        return new LibraryKeys(provider(), Optional.empty());
    }

    // --- key exchange ---

    /// RFC 5903 section 7: a point is both its coordinates, and nothing in front of them.
    @ParameterizedTest
    @CsvSource({
        "ecdh_secp256r1_ecpoint, ECP_256",
        "ecdh_secp384r1_ecpoint, ECP_384",
        "ecdh_secp521r1_ecpoint, ECP_521"
    })
    void exchangesOnNistCurves(String file, KeyExchangeMethod method) {
        Optional<Provider> provider =
                provider().filter(each -> each.getService("KeyAgreement", "ECDH") != null);
        var tally = new Tally();
        for (Wycheproof.Case given : Wycheproof.cases(file)) {
            Bytes point = given.octets("public");
            if (point.isEmpty() || point.get(0) != 4) {
                tally.leftOut(NOT_OF_IKE);
                continue;
            }
            var scalar = new BigInteger(1, given.octets("private").toArray());
            KeyExchange exchange = EcpExchange.of(method, scalar, Bytes.EMPTY, provider);
            Agreements.compare(
                    name(),
                    given,
                    exchange.agree(point.slice(1)),
                    given.octets("shared"),
                    given.isInvalid(),
                    tally);
        }
        tally.tell("Wycheproof " + file, name());
    }

    // --- signatures ---

    @ParameterizedTest
    @CsvSource({
        "rsa_signature_2048_sha256, SHA256withRSA",
        "rsa_signature_2048_sha384, SHA384withRSA",
        "rsa_signature_2048_sha512, SHA512withRSA",
        "rsa_signature_3072_sha256, SHA256withRSA",
        "rsa_signature_3072_sha384, SHA384withRSA",
        "rsa_signature_3072_sha512, SHA512withRSA",
        "rsa_signature_4096_sha256, SHA256withRSA",
        "rsa_signature_4096_sha384, SHA384withRSA",
        "rsa_signature_4096_sha512, SHA512withRSA",
        "ecdsa_secp256r1_sha256, SHA256withECDSA",
        "ecdsa_secp256r1_sha512, SHA512withECDSA",
        "ecdsa_secp384r1_sha256, SHA256withECDSA",
        "ecdsa_secp384r1_sha384, SHA384withECDSA",
        "ecdsa_secp384r1_sha512, SHA512withECDSA",
        "ecdsa_secp521r1_sha512, SHA512withECDSA",
        "ecdsa_secp256r1_sha256_p1363, SHA256withECDSAinP1363Format",
        "ecdsa_secp384r1_sha384_p1363, SHA384withECDSAinP1363Format",
        "ecdsa_secp521r1_sha512_p1363, SHA512withECDSAinP1363Format",
        "ed25519, Ed25519",
        "ed448, Ed448"
    })
    void signatures(String file, String algorithm) throws GeneralSecurityException {
        var tally = new Tally();
        for (Wycheproof.Case given : Wycheproof.cases(file)) {
            verify(given, new PublicKeys.Algorithm(algorithm, Optional.empty()), tally);
        }
        tally.tell("Wycheproof " + file, name());
    }

    /// RFC 7427 appendix A.4: one hash for message and mask, and a salt as long as the hash.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa_pss_2048_sha256_mgf1_32",
                "rsa_pss_2048_sha384_mgf1_48",
                "rsa_pss_3072_sha256_mgf1_32",
                "rsa_pss_4096_sha256_mgf1_32",
                "rsa_pss_4096_sha384_mgf1_48",
                "rsa_pss_4096_sha512_mgf1_64",
                "rsa_pss_misc"
            })
    void signaturesWithPss(String file) throws GeneralSecurityException {
        var tally = new Tally();
        for (Wycheproof.Case given : Wycheproof.cases(file)) {
            String hash = given.group().path("sha").asText();
            int salt = given.group().path("sLen").asInt();
            boolean isOfIke =
                    switch (hash) {
                        case "SHA-256" -> salt == 32;
                        case "SHA-384" -> salt == 48;
                        case "SHA-512" -> salt == 64;
                        default -> false;
                    };
            if (isOfIke && given.group().path("mgfSha").asText().equals(hash)) {
                var parameters =
                        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1);
                verify(
                        given,
                        new PublicKeys.Algorithm("RSASSA-PSS", Optional.of(parameters)),
                        tally);
            } else {
                tally.leftOut(NOT_OF_IKE);
            }
        }
        tally.tell("Wycheproof " + file, name());
    }

    private void verify(Wycheproof.Case given, PublicKeys.Algorithm algorithm, Tally tally)
            throws GeneralSecurityException {
        boolean isGood =
                keys().verifies(algorithm, key(given), given.octets("msg"), given.octets("sig"));
        if (given.isAcceptable()) {
            tally.done(isGood ? "acceptable, verified" : "acceptable, refused");
        } else {
            assertThat(isGood).as("%s by %s", given, name()).isEqualTo(given.isValid());
            tally.done(isGood ? "verified" : "refused");
        }
    }

    private static PublicKey key(Wycheproof.Case given) throws GeneralSecurityException {
        String type = given.file();
        String family = type.startsWith("rsa") ? "RSA" : type.startsWith("ecdsa") ? "EC" : "EdDSA";
        Bytes encoded = Bytes.hex(given.group().path("publicKeyDer").asText());
        return KeyFactory.getInstance(family)
                .generatePublic(new X509EncodedKeySpec(encoded.toArray()));
    }
}
