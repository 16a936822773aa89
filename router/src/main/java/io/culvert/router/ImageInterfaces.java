package io.culvert.router;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.SourceCheck;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.router.config.IpsecConfig;
import io.culvert.router.config.SourceRule;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelMode;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;

/// Makes of the interfaces, as they are and as they are configured, what the packet path reads.
final class ImageInterfaces {
    private final Works works;
    private final Builder image;
    private final NhrpNetworks networks = new NhrpNetworks();

    ImageInterfaces(Works works, Builder image) {
        this.works = works;
        this.image = image;
    }

    /// Makes all of them anew.
    void remakeAll() {
        networks.clear();
        var all = new ArrayList<PlaneInterface>();
        for (InterfaceState state : works.interfaces.all()) {
            plane(state).ifPresent(all::add);
        }
        image.interfaces(all);
    }

    /// Makes one of them anew.
    ///
    /// @param ifIndex the number that it has, or had
    void remake(int ifIndex) {
        works.interfaces
                .find(ifIndex)
                .flatMap(this::plane)
                .ifPresentOrElse(image::put, () -> image.remove(ifIndex));
    }

    private Optional<PlaneInterface> plane(InterfaceState state) {
        return works.tables.has(state.vrf())
                ? make(state).map(made -> finish(made, state))
                : Optional.empty();
    }

    private Optional<PlaneInterface> make(InterfaceState state) {
        int table = works.tables.of(state.vrf());
        MacAddress mac = state.mac().orElse(new MacAddress(0));
        return switch (state.name().kind()) {
            case LOOPBACK -> Optional.of(PlaneInterface.loopback(state.index(), table));
            case NULL -> Optional.of(PlaneInterface.nowhere(state.index()));
            case TUNNEL, VIRTUAL_ACCESS ->
                    Optional.of(PlaneInterface.tunnel(state.index(), table, ends(state)));
            case VIRTUAL_TEMPLATE -> Optional.empty();
            case ETHERNET, FAST_ETHERNET, GIGABIT_ETHERNET, TEN_GIGABIT_ETHERNET ->
                    state.port() < 0 ? Optional.empty() : ethernet(state, table, mac);
        };
    }

    private static Optional<PlaneInterface> ethernet(
            InterfaceState state, int table, MacAddress mac) {
        if (!state.name().isSubinterface()) {
            return Optional.of(
                    state.isBare()
                            ? PlaneInterface.bare(state.index(), table, state.port())
                            : PlaneInterface.ethernet(state.index(), table, state.port(), mac));
        }
        return state.config()
                .vlan()
                .filter(_ -> !state.isBare())
                .map(
                        tag ->
                                PlaneInterface.vlan(
                                        state.index(), table, state.port(), tag.vlan(), mac));
    }

    private PlaneInterface finish(PlaneInterface made, InterfaceState state) {
        var ipv4 = state.config().ipv4();
        Ipv4Address address =
                state.primaryAddress()
                        .filter(Ipv4Address.class::isInstance)
                        .map(Ipv4Address.class::cast)
                        .orElse(Ipv4Address.ANY);
        PlaneInterface finished =
                made.withAddress(address)
                        .withUp(state.carries())
                        .withMpls(state.config().mpls().carriesLabels())
                        .withUnreachables(ipv4.unreachables())
                        .withAccess(
                                AccessLists.compile(works.config, ipv4.accessIn()),
                                AccessLists.compile(works.config, ipv4.accessOut()))
                        .withSources(ipv4.sources().map(ImageInterfaces::check), siblings(state));
        if (state.isTunnel() || state.port() >= 0) {
            finished = finished.withIpMtu(state.mtu());
        }
        finished = finished.withIpv6(ipv6(state, finished.ipv6())).withNhrp(nhrp(state));
        return ipv4.adjustMss().map(finished::withMssClamp).orElse(finished);
    }

