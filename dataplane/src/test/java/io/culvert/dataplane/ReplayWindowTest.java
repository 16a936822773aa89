package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayWindowTest {
    /// The slow model: every number ever seen is remembered.
    private static final class Model {
        private final int size;
        private final long base;
        private final BitSet seen = new BitSet();
        private long highest;

        Model(int size, long base) {
            this.size = size;
            this.base = base;
            highest = base;
        }

        boolean accept(long sequence) {
            if (sequence == 0
                    || (sequence <= highest
                            && (highest - sequence >= size
                                    || (sequence > base && seen.get((int) (sequence - base)))))) {
                return false;
            }
            if (sequence > base) {
                seen.set((int) (sequence - base));
            }
            highest = Math.max(highest, sequence);
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100, 128, 1024, 65_536})
    void theWindowEqualsTheModel(int size) {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var window = new ReplayWindow(size, false);
            var model = new Model(size, 0);
            long around = 1;
            for (int step = 0; step < 2000; step++) {
                around += random.nextInt(20) == 0 ? random.nextInt(3 * size) : random.nextInt(4);
                long sequence = Math.max(0, around - random.nextInt(2 * size));
                if (random.nextBoolean()) {
                    sequence = around;
                }
                boolean accepted = window.mayAccept(sequence);
                if (accepted) {
                    window.accept(sequence);
                }
                assertThat(accepted)
                        .as("size %d seed %d step %d sequence %d", size, seed, step, sequence)
                        .isEqualTo(model.accept(sequence));
                assertThat(window.highest()).isEqualTo(model.highest);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1024, 65_536})
    void theHighHalfIsInferredAcrossTheTurnOfTheLow(int size) {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var window = new ReplayWindow(size, true);
            long start = (1L + random.nextInt(5) << 32) - size;
            window.accept(start);
            long around = start;
            for (int step = 0; step < 2000; step++) {
                around += random.nextInt(3 + size / 100);
                long sequence = Math.max(start, around - random.nextInt(size));
                if (window.highest() - sequence >= size) {
                    continue;
                }
                assertThat(window.infer((int) sequence))
                        .as(
                                "size %d seed %d step %d highest %d",
                                size, seed, step, window.highest())
                        .isEqualTo(sequence);
                if (window.mayAccept(sequence)) {
                    window.accept(sequence);
                }
                assertThat(window.mayAccept(sequence)).isFalse();
            }
            assertThat(window.highest()).isGreaterThan(start + size);
        }
    }

    @Test
    void nothingBeforeTheFirstSubspaceIsInferred() {
        var window = new ReplayWindow(64, true);
        assertThat(window.infer(-1)).isEqualTo(ReplayWindow.NONE);
        assertThat(window.mayAccept(ReplayWindow.NONE)).isFalse();
    }

    @Test
    void withoutTheCheckDuplicatesPassAndTheHighestIsFollowed() {
        var window = new ReplayWindow(0, false);
        window.accept(5);
        assertThat(window.mayAccept(5)).isTrue();
        window.accept(2);
        assertThat(window.highest()).isEqualTo(5);
        assertThat(window.mayAccept(0)).isFalse();
    }
}
