package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.DefaultOriginate;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.NetworkStatement;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.show.MembershipView;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.NextHop;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.Origin;
import io.culvert.wire.bgp.PathAttribute;
import io.culvert.wire.bgp.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who wants which VPN routes, RFC 4684.
class RouteTargetTest {
    private final Playground ground = new Playground();
    private final Playground.Node hub = Build.node(ground, "hub", "10.0.0.1");
    private final Playground.Node one = Build.node(ground, "one", "10.0.0.2");
    private final Playground.Node two = Build.node(ground, "two", "10.0.0.3");

    private static final UnaryOperator<PeerFamilySettings> CLIENT =
            settings -> settings.withRouteReflectorClient(Optional.of(true));
    private static final UnaryOperator<PeerFamilySettings> PLAIN = UnaryOperator.identity();

    /// A neighbour with VPN routes and memberships, or with VPN routes alone.
    private static void neighbor(
            Build build,
            String address,
            long as,
            boolean memberships,
            UnaryOperator<PeerFamilySettings> routes) {
        build.neighbor(FamilyId.VPNV4, address, as, UnaryOperator.identity(), routes);
        if (memberships) {
            build.neighbor(FamilyId.RTFILTER, address, as, UnaryOperator.identity(), routes);
        }
    }

    private static Build edge(long as, String rd, List<String> both) {
        return Build.as(as)
                .general(bgp -> bgp.withDefaultIpv4Unicast(false))
                .vrf("red", rd, both, both)
                .family(
                        FamilyId.ipv4(new Vrf("red")),
                        family ->
                                family.withNetworks(
                                        List.of(network("10.2.0.0/16"), network("10.3.0.0/16"))));
    }

    private static NetworkStatement network(String prefix) {
        return new NetworkStatement(Prefix.of(prefix), Optional.empty());
    }

    /// Two edges around a reflector, which has no VRF of its own.
    private void reflect(String targetOfOne, String targetOfTwo, boolean twoTellsMemberships) {
        Build centre = Build.as(65000).general(bgp -> bgp.withDefaultIpv4Unicast(false));
        neighbor(centre, "10.0.0.2", 65000, true, CLIENT);
        neighbor(centre, "10.0.0.3", 65000, twoTellsMemberships, CLIENT);
        hub.configure(centre.settings());
        one.configure(edgeOf("65000:1", targetOfOne, true));
        two.configure(edgeOf("65000:2", targetOfTwo, twoTellsMemberships));
        one.connected("red", "10.2.0.0/16");
        two.connected("red", "10.3.0.0/16");
        ground.pass(Build.A_WHILE);
    }

    private static BgpSettings edgeOf(String rd, String target, boolean memberships) {
        Build build = edge(65000, rd, List.of(target));
        neighbor(build, "10.0.0.1", 65000, memberships, PLAIN);
        return build.settings();
    }

    private static List<String> vpnRoutes(Playground.Node node) {
        return node.engine.views().vpnTable(AddressFamily.IPV4).sections().stream()
                .flatMap(section -> section.rows().stream())
                .map(row -> row.prefix().toString())
                .distinct()
                .sorted()
                .toList();
    }

    private static List<String> memberships(Playground.Node node) {
        return node.engine.views().memberships().rows().stream()
                .filter(row -> row.status().best())
                .map(MembershipView.Row::membership)
                .toList();
    }

    @Test
    void routesGoNoFurtherThanToTheReflectorWhereNobodyWantsThem() {
        reflect("65000:1", "65000:2", true);
        assertThat(memberships(hub)).containsExactly("65000:2:65000:1", "65000:2:65000:2");
        assertThat(vpnRoutes(one)).containsExactly("10.2.0.0/16");
        assertThat(vpnRoutes(hub)).containsExactly("10.2.0.0/16", "10.3.0.0/16");
    }

