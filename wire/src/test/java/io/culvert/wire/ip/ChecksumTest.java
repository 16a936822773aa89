package io.culvert.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static int slow(byte[] octets, int from, int end) {
        long sum = 0;
        for (int i = from; i < end; i++) {
            sum += (octets[i] & 0xFFL) << ((i - from & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) (~sum & 0xFFFF);
    }

    /// RFC 1071 section 3.
    @Test
    void theExampleOfTheRfcHolds() {
        byte[] example = Bytes.hex("0001f203f4f5f6f7").toArray();
        assertThat(Checksum.of(MemorySegment.ofArray(example), 0, 8)).isEqualTo(~0xDDF2 & 0xFFFF);
    }

    /// RFC 1624 section 4.
    @Test
    void theUpdateExampleOfTheRfcHolds() {
        assertThat(Checksum.update(0xDD2F, 0x5555, 0x3285)).isZero();
    }

    @Test
    void everyLengthAndPlaceSumsAsTheSlowWay() {
        var random = new Random(1);
        for (int round = 0; round < 3000; round++) {
            var octets = new byte[random.nextInt(round < 2900 ? 200 : 70_000)];
            random.nextBytes(octets);
            if (round % 7 == 0) {
                java.util.Arrays.fill(octets, (byte) -1);
            }
            int from = octets.length == 0 ? 0 : random.nextInt(octets.length);
            int end = from + random.nextInt(octets.length - from + 1);
            assertThat(Checksum.of(MemorySegment.ofArray(octets), from, end))
                    .as("round %d, %d to %d", round, from, end)
                    .isEqualTo(slow(octets, from, end));
        }
    }

    @Test
    void aSumIsWholeIfItFoldsToAllOnes() {
        var random = new Random(3);
        for (int round = 0; round < 100_000; round++) {
            long sum = 1 + random.nextLong(1L << 1 + random.nextInt(40));
            if (round % 2 == 0) {
                sum += 65_535 - sum % 65_535;
            }
            assertThat(Checksum.isWhole(sum)).as("%d", sum).isEqualTo(Checksum.finish(sum) == 0);
        }
    }

    @Test
    void anUpdateEqualsSummingAgain() {
        var random = new Random(2);
        for (int round = 0; round < 3000; round++) {
            var octets = new byte[40];
            random.nextBytes(octets);
            var memory = MemorySegment.ofArray(octets);
            int before = Checksum.of(memory, 0, 40);
            int at = 2 * random.nextInt(20);
            int old = (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
            int now = random.nextInt(0x10000);
            octets[at] = (byte) (now >>> 8);
            octets[at + 1] = (byte) now;
            int after = Checksum.of(memory, 0, 40);
            assertThat(Checksum.update(before, old, now)).as("round %d", round).isEqualTo(after);
        }
    }
}
