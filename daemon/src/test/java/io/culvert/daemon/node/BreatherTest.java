package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreatherTest {
    private static final long TURN_NANOS = 100_000;

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
        turns(100_000_000);
        assertThat(rests).hasSize(25).containsOnly(Breather.BREATH_NANOS);
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
        turns(20_000_000);
        areKept = false;
        turns(20_000_000);
        rests.clear();
        turns(100_000_000);
        assertThat(rests).isEmpty();
    }
}