    /// RFC 4684 section 3.2 (i): both told the same membership, of which only one can be the best.
    @Test
    void eachClientHearsOfTheOthersInterestInTheSameTarget() {
        reflect("65000:1", "65000:1", true);
        assertThat(vpnRoutes(one)).containsExactly("10.2.0.0/16", "10.3.0.0/16");
        assertThat(vpnRoutes(two)).containsExactly("10.2.0.0/16", "10.3.0.0/16");
        assertThat(one.routes).containsKey("red 10.3.0.0/16");
    }

    @Test
    void aNewImportBringsItsRoutesAndAnEndedOneTakesThemAway() {
        reflect("65000:1", "65000:2", true);
        long told = count(hub, "10.3.0.0/16");
        one.configure(withImports("65000:1", List.of("65000:1"), List.of("65000:1", "65000:2")));
        ground.pass(Build.A_WHILE);
        assertThat(one.routes).containsKey("red 10.3.0.0/16");
        assertThat(count(hub, "10.3.0.0/16")).isGreaterThan(told);
        one.configure(withImports("65000:1", List.of("65000:1"), List.of("65000:1")));
        ground.pass(Build.A_WHILE);
        assertThat(one.routes).doesNotContainKey("red 10.3.0.0/16");
        assertThat(vpnRoutes(one)).containsExactly("10.2.0.0/16");
        assertThat(memberships(hub)).containsExactly("65000:2:65000:1", "65000:2:65000:2");
    }

    private static BgpSettings withImports(String rd, List<String> exports, List<String> imports) {
        Build build = edge(65000, rd, exports).vrf("red", rd, exports, imports);
        neighbor(build, "10.0.0.1", 65000, true, PLAIN);
        return build.settings();
    }

    /// How often a node told a prefix.
    private static long count(Playground.Node node, String prefix) {
        String octets = Prefix.of(prefix).address().bytes().slice(0, 2).toString();
        return node.sent.stream().filter(sent -> sent.toString().contains(octets)).count();
    }

    @Test
    void aNeighbourThatCannotSayWhatItWantsIsToldAllAndSoAreWeForItsSake() {
        reflect("65000:1", "65000:2", false);
        // the hub asks one for everything, as two might want it
        assertThat(memberships(one)).containsExactly("0:0:0:0", "65000:2:65000:1");
        assertThat(vpnRoutes(hub)).containsExactly("10.2.0.0/16", "10.3.0.0/16");
        assertThat(count(hub, "10.2.0.0/16")).isPositive();
        ground.cut(hub, two);
        ground.reset(hub, two);
        ground.pass(Build.A_WHILE);
        assertThat(memberships(one)).containsExactly("65000:2:65000:1");
    }

    @Test
    void theDefaultMembershipIsToldWhereItIsConfigured() {
        Build centre = Build.as(65000).general(bgp -> bgp.withDefaultIpv4Unicast(false));
        neighbor(
                centre,
                "10.0.0.2",
                65000,
                true,
                settings ->
                        CLIENT.apply(settings)
                                .withDefaultOriginate(
                                        Optional.of(new DefaultOriginate(Optional.empty()))));
        hub.configure(centre.settings());
        one.configure(edgeOf("65000:1", "65000:1", true));
        one.connected("red", "10.2.0.0/16");
        ground.pass(Build.A_WHILE);
        assertThat(memberships(one)).contains("0:0:0:0");
    }

    /// Between autonomous systems memberships go as any other route.
    @Test
    void membershipsOfOtherSystemsAreHeardThroughAHub() {
        Build centre = Build.as(65000).general(bgp -> bgp.withDefaultIpv4Unicast(false));
        neighbor(centre, "10.0.0.2", 65001, true, PLAIN);
        neighbor(centre, "10.0.0.3", 65002, true, PLAIN);
        hub.configure(centre.settings());
        for (var node : List.of(one, two)) {
            long as = node == one ? 65001 : 65002;
            Build build = edge(as, as + ":1", List.of("65000:7"));
            neighbor(build, "10.0.0.1", 65000, true, PLAIN);
            node.configure(build.settings());
        }
        one.connected("red", "10.2.0.0/16");
        two.connected("red", "10.3.0.0/16");
        ground.pass(Build.A_WHILE);
        assertThat(memberships(one)).containsExactly("65001:2:65000:7", "65002:2:65000:7");
        assertThat(one.routes).containsKey("red 10.3.0.0/16");
        assertThat(two.routes).containsKey("red 10.2.0.0/16");
    }

