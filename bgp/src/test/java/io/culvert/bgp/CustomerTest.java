package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.DefaultOriginate;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.LocalAs;
import io.culvert.bgp.config.MaximumPrefix;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.bgp.config.RouteSource;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PrefixList;
import io.culvert.bgp.policy.RouteChange;
import io.culvert.bgp.policy.RouteMap;
import io.culvert.wire.bgp.ExtendedCommunity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A provider edge with the routers of customers in its VRFs `red` and `blue`.
class CustomerTest {
    private static final FamilyId RED = FamilyId.ipv4(new Vrf("red"));
    private static final FamilyId BLUE = FamilyId.ipv4(new Vrf("blue"));

    private final Playground ground = new Playground();
    private final Playground.Node edge = Build.node(ground, "edge", "10.0.0.1");
    private final Playground.Node one = Build.node(ground, "one", "10.0.0.2");
    private final Playground.Node two = Build.node(ground, "two", "10.0.0.3");

    private static Build vrfs() {
        return Build.as(10)
                .vrf("red", "10:1", List.of("10:1"), List.of("10:1"))
                .vrf("blue", "10:2", List.of("10:2"), List.of("10:2"));
    }

    private static BgpSettings customer(long as, UnaryOperator<PeerFamilySettings> family) {
        return Build.as(as)
                .neighbor(FamilyId.IPV4, "10.0.0.1", 10, UnaryOperator.identity(), family)
                .networks(FamilyId.IPV4, "10.1.0.0/16", "10.2.0.0/16")
                .settings();
    }

    private void boot(BgpSettings ofEdge, BgpSettings ofOne, BgpSettings ofTwo) {
        edge.configure(ofEdge);
        one.configure(ofOne);
        two.configure(ofTwo);
        one.connected("", "10.1.0.0/16");
        two.connected("", "10.2.0.0/16");
        ground.pass(Build.A_WHILE);
    }

    private void attach(String red, String blue) {
        edge.vrfOf.put(IpAddress.of("10.0.0.2"), new Vrf(red));
        edge.vrfOf.put(IpAddress.of("10.0.0.3"), new Vrf(blue));
    }

    @Test
    void twoSitesOfOneAsSeeEachOtherOnlyWhereTheEdgeOverridesIt() {
        attach("red", "red");
        UnaryOperator<PeerFamilySettings> override =
                family -> family.withAsOverride(Optional.of(true));
        var settings =
                vrfs().neighbor(RED, "10.0.0.2", 65_000)
                        .neighbor(RED, "10.0.0.3", 65_000, UnaryOperator.identity(), override)
                        .settings();
        boot(
                settings,
                customer(65_000, UnaryOperator.identity()),
                customer(65_000, UnaryOperator.identity()));
        assertThat(edge.routes).containsOnlyKeys("red 10.1.0.0/16", "red 10.2.0.0/16");
        assertThat(one.routes).isEmpty();
        assertThat(one.engine.views().refusals()).containsKey("our own AS in the path");
        assertThat(two.installed("default 10.1.0.0/16").asPath()).isEqualTo("10 10");
    }

    @Test
    void aSiteThatAllowsItsOwnAsNeedsNoOverride() {
        attach("red", "red");
        var settings =
                vrfs().neighbor(RED, "10.0.0.2", 65_000)
                        .neighbor(RED, "10.0.0.3", 65_000)
                        .settings();
        boot(
                settings,
                customer(65_000, family -> family.withAllowAsIn(Optional.of(1))),
                customer(65_000, UnaryOperator.identity()));
        assertThat(one.installed("default 10.2.0.0/16").asPath()).isEqualTo("10 65000");
        assertThat(two.routes).isEmpty();
    }

    @Test
    void aVrfImportsWhatAnotherOfTheSameRouterExports() {
        attach("red", "blue");
        var settings =
                Build.as(10)
                        .vrf("red", "10:1", List.of("10:1"), List.of("10:1"))
                        .vrf("blue", "10:2", List.of("10:2"), List.of("10:2", "10:1"))
                        .neighbor(RED, "10.0.0.2", 65_001)
                        .neighbor(BLUE, "10.0.0.3", 65_002)
                        .settings();
        boot(
                settings,
                customer(65_001, UnaryOperator.identity()),
                customer(65_002, UnaryOperator.identity()));
        assertThat(edge.routes)
                .containsOnlyKeys("red 10.1.0.0/16", "blue 10.1.0.0/16", "blue 10.2.0.0/16");
        assertThat(edge.installed("blue 10.1.0.0/16").paths())
                .containsExactly(
                        new BgpEffect.RoutePath.Via(
                                new Vrf("red"), IpAddress.of("10.0.0.2"), Optional.empty(), true));
        assertThat(two.installed("default 10.1.0.0/16").asPath()).isEqualTo("10 65001");
        assertThat(one.routes).isEmpty();
        ground.reset(edge, one);
        ground.pass(Duration.ofSeconds(1));
        assertThat(two.routes).isEmpty();
    }

