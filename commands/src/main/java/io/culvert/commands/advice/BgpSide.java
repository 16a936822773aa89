package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.LocalAs;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// BGP of one router towards the other end of its tunnel.
record BgpSide(TunnelEnd nearEnd, TunnelEnd farEnd) {
    /// One of the two routers, as far as the tunnel's VRF goes.
    record Router(TunnelEnd end) {
        String router() {
            return end.router();
        }

        RouterConfig config() {
            return end.config();
        }

        boolean has(IpAddress address) {
            return addresses().anyMatch(address::equals);
        }

        /// All its addresses in the VRF of the tunnel.
        Stream<IpAddress> addresses() {
            return ports().flatMap(TunnelEnd::configured).map(InterfaceAddress::address);
        }

        private Stream<InterfaceConfig> ports() {
            return config().interfaces().values().stream()
                    .filter(port -> port.vrf().equals(end.port().vrf()));
        }

        /// The address in the tunnel.
        Optional<IpAddress> overlay(AddressFamily family) {
            return end.overlay().stream()
                    .map(InterfaceAddress::address)
                    .filter(address -> address.family() == family)
                    .findFirst();
        }

        /// Whether it may have addresses that no line says.
        boolean learns(AddressFamily family) {
            return ports().anyMatch(port -> TunnelSourceAdvice.learns(port, family));
        }

        Optional<InterfaceName> portOf(IpAddress address) {
            return ports().filter(
                            port ->
                                    TunnelEnd.configured(port)
                                            .anyMatch(each -> each.address().equals(address)))
                    .map(InterfaceConfig::name)
                    .findFirst();
        }

        /// The AS numbers that it may open a session with.
        NavigableSet<Long> asNumbers() {
            var numbers = new TreeSet<Long>();
            config().bgp()
                    .ifPresent(
                            bgp -> {
                                numbers.add(bgp.as());
                                Stream.concat(
                                                bgp.peerGroups().values().stream(),
                                                bgp.neighbors().values().stream()
                                                        .map(each -> each.settings()))
                                        .map(PeerSettings::localAs)
                                        .flatMap(Optional::stream)
                                        .map(LocalAs::as)
                                        .forEach(numbers::add);
                            });
            return numbers;
        }
    }

    Router near() {
        return new Router(nearEnd);
    }

    Router far() {
        return new Router(farEnd);
    }

    /// Two tunnels between the same routers in the same VRFs make the same sessions.
    List<String> key() {
        return List.of(
                nearEnd.router(),
                nearEnd.port().vrf().name(),
                farEnd.router(),
                farEnd.port().vrf().name());
    }

    Optional<BgpConfig> bgp() {
        return near().config().bgp();
    }

    /// Whether somebody on a link of this router is meant, who may have an address that the other end of the tunnel has, too.
    private boolean isLocal(IpAddress address) {
        return near().ports()
                .filter(port -> !port.isTunnel())
                .flatMap(TunnelEnd::configured)
                .map(InterfaceAddress::subnet)
                .anyMatch(subnet -> !subnet.isHost() && subnet.contains(address));
    }

    /// The neighbours that lines name in the VRF of the tunnel and that it may lead to, unless they are shut down.
    Stream<PeerKey.Neighbor> neighbors() {
        return bgp().stream()
                .flatMap(
                        bgp ->
                                bgp.neighbors().entrySet().stream()
                                        .filter(each -> !isLocal(each.getKey().address()))
                                        .filter(
                                                each ->
                                                        each.getKey()
                                                                .vrf()
                                                                .equals(nearEnd.port().vrf()))
                                        .filter(
                                                each -> {
                                                    PeerSettings all =
                                                            bgp.effective(each.getValue());
                                                    return all.remoteAs().isPresent()
                                                            && !all.shutdown().orElse(false);
                                                })
                                        .map(each -> each.getKey()));
    }
}
