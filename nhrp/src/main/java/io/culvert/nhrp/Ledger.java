package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.wire.nhrp.NhrpType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All counters.
final class Ledger {
    private final TreeMap<InterfaceName, EnumMap<NhrpType, Long>> sent = new TreeMap<>();
    private final TreeMap<InterfaceName, EnumMap<NhrpType, Long>> received = new TreeMap<>();
    private final TreeMap<InterfaceName, Long> suppressed = new TreeMap<>();
    private final TreeMap<InterfaceName, SortedMap<NhrpCounter, Long>> counters = new TreeMap<>();
    private final TreeMap<NhrpDrop, Long> drops = new TreeMap<>();

    void sent(InterfaceName out, NhrpType type) {
        add(sent, out, type);
    }

    void received(InterfaceName in, NhrpType type) {
        add(received, in, type);
    }

    private static void add(
            Map<InterfaceName, EnumMap<NhrpType, Long>> to, InterfaceName on, NhrpType type) {
        to.computeIfAbsent(on, _ -> new EnumMap<>(NhrpType.class)).merge(type, 1L, Long::sum);
    }

    void suppressed(InterfaceName in) {
        suppressed.merge(in, 1L, Long::sum);
    }

    void count(InterfaceName on, NhrpCounter counter) {
        counters.computeIfAbsent(on, _ -> new TreeMap<>()).merge(counter, 1L, Long::sum);
    }

    void drop(NhrpDrop why) {
        drops.merge(why, 1L, Long::sum);
    }

    /// Begins anew: on one interface, or everywhere, and then with the drops.
    void clear(Optional<InterfaceName> on) {
        for (Map<InterfaceName, ?> counts : List.of(sent, received, suppressed, counters)) {
            on.ifPresentOrElse(counts::remove, counts::clear);
        }
        if (on.isEmpty()) {
            drops.clear();
        }
    }

    SortedMap<NhrpDrop, Long> drops() {
        return new TreeMap<>(drops);
    }

    SortedMap<InterfaceName, SortedMap<NhrpCounter, Long>> statistics() {
        var all = new TreeMap<InterfaceName, SortedMap<NhrpCounter, Long>>();
        counters.forEach((on, counts) -> all.put(on, new TreeMap<>(counts)));
        return all;
    }

    NhrpTraffic traffic(InterfaceName on) {
        return new NhrpTraffic(
                full(sent.get(on)), full(received.get(on)), suppressed.getOrDefault(on, 0L));
    }

    private static SortedMap<NhrpType, Long> full(@Nullable EnumMap<NhrpType, Long> counts) {
        var all = new TreeMap<NhrpType, Long>();
        for (NhrpType type : NhrpType.values()) {
            all.put(type, counts == null ? 0L : counts.getOrDefault(type, 0L));
        }
        return all;
    }
}