    @Test
    void exportTargetsThatChangeReachTheRoutesOfCustomersAsWell() {
        attach("red", "blue");
        UnaryOperator<Build> neighbors =
                build -> build.neighbor(RED, "10.0.0.2", 65_001).neighbor(BLUE, "10.0.0.3", 65_002);
        boot(
                neighbors.apply(vrfs()).settings(),
                customer(65_001, UnaryOperator.identity()),
                customer(65_002, UnaryOperator.identity()));
        assertThat(two.routes).isEmpty();
        edge.configure(
                neighbors
                        .apply(vrfs().vrf("red", "10:1", List.of("10:1", "10:2"), List.of("10:1")))
                        .settings());
        ground.pass(Build.A_WHILE);
        assertThat(two.routes).containsOnlyKeys("default 10.1.0.0/16");
    }

    @Test
    void anExportMapJudgesTheRoutesOfCustomersAsWell() {
        attach("red", "blue");
        var rule =
                new RouteMap.Entry(
                        10,
                        true,
                        List.of(),
                        List.of(
                                new RouteChange.RouteTargets(
                                        List.of(ExtendedCommunity.of(RouteTarget.of("10:2"))),
                                        true)));
        var settings =
                vrfs().neighbor(RED, "10.0.0.2", 65_001)
                        .neighbor(BLUE, "10.0.0.3", 65_002)
                        .exportMap("red", "leak")
                        .settings()
                        .withPolicies(PolicyBook.EMPTY.with(new RouteMap("leak", List.of(rule))));
        boot(
                settings,
                customer(65_001, UnaryOperator.identity()),
                customer(65_002, UnaryOperator.identity()));
        assertThat(two.routes).containsOnlyKeys("default 10.1.0.0/16");
        assertThat(one.routes).isEmpty();
    }

    @Test
    void withSoftReconfigurationAPolicyThatChangesNeedsNoWordFromThePeer() {
        attach("red", "red");
        var none = PolicyBook.EMPTY.with(new PrefixList("none", List.of()));
        UnaryOperator<PeerFamilySettings> soft =
                family -> family.withSoftReconfigurationInbound(Optional.of(true));
        UnaryOperator<PeerFamilySettings> closed =
                family -> soft.apply(family).withPrefixListIn(Optional.of("none"));
        boot(
                vrfs().neighbor(RED, "10.0.0.2", 65_001, UnaryOperator.identity(), closed)
                        .settings()
                        .withPolicies(none),
                customer(65_001, UnaryOperator.identity()),
                customer(65_002, UnaryOperator.identity()));
        assertThat(edge.routes).isEmpty();
        int said = edge.sent.size();
        edge.configure(
                vrfs().neighbor(RED, "10.0.0.2", 65_001, UnaryOperator.identity(), soft)
                        .settings()
                        .withPolicies(none));
        assertThat(edge.routes).containsOnlyKeys("red 10.1.0.0/16");
        assertThat(edge.sent).hasSize(said);
        edge.configure(
                vrfs().neighbor(RED, "10.0.0.2", 65_001, UnaryOperator.identity(), closed)
                        .settings()
                        .withPolicies(none));
        assertThat(edge.routes).isEmpty();
        assertThat(edge.sent).hasSize(said);
    }

    @Test
    void aDefaultRouteIsToldWhereItIsOrdered() {
        attach("red", "red");
        boot(
                vrfs().neighbor(
                                RED,
                                "10.0.0.2",
                                65_001,
                                UnaryOperator.identity(),
                                family ->
                                        family.withDefaultOriginate(
                                                Optional.of(
                                                        new DefaultOriginate(Optional.empty()))))
                        .neighbor(RED, "10.0.0.3", 65_002)
                        .settings(),
                customer(65_001, UnaryOperator.identity()),
                customer(65_002, UnaryOperator.identity()));
        assertThat(one.routes).containsOnlyKeys("default 0.0.0.0/0", "default 10.2.0.0/16");
        assertThat(two.routes).containsOnlyKeys("default 10.1.0.0/16");
    }

    private Build asAnotherAs(boolean noPrepend, boolean replaceAs) {
        return vrfs().neighbor(
                        RED,
                        "10.0.0.2",
                        65_001,
                        peer ->
                                peer.withLocalAs(
                                        Optional.of(new LocalAs(77, noPrepend, replaceAs))),
                        family ->
                                family.withDefaultOriginate(
                                        Optional.of(new DefaultOriginate(Optional.empty()))))
                .neighbor(RED, "10.0.0.3", 65_002);
    }

