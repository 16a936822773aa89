package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.dataplane.Medium;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv4;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelMode;
import io.culvert.router.config.TunnelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What follows from a change of one interface for others.
class InterfacesTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final IpAddress OUTSIDE = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("198.51.100.1");
    private static final int MANY = 500;
    private static final Interfaces.Session SESSION =
            new Interfaces.Session(Optional.empty(), Optional.empty());

    private final List<InterfaceName> looked = new ArrayList<>();
    private final List<InterfaceName> changed = new ArrayList<>();

    private final Interfaces interfaces =
            new Interfaces(
                    List.of(new Port(PORT, Port.MTU, Medium.IP, Optional.empty())),
                    new MacAddress(0x0200_0000_0000L),
                    new Underlay() {
                        @Override
                        public boolean reachable(Vrf frontDoor, IpAddress destination) {
                            return true;
                        }

                        @Override
                        public boolean recurs(
                                InterfaceName tunnel, Vrf frontDoor, List<IpAddress> ends) {
                            looked.add(tunnel);
                            return false;
                        }

                        @Override
                        public void follow(
                                InterfaceName tunnel, Vrf frontDoor, List<IpAddress> ends) {}

                        @Override
                        public void forget(InterfaceName tunnel) {}
                    },
                    (before, after) -> changed.add(after.or(() -> before).orElseThrow().name()));

    private static InterfaceIpv4 address(String text) {
        return InterfaceIpv4.DEFAULT.withAddress(
                new Ipv4Source.Static(new InterfaceAddress(IpAddress.of(text), 24), List.of()));
    }

    private static InterfaceName tunnel(int number) {
        return InterfaceName.of("Tunnel" + number);
    }

    private static InterfaceConfig tunnel(int number, TunnelSource source) {
        return InterfaceConfig.of(tunnel(number))
                .withIpv4(address("10.%d.%d.1".formatted(number / 250, number % 250)))
                .withTunnel(
                        TunnelConfig.DEFAULT
                                .withSource(Optional.of(source))
                                .withDestination(Optional.of(PEER))
                                .withProtectionProfile(Optional.of("ESP")));
    }

    private void begin(RouterConfig config) {
        interfaces.configure(config);
        interfaces.carrier(0, true);
        looked.clear();
        changed.clear();
    }

    private static RouterConfig withPort() {
        return RouterConfig.DEFAULT.withInterface(
                InterfaceConfig.of(PORT).withIpv4(address(OUTSIDE.toString())));
    }

    private boolean isUp(int number) {
        return interfaces.find(tunnel(number)).orElseThrow().protocolUp();
    }

    @Test
    void aStaticTunnelThatComesUpOrGoesDownLeavesTheOthersAlone() {
        RouterConfig config = withPort();
        for (int i = 0; i < MANY; i++) {
            config =
                    config.withInterface(
                            tunnel(
                                    i,
                                    i % 2 == 0
                                            ? new TunnelSource.FromInterface(PORT)
                                            : new TunnelSource.FromAddress(OUTSIDE)));
        }
        begin(config);
        interfaces.sessionUp(tunnel(7), SESSION);
        assertThat(isUp(7)).isTrue();
        interfaces.sessionDown(tunnel(7));
        assertThat(isUp(7)).isFalse();
        interfaces.reevaluate(tunnel(7));
        assertThat(changed).containsExactly(tunnel(7), tunnel(7));
        assertThat(looked).containsOnly(tunnel(7));

        interfaces.carrier(0, false);
        assertThat(changed).contains(tunnel(0), tunnel(MANY - 1));
    }

    @Test
    void whoRestsOnATunnelHearsOfIt() {
        TunnelSource outside = new TunnelSource.FromInterface(PORT);
        InterfaceConfig borrower =
                InterfaceConfig.of(tunnel(4))
                        .withIpv4(
                                InterfaceIpv4.DEFAULT.withAddress(
                                        new Ipv4Source.Unnumbered(tunnel(3))))
                        .withTunnel(
                                tunnel(4, outside)
                                        .tunnel()
                                        .withProtectionProfile(Optional.empty()));
        begin(
                withPort()
                        .withInterface(
                                tunnel(1, new TunnelSource.FromAddress(IpAddress.of("10.0.2.1"))))
                        .withInterface(tunnel(2, outside))
                        .withInterface(tunnel(3, outside))
                        .withInterface(borrower)
                        .withInterface(tunnel(5, new TunnelSource.FromInterface(tunnel(3)))));
        assertThat(interfaces.find(tunnel(1)).orElseThrow().path()).isEmpty();
        interfaces.sessionUp(tunnel(2), SESSION);
        assertThat(interfaces.find(tunnel(1)).orElseThrow().path()).isPresent();
        interfaces.sessionDown(tunnel(2));
        assertThat(interfaces.find(tunnel(1)).orElseThrow().path()).isEmpty();

        assertThat(interfaces.find(tunnel(5)).orElseThrow().path()).isEmpty();
        interfaces.sessionUp(tunnel(3), SESSION);
        assertThat(interfaces.find(tunnel(5)).orElseThrow().path()).isPresent();
        assertThat(looked).contains(tunnel(4));
    }

    @Test
    void thePeersOfAMultipointTunnelFollowItAndTakeTheLowestFreeNumbers() {
        InterfaceConfig base =
                tunnel(9, new TunnelSource.FromInterface(PORT))
                        .withTunnel(
                                TunnelConfig.DEFAULT
                                        .withMode(TunnelMode.GRE_MULTIPOINT)
                                        .withSource(
                                                Optional.of(new TunnelSource.FromInterface(PORT))));
        begin(withPort().withInterface(base));
        var names = new ArrayList<InterfaceName>();
        for (int i = 0; i < 4; i++) {
            names.add(interfaces.endpoint(tunnel(9), PEER).orElseThrow());
        }
        assertThat(names)
                .extracting(InterfaceName::toString)
                .containsExactly("Tunnel9.1", "Tunnel9.2", "Tunnel9.3", "Tunnel9.4");
        interfaces.removeClone(names.get(2));
        interfaces.removeClone(names.get(0));
        assertThat(interfaces.endpoint(tunnel(9), PEER)).contains(names.get(0));
        assertThat(interfaces.endpoint(tunnel(9), PEER)).contains(names.get(2));

        changed.clear();
        interfaces.reevaluate(tunnel(9));
        assertThat(changed).isEmpty();
        interfaces.carrier(0, false);
        assertThat(changed).containsAll(names);
    }
}
