package io.culvert.router;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Path;
import io.culvert.rib.Resolution;
import java.util.List;
import java.util.Optional;

/// Shows what a label does now, as the image compiler would have it.
final class LabelRows {
    private LabelRows() {}

    static LabelRow row(Works works, Label label, LabelBindings.Use use) {
        long octets = works.plane.labelOctets(label.value());
        return switch (use) {
            case LabelBindings.Use.Lookup(var vrf, var prefix) ->
                    new LabelRow(
                            label,
                            prefix,
                            Optional.of(vrf),
                            new LabelRow.Action.Lookup(vrf),
                            octets);
            case LabelBindings.Use.AsRoute(var vrf, var prefix) ->
                    new LabelRow(
                            label,
                            Optional.of(prefix),
                            Optional.of(vrf),
                            asRoute(works, vrf, prefix),
                            octets);
            case LabelBindings.Use.Swap(
                            var nextHopVrf,
                            var nextHop,
                            var out,
                            var prefix,
                            var vrf) ->
                    new LabelRow(
                            label,
                            Optional.of(prefix),
                            vrf,
                            swap(works, nextHopVrf, nextHop, out),
                            octets);
        };
    }

    private static LabelRow.Action swap(Works works, Vrf nextHopVrf, IpAddress nextHop, Label out) {
        Optional<Resolution> found = works.ribEngine.resolve(nextHopVrf, nextHop);
        if (found.isEmpty() || found.get().transport().isEmpty()) {
            return new LabelRow.Action.Discard("next hop " + nextHop + " has no labelled path");
        }
        return new LabelRow.Action.Swap(
                out,
                found.get().out(),
                found.get().gateway().or(() -> Optional.of(nextHop)),
                List.of(found.get().transport().get()));
    }

    private static LabelRow.Action asRoute(Works works, Vrf vrf, Prefix prefix) {
        Optional<Forwarding> forwarding = works.ribEngine.find(vrf, prefix);
        if (forwarding.isEmpty()) {
            return new LabelRow.Action.Discard("the route is gone");
        }
        return switch (forwarding.get().paths().getFirst()) {
            case Path.Labelled labelled ->
                    new LabelRow.Action.Swap(
                            labelled.vpnLabel(),
                            labelled.out(),
                            labelled.gateway().or(() -> Optional.of(labelled.nextHop())),
                            List.of(labelled.transport()));
            case Path.Neighbor(var out, var gateway) ->
                    new LabelRow.Action.Pop(out, Optional.of(gateway));
            case Path.Receive _, Path.Attached _, Path.Discard _ -> new LabelRow.Action.Lookup(vrf);
        };
    }
}
