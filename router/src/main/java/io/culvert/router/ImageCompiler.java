package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Path;
import io.culvert.rib.Resolution;
import io.culvert.rib.Rib;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.IpsecConfig;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Makes the forwarding image from what the control side knows: interfaces, routes in force, labels. A route that
/// cannot be used is an entry that drops with the reason, never one that is left out.
final class ImageCompiler {
    private final RouterConfig config;
    private final Interfaces interfaces;
    private final Tables tables;
    private final Rib rib;
    private final Overlay overlay;
    private final ShortcutUse shortcuts;
    private final MultipointPeers multipoint;
    private final NhrpNetworks networks;
    private final Builder image = new Builder();

    private ImageCompiler(
            RouterConfig config,
            Interfaces interfaces,
            Tables tables,
            Rib rib,
            ShortcutUse shortcuts,
            MultipointPeers multipoint) {
        this.config = config;
        this.interfaces = interfaces;
        this.tables = tables;
        this.rib = rib;
        this.shortcuts = shortcuts;
        this.multipoint = multipoint;
        overlay = new Overlay(config, interfaces);
        networks = NhrpNetworks.of(interfaces.all());
    }

    static ForwardingImage compile(
            RouterConfig config,
            Interfaces interfaces,
            Tables tables,
            Rib rib,
            LabelBindings labels,
            ShortcutUse shortcuts,
            MultipointPeers multipoint) {
        var compiler = new ImageCompiler(config, interfaces, tables, rib, shortcuts, multipoint);
        compiler.addTables();
        compiler.addInterfaces();
        labels.uses().forEach((label, use) -> compiler.image.label(label, compiler.action(use)));
        compiler.image.forwardIpv6(config.system().ipv6Forwarding());
        compiler.image.propagateTtl(
                config.mpls().propagateTtlForwarded(), config.mpls().propagateTtlLocal());
        return compiler.image.build();
    }

    private void addTables() {
        for (Map.Entry<Vrf, Integer> table : tables.all().entrySet()) {
            var routes = new TreeMap<Prefix, Integer>();
            for (Forwarding each : rib.routes(table.getKey())) {
                routes.put(each.route().prefix(), entry(each, mark(table.getKey(), each)));
            }
            overlay.gaps(table.getKey())
                    .forEach(
                            gap ->
                                    routes.putIfAbsent(
                                            gap,
                                            image.entry(new Entry.Discard(Drop.INTERFACE_DOWN))));
            image.table(table.getValue(), RouteTable.of(routes), ownAddress(table.getKey()));
            image.address6(table.getValue(), ownAddress6(table.getKey()));
        }
    }

    /// An address of the router in the VRF, for ICMP errors about packets whose label alone says where they belong.
    private Ipv4Address ownAddress(Vrf vrf) {
        return interfaces.all().stream()
                .filter(state -> state.vrf().equals(vrf) && state.protocolUp())
                .flatMap(state -> state.primaryAddress().stream())
                .filter(Ipv4Address.class::isInstance)
                .map(Ipv4Address.class::cast)
                .findFirst()
                .orElse(Ipv4Address.ANY);
    }

    private Ipv6Address ownAddress6(Vrf vrf) {
        return interfaces.all().stream()
                .filter(state -> state.vrf().equals(vrf) && state.protocolUp())
                .flatMap(state -> state.globalIpv6().stream())
                .findFirst()
                .orElse(Ipv6Address.ANY);
    }

    /// Under what number the use of a shortcut is noted; 0 for what is none.
    private int mark(Vrf vrf, Forwarding forwarding) {
        boolean isShortcut =
                forwarding.override().isPresent()
                        || forwarding.route().source() == RouteSource.NHRP;
        return isShortcut ? shortcuts.mark(vrf, forwarding.route().prefix()) : 0;
    }

