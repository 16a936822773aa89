package io.culvert.crypto.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.engine.Entropy;
import io.culvert.testkit.Tally;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A published case as an ESP packet.
///
/// @param name of the case
/// @param packet from SPI to tag
/// @param clear with its trailer
/// @param isValid whether it must open
record VectorPacket(
        String name,
        EspSuite suite,
        EspKeys keys,
        boolean isExtended,
        long sequence,
        Bytes packet,
        Bytes clear,
        boolean isValid) {
    private static final long AT = 13;
    private static final int BEHIND = 64;
    private static final Entropy ENTROPY = Entropy.seeded("vectors");

    private String words(EspCiphers ciphers) {
        return "%s, %s by %s".formatted(name, suite, ciphers.name());
    }

    /// A good one opens to its text, a bad one is refused and stands as it came.
    void open(EspCiphers ciphers, Tally tally) {
        try (Arena arena = Arena.ofConfined();
                EspOpener opener = ciphers.opener(suite, keys, isExtended)) {
            MemorySegment slab = arena.allocate(AT + packet.size() + BEHIND);
            packet.copyTo(slab, AT);
            assertThat(opener.open(slab, AT, packet.size(), sequence))
                    .as(words(ciphers))
                    .isEqualTo(isValid);
            if (isValid) {
                assertThat(Bytes.of(slab, AT + suite.clearAt(), clear.size()))
                        .as(words(ciphers))
                        .isEqualTo(clear);
            } else {
                assertThat(Bytes.of(slab, AT, packet.size())).as(words(ciphers)).isEqualTo(packet);
            }
            tally.done(isValid ? "opened" : "refused");
        }
    }

    /// A good one comes of sealing its text.
    void seal(EspCiphers ciphers, Tally tally) {
        if (!isValid) {
            return;
        }
        try (Arena arena = Arena.ofConfined();
                EspSealer sealer = ciphers.sealer(suite, keys, isExtended, ENTROPY)) {
            MemorySegment slab = arena.allocate(AT + packet.size() + BEHIND);
            packet.slice(0, EspSuite.HEADER_OCTETS).copyTo(slab, AT);
            clear.copyTo(slab, AT + suite.clearAt());
            sealer.seal(slab, AT, clear.size(), sequence);
            assertThat(Bytes.of(slab, AT, packet.size())).as(words(ciphers)).isEqualTo(packet);
            tally.done("sealed");
        }
    }
}
