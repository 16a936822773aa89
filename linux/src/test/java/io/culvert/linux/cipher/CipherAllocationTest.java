package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Entropy;
import io.culvert.linux.Allocation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No packet of a native rung costs an object, sealed or opened, alone or in a batch, nor one that is refused.
class CipherAllocationTest {
    private static final int COUNT = 4;
    private static final int SLOT = 512;
    private static final int CLEAR = 64;

    static List<EspSuite> suites() {
        return EspSuite.all();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void packetsAllocateNothing(EspSuite suite) throws IOException {
        for (Found found : Rungs.all()) {
            EspCiphers rung = found.ciphers().orElseThrow();
            if (rung.supports(suite)) {
                packetsAllocateNothing(rung, suite);
            }
        }
    }

    private static void packetsAllocateNothing(EspCiphers rung, EspSuite suite) throws IOException {
        var keys = KnownAnswers.keys(suite);
        try (Arena arena = Arena.ofConfined();
                EspSealer sealer = rung.sealer(suite, keys, true, Entropy.seeded("allocation"));
                EspOpener opener = rung.opener(suite, keys, true)) {
            MemorySegment slab = arena.allocate((long) COUNT * SLOT);
            var at = new long[COUNT];
            var clear = new int[COUNT];
            var length = new int[COUNT];
            var sequence = new long[COUNT];
            var isGood = new boolean[COUNT];
            for (int i = 0; i < COUNT; i++) {
                at[i] = (long) i * SLOT;
                clear[i] = CLEAR;
                length[i] = suite.espOctets(CLEAR);
            }
            Allocation.assertSettlesAtNothing(
                    () -> {
                        for (int i = 0; i < COUNT; i++) {
                            sequence[i] += COUNT;
                            slab.set(Packet.U32, at[i] + 4, (int) sequence[i]);
                        }
                        sealer.seal(slab, at, clear, sequence, COUNT);
                        opener.open(slab, at, length, sequence, isGood, COUNT);
                        sequence[0] += COUNT;
                        slab.set(Packet.U32, at[0] + 4, (int) sequence[0]);
                        sealer.seal(slab, at[0], CLEAR, sequence[0]);
                        isGood[0] = opener.open(slab, at[0], length[0], sequence[0]);
                        isGood[1] = opener.open(slab, at[0], length[0], sequence[0]);
                    });
        }
    }
}
