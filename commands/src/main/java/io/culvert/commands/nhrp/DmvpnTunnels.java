package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.commands.interfaces.LinkStatus;
import io.culvert.commands.nhrp.ShowDmvpn.Header;
import io.culvert.commands.nhrp.ShowDmvpn.Peer;
import io.culvert.commands.nhrp.ShowDmvpn.Role;
import io.culvert.commands.nhrp.ShowDmvpn.State;
import io.culvert.commands.nhrp.ShowDmvpn.Tunnel;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.TunnelPath;
import io.culvert.router.config.InterfaceNhrp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers what `show dmvpn` prints.
final class DmvpnTunnels {
    private final RouterView view;

    private DmvpnTunnels(RouterView view) {
        this.view = view;
    }

    static List<Tunnel> of(RouterView view, DmvpnSelection selection) {
        var gatherer = new DmvpnTunnels(view);
        List<NhrpEntry> all = view.nhrp().entries().stream().filter(selection).toList();
        var tunnels = new ArrayList<Tunnel>();
        for (InterfaceState state : view.interfaces()) {
            for (AddressFamily family : AddressFamily.values()) {
                List<NhrpEntry> entries =
                        all.stream()
                                .filter(each -> each.out().equals(state.name()))
                                .filter(each -> each.prefix().family() == family)
                                .toList();
                if (!entries.isEmpty()
                        && selection.takes(family)
                        && selection.takes(state.name(), state.vrf())) {
                    tunnels.add(gatherer.tunnel(state, family, entries));
                }
            }
        }
        return tunnels;
    }

    private Tunnel tunnel(InterfaceState state, AddressFamily family, List<NhrpEntry> entries) {
        List<NhrpServerView> servers =
                view.nhrp().servers().stream()
                        .filter(each -> each.on().equals(state.name()))
                        .filter(each -> each.server().family() == family)
                        .toList();
        return new Tunnel(
                state.name(),
                family,
                role(state, family),
                header(state, family, servers),
                entries.stream().map(each -> peer(state, each, servers)).toList());
    }

    private static Header header(
            InterfaceState state, AddressFamily family, List<NhrpServerView> servers) {
        LinkStatus status = LinkStatus.of(state);
        Optional<TunnelPath> path = state.travels();
        return new Header(
                status.hardware() + "/" + status.protocol(),
                state.addressOf(family),
                state.vrf(),
                path.map(each -> each.source().toString()).orElse("unknown"),
                state.isMultipoint()
                        ? "Multipoint"
                        : path.map(each -> each.destination().toString()).orElse("unknown"),
                state.config().tunnel().vrf(),
                state.config().tunnel().mode().transport(),
                state.config().tunnel().protectionProfile().orElse(""),
                state.config().nhrp().controlsState(),
                servers);
    }

    /// A hub has clients that registered, a spoke has servers. Labelled IPv6 over a tunnel that has NHRP for IPv4 alone goes by that.
    private Role role(InterfaceState state, AddressFamily family) {
        InterfaceNhrp nhrp = state.config().nhrp();
        boolean isOwn = family == AddressFamily.IPV4 || nhrp.ipv6().isOn();
        AddressFamily by = isOwn ? family : AddressFamily.IPV4;
        boolean serves =
                view.nhrp().entries().stream()
                        .filter(each -> each.out().equals(state.name()))
                        .filter(each -> each.prefix().family() == by)
                        .anyMatch(each -> each.flags().contains(NhrpEntry.Flag.REGISTERED));
        NhrpSettings settings = by == AddressFamily.IPV4 ? nhrp.ipv4() : nhrp.ipv6();
        boolean isClient = !settings.servers().isEmpty();
        if (serves) {
            return isClient ? Role.BOTH : Role.HUB;
        }
        return isClient ? Role.SPOKE : Role.UNKNOWN;
    }

    /// Each peer of a multipoint tunnel is on its own way up; one of our servers is there when it has our registration.
    private Peer peer(InterfaceState tunnel, NhrpEntry entry, List<NhrpServerView> servers) {
        InterfaceState way =
                entry.nbma()
                        .flatMap((IpAddress nbma) -> view.peerAt(tunnel.name(), nbma))
                        .orElse(tunnel);
        Optional<Instant> turned = view.turned(way.name());
        if (!way.carries()) {
            return new Peer(entry, way.isProtected() ? State.IKE : State.NHRP, turned);
        }
        Optional<NhrpServerView> server =
                servers.stream()
                        .filter(each -> entry.type() == NhrpEntry.Type.STATIC)
                        .filter(
                                each ->
                                        entry.nextHop().isPresent()
                                                && entry.nextHop().equals(each.address()))
                        .findFirst();
        return server.map(
                        each ->
                                new Peer(
                                        entry,
                                        each.isRegistered() ? State.UP : State.NHRP,
                                        each.turned()))
                .orElseGet(
                        () ->
                                new Peer(
                                        entry,
                                        State.UP,
                                        turned.filter(entry.created()::isBefore)
                                                .or(() -> Optional.of(entry.created()))));
    }
}
