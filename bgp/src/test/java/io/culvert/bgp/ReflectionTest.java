package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.RouteSource;
import io.culvert.bgp.show.BgpEntryView;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Route reflection within one AS, RFC 4456: one, two and three speak with the reflector alone.
class ReflectionTest {
    private static final UnaryOperator<PeerFamilySettings> CLIENT =
            family -> family.withRouteReflectorClient(Optional.of(true));

    private final Playground ground = new Playground();
    private final Playground.Node reflector = Build.node(ground, "reflector", "10.0.0.9");
    private final Playground.Node one = Build.node(ground, "one", "10.0.0.1");
    private final Playground.Node two = Build.node(ground, "two", "10.0.0.2");
    private final Playground.Node three = Build.node(ground, "three", "10.0.0.3");

    private void boot(
            UnaryOperator<PeerFamilySettings> ofOne,
            UnaryOperator<PeerFamilySettings> ofTwo,
            UnaryOperator<PeerFamilySettings> ofThree) {
        reflector.configure(
                Build.as(10)
                        .neighbor(FamilyId.IPV4, "10.0.0.1", 10, UnaryOperator.identity(), ofOne)
                        .neighbor(FamilyId.IPV4, "10.0.0.2", 10, UnaryOperator.identity(), ofTwo)
                        .neighbor(FamilyId.IPV4, "10.0.0.3", 10, UnaryOperator.identity(), ofThree)
                        .settings());
        for (var node : List.of(one, two, three)) {
            node.configure(
                    Build.as(10)
                            .neighbor(FamilyId.IPV4, "10.0.0.9", 10)
                            .networks(FamilyId.IPV4, "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16")
                            .settings());
        }
        one.connected("", "10.1.0.0/16");
        two.connected("", "10.2.0.0/16");
        three.connected("", "10.3.0.0/16");
        ground.pass(Build.A_WHILE);
    }

    private static BgpEntryView.PathView path(Playground.Node node, String address) {
        return node.engine
                .views()
                .match(Vrf.GLOBAL, IpAddress.of(address))
                .orElseThrow()
                .paths()
                .getFirst();
    }

    @Test
    void withoutClientsNothingIsPassedOnWithinTheAs() {
        boot(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
        assertThat(reflector.routes).hasSize(3);
        assertThat(one.routes).isEmpty();
        assertThat(two.routes).isEmpty();
    }

    @Test
    void clientsLearnFromAllAndOthersFromClients() {
        boot(CLIENT, UnaryOperator.identity(), UnaryOperator.identity());
        assertThat(one.routes).containsOnlyKeys("default 10.2.0.0/16", "default 10.3.0.0/16");
        assertThat(two.routes).containsOnlyKeys("default 10.1.0.0/16");
        assertThat(three.routes).containsOnlyKeys("default 10.1.0.0/16");
    }

    @Test
    void whatIsReflectedKeepsItsNextHopAndNamesOriginatorAndCluster() {
        boot(CLIENT, CLIENT, UnaryOperator.identity());
        var path = path(two, "10.1.2.3");
        assertThat(path.nextHop()).isEqualTo(IpAddress.of("10.0.0.1"));
        assertThat(path.originator()).contains(Ipv4Address.of("10.0.0.1"));
        assertThat(path.clusterList()).containsExactly(Ipv4Address.of("10.0.0.9"));
        assertThat(path.localPreference()).isEqualTo(100);
    }

    @Test
    void nextHopSelfLeavesReflectedRoutesAloneUnlessItIsSaidOfAll() {
        UnaryOperator<PeerFamilySettings> self =
                family -> family.withNextHopSelf(Optional.of(true));
        UnaryOperator<PeerFamilySettings> all =
                family -> family.withNextHopSelfAll(Optional.of(true));
        boot(CLIENT, family -> self.apply(CLIENT.apply(family)), all);
        assertThat(path(two, "10.1.2.3").nextHop()).isEqualTo(IpAddress.of("10.0.0.1"));
        assertThat(path(three, "10.1.2.3").nextHop()).isEqualTo(IpAddress.of("10.0.0.9"));
    }

    @Test
    void aReflectedRouteThatItsOriginatorWithdrawsGoesEverywhere() {
        boot(CLIENT, CLIENT, CLIENT);
        assertThat(three.routes).containsKey("default 10.1.0.0/16");
        one.gone("", "10.1.0.0/16", RouteSource.CONNECTED);
        ground.pass(Build.A_WHILE);
        assertThat(two.routes).doesNotContainKey("default 10.1.0.0/16");
        assertThat(three.routes).doesNotContainKey("default 10.1.0.0/16");
    }

    @Test
    void aRouteOfOurOwnClusterIsNotTakenBack() {
        boot(CLIENT, CLIENT, CLIENT);
        two.configure(
                Build.as(10)
                        .general(bgp -> bgp.withClusterId(Optional.of(Ipv4Address.of("10.0.0.9"))))
                        .neighbor(FamilyId.IPV4, "10.0.0.9", 10)
                        .settings());
        ground.reset(reflector, two);
        ground.pass(Build.A_WHILE);
        assertThat(two.routes).isEmpty();
        assertThat(two.engine.views().refusals())
                .containsKey("our own cluster in the cluster list");
    }
}
