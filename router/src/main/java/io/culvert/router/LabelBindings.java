package io.culvert.router;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEffect.LabelUse;
import io.culvert.bgp.LabelKey;
import io.culvert.bgp.LabelSource;
import io.culvert.rib.vpn.Fec;
import io.culvert.rib.vpn.LabelManager;
import io.culvert.rib.vpn.LabelOwner;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The router's own labels and what each of them does with a packet.
final class LabelBindings implements LabelSource {
    /// One row of the label table, before it is compiled.
    ///
    sealed interface Use {
        /// Pop, then look up in the VRF.
        record Lookup(Vrf vrf, Optional<Prefix> prefix) implements Use {}

        /// What the route of the VRF does: swap when it is a VPN route, pop and forward when it is not.
        record AsRoute(Vrf vrf, Prefix prefix) implements Use {}

        /// Swap, towards a next hop.
        record Swap(Vrf nextHopVrf, IpAddress nextHop, Label out, Prefix prefix, Optional<Vrf> vrf)
                implements Use {}
    }

    private final Pump pump;
    private final LabelManager labels;
    private final TreeMap<Label, Use> uses = new TreeMap<>();

    LabelBindings(Pump pump, LabelManager labels) {
        this.pump = pump;
        this.labels = labels;
    }

    @Override
    public Optional<Label> allocate(LabelKey key) {
        return labels.allocate(pump.now(), LabelOwner.BGP, fec(key));
    }

    @Override
    public void release(LabelKey key) {
        labels.release(pump.now(), LabelOwner.BGP, fec(key), LabelManager.QUARANTINE);
    }

    private static Fec fec(LabelKey key) {
        return switch (key) {
            case LabelKey.VrfPrefix(var vrf, var prefix) -> new Fec.VrfPrefix(vrf, prefix);
            case LabelKey.VrfTable(var vrf) -> new Fec.VrfTable(vrf);
            case LabelKey.RemoteRoute(var rd, var prefix, var nextHop, var label) ->
                    new Fec.RemoteRoute(rd, prefix, nextHop, label);
        };
    }

    void bind(Label label, LabelUse use) {
        uses.put(
                label,
                switch (use) {
                    case LabelUse.Lookup(var vrf) -> new Use.Lookup(vrf, prefixOf(label));
                    case LabelUse.Attached(var vrf, var prefix) ->
                            new Use.Lookup(vrf, Optional.of(prefix));
                    case LabelUse.Route(var vrf, var prefix) -> new Use.AsRoute(vrf, prefix);
                    case LabelUse.Swap(
                                    _,
                                    var prefix,
                                    var nextHopVrf,
                                    var nextHop,
                                    var out,
                                    var vrf) ->
                            new Use.Swap(nextHopVrf, nextHop, out, prefix, vrf);
                });
    }

    private Optional<Prefix> prefixOf(Label label) {
        return labels.find(label)
                .map(LabelManager.Binding::fec)
                .flatMap(
                        fec ->
                                fec instanceof Fec.VrfPrefix(_, var prefix)
                                        ? Optional.of(prefix)
                                        : Optional.empty());
    }

    /// NHRP holds a label. What BGP said that it does stays; one of NHRP alone is looked up in its VRF, as an answer may speak for a
    /// part of a route (RFC 2332 section 6.3), for which there is none of its own.
    void bindShortcut(Label label, Fec fec) {
        switch (fec) {
            case Fec.VrfPrefix(var vrf, var prefix) ->
                    uses.putIfAbsent(label, new Use.Lookup(vrf, Optional.of(prefix)));
            case Fec.VrfTable(var vrf) ->
                    uses.putIfAbsent(label, new Use.Lookup(vrf, Optional.empty()));
            case Fec.RemoteRoute _ ->
                    throw new IllegalArgumentException("NHRP holds no label of " + fec);
        }
    }

    /// An owner has let go of a label, which the manager knows already; it does what it did until the last one has.
    void unbind(Label label) {
        if (labels.find(label).isEmpty()) {
            uses.remove(label);
        }
    }

    SortedMap<Label, Use> uses() {
        return Collections.unmodifiableSortedMap(uses);
    }

    /// The labels that stand for one prefix of the VRF each.
    SortedMap<Prefix, Label> of(Vrf vrf) {
        var labelled = new TreeMap<Prefix, Label>();
        uses.forEach(
                (label, use) -> {
                    switch (use) {
                        case Use.Lookup(var in, var prefix) when in.equals(vrf) ->
                                prefix.ifPresent(each -> labelled.put(each, label));
                        case Use.AsRoute(var in, var prefix) when in.equals(vrf) ->
                                labelled.put(prefix, label);
                        case Use.Swap(_, _, _, var prefix, var in)
                                when in.equals(Optional.of(vrf)) ->
                                labelled.put(prefix, label);
                        case Use _ -> {
                            // of another VRF
                        }
                    }
                });
        return labelled;
    }

    LabelManager manager() {
        return labels;
    }
}
