package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreatherTest {
    private static final long TURN_NANOS = 100_000;
    private static final long BEFORE_NANOS = Breather.LOOKS_BEFORE * Breather.LOOK_NANOS;

    private final List<Long> rests = new ArrayList<>();
    private final List<Long> looks = new ArrayList<>();
    private boolean areKept;
    private long now = 1_000_000_000_000L;
    private final Breather breather =
            new Breather(
                    rests::add,
                    since -> {
                        looks.add(since);
                        return areKept;
                    });

    /// Turns without a pause between them, for so long.
    private void turns(long nanos) {
        for (long end = now + nanos; now < end; now += TURN_NANOS) {
            breather.endTurn(now);
        }
    }

    @Test
    void compilersThatWaitGetAQuarterOfTheTime() {
        areKept = true;
        turns(BEFORE_NANOS);
        assertThat(rests).isEmpty();
        turns(100_000_000);
        assertThat(rests).hasSize(25).containsOnly(Breather.BREATH_NANOS);
    }

    @Test
    void forALittleThatIsCompiledAgainItDoesNotBreathe() {
        for (int i = 0; i < 5; i++) {
            areKept = true;
            turns(BEFORE_NANOS - Breather.LOOK_NANOS);
            areKept = false;
            turns(Breather.LOOK_NANOS);
        }
        assertThat(rests).isEmpty();
    }

    @Test
    void nobodyElseIsWaitedFor() {
        turns(100_000_000);
        assertThat(rests).isEmpty();
    }

    @Test
    void itLooksFiftyTimesASecond() {
        turns(1_000_000_000);
        assertThat(looks).hasSize(50);
        assertThat(looks.subList(1, 50)).containsOnly(Breather.LOOK_NANOS);
    }

    @Test
    void whenTheyHaveWhatTheyNeedItBreathesNoMore() {
        areKept = true;
        turns(2 * BEFORE_NANOS);
        assertThat(rests).isNotEmpty();
        areKept = false;
        turns(Breather.LOOK_NANOS);
        rests.clear();
        turns(100_000_000);
        assertThat(rests).isEmpty();
    }
}
