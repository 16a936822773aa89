package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEngine;
import io.culvert.host.tcp.TcpKey;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.StaticRoute;
import io.culvert.wire.ip.IpPacket;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Which sessions of BGP may live in tunnels alone: their packets are taken from a tunnel and sent into one, or dropped. The
/// configuration decides, not the routes of the moment, as those lead elsewhere as soon as the tunnel is gone.
final class TunnelBound {
    private static final int BGP_PORT = 179;
    private static final int PORTS_SIZE = 4;

    private final Works works;

    TunnelBound(Works works) {
        this.works = works;
    }

    /// Whether a packet that came in belongs to such a session.
    boolean holdsIn(Vrf vrf, IpPacket in) {
        Bytes message = in.message();
        return in.protocol() == IpPacket.TCP
                && message.size() >= PORTS_SIZE
                && holds(
                        new TcpKey(
                                vrf,
                                in.destination(),
                                message.u16(2),
                                in.source(),
                                message.u16(0)));
    }

    /// The same for a packet on its way out.
    boolean holdsOut(Vrf vrf, IpPacket out) {
        Bytes message = out.message();
        return out.protocol() == IpPacket.TCP
                && message.size() >= PORTS_SIZE
                && holds(
                        new TcpKey(
                                vrf,
                                out.source(),
                                message.u16(0),
                                out.destination(),
                                message.u16(2)));
    }

    private boolean holds(TcpKey key) {
        if (key.localPort() != BGP_PORT && key.remotePort() != BGP_PORT) {
            return false;
        }
        return works.bgpTransport.isThroughTunnel(key)
                || works.bgpEngine
                        .expects(key.vrf(), key.remote(), true)
                        .filter(expected -> holds(expected, key.vrf(), key.remote()))
                        .isPresent();
    }

    private boolean holds(BgpEngine.Expected expected, Vrf vrf, IpAddress remote) {
        return expected.updateSource()
                        .filter(source -> servesTunnels(source, expected.dynamic()))
                        .isPresent()
                || isAcross(vrf, remote)
                || isFromPool(vrf, remote)
                || isRoutedAcross(vrf, remote)
                || works.bgpTransport.wasThroughTunnel(vrf, remote);
    }

    private Stream<InterfaceConfig> tunnels() {
        return works.config.interfaces().values().stream().filter(InterfaceConfig::isTunnel);
    }

    /// The session speaks from a tunnel, or belongs to a listen range whose interface lends its address to tunnels.
    private boolean servesTunnels(InterfaceName source, boolean orLends) {
        return tunnels()
                .anyMatch(
                        each ->
                                each.name().equals(source)
                                        || orLends
                                                && each.ipv4()
                                                        .address()
                                                        .equals(new Ipv4Source.Unnumbered(source)));
    }

    /// The neighbour lies in the subnet of a tunnel.
    private boolean isAcross(Vrf vrf, IpAddress remote) {
        return tunnels()
                .filter(each -> each.vrf().equals(vrf))
                .anyMatch(
                        each ->
                                each.ipv4().address() instanceof Ipv4Source.Static(var address, _)
                                        && address.subnet().contains(remote));
    }

    /// The neighbour has an address that this router hands out to the far ends of its tunnels.
    private boolean isFromPool(Vrf vrf, IpAddress remote) {
        return works.config.ike().pools().values().stream().anyMatch(pool -> pool.contains(remote))
                && tunnels().anyMatch(each -> each.vrf().equals(vrf));
    }

    /// The static route to the neighbour, in force or not, leads into a tunnel.
    private boolean isRoutedAcross(Vrf vrf, IpAddress remote) {
        RouterConfig config = works.config;
        Optional<Prefix> longest =
                config.staticRoutes().stream()
                        .filter(route -> route.vrf().equals(vrf))
                        .map(StaticRoute::prefix)
                        .filter(prefix -> prefix.contains(remote))
                        .max(Comparator.comparingInt(Prefix::length));
        return longest.isPresent()
                && config.staticRoutes().stream()
                        .filter(
                                route ->
                                        route.vrf().equals(vrf)
                                                && route.prefix().equals(longest.get()))
                        .anyMatch(this::leadsAcross);
    }

    private boolean leadsAcross(StaticRoute route) {
        Vrf gatewayVrf = route.gatewayIsGlobal() ? Vrf.GLOBAL : route.vrf();
        return route.out().stream()
                        .anyMatch(out -> tunnels().anyMatch(each -> each.name().equals(out)))
                || route.gateway().stream().anyMatch(gateway -> isAcross(gatewayVrf, gateway));
    }
}