    private int entry(Forwarding forwarding, int mark) {
        var members = new ArrayList<Integer>();
        for (Path path : forwarding.paths()) {
            Entry entry = entry(path);
            int noted = mark > 0 ? mark : peerMark(path);
            members.add(
                    image.entry(
                            noted > 0 && entry instanceof Entry.Tunnel tunnel
                                    ? tunnel.withMark(noted)
                                    : entry));
        }
        return members.size() == 1 ? members.getFirst() : image.entry(new Entry.Multipath(members));
    }

    /// What goes to a next hop behind a peer of a multipoint tunnel uses the route to that next hop.
    private int peerMark(Path path) {
        return switch (path) {
            case Path.Neighbor(var out, var gateway) -> peerMark(out, gateway);
            case Path.Labelled labelled -> peerMark(labelled.out(), labelled.nextHop());
            case Path.Receive _, Path.Attached _, Path.Discard _ -> 0;
        };
    }

    private int peerMark(InterfaceName out, IpAddress nextHop) {
        return interfaces
                .find(out)
                .filter(InterfaceState::isEndpoint)
                .map(state -> shortcuts.mark(state.vrf(), Prefix.host(nextHop)))
                .orElse(0);
    }

    private Entry entry(Path path) {
        return switch (path) {
            case Path.Receive _ -> new Entry.Receive();
            case Path.Discard _ -> new Entry.Discard(Drop.NULL_ROUTE);
            case Path.Attached(var out) -> attached(out);
            case Path.Neighbor(var out, var gateway) ->
                    towards(out, Optional.of(gateway), List.of());
            case Path.Labelled labelled ->
                    towards(
                            labelled.out(),
                            labelled.gateway().or(() -> Optional.of(labelled.nextHop())),
                            stack(labelled.transport(), labelled.vpnLabel()));
        };
    }

    /// Implicit null is never on the wire (RFC 3032 section 2.1).
    private static List<Label> stack(Label... topFirst) {
        var stack = new ArrayList<Label>();
        for (Label label : topFirst) {
            if (!label.equals(Label.IMPLICIT_NULL)) {
                stack.add(label);
            }
        }
        return stack;
    }

    private Entry attached(InterfaceName out) {
        Optional<InterfaceState> state = interfaces.find(out);
        if (state.isEmpty()) {
            return new Entry.Discard(Drop.ROUTE_UNRESOLVED);
        }
        if (state.get().isTunnel()) {
            return new Entry.Tunnel(state.get().index(), List.of());
        }
        return out.kind() == InterfaceKind.LOOPBACK
                ? new Entry.Discard(Drop.NO_ROUTE)
                : new Entry.Attached(state.get().index());
    }

    private Entry towards(InterfaceName out, Optional<IpAddress> gateway, List<Label> labels) {
        Optional<InterfaceState> state = interfaces.find(out);
        if (state.isEmpty()) {
            return new Entry.Discard(Drop.ROUTE_UNRESOLVED);
        }
        if (state.get().isMultipoint() && gateway.isPresent()) {
            return multipoint
                    .mapped(out, gateway.get())
                    .filter(InterfaceState::protocolUp)
                    .map(peer -> new Entry.Tunnel(peer.index(), labels))
                    .orElseGet(
                            () ->
                                    new Entry.Tunnel(state.get().index(), labels)
                                            .withNextHop(gateway.get()));
        }
        if (state.get().isTunnel()) {
            return new Entry.Tunnel(state.get().index(), labels);
        }
        return gateway.<Entry>map(next -> new Entry.Adjacency(state.get().index(), next, labels))
                .orElse(new Entry.Discard(Drop.ROUTE_UNRESOLVED));
    }

    private LabelAction action(LabelBindings.Use use) {
        return switch (use) {
            case LabelBindings.Use.Lookup(var vrf, _) ->
                    tables.has(vrf)
                            ? new LabelAction.PopLookup(tables.of(vrf))
                            : new LabelAction.Discard(Drop.TABLE_UNKNOWN);
            case LabelBindings.Use.AsRoute(var vrf, var prefix) -> asRoute(vrf, prefix);
            case LabelBindings.Use.Swap(var nextHopVrf, var nextHop, var out, _, var vrf) ->
                    rib.resolve(nextHopVrf, nextHop)
                            .map(found -> swap(found, nextHop, out, vrf))
                            .orElse(new LabelAction.Discard(Drop.ROUTE_UNRESOLVED));
        };
    }

