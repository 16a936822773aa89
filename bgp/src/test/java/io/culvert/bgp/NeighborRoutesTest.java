package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.DefaultOriginate;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PrefixList;
import io.culvert.bgp.policy.RouteChange;
import io.culvert.bgp.policy.RouteMap;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.bgp.show.NeighborRoutesView.Which;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What a provider edge says of the routes of one customer router, and what that says of the edge.
class NeighborRoutesTest {
    private static final Vrf RED = new Vrf("red");
    private static final FamilyId FAMILY = FamilyId.ipv4(RED);
    private static final PeerKey.Neighbor CUSTOMER =
            new PeerKey.Neighbor(RED, IpAddress.of("10.0.0.2"));

    private final Playground ground = new Playground();
    private final Playground.Node edge = Build.node(ground, "edge", "10.0.0.1");
    private final Playground.Node customer = Build.node(ground, "customer", "10.0.0.2");

    private void edge(UnaryOperator<PeerFamilySettings> ofEdge) {
        BgpSettings settings =
                Build.as(65_000)
                        .vrf("red", "65000:1", List.of("65000:1"), List.of("65000:1"))
                        .neighbor(FAMILY, "10.0.0.2", 65_001, UnaryOperator.identity(), ofEdge)
                        .networks(FAMILY, "192.0.2.0/24")
                        .settings();
        var one =
                new PrefixList.Entry(
                        5, true, Prefix.of("10.1.0.0/16"), Optional.empty(), Optional.empty());
        var elsewhere =
                new RouteMap.Entry(
                        10,
                        true,
                        List.of(),
                        List.of(
                                new RouteChange.NextHop(IpAddress.of("10.0.0.77")),
                                new RouteChange.Weight(700)));
        edge.configure(
                settings.withPolicies(
                        PolicyBook.EMPTY
                                .with(new PrefixList("ONE", List.of(one)))
                                .with(new RouteMap("ELSEWHERE", List.of(elsewhere)))));
    }

    private void boot(UnaryOperator<PeerFamilySettings> ofEdge) {
        edge.vrfOf.put(IpAddress.of("10.0.0.2"), RED);
        edge(ofEdge);
        customer.configure(
                Build.as(65_001)
                        .neighbor(FamilyId.IPV4, "10.0.0.1", 65_000)
                        .networks(FamilyId.IPV4, "10.1.0.0/16", "10.2.0.0/16")
                        .settings());
        edge.connected("red", "192.0.2.0/24");
        customer.connected("", "10.1.0.0/16");
        customer.connected("", "10.2.0.0/16");
        ground.pass(Build.A_WHILE);
    }

    private NeighborRoutesView routes(Which which) {
        return edge.engine.views().routes(CUSTOMER, FAMILY, which).orElseThrow();
    }

    private List<String> prefixes(Which which) {
        return routes(which).table().sections().stream()
                .flatMap(section -> section.rows().stream())
                .map(row -> row.prefix() + " " + row.nextHop() + " " + row.path())
                .toList();
    }

    @Test
    void aNeighborIsToldWhatIsOurs() {
        boot(UnaryOperator.identity());
        assertThat(prefixes(Which.ADVERTISED)).containsExactly("192.0.2.0/24 0.0.0.0 ");
        assertThat(routes(Which.ADVERTISED).table().sections())
                .extracting(BgpTableView.Section::vrf)
                .containsExactly(Optional.of(RED));
        assertThat(routes(Which.ADVERTISED).prefixes()).isEqualTo(1);
    }

    @Test
    void whatThePolicyRefusedIsReceivedAndNotTaken() {
        boot(
                family ->
                        family.withPrefixListIn(Optional.of("ONE"))
                                .withSoftReconfigurationInbound(Optional.of(true)));
        assertThat(prefixes(Which.ACCEPTED)).containsExactly("10.1.0.0/16 10.0.0.2 65001");
        assertThat(prefixes(Which.RECEIVED))
                .containsExactly("10.1.0.0/16 10.0.0.2 65001", "10.2.0.0/16 10.0.0.2 65001");
        assertThat(routes(Which.RECEIVED).kept()).isTrue();
        assertThat(routes(Which.RECEIVED).table().sections().getFirst().rows())
                .allMatch(row -> row.status().valid())
                .extracting(row -> row.status().best())
                .containsExactly(true, false);
    }

    private static PeerFamilySettings kept(PeerFamilySettings family) {
        return family.withSoftReconfigurationInbound(Optional.of(true));
    }

    private static PeerFamilySettings elsewhere(PeerFamilySettings family) {
        return kept(family).withRouteMapIn(Optional.of("ELSEWHERE"));
    }

    private List<Integer> weights(Which which) {
        return routes(which).table().sections().getFirst().rows().stream()
                .map(BgpTableView.Row::weight)
                .toList();
    }

