package io.culvert.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RibTest {
    private static final Vrf CUST1 = new Vrf("cust1");
    private static final InterfaceName WAN = InterfaceName.of("Ethernet0/0");
    private static final InterfaceName TUNNEL = InterfaceName.of("Tunnel0");
    private static final RouteOwner CONNECTED = RouteOwner.of(RouteSource.CONNECTED);
    private static final RouteOwner STATIC = RouteOwner.of(RouteSource.STATIC);
    private static final RouteOwner EBGP = RouteOwner.of(RouteSource.EBGP);
    private static final RouteOwner NHRP = RouteOwner.of(RouteSource.NHRP);
    private static final InterfaceName SPOKE = InterfaceName.of("Virtual-Access1");
    private static final RouteOwner IKE = new RouteOwner(RouteSource.IKEV2, "session 1");

    private final Rib rib = new Rib();

    private List<RibEffect> on(RibEvent event) {
        var effects = new ArrayList<RibEffect>();
        rib.on(Instant.EPOCH, event, effects::add);
        return effects;
    }

    private List<RibEffect> offer(Vrf vrf, String prefix, RouteOwner owner, NextHop nextHop) {
        return on(new RibEvent.Offered(vrf, Route.of(Prefix.of(prefix), owner, nextHop)));
    }

    private void up(InterfaceName name) {
        on(new RibEvent.InterfaceChanged(name, true, false));
    }

    private static NextHop via(String gateway) {
        return new NextHop.Recursive(Vrf.GLOBAL, IpAddress.of(gateway));
    }

    private static NextHop vpn(String gateway, int label) {
        return new NextHop.MustBeLabelled(Vrf.GLOBAL, IpAddress.of(gateway), new Label(label));
    }

    private Optional<Forwarding> cust1(String address) {
        return rib.lookup(CUST1, IpAddress.of(address));
    }

    @Test
    void theLongestPrefixInForceWins() {
        up(WAN);
        offer(Vrf.GLOBAL, "10.0.0.0/8", STATIC, new NextHop.Attached(WAN));
        offer(Vrf.GLOBAL, "10.1.0.0/16", STATIC, new NextHop.Discard());
        assertThat(rib.lookup(Vrf.GLOBAL, IpAddress.of("10.1.2.3")).orElseThrow().paths())
                .containsExactly(new Path.Discard());
        assertThat(rib.lookup(Vrf.GLOBAL, IpAddress.of("10.2.2.3")).orElseThrow().paths())
                .containsExactly(new Path.Attached(WAN));
        assertThat(rib.lookup(Vrf.GLOBAL, IpAddress.of("11.0.0.1"))).isEmpty();
        assertThat(cust1("10.1.2.3")).isEmpty();
    }

    @Test
    void theLowestDistanceWinsAndTheNextOneTakesOverWhenItGoes() {
        up(WAN);
        up(TUNNEL);
        offer(Vrf.GLOBAL, "10.0.0.1/32", IKE, new NextHop.Attached(TUNNEL));
        offer(Vrf.GLOBAL, "10.0.0.1/32", STATIC, new NextHop.Attached(WAN));
        assertThat(rib.find(Vrf.GLOBAL, Prefix.of("10.0.0.1/32")).orElseThrow().route().owner())
                .isEqualTo(STATIC);
        on(new RibEvent.Revoked(Vrf.GLOBAL, STATIC, Prefix.of("10.0.0.1/32")));
        assertThat(rib.find(Vrf.GLOBAL, Prefix.of("10.0.0.1/32")).orElseThrow().route().owner())
                .isEqualTo(IKE);
        on(new RibEvent.OwnerGone(IKE));
        assertThat(rib.find(Vrf.GLOBAL, Prefix.of("10.0.0.1/32"))).isEmpty();
    }

    @Test
    void aRouteOutOfAnInterfaceLastsAsLongAsTheInterfaceIsUp() {
        offer(Vrf.GLOBAL, "10.0.0.0/24", STATIC, new NextHop.Attached(WAN));
        assertThat(rib.routes(Vrf.GLOBAL)).isEmpty();
        up(WAN);
        assertThat(rib.routes(Vrf.GLOBAL)).hasSize(1);
        on(new RibEvent.InterfaceChanged(WAN, false, false));
        assertThat(rib.routes(Vrf.GLOBAL)).isEmpty();
    }

    @Test
    void aGatewayResolvesThroughTheRouteThatHoldsIt() {
        up(WAN);
        offer(Vrf.GLOBAL, "0.0.0.0/0", STATIC, via("172.16.0.2"));
        assertThat(rib.routes(Vrf.GLOBAL)).isEmpty();
        offer(Vrf.GLOBAL, "172.16.0.0/30", CONNECTED, new NextHop.Attached(WAN));
        assertThat(rib.lookup(Vrf.GLOBAL, IpAddress.of("8.8.8.8")).orElseThrow().paths())
                .containsExactly(new Path.Neighbor(WAN, IpAddress.of("172.16.0.2")));
    }

    @Test
    void aVpnRouteIsInForceOnlyOverALabelledNextHop() {
        up(TUNNEL);
        offer(CUST1, "192.168.113.0/24", EBGP, vpn("10.1.1.3", 16));
        offer(Vrf.GLOBAL, "10.1.1.3/32", IKE, new NextHop.Attached(TUNNEL));
        assertThat(cust1("192.168.113.1")).as("reachable but not labelled").isEmpty();

        on(
                new RibEvent.RemoteLabelBound(
                        "ikev2", Prefix.of("10.1.1.3/32"), TUNNEL, Label.IMPLICIT_NULL));
        assertThat(cust1("192.168.113.1").orElseThrow().paths())
                .containsExactly(
                        new Path.Labelled(
                                new Label(16),
                                Label.IMPLICIT_NULL,
                                IpAddress.of("10.1.1.3"),
                                Prefix.of("10.1.1.3/32"),
                                TUNNEL,
                                Optional.empty()));

        on(new RibEvent.RemoteLabelReleased("ikev2", Prefix.of("10.1.1.3/32"), TUNNEL));
        assertThat(cust1("192.168.113.1")).isEmpty();
    }

    @Test
    void aBindingLastsUntilItsLastOwnerLetsGo() {
        up(TUNNEL);
        var host = Prefix.of("10.1.1.3/32");
        offer(CUST1, "192.168.113.0/24", EBGP, vpn("10.1.1.3", 16));
        offer(Vrf.GLOBAL, "10.1.1.3/32", IKE, new NextHop.Attached(TUNNEL));
        on(new RibEvent.RemoteLabelBound("ikev2", host, TUNNEL, Label.IMPLICIT_NULL));
        on(new RibEvent.RemoteLabelBound("nhrp", host, TUNNEL, Label.IMPLICIT_NULL));
        on(new RibEvent.RemoteLabelReleased("ikev2", host, TUNNEL));
        assertThat(cust1("192.168.113.1")).isPresent();
        on(new RibEvent.RemoteLabelReleased("nhrp", host, TUNNEL));
        assertThat(cust1("192.168.113.1")).isEmpty();
    }

    @Test
    void mplsBgpForwardingMakesANeighbourOnTheInterfaceLabelled() {
        on(new RibEvent.InterfaceChanged(TUNNEL, true, true));
        offer(Vrf.GLOBAL, "10.0.0.1/32", STATIC, new NextHop.Attached(TUNNEL));
        offer(CUST1, "0.0.0.0/0", EBGP, vpn("10.0.0.1", 18));
        assertThat(cust1("1.2.3.4")).isPresent();
        on(new RibEvent.InterfaceChanged(TUNNEL, true, false));
        assertThat(cust1("1.2.3.4")).isEmpty();
    }

    /// The VPN route comes first, when its next hop resolves already; then the label of the interface comes, goes with the next hop to
    /// another interface, and goes altogether.
    @Test
    void aLabelOfAnInterfaceReachesTheNextHopsThatResolveToItAndNoOthers() {
        up(WAN);
        up(TUNNEL);
        offer(Vrf.GLOBAL, "10.0.0.0/24", STATIC, new NextHop.Attached(TUNNEL));
        offer(CUST1, "192.168.1.0/24", EBGP, vpn("10.0.0.7", 18));
        assertThat(cust1("192.168.1.1")).isEmpty();
        on(new RibEvent.InterfaceChanged(WAN, true, true));
        assertThat(cust1("192.168.1.1")).isEmpty();
        on(new RibEvent.InterfaceChanged(TUNNEL, true, true));
        assertThat(cust1("192.168.1.1")).isPresent();

        on(new RibEvent.InterfaceChanged(WAN, true, false));
        assertThat(cust1("192.168.1.1")).isPresent();
        offer(Vrf.GLOBAL, "10.0.0.0/25", STATIC, new NextHop.Attached(WAN));
        assertThat(cust1("192.168.1.1")).isEmpty();
        on(new RibEvent.InterfaceChanged(WAN, true, true));
        assertThat(cust1("192.168.1.1")).isPresent();
        on(new RibEvent.InterfaceChanged(TUNNEL, true, false));
        assertThat(cust1("192.168.1.1")).isPresent();
        on(new RibEvent.InterfaceChanged(WAN, true, false));
        assertThat(cust1("192.168.1.1")).isEmpty();
    }

    @Test
    void theDefaultRouteOfTheHubDoesNotCarryAVpnRouteWhenTheTunnelIsGone() {
        up(WAN);
        offer(Vrf.GLOBAL, "172.16.0.0/30", CONNECTED, new NextHop.Attached(WAN));
        offer(Vrf.GLOBAL, "0.0.0.0/0", STATIC, via("172.16.0.2"));
        offer(CUST1, "192.168.113.0/24", EBGP, vpn("10.1.1.3", 16));
        assertThat(cust1("192.168.113.1")).isEmpty();
    }

    @Test
    void watchersHearTheResolutionAtOnceAndAtEveryChange() {
        assertThat(on(new RibEvent.Watched(Vrf.GLOBAL, IpAddress.of("10.0.0.1"))))
                .containsExactly(
                        new RibEffect.NextHopChanged(
                                Vrf.GLOBAL, IpAddress.of("10.0.0.1"), Optional.empty()));
        up(TUNNEL);
        assertThat(offer(Vrf.GLOBAL, "10.0.0.1/32", STATIC, new NextHop.Attached(TUNNEL)))
                .filteredOn(RibEffect.NextHopChanged.class::isInstance)
                .singleElement()
                .satisfies(
                        effect ->
                                assertThat(((RibEffect.NextHopChanged) effect).resolution())
                                        .get()
                                        .matches(Resolution::connected));
        on(new RibEvent.Unwatched(Vrf.GLOBAL, IpAddress.of("10.0.0.1")));
        assertThat(on(new RibEvent.InterfaceChanged(TUNNEL, false, false)))
                .noneMatch(RibEffect.NextHopChanged.class::isInstance);
    }

    @Test
    void routesThatResolveThroughEachOtherAreNamedAndNotUsed() {
        up(WAN);
        offer(Vrf.GLOBAL, "0.0.0.0/0", STATIC, new NextHop.Attached(WAN));
        var effects = offer(Vrf.GLOBAL, "10.0.0.0/8", STATIC, via("10.0.0.1"));
        assertThat(effects).anyMatch(RibEffect.Notify.class::isInstance);
        assertThat(rib.find(Vrf.GLOBAL, Prefix.of("10.0.0.0/8"))).isEmpty();
    }

    @Test
    void equalStaticRoutesShareTheLoad() {
        up(WAN);
        up(TUNNEL);
        offer(
                Vrf.GLOBAL,
                "10.0.0.0/8",
                new RouteOwner(RouteSource.STATIC, "1"),
                new NextHop.Attached(WAN));
        offer(
                Vrf.GLOBAL,
                "10.0.0.0/8",
                new RouteOwner(RouteSource.STATIC, "2"),
                new NextHop.Attached(TUNNEL));
        assertThat(rib.find(Vrf.GLOBAL, Prefix.of("10.0.0.0/8")).orElseThrow().paths())
                .containsExactly(new Path.Attached(WAN), new Path.Attached(TUNNEL));
    }

    @Test
    void aLeakedRouteFollowsTheRouteThatItWasTakenFrom() {
        up(WAN);
        var red = new Vrf("red");
        offer(CUST1, "10.9.0.0/16", EBGP, new NextHop.Leaked(red, Prefix.of("10.9.0.0/16")));
        assertThat(cust1("10.9.0.1")).isEmpty();
        offer(red, "10.9.0.0/16", CONNECTED, new NextHop.Attached(WAN));
        assertThat(cust1("10.9.0.1").orElseThrow().paths()).containsExactly(new Path.Attached(WAN));
        on(new RibEvent.Revoked(red, CONNECTED, Prefix.of("10.9.0.0/16")));
        assertThat(cust1("10.9.0.1")).isEmpty();
    }

    @Test
    void bothAddressFamiliesLiveInOneTable() {
        up(WAN);
        offer(CUST1, "2001:db8::/32", STATIC, new NextHop.Attached(WAN));
        assertThat(cust1("2001:db8::1")).isPresent();
        assertThat(cust1("2001:db9::1")).isEmpty();
        assertThat(cust1("32.1.13.184")).isEmpty();
    }

    /// flexvpn-mpls.md S15: the route stays, its next hop is the shortcut's.
    @Test
    void aShortcutOverridesTheNextHopOfABetterRouteForItsPrefix() {
        up(TUNNEL);
        up(SPOKE);
        offer(Vrf.GLOBAL, "10.0.0.1/32", IKE, new NextHop.Attached(TUNNEL));
        offer(Vrf.GLOBAL, "10.1.1.4/32", IKE, new NextHop.Attached(SPOKE));
        bind("10.0.0.1/32", TUNNEL);
        bind("10.1.1.4/32", SPOKE);
        offer(CUST1, "192.168.114.0/24", EBGP, vpn("10.0.0.1", 25));
        offer(CUST1, "192.168.114.0/24", NHRP, vpn("10.1.1.4", 16));

        Forwarding found = cust1("192.168.114.1").orElseThrow();
        assertThat(found.route().owner()).isEqualTo(EBGP);
        assertThat(found.paths()).hasSize(1).allMatch(path -> path.toString().contains("16"));
        assertThat(rib.lookupWithout(RouteSource.NHRP, CUST1, IpAddress.of("192.168.114.1")))
                .contains(new Forwarding(found.route(), found.own()));

        on(new RibEvent.RemoteLabelReleased("nhrp", Prefix.of("10.1.1.4/32"), SPOKE));
        assertThat(cust1("192.168.114.1").orElseThrow().override())
                .as("a shortcut that cannot be used overrides nothing")
                .isEmpty();
    }

    @Test
    void aShortcutForALongerPrefixIsARouteOfItsOwnAndNeverCoversWhatIsConnected() {
        up(TUNNEL);
        up(WAN);
        offer(CUST1, "0.0.0.0/0", EBGP, new NextHop.Attached(TUNNEL));
        offer(CUST1, "192.168.114.0/24", NHRP, new NextHop.Attached(TUNNEL));
        assertThat(cust1("192.168.114.1").orElseThrow().route().owner()).isEqualTo(NHRP);
        assertThat(
                        rib.lookupWithout(RouteSource.NHRP, CUST1, IpAddress.of("192.168.114.1"))
                                .orElseThrow()
                                .route()
                                .owner())
                .isEqualTo(EBGP);

        offer(CUST1, "192.168.114.0/24", CONNECTED, new NextHop.Attached(WAN));
        Forwarding found = cust1("192.168.114.1").orElseThrow();
        assertThat(found.route().owner()).isEqualTo(CONNECTED);
        assertThat(found.override()).isEmpty();
    }

    private void bind(String prefix, InterfaceName out) {
        on(new RibEvent.RemoteLabelBound("nhrp", Prefix.of(prefix), out, Label.IMPLICIT_NULL));
    }
}
