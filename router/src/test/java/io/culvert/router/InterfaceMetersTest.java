package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.dataplane.PacketSlab;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.LinkSettings;
import io.culvert.router.config.RouterConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Rates and cleared counters of a whole router that gets frames.
class InterfaceMetersTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final int OCTETS = 125;
    private static final int INTERVAL = 30;

    private final PacketSlab slab = new PacketSlab(16, 1);
    private final List<String> log = new ArrayList<>();
    private final Router router =
            new Router(
                    TestSetup.of(
                            "meters",
                            new Port(PORT, 1500),
                            slab,
                            (_, slots, count) -> {
                                for (int i = 0; i < count; i++) {
                                    slab.free(slots[i]);
                                }
                            },
                            line -> log.add(line.notice().toString())));

    InterfaceMetersTest() {
        router.configure(Instant.EPOCH, config());
        router.carrier(Instant.EPOCH, 0, true);
    }

    private static RouterConfig config() {
        return RouterConfig.DEFAULT.withInterface(
                InterfaceConfig.of(PORT)
                        .withLink(LinkSettings.DEFAULT.withLoadIntervalSeconds(INTERVAL)));
    }

    private static Instant at(long millis) {
        return Instant.EPOCH.plusMillis(millis);
    }

    private void frames(Instant now, int count) {
        byte[] frame =
                Bytes.concat(Bytes.hex("020000000099 0200000000c1 0800"), Bytes.zero(OCTETS - 14))
                        .toArray();
        for (int i = 0; i < count; i++) {
            router.receive(now, 0, slab.of(frame));
        }
    }

    private InterfaceState port() {
        return router.view().find(PORT).orElseThrow();
    }

    private InterfaceLoad load(Instant now) {
        return router.view().load(port(), now);
    }

    @Test
    void theAverageMovesTowardsWhatPassesEveryFiveSeconds() {
        frames(at(1_000), 500);
        assertThat(load(at(4_999)).packetsInPerSecond()).isZero();
        double once = 100 * (1 - StrictMath.exp(-5.0 / INTERVAL));
        assertThat(load(at(5_000)).packetsInPerSecond()).isEqualTo(Math.round(once));
        assertThat(load(at(5_000)).bitsInPerSecond())
                .isEqualTo(Math.round(once * OCTETS * Byte.SIZE));
        double later = once * StrictMath.exp(-30.0 / INTERVAL);
        assertThat(load(at(35_000)).packetsInPerSecond()).isEqualTo(Math.round(later));
        assertThat(load(at(35_000)).intervalSeconds()).isEqualTo(INTERVAL);
    }

    /// Whoever looks, and however often, the rates are those of a meter that is read every 5 seconds.
    @Test
    void lazySamplesEqualThoseOfAMeterThatWakesUp() {
        long seed = 7;
        var random = new SplittableRandom(seed);
        double decay = StrictMath.exp(-5.0 / INTERVAL);
        double model = 0;
        int inSlice = 0;
        long slice = 0;
        long millis = 0;
        for (int i = 0; i < 400; i++) {
            millis += random.nextInt(random.nextInt(10) == 0 ? 60_000 : 3_000);
            for (; (slice + 1) * 5_000 <= millis; slice++) {
                model = inSlice / 5.0 + (model - inSlice / 5.0) * decay;
                inSlice = 0;
            }
            assertThat((double) load(at(millis)).bitsInPerSecond())
                    .as("seed %d, step %d", seed, i)
                    .isCloseTo(model * OCTETS * Byte.SIZE, within(1.0));
            int count = random.nextInt(20);
            frames(at(millis), count);
            inSlice += count;
        }
    }

    @Test
    void clearedCountersBeginAnewAndTotalsGoOn() {
        frames(at(1_000), 3);
        router.clearCounters(at(2_000), Optional.of(PORT), "con 0");
        assertThat(router.view().counters(port()).packetsIn()).isZero();
        assertThat(router.view().cleared(port())).contains(at(2_000));
        frames(at(3_000), 2);
        assertThat(router.view().counters(port()).packetsIn()).isEqualTo(2);
        assertThat(router.view().totals(port()).packetsIn()).isEqualTo(5);
        assertThat(load(at(5_000)).packetsInPerSecond()).isEqualTo(Math.round(1 - 0.846));
        assertThat(log)
                .contains("%CLEAR-5-COUNTERS: Clear counter on interface Ethernet0/0 by con 0");
    }

    @Test
    void anInterfaceThatTakesTheNumberOfAnotherBeginsWithNothing() {
        frames(at(1_000), 3);
        InterfaceName other = InterfaceName.of("Loopback0");
        int number = port().index();
        router.configure(at(2_000), RouterConfig.DEFAULT.withInterface(InterfaceConfig.of(other)));
        InterfaceState loopback = router.view().find(other).orElseThrow();
        assertThat(loopback.index()).isEqualTo(number);
        assertThat(router.view().counters(loopback).packetsIn()).isZero();
        assertThat(router.view().load(loopback, at(6_000)).packetsInPerSecond()).isZero();
    }
}
