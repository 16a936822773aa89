package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.rib.RibEvent;
import io.culvert.router.config.StaticRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StaticRoutesTest {
    private static final int FAR_LESS_THAN_THE_SQUARE_TAKES_SECONDS = 20;

    private final StaticRoutes routes = new StaticRoutes();
    private final List<RibEvent> told = new ArrayList<>();

    private static List<StaticRoute> lines(int count) {
        var lines = new ArrayList<StaticRoute>();
        for (int i = 0; i < count; i++) {
            lines.add(
                    StaticRoute.of(
                            Vrf.GLOBAL,
                            Prefix.containing(new Ipv4Address(0x0A00_0000 + (i << 4)), 28),
                            Optional.empty(),
                            Optional.of(new Ipv4Address(0xC000_0201))));
        }
        return lines;
    }

    @Test
    void onlyWhatIsNewOrGoneIsTold() {
        List<StaticRoute> three = lines(3);
        routes.configure(three.subList(0, 2), told::add);
        assertThat(told).hasSize(2).hasOnlyElementsOfType(RibEvent.Offered.class);
        told.clear();
        routes.configure(three.subList(1, 3), told::add);
        assertThat(told).hasSize(2);
        assertThat(told.getFirst())
                .isInstanceOfSatisfying(
                        RibEvent.Revoked.class,
                        gone -> assertThat(gone.prefix()).isEqualTo(three.getFirst().prefix()));
        assertThat(told.getLast()).isInstanceOf(RibEvent.Offered.class);
    }

    /// Each line of configuration comes by here: packets wait meanwhile.
    @Test
    @Timeout(FAR_LESS_THAN_THE_SQUARE_TAKES_SECONDS)
    void manyRoutesCostInProportion() {
        List<StaticRoute> many = lines(100_000);
        routes.configure(many, told::add);
        told.clear();
        routes.configure(List.copyOf(many), told::add);
        assertThat(told).isEmpty();
    }
}
