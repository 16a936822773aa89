package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.MaximumPrefix;
import io.culvert.bgp.config.NeighborConfig;
import io.culvert.bgp.config.NetworkStatement;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.bgp.config.RouteSource;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PrefixList;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.Origin;
import io.culvert.wire.bgp.PathAttribute;
import io.culvert.wire.bgp.RouteRefresh;
import io.culvert.wire.bgp.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions of plain IPv4 neighbours, both of which call.
class SessionTest {
    private final Playground ground = new Playground();
    private final Playground.Node left = ground.node("left", "10.0.0.1", 16);
    private final Playground.Node right = ground.node("right", "10.0.0.2", 16);

    private static BgpSettings settings(
            long as, String neighbor, long remoteAs, UnaryOperator<PeerFamilySettings> family) {
        var key = PeerKey.Neighbor.global(IpAddress.of(neighbor));
        var peer = PeerSettings.EMPTY.withRemoteAs(Optional.of(remoteAs));
        var active = family.apply(PeerFamilySettings.EMPTY.withActivate(Optional.of(true)));
        var block =
                FamilySettings.DEFAULT
                        .withPeer(key, active)
                        .withNetworks(
                                List.of(
                                        new NetworkStatement(
                                                Prefix.of("10.1.0.0/16"), Optional.empty()),
                                        new NetworkStatement(
                                                Prefix.of("10.2.0.0/16"), Optional.empty())));
        return BgpSettings.NONE.withBgp(
                Optional.of(
                        BgpConfig.of(as)
                                .withNeighbor(key, new NeighborConfig(Optional.empty(), peer))
                                .withFamily(FamilyId.IPV4, block)));
    }

    private void boot(long leftAs, long rightAs, UnaryOperator<PeerFamilySettings> rightFamily) {
        left.address("Ethernet0/0", "10.0.0.1/24", false);
        right.address("Ethernet0/0", "10.0.0.2/24", false);
        left.configure(settings(leftAs, "10.0.0.2", rightAs, UnaryOperator.identity()));
        right.configure(settings(rightAs, "10.0.0.1", leftAs, rightFamily));
        left.connected("", "10.1.0.0/16");
    }

    private static List<String> state(Playground.Node node) {
        return node.engine.views().neighbors().stream().map(n -> n.state()).toList();
    }

    private static List<Notification> notifications(Playground.Node node) {
        var all = new ArrayList<Notification>();
        for (Bytes octets : node.sent) {
            if (octets.u8(18) == 3) {
                all.add(new Notification(octets.u8(19), octets.u8(20), octets.slice(21)));
            }
        }
        return all;
    }

