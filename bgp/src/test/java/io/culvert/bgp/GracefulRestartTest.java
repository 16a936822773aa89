package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.GracefulRestart;
import io.culvert.bgp.config.ListenRange;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.bgp.config.RouteSource;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.Origin;
import io.culvert.wire.bgp.PathAttribute;
import io.culvert.wire.bgp.Update;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Routes of a peer that restarts, RFC 4724 section 4.2 and RFC 8538. The left one helps, the right one restarts.
class GracefulRestartTest {
    private static final String FIRST = "default 10.2.1.0/24";
    private static final String SECOND = "default 10.2.2.0/24";

    private final Playground ground = new Playground();
    private final Playground.Node left = Build.node(ground, "left", "10.0.0.1");
    private final Playground.Node right = Build.node(ground, "right", "10.0.0.2");

    private static BgpSettings settings(
            long as, String neighbor, long remoteAs, GracefulRestart how) {
        return Build.as(as)
                .general(bgp -> bgp.withGracefulRestart(how))
                .neighbor(FamilyId.IPV4, neighbor, remoteAs)
                .networks(FamilyId.IPV4, "10.2.1.0/24", "10.2.2.0/24")
                .settings();
    }

    private static GracefulRestart on(int seconds) {
        return GracefulRestart.DEFAULT.withEnabled(true).withRestartSeconds(seconds);
    }

    private void boot(GracefulRestart ours, GracefulRestart theirs) {
        left.configure(settings(10, "10.0.0.2", 20, ours));
        right.configure(settings(20, "10.0.0.1", 10, theirs));
        right.connected("", "10.2.1.0/24");
        right.connected("", "10.2.2.0/24");
        ground.pass(Build.A_WHILE);
        assertThat(left.routes).containsOnlyKeys(FIRST, SECOND);
        assertThat(left.notices).filteredOn(line -> line.endsWith("Up")).hasSize(1);
    }

    /// The connection is lost, and none comes about for now.
    private void lose() {
        ground.cut(left, right);
        ground.reset(left, right);
        assertThat(state()).isNotEqualTo("Established");
    }

    private String state() {
        return left.engine.views().neighbors().getFirst().state();
    }

    private List<Boolean> stale() {
        return left.engine.views().table(Vrf.GLOBAL, AddressFamily.IPV4).sections().stream()
                .flatMap(section -> section.rows().stream())
                .map(BgpTableView.Row::status)
                .map(BgpTableView.Status::stale)
                .toList();
    }

    @Test
    void withoutTheLineRoutesGoWithTheirSession() {
        boot(GracefulRestart.DEFAULT, on(60));
        lose();
        assertThat(left.routes).isEmpty();
    }

    @Test
    void routesOfAPeerThatCannotRestartGoWithTheirSession() {
        boot(on(60), GracefulRestart.DEFAULT);
        lose();
        assertThat(left.routes).isEmpty();
    }

    @Test
    void routesStayForTheTimeThatThePeerAskedFor() {
        boot(on(120), on(60));
        var before = left.installed(FIRST);
        lose();
        assertThat(left.installed(FIRST)).isSameAs(before);
        assertThat(stale()).containsExactly(true, true);
        ground.pass(Duration.ofSeconds(59));
        assertThat(left.routes).containsOnlyKeys(FIRST, SECOND);
        ground.pass(Duration.ofSeconds(1));
        assertThat(left.routes).isEmpty();
    }

    @Test
    void theStalePathTimeIsTheMost() {
        boot(on(120).withStalePathSeconds(30), on(60));
        lose();
        ground.pass(Duration.ofSeconds(30));
        assertThat(left.routes).isEmpty();
    }

    @Test
    void theEndOfTheTableSweepsWhatWasNotToldAgain() {
        boot(on(120), on(60));
        var before = left.installed(FIRST);
        lose();
        right.gone("", "10.2.2.0/24", RouteSource.CONNECTED);
        ground.mend();
        ground.pass(Duration.ofSeconds(50));
        assertThat(left.routes).containsOnlyKeys(FIRST);
        assertThat(left.installed(FIRST)).isSameAs(before);
        assertThat(stale()).containsExactly(false);
        assertThat(
                        left.engine
                                .views()
                                .neighbors()
                                .getFirst()
                                .families()
                                .getFirst()
                                .prefixesReceived())
                .isEqualTo(1);
        ground.pass(Duration.ofMinutes(10));
        assertThat(left.routes).containsOnlyKeys(FIRST);
    }

