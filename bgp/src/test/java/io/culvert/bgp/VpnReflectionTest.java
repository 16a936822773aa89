package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.NeighborRoutesView;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A reflector of VPN routes that is not on the way of the packets: it reaches provider edges by plain IP, and reflects all
/// the same. What would send packets its own way still asks for a labelled one (RFC 4364 section 5).
class VpnReflectionTest {
    private static final BgpEvent.Resolution PLAIN =
            new BgpEvent.Resolution.Reachable(10, false, true, false, false);
    private static final BgpEvent.Resolution LABELLED =
            new BgpEvent.Resolution.Reachable(10, true, true, false, false);
    private static final String ROUTE = "cust 10.1.0.0/16";
    private static final UnaryOperator<PeerFamilySettings> CLIENT =
            family -> family.withRouteReflectorClient(Optional.of(true));

    private final Playground ground = new Playground();
    private final Playground.Node reflector = Build.node(ground, "reflector", "10.0.0.9");
    private final Playground.Node one = Build.node(ground, "one", "10.0.0.1");
    private final Playground.Node two = Build.node(ground, "two", "10.0.0.2");
    private final Playground.Node three = Build.node(ground, "three", "10.0.0.3");

    private Build reflector(UnaryOperator<PeerFamilySettings> ofThree, long asOfThree) {
        return Build.as(10)
                .neighbor(FamilyId.VPNV4, "10.0.0.1", 10, UnaryOperator.identity(), CLIENT)
                .neighbor(FamilyId.VPNV4, "10.0.0.2", 10, UnaryOperator.identity(), CLIENT)
                .neighbor(FamilyId.VPNV4, "10.0.0.3", asOfThree, UnaryOperator.identity(), ofThree);
    }

    /// One and, under the same route distinguisher, two have the route; three takes it.
    private void boot(Build ofReflector, long asOfThree) {
        reflector.configure(ofReflector.settings());
        edge(one, 10, "10:1");
        edge(two, 10, "10:1");
        edge(three, asOfThree, "10:3");
        one.connected("cust", "10.1.0.0/16");
        ground.pass(Build.A_WHILE);
    }

    private static void edge(Playground.Node node, long as, String rd) {
        var vrf = new Vrf("cust");
        node.configure(
                Build.as(as)
                        .vrf("cust", rd, List.of("10:1"), List.of("10:1"))
                        .neighbor(FamilyId.VPNV4, "10.0.0.9", 10)
                        .networks(FamilyId.unicast(AddressFamily.IPV4, vrf), "10.1.0.0/16")
                        .settings());
    }

    private static List<BgpTableView.Row> rows(Playground.Node node) {
        return node.engine.views().vpnTable(AddressFamily.IPV4).sections().stream()
                .flatMap(section -> section.rows().stream())
                .toList();
    }

    private static IpAddress nextHop(Playground.Node node) {
        return ((BgpEffect.RoutePath.Via) node.installed(ROUTE).paths().getFirst()).nextHop();
    }

    @Test
    void aRouteWhoseNextHopIsReachedWithoutLabelsIsReflectedUnchanged() {
        reflector.resolver = _ -> PLAIN;
        boot(reflector(CLIENT, 10), 10);
        assertThat(nextHop(three)).isEqualTo(IpAddress.of("10.0.0.1"));
        assertThat(nextHop(two)).isEqualTo(IpAddress.of("10.0.0.1"));
        assertThat(reflector.labels).isEmpty();
        assertThat(reflector.routes).isEmpty();
    }

    @Test
    void aRouteWhoseNextHopCannotBeReachedAtAllIsNotReflected() {
        reflector.resolver = _ -> PLAIN;
        boot(reflector(CLIENT, 10), 10);
        reflector.resolves("10.0.0.1", Playground.UNREACHABLE);
        ground.pass(Build.A_WHILE);
        assertThat(three.routes).doesNotContainKey(ROUTE);
    }

    @Test
    void aVrfOfTheReflectorTakesTheRouteOnlyOverALabelledWay() {
        reflector.resolver = _ -> PLAIN;
        boot(reflector(CLIENT, 10).vrf("cust", "10:9", List.of(), List.of("10:1")), 10);
        assertThat(three.routes).containsKey(ROUTE);
        assertThat(reflector.routes).isEmpty();
        reflector.resolves("10.0.0.1", LABELLED);
        assertThat(reflector.routes).containsOnlyKeys(ROUTE);
        reflector.resolves("10.0.0.1", PLAIN);
        assertThat(reflector.routes).isEmpty();
        assertThat(three.routes).containsKey(ROUTE);
    }

