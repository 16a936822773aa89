package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Path;
import io.culvert.rib.Resolution;
import io.culvert.rib.Rib;
import io.culvert.rib.RouteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes entries and label actions of what the control side knows. A route that cannot be used is an entry that drops with the
/// reason, never one that is left out.
final class ImageEntries {
    private final Interfaces interfaces;
    private final Tables tables;
    private final Rib rib;
    private final ShortcutUse shortcuts;
    private final MultipointPeers multipoint;
    private final Builder image;

    /// Whether what was made since the last question rests on more than routes and the numbers of interfaces.
    private boolean isPassing;

    ImageEntries(Works works, Builder image) {
        interfaces = works.interfaces;
        tables = works.tables;
        rib = works.ribEngine;
        shortcuts = works.shortcutUse;
        multipoint = works.multipoint;
        this.image = image;
    }

    /// Whether what was made since the last question has to be made again whenever anything but a route changes: it leads to an
    /// interface that is not there, or where a multipoint tunnel says, or its use is noted.
    boolean takePassing() {
        boolean was = isPassing;
        isPassing = false;
        return was;
    }

    /// Under what number the use of a shortcut is noted; 0 for what is none.
    private int mark(Vrf vrf, Forwarding forwarding) {
        boolean isShortcut =
                forwarding.override().isPresent()
                        || forwarding.route().source() == RouteSource.NHRP;
        return isShortcut ? noted(vrf, forwarding.route().prefix()) : 0;
    }

    private int noted(Vrf vrf, Prefix prefix) {
        isPassing = true;
        return shortcuts.mark(vrf, prefix);
    }

    /// The entry of a route in force.
    int entry(Vrf vrf, Forwarding forwarding) {
        return entry(forwarding, mark(vrf, forwarding));
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
                .map(state -> noted(state.vrf(), Prefix.host(nextHop)))
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
            isPassing = true;
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
            isPassing = true;
            return new Entry.Discard(Drop.ROUTE_UNRESOLVED);
        }
        if (state.get().isMultipoint() && gateway.isPresent()) {
            isPassing = true;
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

    /// What a label does.
    LabelAction action(LabelBindings.Use use) {
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
}
