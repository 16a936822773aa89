package io.culvert.lab.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.lab.RouterNode.Association;
import io.culvert.lab.RouterNode.Question;
import io.culvert.lab.RouterNode.Resolution;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Path;
import io.culvert.router.InterfaceState;
import io.culvert.router.LabelRow;
import io.culvert.router.RouterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One step of a packet's way, read off the tables without sending anything.
final class Walk {
    private Walk() {}

    static Resolution step(RouterView router, Question question) {
        return switch (question) {
            case Question.InVrf(var vrf, _, var destination) -> look(router, vrf, destination);
            case Question.Labelled(var labels, _, var destination) ->
                    labelled(router, labels, destination);
        };
    }

    private static Resolution look(RouterView router, Vrf vrf, IpAddress destination) {
        Optional<Forwarding> forwarding = router.lookup(vrf, destination);
        if (forwarding.isEmpty()) {
            return new Resolution.Nowhere("no route to " + destination + " in VRF " + vrf);
        }
        return switch (forwarding.get().paths().getFirst()) {
            case Path.Receive _ -> new Resolution.Local();
            case Path.Discard _ -> new Resolution.Nowhere("the route leads to Null0");
            case Path.Attached(var out) -> out(router, out, destination, List.of());
            case Path.Neighbor(var out, var gateway) -> out(router, out, gateway, List.of());
            case Path.Labelled labelled ->
                    out(
                            router,
                            labelled.out(),
                            labelled.gateway().orElse(labelled.nextHop()),
                            stack(labelled.transport(), labelled.vpnLabel()));
        };
    }

    private static List<Label> stack(Label transport, Label inner) {
        return transport.equals(Label.IMPLICIT_NULL) ? List.of(inner) : List.of(transport, inner);
    }

    private static Resolution out(
            RouterView router, InterfaceName name, IpAddress nextHop, List<Label> labels) {
        Optional<InterfaceState> state = router.find(name);
        if (state.isEmpty() || !state.get().protocolUp()) {
            return new Resolution.Nowhere(name + " is down");
        }
        if (state.get().isMultipoint()) {
            return router.peer(name, nextHop)
                    .map(peer -> out(router, peer.name(), nextHop, labels))
                    .orElseGet(
                            () ->
                                    new Resolution.Nowhere(
                                            "no peer of " + name + " is known for " + nextHop));
        }
        if (name.kind() == InterfaceKind.LOOPBACK) {
            return new Resolution.Local();
        }
        if (state.get().path().isPresent()) {
            var path = state.get().path().get();
            return new Resolution.Tunnelled(
                    path.source(), path.destination(), associations(router, name), labels);
        }
        int vlan = state.get().config().vlan().map(tag -> tag.vlan()).orElse(0);
        return new Resolution.Out(state.get().port(), vlan, nextHop);
    }

    static List<Association> associations(RouterView router, InterfaceName tunnel) {
        return router.childrenOf(tunnel).stream()
                .map(child -> new Association(child.inboundSpi(), child.outboundSpi()))
                .toList();
    }

    private static Resolution labelled(
            RouterView router, List<Label> labels, IpAddress destination) {
        Label top = labels.getFirst();
        List<Label> below = labels.subList(1, labels.size());
        Optional<LabelRow> row =
                router.labels().stream().filter(each -> each.label().equals(top)).findFirst();
        if (row.isEmpty()) {
            return new Resolution.Nowhere("label " + top + " is not given out");
        }
        return switch (row.get().action()) {
            case LabelRow.Action.Lookup(var vrf) -> look(router, vrf, destination);
            case LabelRow.Action.Pop(var out, var nextHop) ->
                    out(router, out, nextHop.orElse(destination), below);
            case LabelRow.Action.Swap(var outLabel, var out, var nextHop, var transport) -> {
                var stack = new ArrayList<Label>(transport);
                stack.removeIf(Label.IMPLICIT_NULL::equals);
                stack.add(outLabel);
                stack.addAll(below);
                yield out(router, out, nextHop.orElse(destination), stack);
            }
            case LabelRow.Action.Discard(var reason) -> new Resolution.Nowhere(reason);
        };
    }
}