    // A peer that speaks by hand.

    private static final ConnectionId THEIRS = new ConnectionId(-71);

    private void talk(Capability... more) {
        Build build = edge(65000, "65000:1", List.of("65000:1"));
        neighbor(build, "10.0.0.9", 65000, true, PLAIN);
        hub.configure(build.settings());
        hub.connected("red", "10.2.0.0/16");
        hub.event(
                new BgpEvent.Accepted(
                        THEIRS,
                        Vrf.GLOBAL,
                        IpAddress.of("10.0.0.1"),
                        IpAddress.of("10.0.0.9"),
                        4000,
                        new BgpEvent.Arrival(InterfaceName.of("Ethernet0/0"), false, true)));
        hear(
                Open.of(
                        65000,
                        180,
                        Ipv4Address.of("10.0.0.9"),
                        Stream.concat(
                                        Stream.of(
                                                new Capability.Multiprotocol(Family.VPNV4),
                                                new Capability.Multiprotocol(Family.ROUTE_TARGET),
                                                new Capability.FourOctetAs(65000)),
                                        Stream.of(more))
                                .toList()));
        hear(new BgpMessage.Keepalive());
        ground.pass(Duration.ofSeconds(4));
    }

    private void hear(BgpMessage message) {
        hub.event(new BgpEvent.Received(THEIRS, message.write(Codec.INTERNAL)));
    }

    @Test
    void aPeerThatNeverEndsItsMembershipsIsToldRoutesAfterAMinute() {
        talk(new Capability.GracefulRestart(false, false, 0, List.of()));
        // memberships are told at once, and their end is marked
        assertThat(hub.sent).anyMatch(sent -> sent.toString().endsWith("0006800f03000184"));
        assertThat(count(hub, "10.2.0.0/16")).isZero();
        hear(membership(Membership.of(65000, RouteTarget.of("65000:1"))));
        ground.pass(Duration.ofSeconds(55));
        assertThat(count(hub, "10.2.0.0/16")).isZero();
        assertThat(shownAsTold()).isZero();
        ground.pass(Duration.ofSeconds(1));
        assertThat(count(hub, "10.2.0.0/16")).isEqualTo(1);
        assertThat(shownAsTold()).isEqualTo(1);
    }

    private long shownAsTold() {
        var peer = PeerKey.Neighbor.global(IpAddress.of("10.0.0.9"));
        return hub.engine
                .views()
                .routes(peer, FamilyId.VPNV4, NeighborRoutesView.Which.ADVERTISED)
                .orElseThrow()
                .prefixes();
    }

    @Test
    void aPeerThatPromisedNoMarkIsNotWaitedForSoLong() {
        talk();
        hear(membership(Membership.of(65000, RouteTarget.of("65000:1"))));
        ground.pass(Duration.ofMillis(10));
        assertThat(count(hub, "10.2.0.0/16")).isZero();
        ground.pass(Duration.ofSeconds(1));
        assertThat(count(hub, "10.2.0.0/16")).isEqualTo(1);
    }

    /// RFC 4724 section 4.1: it waits for us.
    @Test
    void aPeerThatRestartsIsNotWaitedFor() {
        talk(new Capability.GracefulRestart(true, false, 0, List.of()));
        assertThat(hub.sent).anyMatch(sent -> sent.toString().endsWith("0006800f03000180"));
        assertThat(count(hub, "10.2.0.0/16")).isZero();
        hear(membership(Membership.of(65000, RouteTarget.of("65000:1"))));
        ground.pass(Duration.ofMillis(10));
        assertThat(count(hub, "10.2.0.0/16")).isEqualTo(1);
    }

