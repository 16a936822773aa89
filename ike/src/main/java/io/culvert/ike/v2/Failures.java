package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The last failure with each peer, in words, for `show crypto ikev2 why`.
public final class Failures {
    /// Peers that are remembered.
    public static final int PEERS_MAX = 256;

    /// @param what one sentence
    /// @param remedy what to change
    /// @param count how often in a row this same thing happened
    public record Failure(
            Vrf fvrf, IpAddress remote, Instant at, String what, String remedy, int count) {}

    private record Key(Vrf fvrf, IpAddress remote) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::fvrf).thenComparing(Key::remote);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<Key, Failure> last = new TreeMap<>();

    /// @return how often in a row this same thing happened
    int record(Instant now, Path path, String what, String remedy) {
        var key = new Key(path.fvrf(), path.remote());
        int count =
                Optional.ofNullable(last.get(key))
                        .filter(former -> former.what.equals(what))
                        .map(former -> former.count + 1)
                        .orElse(1);
        last.put(key, new Failure(path.fvrf(), path.remote(), now, what, remedy, count));
        if (last.size() > PEERS_MAX) {
            last.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().at()))
                    .map(Map.Entry::getKey)
                    .ifPresent(last::remove);
        }
        return count;
    }

    List<Failure> toList() {
        return List.copyOf(last.values());
    }
}
