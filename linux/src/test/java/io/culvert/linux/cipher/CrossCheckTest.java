package io.culvert.linux.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.engine.Entropy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rungs against each other: the same packets from the same keys, octet for octet, and each opens what another sealed.
class CrossCheckTest {
    private static final long SEED = Long.getLong("culvert.seed", 20_260_101);
    private static final int ROOM = 4096;
    private static final int PACKETS = 60;
    private static final int PAYLOAD_MOST = 2000;

    static List<EspSuite> suites() {
        return EspSuite.all();
    }

    private static List<EspCiphers> rungs(EspSuite suite) {
        var rungs = new ArrayList<EspCiphers>();
        Rungs.all().forEach(found -> rungs.add(found.ciphers().orElseThrow()));
        rungs.add(new JdkEspCiphers());
        rungs.removeIf(rung -> !rung.supports(suite));
        if (rungs.size() < 2) {
            System.err.println("skipped: no two libraries here have " + suite);
        }
        assumeTrue(rungs.size() >= 2, () -> "no two libraries here have " + suite);
        return rungs;
    }

    private static Bytes random(Random random, int size) {
        var octets = new byte[size];
        random.nextBytes(octets);
        return Bytes.of(octets);
    }

    /// Lengths of all kinds, and those around whole blocks.
    private static int payload(Random random, int packet) {
        return packet % 2 == 0
                ? random.nextInt(PAYLOAD_MOST)
                : Math.max(0, 16 * random.nextInt(PAYLOAD_MOST / 16) + random.nextInt(5) - 2);
    }

    private static MemorySegment clear(
            MemorySegment slab, long at, EspSuite suite, long sequence, Bytes text) {
        slab.fill((byte) 0x5A);
        slab.set(Packet.U32, at, 0x0102_0304);
        slab.set(Packet.U32, at + 4, (int) sequence);
        text.copyTo(slab, at + suite.clearAt());
        return slab;
    }

