package io.culvert.crypto.esp;

import io.culvert.testkit.NistVectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vectors of NIST for AES on a rung of the ladder of ESP ciphers.
public abstract class NistEspContract {
    /// The rung.
    protected abstract EspCiphers ciphers();

    @BeforeAll
    static void theVectorsAreThere() {
        NistVectors.require();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcmEncryptExtIV128",
                "gcmEncryptExtIV192",
                "gcmEncryptExtIV256",
                "gcmDecrypt128",
                "gcmDecrypt192",
                "gcmDecrypt256"
            })
    void gcm(String file) {
        var vectors = new EspVectors("NIST " + file, ciphers());
        for (NistVectors.Case given : NistVectors.cases("ciphers/AES/GCM/" + file)) {
            vectors.aead(AeadVector.of(given));
        }
        vectors.tell();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CBCGFSbox128",
                "CBCGFSbox192",
                "CBCGFSbox256",
                "CBCKeySbox128",
                "CBCKeySbox192",
                "CBCKeySbox256",
                "CBCMMT128",
                "CBCMMT192",
                "CBCMMT256",
                "CBCVarKey128",
                "CBCVarKey192",
                "CBCVarKey256",
                "CBCVarTxt128",
                "CBCVarTxt192",
                "CBCVarTxt256"
            })
    void cbc(String file) {
        var vectors = new EspVectors("NIST " + file, ciphers());
        for (NistVectors.Case given : NistVectors.cases("ciphers/AES/CBC/" + file)) {
            if (given.has("KEY")) {
                vectors.cbc(
                        given.toString(),
                        given.octets("KEY"),
                        given.octets("IV"),
                        given.octets("PLAINTEXT"),
                        given.octets("CIPHERTEXT"),
                        true);
            }
        }
        vectors.tell();
    }
}
