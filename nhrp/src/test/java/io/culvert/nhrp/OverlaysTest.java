package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static io.culvert.nhrp.Playground.CUST2;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Other shapes of the overlay: labels on multipoint tunnels, tunnels inside a VRF, peers behind NATs.
class OverlaysTest {
    private static final Prefix LAN4 = Prefix.of("172.20.4.0/24");

    /// A DMVPN that carries cust1 and cust2 under labels.
    private static Dmvpn labelled() {
        var vpn = new Dmvpn(2);
        for (PlayNode node : vpn.net.nodes.values()) {
            node.mpls = true;
            NhrpInterface plain = Objects.requireNonNull(node.interfaces.get(Dmvpn.TUNNEL0));
            node.change(
                    new NhrpInterface(
                            plain.name(),
                            true,
                            false,
                            plain.overlay(),
                            plain.frontDoor(),
                            true,
                            true,
                            Optional.empty(),
                            plain.localNbma(),
                            Optional.empty(),
                            plain.addresses(),
                            1400,
                            true,
                            plain.ipv4(),
                            NhrpSettings.OFF));
        }
        for (Vrf vrf : List.of(CUST1, CUST2)) {
            for (int i = 3; i <= 4; i++) {
                PlayNode spoke = vpn.spoke(i);
                Prefix lan = Prefix.of("172.20." + i + ".0/24");
                spoke.lan(vrf, lan);
                spoke.route(vrf, Prefix.DEFAULT_IPV4, Dmvpn.TUNNEL0, Optional.of(vpn.hub.overlay));
                vpn.hub.route(vrf, lan, Dmvpn.TUNNEL0, Optional.of(spoke.overlay));
            }
        }
        vpn.net.passSeconds(1);
        return vpn;
    }

    @Test
    void labelledShortcutsWorkOnMultipointTunnels() {
        Dmvpn vpn = labelled();
        PlayNode spoke3 = vpn.spoke(3);
        for (Vrf vrf : List.of(CUST1, CUST2)) {
            assertThat(vpn.net.data(vrf, spoke3, "172.20.3.1", "172.20.4.1"))
                    .containsExactly("spoke3", "hub", "spoke4");
            vpn.net.passSeconds(1);
            assertThat(vpn.net.data(vrf, spoke3, "172.20.3.1", "172.20.4.1"))
                    .containsExactly("spoke3", "spoke4");
        }
        assertThat(spoke3.offer(new Place(CUST1, LAN4)).label()).contains(new Label(16));
        assertThat(spoke3.offer(new Place(CUST2, LAN4)).label()).contains(new Label(17));
        assertThat(spoke3.mapped).containsEntry(IpAddress.of("10.0.0.4"), vpn.spoke(4).nbma);
        assertThat(spoke3.bound).containsExactly("Tunnel0 10.0.0.4");
    }

    @Test
    void onMultipointTunnelsTheEndOfAShortcutUnmapsThePeer() {
        Dmvpn vpn = labelled();
        PlayNode spoke3 = vpn.spoke(3);
        vpn.net.data(CUST1, spoke3, "172.20.3.1", "172.20.4.1");
        vpn.net.passSeconds(1);
        vpn.spoke(4).unroute(CUST1, LAN4);
        vpn.net.passSeconds(1);
        assertThat(spoke3.bound).isEmpty();
        assertThat(spoke3.mapped).containsOnlyKeys(vpn.hub.overlay);
        assertThat(vpn.spoke(4).labels).isEmpty();
    }

