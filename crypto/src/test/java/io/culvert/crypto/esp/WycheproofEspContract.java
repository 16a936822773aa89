package io.culvert.crypto.esp;

import io.culvert.base.Bytes;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.testkit.Wycheproof;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors of Wycheproof on a rung of the ladder of ESP ciphers.
public abstract class WycheproofEspContract {
    /// The rung.
    protected abstract EspCiphers ciphers();

    @BeforeAll
    static void theVectorsAreThere() {
        Wycheproof.require();
    }

    private EspVectors vectors(String file) {
        return new EspVectors("Wycheproof " + file, ciphers());
    }

    @ParameterizedTest
    @CsvSource({"aes_gcm, GCM", "aes_gmac, GMAC", "chacha20_poly1305, CHACHA20"})
    void combinedModes(String file, Encryption.Mode mode) {
        EspVectors vectors = vectors(file);
        for (Wycheproof.Case given : Wycheproof.cases(file)) {
            vectors.aead(AeadVector.of(given, mode));
        }
        vectors.tell();
    }

    /// The padding of PKCS 5 is text here: whether it is right is not for ESP to say. A ciphertext of broken blocks is.
    @Test
    void cbc() {
        EspVectors vectors = vectors("aes_cbc_pkcs5");
        for (Wycheproof.Case given : Wycheproof.cases("aes_cbc_pkcs5")) {
            Bytes sealed = given.octets("ct");
            if (given.isInvalid() && sealed.size() >= 16 && sealed.size() % 16 == 0) {
                vectors.notOfEsp();
            } else {
                vectors.cbc(
                        given.toString(),
                        given.octets("key"),
                        given.octets("iv"),
                        padded(given.octets("msg")),
                        sealed,
                        given.isValid());
            }
        }
        vectors.tell();
    }

    private static Bytes padded(Bytes message) {
        var padding = new byte[16 - message.size() % 16];
        Arrays.fill(padding, (byte) padding.length);
        return message.plus(Bytes.of(padding));
    }

    @ParameterizedTest
    @CsvSource({
        "hmac_sha1, HMAC_SHA1_96",
        "hmac_sha256, HMAC_SHA2_256_128",
        "hmac_sha384, HMAC_SHA2_384_192",
        "hmac_sha512, HMAC_SHA2_512_256"
    })
    void hmac(String file, Integrity integrity) {
        EspVectors vectors = vectors(file);
        for (Wycheproof.Case given : Wycheproof.cases(file)) {
            vectors.hmac(
                    integrity,
                    given.toString(),
                    given.octets("key"),
                    given.octets("msg"),
                    given.octets("tag"),
                    given.isValid());
        }
        vectors.tell();
    }
}