    @ParameterizedTest
    @MethodSource("suites")
    void allRungsMakeTheSamePacketsAndOpenThem(EspSuite suite) {
        List<EspCiphers> rungs = rungs(suite);
        var random = new Random(SEED + suite.hashCode());
        for (boolean extended : new boolean[] {false, true}) {
            Bytes material = random(random, suite.keyMaterialOctets());
            EspKeys keys = suite.keys(Secret.of(material), 0);
            var sealers = new ArrayList<EspSealer>();
            var openers = new ArrayList<EspOpener>();
            rungs.forEach(
                    rung -> {
                        sealers.add(rung.sealer(suite, keys, extended, Entropy.seeded("same")));
                        openers.add(rung.opener(suite, keys, extended));
                    });
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment slab = arena.allocate(ROOM);
                for (int i = 0; i < PACKETS; i++) {
                    long sequence = (extended ? 5L << 32 : 0) + 0xFFFF_FF00L + i;
                    Bytes text = random(random, suite.clearOctets(payload(random, i)));
                    int length = suite.espOctets(text.size());
                    long at = 64L + random.nextInt(64);
                    Bytes first = Bytes.EMPTY;
                    for (int rung = 0; rung < rungs.size(); rung++) {
                        clear(slab, at, suite, sequence, text);
                        sealers.get(rung).seal(slab, at, text.size(), sequence);
                        Bytes whole = Bytes.of(slab, 0, ROOM);
                        first = rung == 0 ? whole : first;
                        assertThat(whole)
                                .as("seed %d, packet %d, %s", SEED, i, rungs.get(rung).name())
                                .isEqualTo(first);
                    }
                    for (EspOpener opener : openers) {
                        first.copyTo(slab, 0);
                        assertThat(opener.open(slab, at, length, sequence)).isTrue();
                        assertThat(Bytes.of(slab, at + suite.clearAt(), text.size()))
                                .isEqualTo(text);
                    }
                }
            }
            sealers.forEach(EspSealer::close);
            openers.forEach(EspOpener::close);
        }
    }

    /// Each octet of header, IV, text and tag, changed alone.
    @ParameterizedTest
    @MethodSource("suites")
    void aChangeOfAnyOctetIsRefusedAndThePacketStandsAsItCame(EspSuite suite) {
        var random = new Random(SEED);
        for (EspCiphers rung : rungs(suite)) {
            for (boolean extended : new boolean[] {false, true}) {
                EspKeys keys = KnownAnswers.keys(suite);
                long sequence = extended ? 9L << 32 | 7 : 7;
                try (Arena arena = Arena.ofConfined();
                        EspSealer sealer =
                                rung.sealer(suite, keys, extended, Entropy.seeded("any"));
                        EspOpener opener = rung.opener(suite, keys, extended)) {
                    Bytes text = random(random, suite.clearOctets(50));
                    MemorySegment slab = clear(arena.allocate(512), 40, suite, sequence, text);
                    sealer.seal(slab, 40, text.size(), sequence);
                    int length = suite.espOctets(text.size());
                    for (int i = 0; i < length; i++) {
                        boolean isSequence = i >= 4 && i < 8;
                        if (isSequence) {
                            continue; // the caller reads it from there
                        }
                        byte octet = slab.get(ValueLayout.JAVA_BYTE, 40 + i);
                        slab.set(ValueLayout.JAVA_BYTE, 40 + i, (byte) (octet ^ 1 << i % 8));
                        Bytes forged = Bytes.of(slab, 0, 512);
                        assertThat(opener.open(slab, 40, length, sequence))
                                .as("%s, octet %d", rung.name(), i)
                                .isFalse();
                        assertThat(Bytes.of(slab, 0, 512)).isEqualTo(forged);
                        slab.set(ValueLayout.JAVA_BYTE, 40 + i, octet);
                    }
                    if (extended) {
                        assertThat(opener.open(slab, 40, length, sequence + (1L << 32))).isFalse();
                    }
                    assertThat(opener.open(slab, 40, length, sequence)).isTrue();
                }
            }
        }
    }

    /// A batch is nothing but its packets, one after the other, good ones beside bad ones.
    @ParameterizedTest
    @MethodSource("suites")
    void aBatchIsItsPackets(EspSuite suite) {
        for (EspCiphers rung : rungs(suite)) {
            var random = new Random(SEED);
            EspKeys keys = KnownAnswers.keys(suite);
            int count = 37;
            int slot = 2560;
            try (Arena arena = Arena.ofConfined();
                    EspSealer single = rung.sealer(suite, keys, true, Entropy.seeded("batch"));
                    EspSealer sealer = rung.sealer(suite, keys, true, Entropy.seeded("batch"));
                    EspOpener opener = rung.opener(suite, keys, true)) {
                MemorySegment one = arena.allocate((long) count * slot);
                var at = new long[count];
                var clear = new int[count];
                var length = new int[count];
                var sequence = new long[count];
                for (int i = 0; i < count; i++) {
                    at[i] = (long) i * slot + random.nextInt(300);
                    clear[i] = suite.clearOctets(random.nextInt(PAYLOAD_MOST));
                    length[i] = suite.espOctets(clear[i]);
                    sequence[i] = 1L << 32 | 100 + i;
                    one.set(Packet.U32, at[i], 77);
                    one.set(Packet.U32, at[i] + 4, (int) sequence[i]);
                    random(random, clear[i]).copyTo(one, at[i] + suite.clearAt());
                }
                MemorySegment batch = arena.allocate(one.byteSize()).copyFrom(one);
                Bytes before = Bytes.of(one, 0, (int) one.byteSize());
                for (int i = 0; i < count; i++) {
                    single.seal(one, at[i], clear[i], sequence[i]);
                }
                sealer.seal(batch, at, clear, sequence, count);
                assertThat(batch.mismatch(one)).as(rung.name()).isEqualTo(-1);
                int bad = random.nextInt(count);
                long last = at[bad] + length[bad] - 1;
                batch.set(
                        ValueLayout.JAVA_BYTE,
                        last,
                        (byte) ~batch.get(ValueLayout.JAVA_BYTE, last));
                var isGood = new boolean[count];
                opener.open(batch, at, length, sequence, isGood, count);
                for (int i = 0; i < count; i++) {
                    long text = at[i] + suite.clearAt();
                    assertThat(isGood[i]).as("%s, packet %d", rung.name(), i).isEqualTo(i != bad);
                    if (i != bad) {
                        assertThat(Bytes.of(batch, text, clear[i]))
                                .isEqualTo(before.slice((int) text, (int) text + clear[i]));
                    }
                }
            }
        }
    }
}
