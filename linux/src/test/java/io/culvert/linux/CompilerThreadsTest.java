package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerThreadsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void thoseOfJavaAreFound() {
        try (var threads = CompilerThreads.ofThisProcess()) {
            assertThat(threads.count()).isPositive();
        }
    }

    /// Whatever they have to do ends.
    @Test
    void whoeverSleepsIsNotKeptWaiting() {
        try (var threads = CompilerThreads.ofThisProcess()) {
            long end = System.nanoTime() + 30 * SECOND;
            while (threads.isKeptWaiting(SECOND)) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    @Test
    void nobodyWaitsAfterwards() {
        var threads = CompilerThreads.ofThisProcess();
        threads.close();
        assertThat(threads.isKeptWaiting(SECOND)).isFalse();
        assertThat(threads.count()).isZero();
    }
}
