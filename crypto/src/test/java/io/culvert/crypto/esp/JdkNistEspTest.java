package io.culvert.crypto.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.testkit.NistVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vectors of NIST on the rung of the JDK, which seals with their initialisation vectors, too.
class JdkNistEspTest extends NistEspContract {
    @Override
    protected EspCiphers ciphers() {
        return new JdkEspCiphers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CBCMMT128", "CBCMMT192", "CBCMMT256"})
    void cbcIsSealed(String file) {
        for (NistVectors.Case given : NistVectors.cases("ciphers/AES/CBC/" + file)) {
            Bytes key = given.octets("KEY");
            var suite =
                    new EspSuite(
                            switch (key.size()) {
                                case 16 -> Encryption.AES_CBC_128;
                                case 24 -> Encryption.AES_CBC_192;
                                default -> Encryption.AES_CBC_256;
                            },
                            Integrity.HMAC_SHA1_96);
            var keys =
                    new EspKeys(
                            Secret.of(key),
                            Secret.of(Bytes.EMPTY),
                            Secret.of(Bytes.zero(suite.integrity().keyOctets())));
            Bytes clear = given.octets("PLAINTEXT");
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment slab = arena.allocate(suite.espOctets(clear.size()));
                given.octets("IV").copyTo(slab, EspSuite.HEADER_OCTETS);
                clear.copyTo(slab, suite.clearAt());
                new JdkCbcMac(suite, keys, false, Bytes.zero(16))
                        .sealWithIv(slab, 0, clear.size(), 0);
                assertThat(Bytes.of(slab, suite.clearAt(), clear.size()))
                        .as(given.toString())
                        .isEqualTo(given.octets("CIPHERTEXT"));
            }
        }
    }
}
