package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.bgp.config.FamilyId;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.NextHop;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.Origin;
import io.culvert.wire.bgp.PathAttribute;
import io.culvert.wire.bgp.UpdateWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// More routes at once than are decided in one call.
class BurstTest {
    private static final int ROUTES = 4 * BgpEngine.DECISIONS_MAX;

    private final Playground ground = new Playground();
    private final Playground.Node here = Build.node(ground, "here", "10.0.0.9");
    private final Playground.Node there = Build.node(ground, "there", "10.0.0.1");

    @Test
    void aPeerThatIsLostWithManyRoutesHoldsNothingUp() {
        here.configure(Build.as(10).neighbor(FamilyId.IPV4, "10.0.0.1", 10).settings());
        there.configure(Build.as(10).neighbor(FamilyId.IPV4, "10.0.0.9", 10).settings());
        ground.pass(Build.A_WHILE);
        announceAll();
        ground.pass(Build.A_WHILE);
        assertThat(here.routes).hasSize(ROUTES);

        ground.reset(there, here);
        assertThat(here.routes).hasSize(ROUTES - BgpEngine.DECISIONS_MAX);
        ground.pass(Duration.ofNanos(1));
        assertThat(here.routes).hasSize(ROUTES - 2 * BgpEngine.DECISIONS_MAX);
        ground.pass(Duration.ofNanos(2));
        assertThat(here.routes).isEmpty();
    }

    private void announceAll() {
        var routes = new ArrayList<Nlri>();
        for (int i = 0; i < ROUTES; i++) {
            routes.add(Nlri.Ip.of(Prefix.host(new Ipv4Address(11 << 24 | i))));
        }
        var attributes =
                List.<PathAttribute>of(
                        new PathAttribute.OriginCode(Origin.IGP),
                        new PathAttribute.Path(AsPath.EMPTY),
                        new PathAttribute.LocalPreference(100));
        new UpdateWriter(
                        Family.IPV4,
                        Codec.INTERNAL,
                        BgpMessage.LENGTH_MAX,
                        message -> ground.inject(there, here, message))
                .announce(attributes, NextHop.of(IpAddress.of("10.0.0.1")), routes);
    }
}