    // tunnels and customer in one VRF: nothing is labelled, and everything is looked up there
    @Test
    void aTunnelInsideAVrfResolvesThere() {
        var net = new Playground();
        PlayNode hub = net.node("hub", "172.16.0.1");
        hub.inside = CUST1;
        hub.mpls = false;
        for (int i = 3; i <= 4; i++) {
            PlayNode spoke = net.node("spoke" + i, "172.16.1." + (100 + i));
            spoke.inside = CUST1;
            spoke.mpls = false;
            spoke.overlay = IpAddress.of("10.1.1." + i);
            spoke.template = Playground.settings(true, true, Duration.ofHours(2));
            spoke.lan(CUST1, Prefix.of("172.20." + i + ".0/24"));
            net.join(hub, spoke);
        }
        PlayNode spoke3 = net.get("spoke3");
        net.data(CUST1, spoke3, "172.20.3.1", "172.20.4.1");
        net.passSeconds(1);
        assertThat(net.data(CUST1, spoke3, "172.20.3.1", "172.20.4.1"))
                .containsExactly("spoke3", "spoke4");
        NhrpEffect.OfferRoute offer = spoke3.offer(new Place(CUST1, LAN4));
        assertThat(offer.overlay()).isEqualTo(CUST1);
        assertThat(offer.label()).isEmpty();
        assertThat(spoke3.effects)
                .contains(
                        new NhrpEffect.BindPeer(
                                InterfaceName.of("Virtual-Access1"),
                                CUST1,
                                IpAddress.of("10.1.1.4"),
                                false));
    }

    private final Playground net = Playground.flexVpn(2);
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    private PlayNode behindNat(boolean passable) {
        PlayNode spoke = net.node("spoke9", "192.0.2.9");
        spoke.outside = IpAddress.of("172.16.1.109");
        spoke.overlay = IpAddress.of("10.1.1.9");
        spoke.template = Playground.settings(true, true, Duration.ofHours(2));
        spoke.tunnelsWork = passable;
        spoke.lan(CUST1, Prefix.of("192.168.119.0/24"));
        net.join(net.get("hub"), spoke);
        return spoke;
    }

    // traffic one way: spoke4 answers by the hub, and spoke9, whom nobody can begin with, begins
    @Test
    void aRequesterBehindANatMakesTheTunnelItself() {
        PlayNode inside = behindNat(true);
        inside.isReachable = false;
        net.ping(inside, "192.168.119.1", "192.168.114.1");
        net.passSeconds(1);
        assertThat(spoke4.wishes).isEmpty();
        assertThat(inside.wishes)
                .singleElement()
                .matches(wish -> wish.remote().equals(spoke4.nbma));
        assertThat(net.ping(inside, "192.168.119.1", "192.168.114.1"))
                .containsExactly("spoke9", "spoke4");
        assertThat(spoke4.engine.entries())
                .filteredOn(entry -> entry.flags().contains(NhrpEntry.Flag.NAT))
                .singleElement()
                .matches(
                        entry ->
                                entry.claimedNbma().equals(Optional.of(IpAddress.of("192.0.2.9"))));
    }

    @Test
    void anAnswererThatCannotBeginLetsTheRequesterBegin() {
        spoke3.isReachable = false;
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(32);
        assertThat(spoke4.wishes).hasSize(1);
        assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                .containsExactly("spoke3", "spoke4");
        assertThat(spoke4.bound).containsExactly("Virtual-Access2 10.1.1.3");
        spoke4.unroute(
                CUST1,
                Prefix.of("192.168.114.0/24")); // what was promised by the hub is taken back by the
        // tunnel
        net.passSeconds(1);
        assertThat(net.wire).contains("spoke4 Vi2 Purge Request");
        assertThat(spoke3.shortcuts).isEmpty();
    }

    @Test
    void anInvitationThatNobodyFollowsIsTakenBack() {
        PlayNode inside = behindNat(false);
        net.ping(inside, "192.168.119.1", "192.168.114.1");
        net.passSeconds(29);
        assertThat(spoke4.labels).hasSize(1);
        net.passSeconds(3);
        assertThat(spoke4.labels).isEmpty();
        assertThat(spoke4.engine.entries()).isEmpty();
    }

