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
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.bgp.show.NeighborRoutesView.Which;
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

    private void boot(UnaryOperator<PeerFamilySettings> ofEdge) {
        edge.vrfOf.put(IpAddress.of("10.0.0.2"), RED);
        BgpSettings settings =
                Build.as(65_000)
                        .vrf("red", "65000:1", List.of("65000:1"), List.of("65000:1"))
                        .neighbor(FAMILY, "10.0.0.2", 65_001, UnaryOperator.identity(), ofEdge)
                        .networks(FAMILY, "192.0.2.0/24")
                        .settings();
        var one =
                new PrefixList.Entry(
                        5, true, Prefix.of("10.1.0.0/16"), Optional.empty(), Optional.empty());
        edge.configure(
                settings.withPolicies(PolicyBook.EMPTY.with(new PrefixList("ONE", List.of(one)))));
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
