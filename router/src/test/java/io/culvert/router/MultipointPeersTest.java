package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.ike.v2.Session;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv4;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelMode;
import io.culvert.router.config.TunnelSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The tunnels of the peers of one multipoint tunnel.
class MultipointPeersTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final InterfaceName TUNNEL = InterfaceName.of("Tunnel0");
    private static final InterfaceName FIRST = InterfaceName.of("Tunnel0.1");
    private static final IpAddress SPOKE = IpAddress.of("10.0.0.11");
    private static final IpAddress OTHER_ADDRESS = IpAddress.of("10.0.0.12");
    private static final IpAddress OUTSIDE = IpAddress.of("203.0.113.11");
    private static final IpAddress ELSEWHERE = IpAddress.of("203.0.113.12");

    private final Works works =
            new Works(
                    TestSetup.of(
                            "multipoint",
                            new Port(PORT, Port.MTU, Medium.IP, Optional.empty()),
                            new PacketSlab(64, 2),
                            (_, _, _) -> {},
                            _ -> {}));

    private static InterfaceIpv4 address(String text) {
        return InterfaceIpv4.DEFAULT.withAddress(
                new Ipv4Source.Static(new InterfaceAddress(IpAddress.of(text), 24), List.of()));
    }

    private void configure(Optional<String> profile, TunnelMode mode) {
        works.config =
                RouterConfig.DEFAULT
                        .withInterface(InterfaceConfig.of(PORT).withIpv4(address("203.0.113.1")))
                        .withInterface(
                                InterfaceConfig.of(TUNNEL)
                                        .withIpv4(address("10.0.0.1"))
                                        .withTunnel(
                                                TunnelConfig.DEFAULT
                                                        .withMode(mode)
                                                        .withSource(
                                                                Optional.of(
                                                                        new TunnelSource
                                                                                .FromInterface(
                                                                                PORT)))
                                                        .withProtectionProfile(profile)));
        works.interfaces.configure(works.config);
        works.interfaces.carrier(0, true);
        settle();
    }

    private void settle() {
        works.pump.drain(Instant.EPOCH);
    }

    private void map(IpAddress overlay, IpAddress nbma) {
        works.multipoint.map(TUNNEL, overlay, nbma);
        settle();
    }

    private void unmap(IpAddress overlay) {
        works.multipoint.unmap(TUNNEL, overlay);
        settle();
    }

    private boolean isRouted(IpAddress overlay) {
        return works.ribEngine.find(Vrf.GLOBAL, Prefix.host(overlay)).isPresent();
    }

    private static Session session(long id, String peer, int port) {
        return new Session(
                id,
                false,
                Optional.empty(),
                Optional.of(TUNNEL),
                "PROF",
                "IPP",
                peer,
                Vrf.GLOBAL,
                IpAddress.of("203.0.113.1"),
                4500,
                OUTSIDE,
                port,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private boolean isUp(InterfaceName name) {
        return works.interfaces.find(name).filter(InterfaceState::protocolUp).isPresent();
    }

    // its packets would come to the tunnel again, and again
    @Test
    void aPeerThatIsReachedThroughTheTunnelItselfIsDownForAMinute() {
        configure(Optional.empty(), TunnelMode.GRE_MULTIPOINT);
        map(SPOKE, OUTSIDE);
        map(OTHER_ADDRESS, ELSEWHERE);
        Route inside =
                Route.of(
                        Prefix.host(OUTSIDE),
                        RouteOwner.of(RouteSource.STATIC),
                        new NextHop.Attached(TUNNEL));
        works.rib.tell(new RibEvent.Offered(Vrf.GLOBAL, inside));
        settle();
        assertThat(isUp(FIRST)).isFalse();
        assertThat(isRouted(SPOKE)).isFalse();
        assertThat(isUp(TUNNEL)).isTrue();
        assertThat(isRouted(OTHER_ADDRESS)).isTrue();

        works.rib.tell(new RibEvent.Revoked(Vrf.GLOBAL, inside.owner(), inside.prefix()));
        settle();
        assertThat(isUp(FIRST)).isFalse();
        Instant later = Instant.EPOCH.plus(Recursions.PAUSE);
        assertThat(works.recursions.wakeAt()).contains(later);
        works.recursions.onTime(later);
        works.pump.drain(later);
        assertThat(isUp(FIRST)).isTrue();
        assertThat(works.recursions.wakeAt()).isEmpty();
    }

    @Test
    void addressesBehindOneNbmaAddressShareATunnelThatGoesWithTheLast() {
        configure(Optional.empty(), TunnelMode.GRE_MULTIPOINT);
        map(SPOKE, OUTSIDE);
        map(OTHER_ADDRESS, OUTSIDE);
        InterfaceState endpoint = works.interfaces.find(FIRST).orElseThrow();
        assertThat(endpoint.protocolUp()).isTrue();
        assertThat(endpoint.borrowed()).isTrue();
        assertThat(endpoint.path().orElseThrow().destination()).isEqualTo(OUTSIDE);
        assertThat(works.multipoint.mapped(TUNNEL, OTHER_ADDRESS)).contains(endpoint);
        assertThat(isRouted(SPOKE)).isTrue();
        unmap(SPOKE);
        assertThat(isRouted(SPOKE)).isFalse();
        assertThat(works.interfaces.find(FIRST)).isPresent();
        unmap(OTHER_ADDRESS);
        assertThat(works.interfaces.find(FIRST)).isEmpty();
    }

    @Test
    void anAddressThatMovesTakesItsRouteAlong() {
        configure(Optional.empty(), TunnelMode.GRE_MULTIPOINT);
        map(SPOKE, OUTSIDE);
        map(SPOKE, ELSEWHERE);
        assertThat(works.multipoint.find(TUNNEL, OUTSIDE)).isEmpty();
        InterfaceState now = works.multipoint.find(TUNNEL, ELSEWHERE).orElseThrow();
        assertThat(works.multipoint.mapped(TUNNEL, SPOKE)).contains(now);
        assertThat(works.ribEngine.resolve(Vrf.GLOBAL, SPOKE).orElseThrow().out())
                .isEqualTo(now.name());
    }

    @Test
    void withoutMultipointModeThePeersGo() {
        configure(Optional.empty(), TunnelMode.GRE_MULTIPOINT);
        map(SPOKE, OUTSIDE);
        configure(Optional.empty(), TunnelMode.GRE_IP);
        assertThat(works.interfaces.find(FIRST)).isEmpty();
        assertThat(isRouted(SPOKE)).isFalse();
        map(SPOKE, OUTSIDE);
        assertThat(works.interfaces.find(FIRST)).isEmpty();
    }

    @Test
    void aProtectedPeerIsDownWithoutASessionAndKeepsFewPackets() {
        configure(Optional.of("IPP"), TunnelMode.GRE_MULTIPOINT);
        assertThat(works.interfaces.find(TUNNEL).orElseThrow().protocolUp()).isTrue();
        map(SPOKE, OUTSIDE);
        assertThat(works.interfaces.find(FIRST).orElseThrow().protocolUp()).isFalse();
        for (int i = 0; i < MultipointPeers.WAITING_MAX; i++) {
            assertThat(works.multipoint.await(FIRST, Bytes.utf8("packet " + i))).isTrue();
        }
        assertThat(works.multipoint.await(FIRST, Bytes.utf8("one more"))).isFalse();
        assertThat(works.multipoint.await(FIRST, Bytes.utf8("packet 0")))
                .as("a repetition waits already")
                .isTrue();
        assertThat(works.multipoint.takeWaiting(FIRST)).hasSize(MultipointPeers.WAITING_MAX);
        assertThat(works.multipoint.takeWaiting(FIRST)).isEmpty();
    }

    @Test
    void aSessionThatThePeerBeginsBindsToTheTunnelOfItsAddressAndEndsWithIt() {
        configure(Optional.of("IPP"), TunnelMode.GRE_MULTIPOINT);
        works.sessions.up(session(1, "spoke", 4500));
        settle();
        assertThat(works.interfaces.find(FIRST).orElseThrow().protocolUp()).isTrue();
        works.sessions.up(session(2, "spoke", 31_000)); // it restarted: the same peer once more
        settle();
        assertThat(works.sessions.interfaceOf(2)).contains(FIRST);
        works.sessions.down(1);
        assertThat(works.interfaces.find(FIRST)).isPresent();
        works.sessions.down(2);
        settle();
        assertThat(works.interfaces.find(FIRST)).isEmpty();
    }

    @Test
    void anotherPeerAtTheSameAddressIsRefused() {
        configure(Optional.of("IPP"), TunnelMode.GRE_MULTIPOINT);
        works.sessions.up(session(1, "spoke", 4500));
        works.sessions.up(session(2, "neighbour behind the same NAT", 31_000));
        settle();
        assertThat(works.sessions.interfaceOf(1)).contains(FIRST);
        assertThat(works.sessions.interfaceOf(2)).isEmpty();
        assertThat(works.eventLog.lines())
                .anyMatch(line -> line.notice().mnemonic().equals("SAME_NBMA"));
    }
}
