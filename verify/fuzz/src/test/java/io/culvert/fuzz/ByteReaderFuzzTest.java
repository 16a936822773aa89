package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.ByteReader;
import io.culvert.base.Parse;
import java.util.Arrays;

/// The reader under any order of reads: the first half of the input says what to read, the second is read.
class ByteReaderFuzzTest {
    @FuzzTest
    void noOrderOfReadsThrowsOrRunsBackwards(byte[] octets) {
        byte[] orders = Arrays.copyOf(octets, octets.length / 2);
        var reader = new ByteReader(Arrays.copyOfRange(octets, orders.length, octets.length));
        int left = reader.left();
        for (byte order : orders) {
            boolean failed = reader.failed();
            long value = read(reader, order);
            assertThat(reader.left()).isBetween(0, left);
            left = reader.left();
            if (failed) {
                assertThat(reader.failed()).isTrue();
                assertThat(value).isZero();
            }
        }
        Parse<Integer> outcome = reader.finish(() -> 1);
        assertThat(outcome.isOk()).isEqualTo(!reader.failed());
    }

    /// One read, with the upper five bits of the order as its count where it takes one (less two: negative ones too).
    private static long read(ByteReader reader, byte order) {
        int count = ((order & 0xFF) >> 3) - 2;
        return switch (order & 7) {
            case 0 -> reader.u8();
            case 1 -> reader.u16();
            case 2 -> reader.u24();
            case 3 -> reader.u32();
            case 4 -> reader.i64();
            case 5 -> reader.bytes(count).size();
            case 6 -> {
                reader.skip(count);
                yield 0;
            }
            default -> {
                ByteReader sub = reader.sub(count);
                long sum = 0;
                while (sub.left() > 0) {
                    sum += sub.u8();
                }
                reader.join(sub);
                yield sum;
            }
        };
    }
}
