package io.culvert.router;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.bgp.BgpEvent;
import io.culvert.engine.Notice;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.RouteSet;
import io.culvert.rib.RibEvent;
import java.util.List;
import java.util.Optional;

/// Tells everybody of interfaces that came, went or changed: the routing tables, the neighbours, BGP, IKE, the operator.
final class InterfaceChanges implements Interfaces.Listener {
    private final Works works;

    InterfaceChanges(Works works) {
        this.works = works;
    }

    @Override
    public void changed(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        works.image().interfaceChanged(before, after);
        works.meters.changed(before, after);
        works.lineTimes.changed(works.pump.now(), before, after);
        works.captures.surroundingsChanged();
        tellRib(before, after);
        ConnectedRoutes.change(before, after, works.rib::tell);
        NeighborLinks.change(before, after, works.neighbors::tell);
        tellBgp(before, after);
        works.sessions.interfaceChanged(before, after);
        NhrpInterfaces.change(before, after, works.nhrp::tell);
        if (!addresses(before).equals(addresses(after)) && mayBeAnnounced(before, after)) {
            works.ike.tell(new IkeEvent.RoutesToAnnounceChanged());
        }
        if (!InterfaceState.isEndpoint(after.or(() -> before).orElseThrow().name())) {
            tellOperator(before, after);
        }
        tellPeers(before, after);
    }

    /// A multipoint tunnel takes its peers with it; a peer that is up gets what waited for it.
    private void tellPeers(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        if (before.filter(InterfaceState::isMultipoint).isPresent()
                && after.filter(InterfaceState::isMultipoint).isEmpty()) {
            works.pump.post(() -> works.multipoint.drop(before.orElseThrow().name()));
        }
        if (after.filter(InterfaceState::isMultipoint).isPresent()
                && before.filter(was -> outer(was) != outer(after.get())).isPresent()) {
            works.pump.post(
                    () -> works.multipoint.drop(after.get().name(), outer(before.orElseThrow())));
        }
        if (after.filter(InterfaceState::isMultipoint).isPresent()
                && before.filter(was -> !was.vrf().equals(after.get().vrf())).isPresent()) {
            works.pump.post(() -> works.multipoint.rehome(after.get().name()));
        }
        after.filter(state -> state.isEndpoint() && state.carries())
                .ifPresent(state -> works.pump.post(() -> works.nhrpPackets.flush(state.name())));
    }

    private static AddressFamily outer(InterfaceState state) {
        return state.config().tunnel().outer();
    }

    /// An interface of one peer that comes or goes concerns its own session, which is told when it is bound to it, unless a line
    /// of the configuration names it. There may be thousands.
    private boolean mayBeAnnounced(
            Optional<InterfaceState> before, Optional<InterfaceState> after) {
        InterfaceName name = after.or(() -> before).orElseThrow().name();
        boolean isOfOnePeer =
                name.kind() == InterfaceKind.VIRTUAL_ACCESS || InterfaceState.isEndpoint(name);
        if (!isOfOnePeer || before.isPresent() && after.isPresent()) {
            return true;
        }
        var named = new RouteSet.OfInterface(Optional.of(name));
        for (AuthorizationPolicy policy : works.config.ike().authorizationPolicies()) {
            if (policy.routeSet().contains(named)) {
                return true;
            }
        }
        return false;
    }

    private static List<?> addresses(Optional<InterfaceState> state) {
        return state.<List<?>>map(InterfaceState::addresses).orElse(List.of());
    }

    private void tellRib(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        var event =
                after.or(() -> before)
                        .map(
                                state ->
                                        new RibEvent.InterfaceChanged(
                                                state.name(),
                                                after.filter(InterfaceState::protocolUp)
                                                        .isPresent(),
                                                state.config().mpls().bgpForwarding()
                                                        || state.config().mpls().nhrp()));
        works.rib.tell(event.orElseThrow());
    }

    private void tellBgp(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        if (after.isEmpty()) {
            works.bgp.tell(new BgpEvent.InterfaceGone(before.orElseThrow().name()));
            return;
        }
        InterfaceState state = after.get();
        works.bgp.tell(
                new BgpEvent.InterfaceChanged(
                        state.name(),
                        state.vrf(),
                        state.protocolUp(),
                        state.isTunnel(),
                        state.addresses().stream()
                                .map(own -> new BgpEvent.Prefixed(own.address(), own.length()))
                                .toList()));
    }

    private void tellOperator(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        InterfaceState either = after.or(() -> before).orElseThrow();
        boolean wasUp = before.filter(InterfaceState::hardwareUp).isPresent();
        boolean isUp = after.filter(InterfaceState::hardwareUp).isPresent();
        if (wasUp != isUp) {
            works.log(
                    new Notice(
                            "LINK",
                            3,
                            "UPDOWN",
                            "Interface " + either.name() + ", changed state to " + word(isUp)));
        }
        boolean wasInUse = before.filter(InterfaceState::protocolUp).isPresent();
        boolean isInUse = after.filter(InterfaceState::protocolUp).isPresent();
        if (wasInUse != isInUse) {
            works.log(
                    new Notice(
                            "LINEPROTO",
                            5,
                            "UPDOWN",
                            "Line protocol on Interface "
                                    + either.name()
                                    + ", changed state to "
                                    + word(isInUse)));
        }
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
