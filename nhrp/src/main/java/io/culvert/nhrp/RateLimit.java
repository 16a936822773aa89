package io.culvert.nhrp;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/// So many a window, each key by itself. While there are more keys than can be remembered, those that are new have none.
final class RateLimit<K extends Comparable<K>> {
    private record Window(Instant begun, int count) {}

    private final int most;
    private final Duration length;
    private final int keysMax;
    private final TreeMap<K, Window> windows = new TreeMap<>();

    RateLimit(int most, Duration length, int keysMax) {
        this.most = most;
        this.length = length;
        this.keysMax = keysMax;
    }

    /// Whether one more may pass.
    boolean passes(Instant now, K key) {
        Window window = windows.get(key);
        if (window != null && now.isBefore(window.begun.plus(length))) {
            windows.put(key, new Window(window.begun, window.count + 1));
            return window.count < most;
        }
        if (window == null && windows.size() >= keysMax) {
            windows.values().removeIf(one -> !now.isBefore(one.begun.plus(length)));
            if (windows.size() >= keysMax) {
                return false;
            }
        }
        windows.put(key, new Window(now, 1));
        return true;
    }
}
