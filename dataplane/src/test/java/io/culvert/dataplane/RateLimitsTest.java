package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aBucketGivesItsBurstAndThenItsRate() {
        var bucket = new TokenBucket(10, 5);
        assertThat(taken(bucket::take, 7 * SECOND, 100)).isEqualTo(5);
        assertThat(taken(bucket::take, 7 * SECOND + SECOND / 10, 100)).isEqualTo(1);
        assertThat(taken(bucket::take, 9 * SECOND, 100)).isEqualTo(5);
    }

    @Test
    void aWindowIsOpenedByTheFirstAfterTheOneBefore() {
        var limit = new WindowLimit(3, 10 * SECOND);
        assertThat(taken(limit::take, 5 * SECOND, 10)).isEqualTo(3);
        assertThat(taken(limit::take, 15 * SECOND - 1, 10)).isZero();
        assertThat(taken(limit::take, 21 * SECOND, 10)).isEqualTo(3);
        assertThat(taken(limit::take, 30 * SECOND, 10)).isZero();
        assertThat(taken(limit::take, 31 * SECOND, 10)).isEqualTo(3);
    }

    private static int taken(LongPredicate limit, long now, int times) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += limit.test(now) ? 1 : 0;
        }
        return taken;
    }

    /// However many planes ask at once.
    @Test
    void theLimitHoldsInSum() throws InterruptedException {
        var bucket = new TokenBucket(1000, 500);
        var window = new WindowLimit(700, SECOND);
        var ofBucket = new AtomicInteger();
        var ofWindow = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        ofBucket.addAndGet(taken(bucket::take, SECOND, 1000));
                                        ofWindow.addAndGet(taken(window::take, SECOND, 1000));
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ofBucket).hasValue(500);
        assertThat(ofWindow).hasValue(700);
    }
}
