package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.engine.Entropy;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.provider.MethodSource;

/// Opening ESP: no stranger's octets pass, what was sealed does, and not when one bit is changed.
class EspFuzzTest {
    private static final List<EspSuite> SUITES =
            List.of(
                    EspSuite.GCM_128,
                    EspSuite.GCM_256,
                    EspSuite.CHACHA20_POLY1305,
                    new EspSuite(Encryption.AES_CBC_256, Integrity.HMAC_SHA2_512_256),
                    new EspSuite(Encryption.AES_CBC_128, Integrity.HMAC_SHA1_96));

    private final JdkEspCiphers ciphers = new JdkEspCiphers();

    private static EspKeys keys(EspSuite suite) {
        var material = new byte[suite.keyMaterialOctets()];
        IntStream.range(0, material.length).forEach(i -> material[i] = (byte) (i * 7));
        return suite.keys(Secret.of(Bytes.of(material)), 0);
    }

    /// The low half of the sequence number, which callers read from the packet.
    private static long sequence(byte[] packet) {
        return packet.length < EspSuite.HEADER_OCTETS ? 0 : Bytes.of(packet).i32(4) & 0xFFFF_FFFFL;
    }

    @MethodSource("io.culvert.fuzz.Seeds#esp")
    @FuzzTest
    void noStrangersOctetsPass(byte[] octets) {
        long sequence = sequence(octets);
        for (EspSuite suite : SUITES) {
            for (boolean extended : new boolean[] {false, true}) {
                try (var opener = ciphers.opener(suite, keys(suite), extended)) {
                    var memory = MemorySegment.ofArray(octets.clone());
                    assertThat(opener.open(memory, 0, octets.length, 1L << 32 | sequence))
                            .isFalse();
                }
            }
        }
    }

    /// Three octets choose the suite and the bit that changes; the rest is sealed.
    @MethodSource("io.culvert.fuzz.Seeds#esp")
    @FuzzTest
    void whatWasSealedPassesAndWhatWasChangedDoesNot(byte[] octets) {
        if (octets.length < 3) {
            return;
        }
        EspSuite suite = SUITES.get((octets[0] & 0xFF) % SUITES.size());
        Bytes payload = Bytes.of(octets, 3, octets.length);
        int clear = suite.clearOctets(payload.size());
        var packet = new byte[suite.espOctets(clear)];
        payload.copyTo(packet, suite.clearAt());
        packet[7] = 1;
        try (var sealer = ciphers.sealer(suite, keys(suite), false, Entropy.seeded("fuzz"))) {
            sealer.seal(MemorySegment.ofArray(packet), 0, clear, 1);
        }
        try (var opener = ciphers.opener(suite, keys(suite), false)) {
            byte[] opened = packet.clone();
            assertThat(opener.open(MemorySegment.ofArray(opened), 0, opened.length, 1)).isTrue();
            assertThat(Bytes.of(opened).slice(suite.clearAt()).startsWith(payload)).isTrue();
            byte[] changed = packet.clone();
            int bit = ((octets[1] & 0xFF) << 8 | octets[2] & 0xFF) % (packet.length * 8);
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(
                            opener.open(
                                    MemorySegment.ofArray(changed),
                                    0,
                                    changed.length,
                                    sequence(changed)))
                    .isFalse();
        }
    }
}