    private PlaneNhrp nhrp(InterfaceState state) {
        PlaneNhrp plane = networks.plane(state);
        return state.isMultipoint()
                ? works.multipoint
                        .defaultPeer(state.name())
                        .map(peer -> plane.withDefaultPeer(peer.index()))
                        .orElse(plane)
                : plane;
    }

    /// What carries VPN packets of IPv6 need not speak IPv6 itself, so the segment size holds there too.
    private static PlaneIpv6 ipv6(InterfaceState state, PlaneIpv6 made) {
        var config = state.config().ipv6();
        return new PlaneIpv6(
                state.ipv6().isOn(),
                state.ipv6().linkLocal().orElse(Ipv6Address.ANY),
                state.globalIpv6().orElse(Ipv6Address.ANY),
                config.mtu().orElse(made.mtu()),
                config.unreachables(),
                config.adjustMss().orElse(made.mssClamp()),
                config.sources().map(ImageInterfaces::check));
    }

    private static SourceCheck check(SourceRule rule) {
        return new SourceCheck(rule.strict(), rule.allowDefault());
    }

    /// A multipoint tunnel and its peers are one tunnel to those who route: what one peer relays for another comes by the right one.
    private int siblings(InterfaceState state) {
        if (state.isEndpoint()) {
            return works.interfaces
                    .find(state.name().parent())
                    .map(InterfaceState::index)
                    .orElse(0);
        }
        return state.isMultipoint() ? state.index() : 0;
    }

    private TunnelEnds ends(InterfaceState state) {
        TunnelConfig tunnel = state.config().tunnel();
        TunnelEnds ends =
                state.isMultipoint()
                        ? TunnelEnds.multipoint(end(state, TunnelPath::source), state.isProtected())
                        : TunnelEnds.gre(
                                end(state, TunnelPath::source),
                                end(state, TunnelPath::destination),
                                state.isProtected());
        return ends.withEncapsulation(encapsulation(tunnel.mode()))
                .withFrontDoor(
                        works.tables.has(tunnel.vrf())
                                ? works.tables.of(tunnel.vrf())
                                : Tables.GLOBAL)
                .withKey(tunnel.key().orElse(TunnelEnds.NO_KEY))
                .withOuter(
                        tunnel.ttl().orElse(TunnelEnds.TTL_DEFAULT),
                        tunnel.tos().orElse(TunnelEnds.TOS_COPY),
                        dontFragment(tunnel));
    }

    private static TunnelEnds.Encapsulation encapsulation(TunnelMode mode) {
        return switch (mode) {
            case GRE_IP, GRE_IPV6, GRE_MULTIPOINT, GRE_MULTIPOINT_IPV6 ->
                    TunnelEnds.Encapsulation.GRE;
            case IP_IN_IP, IPV6_IN_IP, IP_IN_IPV6 -> TunnelEnds.Encapsulation.IP_IN_IP;
            case MPLS_IN_IP -> TunnelEnds.Encapsulation.MPLS_IN_IP;
            case IPSEC_IPV4,
                    IPSEC_IPV6,
                    IPSEC_IPV4_V6_OVERLAY,
                    IPSEC_IPV6_V4_OVERLAY,
                    IPSEC_DUAL_OVERLAY ->
                    TunnelEnds.Encapsulation.IPSEC;
        };
    }

    private static IpAddress end(InterfaceState state, Function<TunnelPath, IpAddress> which) {
        return state.travels().map(which).orElse(Ipv4Address.ANY);
    }

    private TunnelEnds.DontFragment dontFragment(TunnelConfig tunnel) {
        if (tunnel.pathMtuDiscovery().isPresent()) {
            return TunnelEnds.DontFragment.COPY;
        }
        IpsecConfig.DontFragment configured = works.config.ipsec().dontFragment();
        return switch (configured) {
            case COPY -> TunnelEnds.DontFragment.COPY;
            case SET -> TunnelEnds.DontFragment.SET;
            case CLEAR -> TunnelEnds.DontFragment.CLEAR;
        };
    }
}
