package io.culvert.bgp;

import java.util.NavigableMap;
import java.util.TreeMap;

/// What one peer has yet to be told in one family. The routes themselves stand in the update group; only what changed
/// since the peer was last told waits here, once for each route, so that the memory is bounded by the table.
final class Outbox {
    /// Routes that changed, and whether the peer holds one for them.
    private final NavigableMap<RouteKey, Boolean> pending = new TreeMap<>();
    private boolean endOfRibDue;
    private boolean refreshEndDue;

    /// Notes that a route changed.
    ///
    /// @param held whether the peer was told of the route before this change
    void changed(RouteKey key, boolean held) {
        pending.putIfAbsent(key, held);
    }

    NavigableMap<RouteKey, Boolean> pending() {
        return pending;
    }

    boolean endOfRibDue() {
        return endOfRibDue;
    }

    void endOfRibDue(boolean value) {
        endOfRibDue = value;
    }

    /// Whether the end of an enhanced refresh is still to be marked (RFC 7313 section 4).
    boolean refreshEndDue() {
        return refreshEndDue;
    }

    void refreshEndDue(boolean value) {
        refreshEndDue = value;
    }

    boolean isEmpty() {
        return pending.isEmpty() && !endOfRibDue && !refreshEndDue;
    }
}
