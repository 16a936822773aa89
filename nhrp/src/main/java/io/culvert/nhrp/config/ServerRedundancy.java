package io.culvert.nhrp.config;

import java.time.Duration;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// `ip nhrp nhs cluster C max-connections M` and `ip nhrp nhs fallback S`: how many servers of a cluster serve at one time. Of a
/// cluster that nothing is said about, all do.
///
/// @param connectionsMax by cluster
/// @param fallback how long a better server must be back before a worse one makes room for it
public record ServerRedundancy(SortedMap<Integer, Integer> connectionsMax, Duration fallback) {
    public static final int CONNECTIONS_MAX = 255;
    public static final int FALLBACK_SECONDS_MAX = 60;

    public static final ServerRedundancy DEFAULT =
            new ServerRedundancy(new TreeMap<>(), Duration.ZERO);

    public ServerRedundancy {
        connectionsMax = Collections.unmodifiableSortedMap(new TreeMap<>(connectionsMax));
    }

    /// How many of this cluster serve; empty for all.
    public OptionalInt connectionsMax(int cluster) {
        Integer most = connectionsMax.get(cluster);
        return most == null ? OptionalInt.empty() : OptionalInt.of(most);
    }

    /// @param most empty for all
    public ServerRedundancy withConnectionsMax(int cluster, OptionalInt most) {
        var all = new TreeMap<>(connectionsMax);
        all.remove(cluster);
        most.ifPresent(number -> all.put(cluster, number));
        return new ServerRedundancy(all, fallback);
    }

    public ServerRedundancy withFallback(Duration fallback) {
        return new ServerRedundancy(connectionsMax, fallback);
    }
}
