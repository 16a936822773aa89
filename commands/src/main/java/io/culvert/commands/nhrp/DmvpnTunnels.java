package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.commands.nhrp.ShowDmvpn.Role;
import io.culvert.commands.nhrp.ShowDmvpn.State;
import io.culvert.commands.nhrp.ShowDmvpn.Tunnel;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Gathers what `show dmvpn` prints.
final class DmvpnTunnels {
    private DmvpnTunnels() {}

    static List<Tunnel> of(RouterView view) {
        List<NhrpEntry> all = view.nhrp().entries();
        var tunnels = new ArrayList<Tunnel>();
        for (InterfaceState state : view.interfaces()) {
            for (AddressFamily family : AddressFamily.values()) {
                List<NhrpEntry> entries =
                        all.stream()
                                .filter(each -> each.out().equals(state.name()))
                                .filter(each -> each.prefix().family() == family)
                                .filter(ShowDmvpn::isPeer)
                                .toList();
                if (!entries.isEmpty()) {
                    tunnels.add(tunnel(view, state, family, entries));
                }
            }
        }
        return tunnels;
    }

    private static Tunnel tunnel(
            RouterView view, InterfaceState state, AddressFamily family, List<NhrpEntry> entries) {
        NhrpSettings settings =
                family == AddressFamily.IPV4
                        ? state.config().nhrp().ipv4()
                        : state.config().nhrp().ipv6();
        return new Tunnel(
                state.name(),
                family,
                role(settings, entries),
                states(view, state, entries),
                state.travels()
                        .map(
                                path ->
                                        "Tunnel Src./Dest. addr: %s/%s, Tunnel VRF \"%s\""
                                                .formatted(
                                                        path.source(),
                                                        state.isMultipoint()
                                                                ? "Multipoint"
                                                                : path.destination(),
                                                        path.frontDoor().name())),
                entries);
    }

    /// A hub has clients that registered, a spoke has servers.
    private static Role role(NhrpSettings settings, List<NhrpEntry> entries) {
        boolean serves =
                entries.stream().anyMatch(each -> each.flags().contains(NhrpEntry.Flag.REGISTERED));
        boolean isClient = !settings.servers().isEmpty();
        return Stream.of(
                        serves && isClient ? Role.BOTH : Role.UNKNOWN,
                        serves ? Role.HUB : Role.UNKNOWN,
                        isClient ? Role.SPOKE : Role.UNKNOWN)
                .filter(role -> role != Role.UNKNOWN)
                .findFirst()
                .orElse(Role.UNKNOWN);
    }

    /// Each peer of a multipoint tunnel is on its own way up.
    private static NavigableMap<IpAddress, State> states(
            RouterView view, InterfaceState tunnel, List<NhrpEntry> entries) {
        var states = new TreeMap<IpAddress, State>();
        for (NhrpEntry entry : entries) {
            entry.nbma()
                    .ifPresent(
                            nbma ->
                                    states.put(
                                            nbma,
                                            state(
                                                    view.peerAt(tunnel.name(), nbma)
                                                            .orElse(tunnel))));
        }
        return states;
    }

    private static State state(InterfaceState state) {
        if (state.protocolUp()) {
            return State.UP;
        }
        return state.isProtected() ? State.IKE : State.NHRP;
    }
}
