package io.culvert.commands.route;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.rib.Forwarding;
import io.culvert.rib.NextHop;
import io.culvert.rib.Path;
import io.culvert.rib.Resolution;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.TunnelPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Reads off a router how it forwards the prefixes of one VRF.
final class CefEntries {
    /// How many tunnels within each other are followed.
    static final int TUNNELS_MAX = 4;

    private final RouterView view;
    private final Vrf vrf;
    private final SortedMap<Prefix, Label> labels;

    CefEntries(RouterView view, Vrf vrf) {
        this.view = view;
        this.vrf = vrf;
        labels = view.labelsOf(vrf);
    }

    /// The prefixes of a family, in order.
    List<CefEntry> all(AddressFamily family) {
        return view.routes(vrf).stream()
                .filter(forwarding -> forwarding.route().prefix().family() == family)
                .map(this::entry)
                .toList();
    }

    CefEntry entry(Forwarding forwarding) {
        var route = forwarding.route();
        return new CefEntry(
                vrf,
                route.prefix(),
                route.source(),
                Optional.ofNullable(labels.get(route.prefix())),
                forwarding.paths().stream()
                        .map(
                                path ->
                                        new CefEntry.Way(
                                                path,
                                                nextHopVrf(forwarding, path),
                                                adjacencies(path)))
                        .toList());
    }

    private static Vrf nextHopVrf(Forwarding forwarding, Path path) {
        for (NextHop hop : forwarding.route().nextHops()) {
            if (hop instanceof NextHop.MustBeLabelled(var in, var gateway, _)
                    && path instanceof Path.Labelled labelled
                    && labelled.nextHop().equals(gateway)) {
                return in;
            }
        }
        return Vrf.GLOBAL;
    }

    private List<CefEntry.Adjacency> adjacencies(Path path) {
        return switch (path) {
            case Path.Labelled labelled ->
                    chain(
                            labelled.out(),
                            labelled.gateway().or(() -> Optional.of(labelled.nextHop())));
            case Path.Neighbor(var out, var gateway) -> chain(out, Optional.of(gateway));
            case Path.Attached(var out) -> chain(out, Optional.empty());
            case Path.Receive _, Path.Discard _ -> List.of();
        };
    }

    /// From an interface on, through tunnels, to the one that the packet leaves by.
    private List<CefEntry.Adjacency> chain(InterfaceName first, Optional<IpAddress> neighbor) {
        var chain = new ArrayList<CefEntry.Adjacency>();
        InterfaceName out = first;
        Optional<IpAddress> address = neighbor;
        while (chain.size() < TUNNELS_MAX) {
            Optional<InterfaceState> tunnel = view.find(out).filter(InterfaceState::isTunnel);
            if (tunnel.isEmpty()) {
                chain.add(new CefEntry.Adjacency(out, false, address));
                return chain;
            }
            chain.add(new CefEntry.Adjacency(out, true, Optional.empty()));
            InterfaceName base = out;
            Optional<TunnelPath> path =
                    tunnel.filter(InterfaceState::isMultipoint).isPresent()
                            ? address.flatMap(next -> view.peer(base, next))
                                    .flatMap(InterfaceState::path)
                            : tunnel.get().path();
            Optional<Resolution> way =
                    path.flatMap(each -> view.resolve(each.frontDoor(), each.destination()));
            if (way.isEmpty()) {
                return chain;
            }
            out = way.get().out();
            address = way.get().gateway().or(() -> path.map(TunnelPath::destination));
        }
        return chain;
    }
}