    private static BgpSettings customerOf77() {
        return Build.as(65_001)
                .neighbor(FamilyId.IPV4, "10.0.0.1", 77)
                .networks(FamilyId.IPV4, "10.1.0.0/16")
                .settings();
    }

    @Test
    void anotherAsOfOursStandsInThePathsOfBothDirections() {
        attach("red", "red");
        boot(
                asAnotherAs(false, false).settings(),
                customerOf77(),
                customer(65_002, UnaryOperator.identity()));
        assertThat(one.installed("default 10.2.0.0/16").asPath()).isEqualTo("77 10 65002");
        assertThat(one.installed("default 0.0.0.0/0").asPath()).isEqualTo("77 10");
        assertThat(edge.installed("red 10.1.0.0/16").asPath()).isEqualTo("77 65001");
        assertThat(two.installed("default 10.1.0.0/16").asPath()).isEqualTo("10 77 65001");
    }

    @Test
    void anotherAsOfOursCanReplaceTheRealOne() {
        attach("red", "red");
        boot(
                asAnotherAs(true, true).settings(),
                customerOf77(),
                customer(65_002, UnaryOperator.identity()));
        assertThat(one.installed("default 10.2.0.0/16").asPath()).isEqualTo("77 65002");
        assertThat(one.installed("default 0.0.0.0/0").asPath()).isEqualTo("77");
        assertThat(two.installed("default 10.1.0.0/16").asPath()).isEqualTo("10 65001");
    }

    @Test
    void ttlSecurityAsksOfTcpWhatRfc5082Says() {
        attach("red", "red");
        UnaryOperator<PeerSettings> secured = peer -> peer.withTtlSecurityHops(Optional.of(2));
        edge.configure(
                vrfs().neighbor(RED, "10.0.0.2", 65_001, secured, UnaryOperator.identity())
                        .neighbor(RED, "10.0.0.3", 65_002)
                        .settings());
        var first = edge.engine.expects(new Vrf("red"), IpAddress.of("10.0.0.2"), false);
        assertThat(first.orElseThrow().rules().ttl()).isEqualTo(255);
        assertThat(first.orElseThrow().rules().ttlLeast()).isEqualTo(254);
        var second = edge.engine.expects(new Vrf("red"), IpAddress.of("10.0.0.3"), false);
        assertThat(second.orElseThrow().rules().ttl()).isEqualTo(1);
        assertThat(second.orElseThrow().rules().ttlLeast()).isZero();
    }

    @Test
    void aPeerWithTooManyPrefixesIsTriedAgainAfterThePauseThatIsConfigured() {
        attach("red", "red");
        boot(
                vrfs().neighbor(
                                RED,
                                "10.0.0.2",
                                65_001,
                                UnaryOperator.identity(),
                                family ->
                                        family.withMaximumPrefix(
                                                Optional.of(
                                                        new MaximumPrefix(
                                                                1, 75, false, Optional.of(5)))))
                        .settings(),
                customer(65_001, UnaryOperator.identity()),
                customer(65_002, UnaryOperator.identity()));
        assertThat(edge.routes).containsOnlyKeys("red 10.1.0.0/16");
        one.connected("", "10.2.0.0/16");
        ground.pass(Duration.ofMinutes(1));
        assertThat(edge.routes).isEmpty();
        assertThat(edge.engine.views().neighbors().getFirst().state()).isEqualTo("Idle (PfxCt)");
        one.gone("", "10.2.0.0/16", RouteSource.CONNECTED);
        ground.pass(Duration.ofMinutes(7));
        assertThat(edge.routes).containsOnlyKeys("red 10.1.0.0/16");
    }

    @Test
    void equalPathsOfTwoNeighboursAreUsedTogetherWhereAllowed() {
        attach("red", "red");
        UnaryOperator<Build> neighbors =
                build -> build.neighbor(RED, "10.0.0.2", 65_001).neighbor(RED, "10.0.0.3", 65_001);
        boot(
                neighbors
                        .apply(vrfs())
                        .family(RED, family -> family.withMaximumPaths(2))
                        .settings(),
                customer(65_001, UnaryOperator.identity()),
                customer(65_001, UnaryOperator.identity()));
        two.connected("", "10.1.0.0/16");
        ground.pass(Build.A_WHILE);
        assertThat(edge.installed("red 10.1.0.0/16").paths())
                .extracting(path -> ((BgpEffect.RoutePath.Via) path).nextHop().toString())
                .containsExactlyInAnyOrder("10.0.0.2", "10.0.0.3");
        edge.configure(neighbors.apply(vrfs()).settings());
        assertThat(edge.installed("red 10.1.0.0/16").paths()).hasSize(1);
    }
}