    @Test
    void theEndOfItsMembershipsEndsTheWait() {
        talk();
        hear(membership(Membership.of(65000, RouteTarget.of("65000:1"))));
        hear(Update.endOfRib(Family.ROUTE_TARGET));
        ground.pass(Duration.ofMillis(10));
        assertThat(count(hub, "10.2.0.0/16")).isEqualTo(1);
    }

    /// RFC 4684 section 4: a prefix covers all targets of an administrator.
    @Test
    void aShorterMembershipCoversTheTargetsThatBeginLikeIt() {
        talk();
        hear(Update.endOfRib(Family.ROUTE_TARGET));
        Prefix exact = Membership.of(65000, RouteTarget.of("65000:99"));
        hear(membership(exact));
        ground.pass(Duration.ofMillis(10));
        assertThat(count(hub, "10.2.0.0/16")).isZero();
        hear(membership(Prefix.containing(exact.address(), 64)));
        ground.pass(Duration.ofMillis(10));
        assertThat(count(hub, "10.2.0.0/16")).isEqualTo(1);
    }

    private static BgpMessage membership(Prefix prefix) {
        return new Update(
                List.of(),
                List.of(
                        PathAttribute.MpReach.of(
                                Family.ROUTE_TARGET,
                                NextHop.of(IpAddress.of("10.0.0.9")),
                                List.of(Membership.toNlri(prefix))),
                        new PathAttribute.OriginCode(Origin.IGP),
                        new PathAttribute.Path(AsPath.of()),
                        new PathAttribute.LocalPreference(100)),
                List.of());
    }

    @Test
    void aMembershipIsReadBackAsItWasWritten() {
        var random = new Random(4684);
        for (int i = 0; i < 1_000; i++) {
            int bits = random.nextInt(4) == 0 ? 0 : 32 + random.nextInt(65);
            var target = new RouteTarget(2L << 48 | random.nextLong() >>> 16);
            Prefix whole = Membership.of(random.nextLong() & 0xFFFF_FFFFL, target);
            Prefix prefix = Prefix.containing(whole.address(), bits);
            assertThat(Membership.of((Nlri.Membership) Membership.toNlri(prefix)))
                    .isEqualTo(prefix);
        }
    }

    /// The slow model: any membership whose bits the target begins with.
    @Test
    void anInterestCoversWhatItsMembershipsCover() {
        var random = new Random(4685);
        for (int round = 0; round < 300; round++) {
            var interest = new Interest();
            var all = new ArrayList<Prefix>();
            for (int i = 0; i < 8; i++) {
                if (random.nextInt(3) == 0 && !all.isEmpty()) {
                    interest.remove(all.remove(random.nextInt(all.size())));
                } else {
                    Prefix whole = Membership.of(random.nextInt(3), target(random));
                    int bits = random.nextInt(20) == 0 ? 0 : 32 + random.nextInt(65);
                    Prefix prefix = Prefix.containing(whole.address(), bits);
                    interest.add(prefix);
                    all.add(prefix);
                }
                RouteTarget asked = target(random);
                boolean covered = false;
                for (Prefix one : all) {
                    long as = ((Ipv6Address) one.address()).high() >>> 32;
                    covered |= one.contains(Membership.of(as, asked).address());
                }
                assertThat(interest.covers(List.of(ExtendedCommunity.of(asked))))
                        .as("round " + round + " " + all + " " + asked)
                        .isEqualTo(covered);
            }
        }
    }

    private static RouteTarget target(Random random) {
        return RouteTarget.of("65000:" + (random.nextInt(4) << 28 >>> 1 | random.nextInt(3)));
    }
}
