package io.culvert.ike.v2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// IKE SAs by something that several may have in common; each stands under one key at a time.
final class SaIndex<K> {
    private final Map<K, TreeMap<Long, IkeSa>> byKey = new LinkedHashMap<>();
    private final TreeMap<Long, K> keys = new TreeMap<>();

    /// Enters an SA, or moves it to another key.
    void put(K key, IkeSa sa) {
        K before = keys.put(sa.id(), key);
        if (key.equals(before)) {
            return;
        }
        if (before != null) {
            leave(before, sa);
        }
        byKey.computeIfAbsent(key, _ -> new TreeMap<>()).put(sa.id(), sa);
    }

    void remove(IkeSa sa) {
        K key = keys.remove(sa.id());
        if (key != null) {
            leave(key, sa);
        }
    }

    private void leave(K key, IkeSa sa) {
        byKey.computeIfPresent(
                key,
                (_, same) -> {
                    same.remove(sa.id());
                    return same.isEmpty() ? null : same;
                });
    }

    /// Those of a key, by age. A copy: SAs may come and go while it is walked.
    List<IkeSa> of(K key) {
        TreeMap<Long, IkeSa> same = byKey.get(key);
        return same == null ? List.of() : List.copyOf(same.values());
    }

    /// The oldest of a key of which something is true.
    Optional<IkeSa> first(K key, Predicate<IkeSa> condition) {
        TreeMap<Long, IkeSa> same = byKey.get(key);
        return same == null
                ? Optional.empty()
                : same.values().stream().filter(condition).findFirst();
    }

    /// The next younger one of a key.
    Optional<IkeSa> next(K key, long after) {
        TreeMap<Long, IkeSa> same = byKey.get(key);
        return Optional.ofNullable(same == null ? null : same.higherEntry(after))
                .map(Map.Entry::getValue);
    }
}
