package io.culvert.rib;

import io.culvert.base.InterfaceName;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Labels that neighbours bound for prefixes, by the interface they are on, and who learned them. A binding lasts
/// until its last owner lets go (flexvpn-mpls.md S5 and S12 name IKEv2 and NHRP).
final class RemoteLabels {
    private record Key(Prefix prefix, InterfaceName out) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::prefix).thenComparing(Key::out);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeMap<Key, TreeMap<String, Label>> bindings = new TreeMap<>();
    private final TreeSet<InterfaceName> bgpForwarding = new TreeSet<>();

    void bind(String owner, Prefix prefix, InterfaceName out, Label label) {
        bindings.computeIfAbsent(new Key(prefix, out), _ -> new TreeMap<>()).put(owner, label);
    }

    void release(String owner, Prefix prefix, InterfaceName out) {
        var key = new Key(prefix, out);
        TreeMap<String, Label> owners = bindings.get(key);
        if (owners != null) {
            owners.remove(owner);
            if (owners.isEmpty()) {
                bindings.remove(key);
            }
        }
    }

    void setBgpForwarding(InterfaceName out, boolean on) {
        if (on) {
            bgpForwarding.add(out);
        } else {
            bgpForwarding.remove(out);
        }
    }

    /// The label for reaching `prefix` by its neighbour on `out`; `connected` says that no gateway lies between.
    Optional<Label> find(Prefix prefix, InterfaceName out, boolean connected) {
        TreeMap<String, Label> owners = bindings.get(new Key(prefix, out));
        if (owners != null) {
            return Optional.of(owners.firstEntry().getValue());
        }
        return connected && bgpForwarding.contains(out)
                ? Optional.of(Label.IMPLICIT_NULL)
                : Optional.empty();
    }
}
