package io.culvert.router;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEffect;
import io.culvert.bgp.BgpEngine;
import io.culvert.bgp.BgpEvent;
import io.culvert.rib.Resolution;
import io.culvert.router.config.InterfaceAddress;
import java.util.Optional;

/// What the router's own connections ask about the way to their peers.
final class Ways implements BgpTransport.Ways {
    private final Works works;

    Ways(Works works) {
        this.works = works;
    }

    /// The address of the interface that packets leave by; where that belongs to another VRF, as the tunnel under a VPN
    /// route does, an address of an interface of this one.
    @Override
    public Optional<IpAddress> sourceFor(Vrf vrf, IpAddress remote) {
        Optional<InterfaceState> out = out(vrf, remote);
        return out.filter(state -> state.vrf().equals(vrf))
                .flatMap(state -> address(state, remote))
                .or(
                        () ->
                                out.flatMap(
                                        _ ->
                                                works.interfaces.all().stream()
                                                        .filter(InterfaceState::protocolUp)
                                                        .filter(state -> state.vrf().equals(vrf))
                                                        .flatMap(
                                                                state ->
                                                                        address(state, remote)
                                                                                .stream())
                                                        .findFirst()));
    }

    private static Optional<IpAddress> address(InterfaceState state, IpAddress remote) {
        return state.addresses().stream()
                .map(InterfaceAddress::address)
                .filter(own -> own.family() == remote.family())
                .findFirst();
    }

    @Override
    public Optional<BgpEvent.Arrival> arrivalOf(Vrf vrf, IpAddress remote) {
        return works.ribEngine
                .resolve(vrf, remote)
                .flatMap(
                        found ->
                                works.interfaces
                                        .find(found.out())
                                        .map(
                                                state ->
                                                        new BgpEvent.Arrival(
                                                                state.name(),
                                                                state.isTunnel(),
                                                                found.connected())));
    }

    @Override
    public Optional<BgpEffect.TransportRules> rulesFor(Vrf vrf, IpAddress local, IpAddress remote) {
        return works.bgpEngine
                .expects(vrf, remote, isThroughTunnel(vrf, remote))
                .map(BgpEngine.Expected::rules);
    }

    @Override
    public boolean expects(Vrf vrf, IpAddress remote) {
        return works.bgpEngine.expects(vrf, remote, true).isPresent();
    }

    private boolean isThroughTunnel(Vrf vrf, IpAddress remote) {
        return out(vrf, remote).filter(InterfaceState::isTunnel).isPresent();
    }

    @Override
    public int pathMtu(Vrf vrf, IpAddress remote) {
        int mtu = out(vrf, remote).map(state -> works.plane.ipMtu(state.index(), 0)).orElse(0);
        return mtu > 0 ? mtu : Port.MTU;
    }

    private Optional<InterfaceState> out(Vrf vrf, IpAddress remote) {
        return works.ribEngine
                .resolve(vrf, remote)
                .map(Resolution::out)
                .flatMap(works.interfaces::find);
    }
}
