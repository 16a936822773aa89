package io.culvert.bench;

import io.culvert.base.Secret;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.CipherRung;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Entropy;
import io.culvert.linux.cipher.CipherLadder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// What a packet costs on each rung of the ladder of ciphers, in bursts of one association: nanoseconds, median and
/// quartiles of many rounds. Extended sequence numbers are on. Each rung runs alone through the same code.
final class CipherTable {
    private static final int BURST = 32;
    private static final int SLOT_OCTETS = 2304;
    private static final int HEADROOM = 256;
    private static final int ROUNDS_UNSEEN = 600;
    private static final int ROUNDS = 400;
    private static final int BURSTS_IN_ROUND = 8;
    private static final int[] TEXT_OCTETS = {64, 512, 1400};
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /// dataplane.md section 3: seal 64, 512 and 1,400 octets with AES-256-GCM by the multi-buffer library, from Java, on Zen 5.
    private static final int[] EXPECTED = {45, 58, 102};

    private final MemorySegment slab;
    private final long[] at = new long[BURST];
    private final int[] clear = new int[BURST];
    private final int[] length = new int[BURST];
    private final long[] sequence = new long[BURST];
    private final boolean[] isGood = new boolean[BURST];
    private long last = 1L << 32;

    private CipherTable(Arena arena) {
        slab = arena.allocate((long) BURST * SLOT_OCTETS, 64);
    }

    private record Figures(long median, long low, long high) {
        static Figures of(long[] nanos) {
            Arrays.sort(nanos);
            return new Figures(
                    nanos[nanos.length / 2], nanos[nanos.length / 4], nanos[nanos.length * 3 / 4]);
        }

        @Override
        public String toString() {
            return "%5d (%d to %d)".formatted(median, low, high);
        }
    }

    public static void main(String[] arguments) {
        for (String name : arguments) {
            if (EspSuite.all().stream().noneMatch(suite -> isWanted(suite, new String[] {name}))) {
                System.err.println(
                        "ciphers: " + name + " is no ESP suite, such as \"esp-gcm 256\"");
                System.exit(2);
            }
        }
        CipherLadder ladder = CipherLadder.ofThisMachine(notice -> System.err.println(notice));
        for (CipherRung rung : ladder.rungs()) {
            System.out.println(
                    rung.library().word()
                            + ": "
                            + (rung.isThere() ? "" : "not in use: ")
                            + rung.about());
        }
        System.out.printf(
                "%nns a packet in bursts of %d, one association, extended sequence numbers: median (quartiles)%n",
                BURST);
        System.out.printf(
                "%-32s %-14s %6s  %-24s %-24s%n", "suite", "library", "octets", "seal", "open");
        try (Arena arena = Arena.ofConfined()) {
            var table = new CipherTable(arena);
            for (EspSuite suite : EspSuite.all()) {
                for (CipherLibrary library : CipherLibrary.values()) {
                    EspCiphers rung = ladder.on(library);
                    boolean isIts =
                            library != CipherLibrary.AUTO
                                    && rung.supports(suite)
                                    && rung.rung(suite).equals(rung.name());
                    if (isIts && isWanted(suite, arguments)) {
                        table.rows(rung, suite, library);
                    }
                }
            }
        }
    }

    /// Without arguments all suites; otherwise those whose words begin as one of them.
    private static boolean isWanted(EspSuite suite, String[] arguments) {
        return arguments.length == 0
                || Arrays.stream(arguments).anyMatch(it -> suite.words().startsWith(it));
    }

    private static EspKeys keys(EspSuite suite) {
        var material = new byte[suite.keyMaterialOctets()];
        Arrays.fill(material, (byte) 7);
        return suite.keys(Secret.of(material), 0);
    }

    private void rows(EspCiphers rung, EspSuite suite, CipherLibrary library) {
        for (int i = 0; i < TEXT_OCTETS.length; i++) {
            try (EspSealer sealer = rung.sealer(suite, keys(suite), true, Entropy.seeded("bench"));
                    EspOpener opener = rung.opener(suite, keys(suite), true)) {
                List<Figures> figures = measure(sealer, opener, suite, TEXT_OCTETS[i]);
                boolean isCompared =
                        suite.equals(EspSuite.GCM_256) && library == CipherLibrary.MULTI_BUFFER;
                System.out.printf(
                        "%-32s %-14s %6d  %-24s %-24s%s%n",
                        suite.words(),
                        rung.name(),
                        TEXT_OCTETS[i],
                        figures.get(0),
                        figures.get(1),
                        isCompared ? "  expected to seal: " + EXPECTED[i] : "");
            }
        }
    }

    private List<Figures> measure(
            EspSealer sealer, EspOpener opener, EspSuite suite, int textOctets) {
        int octets = textOctets + suite.alignment() - 1 & -suite.alignment();
        for (int i = 0; i < BURST; i++) {
            at[i] = (long) i * SLOT_OCTETS + HEADROOM;
            clear[i] = octets;
            length[i] = suite.espOctets(octets);
        }
        var sealing = new long[ROUNDS];
        var opening = new long[ROUNDS];
        for (int round = -ROUNDS_UNSEEN; round < ROUNDS; round++) {
            long seal = 0;
            long open = 0;
            for (int burst = 0; burst < BURSTS_IN_ROUND; burst++) {
                number();
                long begin = System.nanoTime();
                sealer.seal(slab, at, clear, sequence, BURST);
                long sealed = System.nanoTime();
                opener.open(slab, at, length, sequence, isGood, BURST);
                open += System.nanoTime() - sealed;
                seal += sealed - begin;
            }
            if (round >= 0) {
                sealing[round] = seal / (BURST * BURSTS_IN_ROUND);
                opening[round] = open / (BURST * BURSTS_IN_ROUND);
            }
        }
        for (boolean good : isGood) {
            if (!good) {
                throw new IllegalStateException("a packet did not open");
            }
        }
        return List.of(Figures.of(sealing), Figures.of(opening));
    }

    private void number() {
        for (int i = 0; i < BURST; i++) {
            sequence[i] = last++;
            slab.set(U32, at[i] + 4, (int) sequence[i]);
        }
    }
}
