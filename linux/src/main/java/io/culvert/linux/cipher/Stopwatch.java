package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Entropy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// How long rungs take to seal bursts of small and of large packets. They run in turn, so that what the compiler and the machine
/// do meanwhile strikes all alike, and the best run of each counts. What is measured before the compiler has seen a rung's code
/// is Java and not the library, so that nothing counts before all have come to rest: 20 to 50 ms in all, most of it for that.
final class Stopwatch {
    private static final int BURST = 16;
    private static final int SLOT_OCTETS = 2048;
    private static final int SMALL_OCTETS = 64;
    private static final int LARGE_OCTETS = 1408;
    private static final int ROUNDS = 100;

    /// Blocks of rounds before any may count, at least and at most, and how many in a row must bring nothing new.
    private static final int BLOCKS_LEAST = 8;

    private static final int BLOCKS_MOST = 40;
    private static final int BLOCKS_AT_REST = 3;
    private static final int PARTS_NEW = 20;

    private final EspSuite suite;
    private final MemorySegment slab;
    private final long[] espAt = new long[BURST];
    private final int[] clearLength = new int[BURST];
    private final long[] sequence = new long[BURST];

    private Stopwatch(EspSuite suite, Arena arena) {
        this.suite = suite;
        slab = arena.allocate((long) BURST * SLOT_OCTETS, 64);
        for (int i = 0; i < BURST; i++) {
            espAt[i] = (long) i * SLOT_OCTETS;
            sequence[i] = i;
        }
    }

    /// For each rung the nanoseconds for a burst of small packets and one of large packets.
    static long[] nanos(List<EspCiphers> rungs, EspSuite suite) {
        try (Arena arena = Arena.ofConfined()) {
            return new Stopwatch(suite, arena).race(rungs);
        }
    }

    private long[] race(List<EspCiphers> rungs) {
        List<EspSealer> sealers =
                rungs.stream()
                        .map(
                                rung ->
                                        rung.sealer(
                                                suite,
                                                KnownAnswers.keys(suite),
                                                false,
                                                Entropy.seeded("race")))
                        .toList();
        comeToRest(sealers);
        long[] small = best(sealers, SMALL_OCTETS);
        long[] large = best(sealers, LARGE_OCTETS);
        sealers.forEach(EspSealer::close);
        Arrays.setAll(small, i -> small[i] + large[i]);
        return small;
    }

    /// Runs all until none becomes faster.
    private void comeToRest(List<EspSealer> sealers) {
        long[] best = best(sealers, SMALL_OCTETS);
        int atRest = 0;
        for (int block = 1; block < BLOCKS_MOST; block++) {
            long[] now = best(sealers, SMALL_OCTETS);
            boolean isNew = false;
            for (int i = 0; i < best.length; i++) {
                isNew |= now[i] * PARTS_NEW < best[i] * (PARTS_NEW - 1);
                best[i] = Math.min(best[i], now[i]);
            }
            atRest = isNew ? 0 : atRest + 1;
            if (block >= BLOCKS_LEAST && atRest >= BLOCKS_AT_REST) {
                return;
            }
        }
    }

    private long[] best(List<EspSealer> sealers, int clearOctets) {
        Arrays.fill(clearLength, clearOctets);
        var best = new long[sealers.size()];
        Arrays.fill(best, Long.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.min(best[i], once(sealers.get(i)));
            }
        }
        return best;
    }

    private long once(EspSealer sealer) {
        for (int i = 0; i < BURST; i++) {
            sequence[i] += BURST;
            slab.set(Packet.U32, espAt[i] + 4, (int) sequence[i]);
        }
        long before = System.nanoTime();
        sealer.seal(slab, espAt, clearLength, sequence, BURST);
        return System.nanoTime() - before;
    }
}