    /// The capability of a process that began anew says that nothing was preserved.
    @Test
    void whatThePeerDidNotPreserveGoesAsSoonAsItIsBack() {
        boot(on(120), on(60));
        lose();
        right.configure(BgpSettings.NONE);
        right.configure(settings(20, "10.0.0.1", 10, on(60)));
        right.gone("", "10.2.1.0/24", RouteSource.CONNECTED);
        right.gone("", "10.2.2.0/24", RouteSource.CONNECTED);
        ground.pass(Duration.ofSeconds(1));
        assertThat(left.routes).hasSize(2);
        ground.mend();
        for (int i = 0; i < 60_000 && !state().equals("Established"); i++) {
            ground.pass(Duration.ofMillis(1));
        }
        assertThat(state()).isEqualTo("Established");
        assertThat(left.routes).isEmpty();
    }

    @Test
    void aNextHopThatCannotBeReachedTakesStaleRoutesAlong() {
        boot(on(120), on(60));
        lose();
        left.resolves("10.0.0.2", Playground.UNREACHABLE);
        assertThat(left.routes).isEmpty();
    }

    @Test
    void theLossOfTheLinkIsNoRestart() {
        boot(on(120), on(60));
        ground.cut(left, right);
        left.event(
                new BgpEvent.NextHopChanged(
                        Vrf.GLOBAL,
                        IpAddress.of("10.0.0.2"),
                        new BgpEvent.Resolution.Reachable(5, true, false, false, false)));
        assertThat(left.routes).isEmpty();
    }

    @Test
    void aPeerThatGoesTwiceBeforeItToldAllKeepsNothingFromBefore() {
        left.configure(settings(10, "10.0.0.2", 20, on(120)));
        talk(false);
        left.event(new BgpEvent.Closed(THEIRS, "reset"));
        assertThat(left.routes).hasSize(1);
        // back, with nothing told, and gone again
        accept(THEIRS_AGAIN, true, false);
        assertThat(left.routes).hasSize(1);
        left.event(new BgpEvent.Closed(THEIRS_AGAIN, "reset"));
        assertThat(left.routes).isEmpty();
    }

    @Test
    void aNewConnectionOfAPeerThatMayRestartReplacesTheSessionWithoutAWord() {
        left.configure(settings(10, "10.0.0.2", 20, on(120)));
        talk(false);
        int said = left.sent.size();
        accept(THEIRS_AGAIN, true, false);
        assertThat(left.routes).hasSize(1);
        assertThat(stale()).containsExactly(true);
        assertThat(state()).isEqualTo("Established");
        assertThat(left.effects).contains(new BgpEffect.Close(THEIRS));
        assertThat(left.sent.subList(said, left.sent.size()))
                .noneMatch(octets -> octets.u8(18) == 3);
        hear(THEIRS_AGAIN, Update.endOfRib(Family.IPV4));
        assertThat(left.routes).isEmpty();
    }

    @Test
    void aNotificationEndsEverythingUnlessBothSidesAgreedThatItDoesNot() {
        left.configure(settings(10, "10.0.0.2", 20, on(120)));
        talk(false);
        hear(THEIRS, Notification.of(Notification.CEASE, Notification.CEASE_OUT_OF_RESOURCES));
        assertThat(left.routes).isEmpty();
    }

    @Test
    void aGracefulNotificationEndsTheSessionAloneAndAHardResetAll() {
        left.configure(settings(10, "10.0.0.2", 20, on(120)));
        talk(true);
        hear(THEIRS, Notification.of(Notification.CEASE, Notification.CEASE_OUT_OF_RESOURCES));
        assertThat(left.routes).hasSize(1);
        accept(THEIRS_AGAIN, true, true);
        assertThat(left.routes).hasSize(1);
        hear(
                THEIRS_AGAIN,
                Notification.of(Notification.CEASE, Notification.CEASE_SHUTDOWN).inHardReset());
        assertThat(left.routes).isEmpty();
    }

