package io.culvert.crypto.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.testkit.Golden;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a Linux kernel sealed with AES-256-GCM and extended sequence numbers.
class KernelEspTest {
    private static final EspSuite SUITE = EspSuite.GCM_256;

    /// @param material key and salt
    /// @param clear with its trailer
    record Sealed(Golden packet, Bytes material, Bytes clear) {
        @Override
        public String toString() {
            return packet.name();
        }
    }

    static List<Sealed> packets() {
        List<Golden> lines = Golden.of("esp/linux");
        var all = new ArrayList<Sealed>();
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            all.add(new Sealed(lines.get(i + 1), lines.get(i).octets(), lines.get(i + 2).octets()));
        }
        return all;
    }

    private static boolean open(Sealed sealed, MemorySegment memory, long high) {
        int sequence = sealed.packet().octets().i32(4);
        try (EspOpener opener =
                new JdkEspCiphers()
                        .opener(SUITE, SUITE.keys(Secret.of(sealed.material()), 0), true)) {
            return opener.open(
                    memory,
                    0,
                    (int) memory.byteSize(),
                    high << 32 | Integer.toUnsignedLong(sequence));
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void itsPacketsOpenToTheOctetsThatItSealed(Sealed sealed) {
        MemorySegment memory = MemorySegment.ofArray(sealed.packet().octets().toArray());
        assertThat(open(sealed, memory, 0)).isTrue();
        assertThat(Bytes.of(memory, SUITE.clearAt(), SUITE.clearOctetsIn((int) memory.byteSize())))
                .isEqualTo(sealed.clear());
    }

    /// RFC 4303 section 2.2.1: the high half is not sent, and the tag covers it.
    @ParameterizedTest
    @MethodSource("packets")
    void withAnotherHighHalfTheyDoNotOpen(Sealed sealed) {
        MemorySegment memory = MemorySegment.ofArray(sealed.packet().octets().toArray());
        assertThat(open(sealed, memory, 1)).isFalse();
    }

    /// RFC 4303 section 2.4: one, two, three and so on.
    @ParameterizedTest
    @MethodSource("packets")
    void itsPaddingCounts(Sealed sealed) {
        Bytes clear = sealed.clear();
        int pad = clear.u8(clear.size() - 2);
        for (int i = 1; i <= pad; i++) {
            assertThat(clear.u8(clear.size() - 2 - pad + i - 1)).isEqualTo(i);
        }
        assertThat(clear.size())
                .isEqualTo(SUITE.clearOctets(clear.size() - EspSuite.TRAILER_OCTETS - pad));
    }
}