    // two peers that look alike from outside: each one's labels mean something else
    @Test
    void aTunnelToOneOfTwoPeersBehindANatIsNeverTakenForTheOthers() {
        PlayNode inside = behindNat(false);
        InterfaceName access = InterfaceName.of("Virtual-Access7");
        net.ping(inside, "192.168.119.1", "192.168.114.1");
        net.passSeconds(1);
        spoke4.change(spoke4.tunnel(access, true, inside.outside, spoke4.template));
        spoke4.route(
                spoke4.inside,
                Prefix.of("10.1.1.8/32"),
                access,
                Optional.empty()); // it is another's
        net.passSeconds(1);
        assertThat(spoke4.bound).isEmpty();
        spoke4.route(spoke4.inside, Prefix.of("10.1.1.9/32"), access, Optional.empty());
        net.passSeconds(1);
        assertThat(spoke4.bound).containsExactly("Virtual-Access7 10.1.1.9");
    }

    @Test
    void aRequesterBehindANatHasTheSameTunnelInTheEndWhoeverAsksFirst() {
        PlayNode inside = behindNat(true);
        net.ping(inside, "192.168.119.1", "192.168.114.1");
        net.ping(spoke4, "192.168.114.1", "192.168.119.1");
        net.passSeconds(10);
        assertThat(spoke4.interfaces).hasSize(2);
        assertThat(inside.interfaces).hasSize(2);
    }

    @Test
    void behindANatThatLetsNothingInTheTrafficStaysOnTheHubAndItIsSaidWhy() {
        PlayNode inside = behindNat(false);
        net.ping(inside, "192.168.119.1", "192.168.114.1");
        net.passSeconds(40);
        assertThat(net.ping(inside, "192.168.119.1", "192.168.114.1"))
                .containsExactly("spoke9", "hub", "spoke4");
        assertThat(inside.engine.failures())
                .singleElement()
                .matches(failure -> failure.reason().equals("no tunnel to 172.16.1.104 came up"))
                .matches(failure -> failure.inside().isEmpty());
        assertThat(inside.effects)
                .filteredOn(NhrpEffect.Notify.class::isInstance)
                .singleElement()
                .asString()
                .contains("no tunnel to 172.16.1.104 came up");
        assertThat(spoke4.wishes).isEmpty();
    }

    @Test
    void behindTwoNatsEachTriesAndItIsKnownThatTheOtherEndHasOne() {
        PlayNode inside = behindNat(true);
        spoke4.outside = IpAddress.of("172.16.1.204");
        inside.isReachable = false;
        spoke4.isReachable = false;
        net.ping(inside, "192.168.119.1", "192.168.114.1");
        net.passSeconds(65);
        assertThat(spoke4.wishes).hasSize(1);
        assertThat(inside.wishes).hasSize(1);
        assertThat(inside.engine.failures())
                .singleElement()
                .matches(failure -> failure.inside().equals(Optional.of(spoke4.nbma)));
    }

    // the requester forgets; its error about a late answer sets the answerer free
    @Test
    void anAnswerThatTheRequesterDisownsBindsNobody() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
        var reply = spoke4.lastSent();
        spoke3.on(new NhrpEvent.Clear(Optional.empty(), Optional.empty()));
        assertThat(spoke4.labels).hasSize(1);
        spoke3.receive("Virtual-Access1", "172.16.1.104", Optional.empty(), reply);
        net.passSeconds(1);
        assertThat(spoke4.labels).isEmpty();
        assertThat(spoke4.released).singleElement().asString().contains(" 720");
        net.passSeconds(61);
        assertThat(spoke4.interfaces).hasSize(1);
    }

    @Test
    void aStrangerCannotDisownForOthers() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
        var error =
                Messages.error(
                        net.get("hub")
                                .tunnel(Dmvpn.TUNNEL0, false, spoke3.outside, spoke3.template),
                        IpAddress.of("10.1.1.77"),
                        spoke4.overlay,
                        10,
                        0,
                        spoke4.lastSent().toBytes());
        spoke4.receive("Tunnel0", "172.16.0.1", Optional.empty(), error);
        assertThat(spoke4.labels).hasSize(1);
        assertThat(spoke4.engine.drops()).containsEntry(NhrpDrop.NOT_OURS, 1L);
    }
}
