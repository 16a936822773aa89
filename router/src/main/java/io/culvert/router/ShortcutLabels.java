package io.culvert.router;

import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.LabelMode;
import io.culvert.rib.vpn.Fec;
import io.culvert.rib.vpn.LabelOwner;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The labels that NHRP holds beside BGP (flexvpn-mpls.md S13 and section 3). Where the VRF has one label for its whole table, several
/// prefixes hold the same one; it is let go with the last of them.
final class ShortcutLabels {
    private record Held(Vrf vrf, Prefix prefix) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            int vrfs = vrf.compareTo(other.vrf);
            return vrfs != 0 ? vrfs : prefix.compareTo(other.prefix);
        }
    }

    private final Works works;
    private final Map<Held, Fec> held = new TreeMap<>();

    ShortcutLabels(Works works) {
        this.works = works;
    }

    Optional<Label> hold(Vrf vrf, Prefix prefix) {
        if (!works.tables.has(vrf)) {
            return Optional.empty();
        }
        boolean perVrf = works.config.mpls().labelMode(vrf, prefix.family()) == LabelMode.PER_VRF;
        Fec fec =
                held.getOrDefault(
                        new Held(vrf, prefix),
                        perVrf ? new Fec.VrfTable(vrf) : new Fec.VrfPrefix(vrf, prefix));
        Optional<Label> label =
                works.labels.manager().allocate(works.pump.now(), LabelOwner.NHRP, fec);
        if (label.isPresent()) {
            held.put(new Held(vrf, prefix), fec);
            works.labels.bindShortcut(label.get(), fec);
            works.image().labelChanged(label.get());
        }
        return label;
    }

    void release(Vrf vrf, Prefix prefix, Duration quarantine) {
        Fec fec = held.remove(new Held(vrf, prefix));
        if (fec == null || held.containsValue(fec)) {
            return;
        }
        Optional<Label> label = works.labels.manager().labelOf(fec);
        works.labels.manager().release(works.pump.now(), LabelOwner.NHRP, fec, quarantine);
        label.ifPresent(works.labels::unbind);
        label.ifPresent(works.image()::labelChanged);
    }
}