    @Test
    void aVrfUnderTheSameRouteDistinguisherTakesTheRouteOnlyOverALabelledWay() {
        reflector.resolver = _ -> PLAIN;
        boot(reflector(CLIENT, 10).vrf("cust", "10:1", List.of(), List.of("10:1")), 10);
        assertThat(three.routes).containsKey(ROUTE);
        assertThat(reflector.routes).isEmpty();
        reflector.resolves("10.0.0.1", LABELLED);
        assertThat(reflector.routes).containsOnlyKeys(ROUTE);
    }

    @Test
    void withItselfAsNextHopTheReflectorTellsOnlyWhatItCanSwap() {
        reflector.resolver = _ -> PLAIN;
        boot(
                reflector(family -> CLIENT.apply(family).withNextHopSelfAll(Optional.of(true)), 10),
                10);
        assertThat(two.routes).containsKey(ROUTE);
        assertThat(three.routes).doesNotContainKey(ROUTE);
        assertThat(reflector.labels).isEmpty();
        reflector.resolves("10.0.0.1", LABELLED);
        ground.pass(Build.A_WHILE);
        assertThat(nextHop(three)).isEqualTo(IpAddress.of("10.0.0.9"));
        assertThat(reflector.labels).hasSize(1);
        reflector.resolves("10.0.0.1", PLAIN);
        ground.pass(Build.A_WHILE);
        assertThat(three.routes).doesNotContainKey(ROUTE);
        assertThat(reflector.labels).isEmpty();
    }

    @Test
    void anotherAsIsToldOnlyWhatTheReflectorCanSwap() {
        reflector.resolver = _ -> PLAIN;
        boot(reflector(UnaryOperator.identity(), 30), 30);
        assertThat(two.routes).containsKey(ROUTE);
        assertThat(three.routes).doesNotContainKey(ROUTE);
        reflector.resolves("10.0.0.1", LABELLED);
        ground.pass(Build.A_WHILE);
        assertThat(nextHop(three)).isEqualTo(IpAddress.of("10.0.0.9"));
    }

    /// The router identifier of two is the higher, so its path is not the best; but it is the one that can be swapped.
    @Test
    void whereSomeWaysAreLabelledTheBestIsReflectedAndTheBestOfThoseIsSwapped() {
        reflector.resolver = hop -> hop.equals(IpAddress.of("10.0.0.2")) ? LABELLED : PLAIN;
        boot(
                reflector(family -> CLIENT.apply(family).withNextHopSelfAll(Optional.of(true)), 10),
                10);
        two.connected("cust", "10.1.0.0/16");
        ground.pass(Build.A_WHILE);
        assertThat(rows(reflector)).hasSize(2);
        assertThat(rows(reflector))
                .allMatch(row -> row.status().valid())
                .filteredOn(row -> row.status().best())
                .extracting(BgpTableView.Row::nextHop)
                .containsExactly(IpAddress.of("10.0.0.1"));
        assertThat(nextHop(three)).isEqualTo(IpAddress.of("10.0.0.9"));
        assertThat(reflector.labels.values())
                .singleElement()
                .isInstanceOfSatisfying(
                        BgpEffect.LabelUse.Swap.class,
                        swap -> assertThat(swap.nextHop()).isEqualTo(IpAddress.of("10.0.0.2")));
        assertThat(told("10.0.0.3")).containsExactly(IpAddress.of("10.0.0.2"));
        assertThat(told("10.0.0.2")).containsExactly(IpAddress.of("10.0.0.1"));
    }

    /// The next hops of the paths of which the reflector tells a neighbour.
    private List<IpAddress> told(String neighbor) {
        return reflector
                .engine
                .views()
                .routes(
                        PeerKey.Neighbor.global(IpAddress.of(neighbor)),
                        FamilyId.VPNV4,
                        NeighborRoutesView.Which.ADVERTISED)
                .orElseThrow()
                .table()
                .sections()
                .stream()
                .flatMap(section -> section.rows().stream())
                .map(BgpTableView.Row::nextHop)
                .toList();
    }
}
