package io.culvert.crypto.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rung of the JDK, which seals with the initialisation vectors of the vectors, too.
class JdkEspCiphersTest extends EspCiphersContract {
    @Override
    protected EspCiphers ciphers() {
        return new JdkEspCiphers();
    }

    @Test
    void cbcMakesThePacketE3AndTheTagE4() {
        try (Arena arena = Arena.ofConfined()) {
            for (boolean extended : new boolean[] {false, true}) {
                long sequence = extended ? 1L << 32 | 1 : 1;
                var sealer = new JdkCbcMac(CBC_SHA512, keys(CBC_SHA512), extended, Bytes.zero(16));
                MemorySegment slab = clear(arena, CBC_SHA512, sequence, D1, 47);
                counting(0xB0, 16).copyTo(slab, 3 + 8);
                sealer.sealWithIv(slab, 3, CBC_SHA512.clearOctets(D1.size()), sequence);
                Bytes expected = extended ? E3.slice(0, E3.size() - 32).plus(E4_TAG) : E3;
                assertThat(packet(slab, CBC_SHA512, D1.size())).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packetsOfRfc3602")
    void cbcMakesThePacketsOfRfc3602(Rfc3602 given) {
        Bytes esp = Bytes.hex(given.esp());
        Bytes payload = Bytes.hex(given.payload());
        try (Arena arena = Arena.ofConfined()) {
            var sealer = new JdkCbcMac(RFC_3602, keys(given), false, Bytes.zero(16));
            MemorySegment slab = clear(arena, RFC_3602, esp.i32(4), payload, given.nextHeader());
            esp.slice(0, 24).copyTo(slab, 3);
            sealer.sealWithIv(slab, 3, RFC_3602.clearOctets(payload.size()), esp.i32(4));
            assertThat(packet(slab, RFC_3602, payload.size()).slice(0, esp.size())).isEqualTo(esp);
        }
    }

    @Test
    void theNamesAreThoseOfTheConfigurationAndOfWireshark() {
        assertThat(EspSuite.GCM_256.words()).isEqualTo("esp-gcm 256");
        assertThat(EspSuite.GCM_128.words()).isEqualTo("esp-gcm");
        assertThat(CBC_SHA512.words()).isEqualTo("esp-aes 256 esp-sha512-hmac");
        assertThat(CBC_SHA512.showWords()).isEqualTo("esp-256-aes esp-sha512-hmac");
        assertThat(new EspSuite(Encryption.AES_CBC_128, Integrity.HMAC_SHA1_96).showWords())
                .isEqualTo("esp-aes esp-sha-hmac");
        assertThat(EspSuite.GCM_256.encryption().wiresharkEsp())
                .hasValue("AES-GCM with 16 octet ICV [RFC4106]");
        assertThat(EspSuite.of(20, 256, 0)).hasValue(EspSuite.GCM_256);
        assertThat(EspSuite.of(20, 256, 12)).isEmpty();
        assertThat(EspSuite.of(12, 256, 0)).isEmpty();
        assertThat(EspSuite.of(999, 256, 0)).isEmpty();
    }
}
