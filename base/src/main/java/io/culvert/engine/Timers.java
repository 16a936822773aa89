package io.culvert.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Deadlines by key, fired by deadline, then by age of the setting.
///
/// @param <K> what the deadline is for; equal by value
public final class Timers<K> {
    private record Slot(Instant at, long age) implements Comparable<Slot> {
        @Override
        public int compareTo(Slot other) {
            int deadlines = at.compareTo(other.at);
            return deadlines != 0 ? deadlines : Long.compare(age, other.age);
        }
    }

    private final TreeMap<Slot, K> queue = new TreeMap<>();
    private final Map<K, Slot> slots = new LinkedHashMap<>();
    private long age;

    /// Sets the deadline of `key`, in place of the one it had.
    public void set(K key, Instant at) {
        cancel(key);
        var slot = new Slot(at, age++);
        queue.put(slot, key);
        slots.put(key, slot);
    }

    public void cancel(K key) {
        Slot slot = slots.remove(key);
        if (slot != null) {
            queue.remove(slot);
        }
    }

    public Optional<Instant> at(K key) {
        return Optional.ofNullable(slots.get(key)).map(Slot::at);
    }

    public Optional<Instant> next() {
        return queue.isEmpty() ? Optional.empty() : Optional.of(queue.firstKey().at());
    }

    /// The earlier of two deadlines that may be there. The router asks all engines for theirs with every batch of packets, so this
    /// makes no objects.
    public static Optional<Instant> earlier(Optional<Instant> left, Optional<Instant> right) {
        return left.isPresent() && (right.isEmpty() || left.get().isBefore(right.get()))
                ? left
                : right;
    }

    /// Takes the earliest key that is due, if any. Take and handle one at a time: handling one may cancel another.
    public Optional<K> takeDue(Instant now) {
        if (queue.isEmpty() || queue.firstKey().at().isAfter(now)) {
            return Optional.empty();
        }
        K key = queue.pollFirstEntry().getValue();
        slots.remove(key);
        return Optional.of(key);
    }

    /// All keys with a deadline, the earliest first.
    public List<K> pending() {
        return new ArrayList<>(queue.values());
    }
}
