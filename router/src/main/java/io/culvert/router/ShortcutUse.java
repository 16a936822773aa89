package io.culvert.router;

import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.dataplane.InterfaceCounters;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// When packets last went by each shortcut. The packet path notes it under a number; the numbers of shortcuts that are gone are
/// given again.
final class ShortcutUse {
    private final Works works;
    private final Map<Vrf, Map<Prefix, Integer>> marks = new TreeMap<>();
    private final TreeSet<Integer> free = new TreeSet<>();
    private int next = 1;

    ShortcutUse(Works works) {
        this.works = works;
    }

    /// The number under which the use of this shortcut is noted.
    int mark(Vrf vrf, Prefix prefix) {
        return marks.computeIfAbsent(vrf, _ -> new TreeMap<>())
                .computeIfAbsent(
                        prefix,
                        _ -> {
                            Integer again = free.pollFirst();
                            return again != null ? again : next++;
                        });
    }

    void forget(Vrf vrf, Prefix prefix) {
        Map<Prefix, Integer> here = marks.get(vrf);
        Integer mark = here == null ? null : here.remove(prefix);
        if (mark != null) {
            free.add(mark);
        }
    }

    Optional<Instant> lastUsed(Vrf vrf, Prefix prefix) {
        Map<Prefix, Integer> here = marks.get(vrf);
        Integer mark = here == null ? null : here.get(prefix);
        if (mark == null) {
            return Optional.empty();
        }
        long nanos = works.plane.lastUsedNanos(mark);
        return nanos == InterfaceCounters.NEVER
                ? Optional.empty()
                : Optional.of(Clock.instant(nanos));
    }
}