    @Test
    void anOperatorWhoClearsASessionMeansItAndTheRoutes() {
        left.configure(settings(10, "10.0.0.2", 20, on(120)));
        talk(true);
        left.event(new BgpEvent.Clear(Optional.empty(), BgpEvent.Clear.How.HARD));
        assertThat(left.routes).isEmpty();
        Bytes last = left.sent.getLast();
        // inside of a Hard Reset: administrative reset
        assertThat(last.slice(18)).isEqualTo(Bytes.hex("0306090604"));
    }

    @Test
    void aNeighbourThatIsRemovedLeavesNothingBehind() {
        boot(on(120), on(60));
        lose();
        left.configure(Build.as(10).general(bgp -> bgp.withGracefulRestart(on(120))).settings());
        assertThat(left.routes).isEmpty();
        ground.pass(Duration.ofMinutes(5));
        assertThat(left.engine.views().neighbors()).isEmpty();
    }

    @Test
    void aDynamicNeighbourIsRememberedAsLongAsItsRoutesAre() {
        var range = new ListenRange(Vrf.GLOBAL, Prefix.of("10.0.0.0/24"), "spokes");
        var group = new PeerKey.Group("spokes");
        UnaryOperator<PeerFamilySettings> active = s -> s.withActivate(Optional.of(true));
        left.configure(
                Build.as(10)
                        .general(
                                bgp ->
                                        bgp.withGracefulRestart(on(120))
                                                .withListenRanges(List.of(range))
                                                .withPeerGroup(
                                                        "spokes",
                                                        PeerSettings.EMPTY.withRemoteAs(
                                                                Optional.of(20L))))
                        .family(
                                FamilyId.IPV4,
                                all -> all.withPeer(group, active.apply(PeerFamilySettings.EMPTY)))
                        .settings());
        right.configure(settings(20, "10.0.0.1", 10, on(60)));
        right.connected("", "10.2.1.0/24");
        ground.pass(Build.A_WHILE);
        assertThat(left.routes).containsOnlyKeys(FIRST);
        lose();
        assertThat(left.routes).containsOnlyKeys(FIRST);
        ground.pass(Duration.ofSeconds(60));
        assertThat(left.routes).isEmpty();
        assertThat(left.engine.views().neighbors()).isEmpty();
    }

    // A peer that speaks by hand.

    private static final ConnectionId THEIRS = new ConnectionId(-71);
    private static final ConnectionId THEIRS_AGAIN = new ConnectionId(-72);

    private void talk(boolean notification) {
        accept(THEIRS, false, notification);
        var route =
                new Update(
                        List.of(),
                        List.of(
                                new PathAttribute.OriginCode(Origin.IGP),
                                new PathAttribute.Path(AsPath.of(20L)),
                                new PathAttribute.Ipv4NextHop(Ipv4Address.of("10.0.0.2"))),
                        List.of(Nlri.Ip.of(Prefix.of("10.2.1.0/24"))));
        hear(THEIRS, route);
        ground.pass(Duration.ofMillis(10));
        assertThat(left.routes).containsOnlyKeys(FIRST);
    }

    private void accept(ConnectionId id, boolean preserved, boolean notification) {
        left.event(
                new BgpEvent.Accepted(
                        id,
                        Vrf.GLOBAL,
                        IpAddress.of("10.0.0.1"),
                        IpAddress.of("10.0.0.2"),
                        4000,
                        new BgpEvent.Arrival(InterfaceName.of("Ethernet0/0"), false, true)));
        var families = List.of(Capability.GracefulRestart.FamilyFlags.of(Family.IPV4, preserved));
        hear(
                id,
                Open.of(
                        20,
                        180,
                        Ipv4Address.of("10.0.0.2"),
                        List.of(
                                new Capability.Multiprotocol(Family.IPV4),
                                new Capability.FourOctetAs(20),
                                new Capability.GracefulRestart(
                                        preserved, notification, 60, families))));
        hear(id, new BgpMessage.Keepalive());
        assertThat(state()).isEqualTo("Established");
    }

    private void hear(ConnectionId id, BgpMessage message) {
        left.event(new BgpEvent.Received(id, message.write(Codec.EXTERNAL)));
    }
}