    @Test
    void twoThatCallEachOtherEndWithOneSession() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(40));
        assertThat(state(left)).containsExactly("Established");
        assertThat(state(right)).containsExactly("Established");
        assertThat(left.notices).filteredOn(line -> line.endsWith("Up")).hasSize(1);
        assertThat(notifications(left).size() + notifications(right).size()).isPositive();
        assertThat(notifications(right)).allMatch(n -> n.code() == 6 && n.subcode() == 7);
        assertThat(right.routes).containsOnlyKeys("default 10.1.0.0/16");
    }

    @Test
    void internalNeighboursKeepPathAndPreference() {
        boot(10, 10, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(40));
        var route = right.installed("default 10.1.0.0/16");
        assertThat(route.distance()).isEqualTo(200);
        assertThat(route.asPath()).isEmpty();
        assertThat(
                        right.engine
                                .views()
                                .match(Vrf.GLOBAL, IpAddress.of("10.1.2.3"))
                                .orElseThrow()
                                .paths()
                                .getFirst()
                                .localPreference())
                .isEqualTo(100);
    }

    @Test
    void aNeighbourOfAnotherAsThanConfiguredIsTurnedAway() {
        left.address("Ethernet0/0", "10.0.0.1/24", false);
        right.address("Ethernet0/0", "10.0.0.2/24", false);
        left.configure(settings(10, "10.0.0.2", 99, UnaryOperator.identity()));
        right.configure(settings(20, "10.0.0.1", 10, UnaryOperator.identity()));
        ground.pass(Duration.ofSeconds(20));
        assertThat(notifications(left)).contains(Notification.of(2, 2));
        assertThat(state(left)).doesNotContain("Established");
    }

    @Test
    void whoIsNotNextToUsIsNotCalledWithoutMultihop() {
        left.resolver = _ -> new BgpEvent.Resolution.Reachable(10, true, false, false, false);
        left.address("Ethernet0/0", "10.0.0.1/24", false);
        left.configure(settings(10, "10.0.0.2", 20, UnaryOperator.identity()));
        ground.pass(Duration.ofMinutes(5));
        assertThat(left.effects).noneMatch(BgpEffect.Connect.class::isInstance);
        left.resolves("10.0.0.2", Playground.TUNNEL);
        assertThat(left.effects).anyMatch(BgpEffect.Connect.class::isInstance);
    }

    @Test
    void aRouteThatAppearsEndsTheWaitAtOnce() {
        right.resolver = _ -> Playground.UNREACHABLE;
        left.resolver = _ -> Playground.UNREACHABLE;
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofMinutes(30));
        assertThat(state(left)).containsExactly("Active");
        left.resolves("10.0.0.2", Playground.TUNNEL);
        right.resolves("10.0.0.1", Playground.TUNNEL);
        ground.pass(Duration.ofMillis(20));
        assertThat(state(left)).containsExactly("Established");
    }

    @Test
    void routesThatChangeWaitForTheAdvertisementIntervalAndWithdrawalsDoNot() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(5));
        assertThat(right.routes).containsOnlyKeys("default 10.1.0.0/16");
        left.connected("", "10.2.0.0/16");
        ground.pass(Duration.ofSeconds(10));
        assertThat(right.routes).containsOnlyKeys("default 10.1.0.0/16");
        left.gone("", "10.1.0.0/16", RouteSource.CONNECTED);
        ground.pass(Duration.ofSeconds(1));
        assertThat(right.routes).isEmpty();
        ground.pass(Duration.ofSeconds(30));
        assertThat(right.routes).containsOnlyKeys("default 10.2.0.0/16");
    }

    @Test
    void aMalformedAttributeWithdrawsTheRouteAndTheSessionGoesOn() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(5));
        var update =
                new Update(
                        List.of(),
                        List.of(
                                new PathAttribute.OriginCode(Origin.IGP),
                                new PathAttribute.Path(AsPath.of(10L)),
                                new PathAttribute.Ipv4NextHop(Ipv4Address.of("10.0.0.1")),
                                new PathAttribute.Unknown(0xC0, 8, Bytes.hex("010203"))),
                        List.of(Nlri.Ip.of(Prefix.of("10.1.0.0/16"))));
        ground.inject(left, right, update.write(Codec.EXTERNAL));
        ground.pass(Duration.ofSeconds(1));
        assertThat(right.routes).isEmpty();
        assertThat(state(right)).containsExactly("Established");
        assertThat(right.engine.views().refusals())
                .containsEntry("update: COMMUNITIES: length", 1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffffffffffffffffffffffffffff0017020000ffff 3/1",
                "ffffffffffffffffffffffffffffffff001804000000ff 1/2",
                "00ffffffffffffffffffffffffffffff001304 1/1",
            })
    void whatCannotBeReadEndsTheSessionWithTheRightCode(String line) {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(5));
        String[] parts = line.split(" ");
        ground.inject(left, right, Bytes.hex(parts[0]));
        ground.pass(Duration.ofMillis(10));
        var last = notifications(right).getLast();
        assertThat(last.code() + "/" + last.subcode()).isEqualTo(parts[1]);
        assertThat(right.routes).isEmpty();
        ground.pass(Duration.ofSeconds(30));
        assertThat(state(right)).containsExactly("Established");
    }

    @Test
    void anOpenInAnEstablishedSessionIsAnErrorOfTheMachine() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(5));
        var open = Open.of(10, 180, Ipv4Address.of("10.0.0.1"), List.of());
        ground.inject(left, right, open.write(Codec.EXTERNAL));
        ground.pass(Duration.ofMillis(10));
        assertThat(notifications(right).getLast())
                .isEqualTo(Notification.of(Notification.FSM, Notification.FSM_IN_ESTABLISHED));
    }

    @Test
    void tooManyPrefixesCloseTheSessionForGood() {
        boot(
                10,
                20,
                family ->
                        family.withMaximumPrefix(
                                Optional.of(new MaximumPrefix(1, 75, false, Optional.empty()))));
        left.connected("", "10.2.0.0/16");
        ground.pass(Duration.ofMinutes(5));
        assertThat(notifications(right)).contains(Notification.of(6, 1));
        assertThat(state(right)).containsExactly("Idle (PfxCt)");
        assertThat(right.routes).isEmpty();
    }

    @Test
    void aRefreshTellsEverythingAgain() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(40));
        int before = left.sent.size();
        ground.inject(right, left, RouteRefresh.request(Family.IPV4).write(Codec.EXTERNAL));
        ground.pass(Duration.ofSeconds(1));
        var types =
                left.sent.subList(before, left.sent.size()).stream()
                        .map(octets -> octets.u8(18))
                        .toList();
        // beginning, the route, end: RFC 7313
        assertThat(types).containsExactly(5, 2, 5);
        assertThat(right.routes).containsOnlyKeys("default 10.1.0.0/16");
    }

    @Test
    void aMarkOfARefreshWithMoreThanItsFamilyEndsTheSession() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(5));
        var mark = new RouteRefresh(Family.IPV4, RouteRefresh.BEGIN, Bytes.hex("00"));
        ground.inject(right, left, mark.write(Codec.EXTERNAL));
        ground.pass(Duration.ofMillis(10));
        assertThat(notifications(left).getLast())
                .isEqualTo(
                        new Notification(
                                Notification.ROUTE_REFRESH,
                                Notification.REFRESH_BAD_LENGTH,
                                mark.write(Codec.EXTERNAL)));
    }

    @Test
    void anInboundPolicyThatChangesIsAppliedToWhatThePeerTellsAgain() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(40));
        var none = new PrefixList("none", List.of());
        right.configure(
                settings(20, "10.0.0.1", 10, family -> family.withPrefixListIn(Optional.of("none")))
                        .withPolicies(PolicyBook.EMPTY.with(none)));
        ground.pass(Duration.ofSeconds(1));
        assertThat(right.routes).isEmpty();
        assertThat(state(right)).containsExactly("Established");
        right.configure(settings(20, "10.0.0.1", 10, UnaryOperator.identity()));
        ground.pass(Duration.ofSeconds(1));
        assertThat(right.routes).containsOnlyKeys("default 10.1.0.0/16");
    }

    @Test
    void aNeighbourThatTheConfigurationDropsIsToldAndForgotten() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(40));
        right.configure(BgpSettings.NONE.withBgp(Optional.of(BgpConfig.of(20))));
        assertThat(notifications(right)).contains(Notification.of(6, 3));
        assertThat(right.engine.views().neighbors()).isEmpty();
        assertThat(right.routes).isEmpty();
        assertThat(right.tracked).isEmpty();
    }

    @Test
    void aPeerThatTakesNothingIsGivenUpAfterTheSendHoldTime() {
        boot(10, 20, UnaryOperator.identity());
        ground.pass(Duration.ofSeconds(40));
        left.drains = false;
        ground.pass(Duration.ofMinutes(10));
        assertThat(notifications(left)).contains(Notification.of(Notification.SEND_HOLD_TIMER, 0));
    }

    @Test
    void aStrangerIsTurnedAwayWithoutAWord() {
        boot(10, 20, UnaryOperator.identity());
        int before = right.sent.size();
        right.event(
                new BgpEvent.Accepted(
                        new ConnectionId(-99),
                        Vrf.GLOBAL,
                        IpAddress.of("10.0.0.2"),
                        IpAddress.of("10.0.0.77"),
                        4000,
                        new BgpEvent.Arrival(InterfaceName.of("Ethernet0/0"), false, true)));
        assertThat(right.effects).contains(new BgpEffect.Close(new ConnectionId(-99)));
        assertThat(right.sent).hasSize(before);
        assertThat(right.engine.views().refusals()).containsEntry("connection from a stranger", 1L);
    }
}
