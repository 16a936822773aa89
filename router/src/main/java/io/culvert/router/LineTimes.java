package io.culvert.router;

import io.culvert.base.InterfaceName;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/// When interfaces last began, or ceased, to carry packets.
final class LineTimes {
    private final TreeMap<InterfaceName, Instant> turned = new TreeMap<>();

    void changed(Instant now, Optional<InterfaceState> before, Optional<InterfaceState> after) {
        InterfaceName name = after.or(() -> before).orElseThrow().name();
        if (after.isEmpty()) {
            turned.remove(name);
        } else if (carries(before) != carries(after)) {
            turned.put(name, now);
        }
    }

    private static boolean carries(Optional<InterfaceState> state) {
        return state.filter(InterfaceState::carries).isPresent();
    }

    /// Empty for an interface that never carried any.
    Optional<Instant> turned(InterfaceName name) {
        return Optional.ofNullable(turned.get(name));
    }
}