    @Test
    void whatWasReceivedHasTheNextHopThatWasSentAndNoWeight() {
        boot(NeighborRoutesTest::elsewhere);
        assertThat(prefixes(Which.ACCEPTED))
                .containsExactly("10.1.0.0/16 10.0.0.77 65001", "10.2.0.0/16 10.0.0.77 65001");
        assertThat(weights(Which.ACCEPTED)).containsExactly(700, 700);
        assertThat(prefixes(Which.RECEIVED))
                .containsExactly("10.1.0.0/16 10.0.0.2 65001", "10.2.0.0/16 10.0.0.2 65001");
        assertThat(weights(Which.RECEIVED)).containsExactly(0, 0);
    }

    /// A policy that comes after another is given what was sent, and not what the other made of it.
    @Test
    void whatAPolicyChangedIsAsItWasSentWhenThePolicyEnds() {
        boot(NeighborRoutesTest::elsewhere);
        int told = customer.sent.size();
        edge(NeighborRoutesTest::kept);
        assertThat(prefixes(Which.ACCEPTED))
                .containsExactly("10.1.0.0/16 10.0.0.2 65001", "10.2.0.0/16 10.0.0.2 65001");
        assertThat(weights(Which.ACCEPTED)).containsExactly(0, 0);
        assertThat(customer.sent).hasSize(told);
    }

    @Test
    void whatWasNotKeptBeforeIsAskedFor() {
        boot(family -> family.withPrefixListIn(Optional.of("ONE")));
        edge(family -> kept(family).withPrefixListIn(Optional.of("ONE")));
        ground.pass(Build.A_WHILE);
        assertThat(prefixes(Which.RECEIVED)).hasSize(2);
        assertThat(prefixes(Which.ACCEPTED)).hasSize(1);
    }

    @Test
    void whatWasRefusedAsALoopIsAskedForWhenLoopsAreAllowed() {
        boot(NeighborRoutesTest::kept);
        int told = customer.sent.size();
        edge(family -> kept(family).withAllowAsIn(Optional.of(1)));
        ground.pass(Duration.ofSeconds(1));
        assertThat(customer.sent.size()).isGreaterThan(told);
    }

    @Test
    void whatWaitsToBeSentIsNotYetTold() {
        boot(UnaryOperator.identity());
        var unhurried =
                Build.as(65_000)
                        .vrf("red", "65000:1", List.of("65000:1"), List.of("65000:1"))
                        .neighbor(
                                FAMILY,
                                "10.0.0.2",
                                65_001,
                                session ->
                                        session.withAdvertisementIntervalSeconds(Optional.of(30)),
                                UnaryOperator.identity())
                        .networks(FAMILY, "192.0.2.0/24", "192.0.3.0/24", "192.0.4.0/24")
                        .settings();
        edge.configure(unhurried);
        edge.connected("red", "192.0.3.0/24");
        ground.pass(Duration.ofSeconds(1));
        edge.connected("red", "192.0.4.0/24");
        ground.pass(Duration.ofSeconds(1));
        assertThat(prefixes(Which.ADVERTISED))
                .containsExactly("192.0.2.0/24 0.0.0.0 ", "192.0.3.0/24 0.0.0.0 ");
        ground.pass(Build.A_WHILE);
        assertThat(prefixes(Which.ADVERTISED)).hasSize(3);
    }

    @Test
    void whatWasReceivedIsNotKeptUnlessAskedFor() {
        boot(UnaryOperator.identity());
        assertThat(prefixes(Which.ACCEPTED)).hasSize(2);
        assertThat(routes(Which.RECEIVED).kept()).isFalse();
        assertThat(prefixes(Which.RECEIVED)).isEmpty();
    }

    @Test
    void anOriginatedDefaultRouteCountsThoughItIsInNoTable() {
        boot(
                family ->
                        family.withDefaultOriginate(
                                Optional.of(new DefaultOriginate(Optional.empty()))));
        assertThat(routes(Which.ADVERTISED).originatesDefault()).isTrue();
        assertThat(prefixes(Which.ADVERTISED)).containsExactly("192.0.2.0/24 0.0.0.0 ");
        assertThat(routes(Which.ADVERTISED).prefixes()).isEqualTo(2);
        assertThat(routes(Which.ACCEPTED).originatesDefault()).isFalse();
    }

    @Test
    void aNeighborOrAFamilyThatIsNotThereHasNoRoutes() {
        boot(UnaryOperator.identity());
        var stranger = PeerKey.Neighbor.global(IpAddress.of("10.0.0.9"));
        var views = edge.engine.views();
        assertThat(views.routes(stranger, FamilyId.IPV4, Which.ACCEPTED)).isEmpty();
        assertThat(views.routes(CUSTOMER, FamilyId.VPNV4, Which.ACCEPTED)).isEmpty();
    }
}