    private LabelAction swap(Resolution found, IpAddress nextHop, Label out, Optional<Vrf> vrf) {
        if (found.transport().isEmpty()) {
            return new LabelAction.Discard(Drop.ROUTE_UNLABELLED);
        }
        Entry entry =
                towards(
                        found.out(),
                        found.gateway().or(() -> Optional.of(nextHop)),
                        stack(found.transport().get()));
        int table = vrf.filter(tables::has).map(tables::of).orElse(LabelAction.TABLE_UNKNOWN);
        return new LabelAction.Swap(List.of(out), image.entry(entry), table);
    }

    private LabelAction asRoute(Vrf vrf, Prefix prefix) {
        if (!tables.has(vrf)) {
            return new LabelAction.Discard(Drop.TABLE_UNKNOWN);
        }
        int table = tables.of(vrf);
        Optional<Forwarding> forwarding = rib.find(vrf, prefix);
        if (forwarding.isEmpty()) {
            return new LabelAction.Discard(Drop.ROUTE_UNRESOLVED);
        }
        return switch (forwarding.get().paths().getFirst()) {
            case Path.Labelled labelled ->
                    new LabelAction.Swap(
                            List.of(labelled.vpnLabel()),
                            image.entry(
                                    towards(
                                            labelled.out(),
                                            labelled.gateway()
                                                    .or(() -> Optional.of(labelled.nextHop())),
                                            stack(labelled.transport()))),
                            table);
            case Path.Neighbor _ -> new LabelAction.PopForward(table, entry(forwarding.get(), 0));
            case Path.Receive _, Path.Attached _, Path.Discard _ ->
                    new LabelAction.PopLookup(table);
        };
    }

    private void addInterfaces() {
        for (InterfaceState state : interfaces.all()) {
            if (tables.has(state.vrf())) {
                make(state).ifPresent(made -> image.add(finish(made, state)));
            }
        }
    }

    private Optional<PlaneInterface> make(InterfaceState state) {
        int table = tables.of(state.vrf());
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
                        .withUp(state.protocolUp())
                        .withMpls(state.config().mpls().carriesLabels())
                        .withUnreachables(ipv4.unreachables())
                        .withAccess(
                                AccessLists.compile(config, ipv4.accessIn()),
                                AccessLists.compile(config, ipv4.accessOut()));
        if (state.isTunnel() || state.port() >= 0) {
            finished = finished.withIpMtu(state.mtu());
        }
        finished = finished.withIpv6(ipv6(state, finished.ipv6())).withNhrp(nhrp(state));
        return ipv4.adjustMss().map(finished::withMssClamp).orElse(finished);
    }

    private PlaneNhrp nhrp(InterfaceState state) {
        PlaneNhrp plane = networks.plane(state);
        return state.isMultipoint()
                ? multipoint
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
                config.adjustMss().orElse(made.mssClamp()));
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
                .withFrontDoor(tables.has(tunnel.vrf()) ? tables.of(tunnel.vrf()) : Tables.GLOBAL)
                .withKey(tunnel.key().orElse(TunnelEnds.NO_KEY))
                .withOuter(
                        tunnel.ttl().orElse(TunnelEnds.TTL_DEFAULT),
                        tunnel.tos().orElse(TunnelEnds.TOS_COPY),
                        dontFragment(tunnel));
    }

    private static TunnelEnds.Encapsulation encapsulation(TunnelMode mode) {
        return switch (mode) {
            case GRE_IP, GRE_IPV6, GRE_MULTIPOINT -> TunnelEnds.Encapsulation.GRE;
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
        IpsecConfig.DontFragment configured = config.ipsec().dontFragment();
        return switch (configured) {
            case COPY -> TunnelEnds.DontFragment.COPY;
            case SET -> TunnelEnds.DontFragment.SET;
            case CLEAR -> TunnelEnds.DontFragment.CLEAR;
        };
    }
}
