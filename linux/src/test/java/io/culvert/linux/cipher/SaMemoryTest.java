package io.culvert.linux.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.Bytes;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Entropy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys in native memory, and what a native rung refuses to touch.
class SaMemoryTest {
    private static final int SLAB_OCTETS = 4096;

    /// Memory that outlives its arena, so that one can look at what was left in it.
    private static final class Kept implements Arena {
        private final List<MemorySegment> made = new ArrayList<>();

        @Override
        public MemorySegment allocate(long size, long alignment) {
            MemorySegment segment = Arena.ofAuto().allocate(size, alignment);
            made.add(segment);
            return segment;
        }

        @Override
        public MemorySegment.Scope scope() {
            return Arena.global().scope();
        }

        @Override
        public void close() {}
    }

    static List<EspSuite> suites() {
        return EspSuite.all();
    }

    private static boolean isZero(MemorySegment segment) {
        return Bytes.of(segment, 0, (int) segment.byteSize())
                .equals(Bytes.zero((int) segment.byteSize()));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void closingWipesWhatBelongsToAnAssociation(EspSuite suite) {
        var arena = new Kept();
        for (Found found : List.of(Rungs.multiBuffer(() -> arena), Rungs.openSsl(() -> arena))) {
            if (found.ciphers().filter(it -> it.supports(suite)).isEmpty()) {
                continue;
            }
            EspCiphers rung = found.ciphers().orElseThrow();
            arena.made.clear();
            EspSealer sealer =
                    rung.sealer(suite, KnownAnswers.keys(suite), true, Entropy.seeded("wipe"));
            EspOpener opener = rung.opener(suite, KnownAnswers.keys(suite), true);
            try (Arena packets = Arena.ofConfined()) {
                MemorySegment slab = packets.allocate(SLAB_OCTETS);
                slab.set(Packet.U32, 4, 1);
                sealer.seal(slab, 0, suite.alignment(), 1);
                assertThat(opener.open(slab, 0, suite.espOctets(suite.alignment()), 1)).isTrue();
            }
            assertThat(arena.made).hasSizeGreaterThan(1).noneMatch(SaMemoryTest::isZero);
            sealer.close();
            opener.close();
            assertThat(arena.made).allMatch(SaMemoryTest::isZero);
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void noPacketOutsideTheSlabIsTouched(EspSuite suite) {
        for (Found found : Rungs.all()) {
            EspCiphers rung = found.ciphers().orElseThrow();
            if (!rung.supports(suite)) {
                continue;
            }
            try (Arena packets = Arena.ofConfined();
                    EspSealer sealer =
                            rung.sealer(
                                    suite,
                                    KnownAnswers.keys(suite),
                                    false,
                                    Entropy.seeded("outside"));
                    EspOpener opener = rung.opener(suite, KnownAnswers.keys(suite), false)) {
                MemorySegment slab = packets.allocate(SLAB_OCTETS);
                int clear = suite.clearOctets(100);
                int length = suite.espOctets(clear);
                assertThatThrownBy(() -> sealer.seal(slab, SLAB_OCTETS - length + 1, clear, 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> sealer.seal(slab, -1, clear, 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> opener.open(slab, SLAB_OCTETS - length + 1, length, 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                MemorySegment heap = MemorySegment.ofArray(new byte[SLAB_OCTETS]);
                assertThatThrownBy(() -> sealer.seal(heap, 0, clear, 0))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> opener.open(heap, 0, length, 0))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void aClosedSealerSealsNothing(EspSuite suite) {
        for (Found found : Rungs.all()) {
            EspCiphers rung = found.ciphers().orElseThrow();
            if (!rung.supports(suite)) {
                continue;
            }
            EspSealer sealer =
                    rung.sealer(suite, KnownAnswers.keys(suite), false, Entropy.seeded("closed"));
            sealer.close();
            sealer.close();
            try (Arena packets = Arena.ofConfined()) {
                MemorySegment slab = packets.allocate(SLAB_OCTETS);
                assertThatThrownBy(() -> sealer.seal(slab, 0, 64, 0))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }
}
