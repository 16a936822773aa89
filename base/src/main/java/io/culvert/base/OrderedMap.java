package io.culvert.base;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An immutable map that remembers the order of insertion, for the named things of a configuration. Replacing a value
/// keeps its place. Two maps are equal when they hold the same entries, in whatever order.
public final class OrderedMap<K, V> implements Iterable<V> {
    private static final OrderedMap<?, ?> EMPTY = new OrderedMap<>(new LinkedHashMap<>());

    private final SequencedMap<K, V> entries;

    private OrderedMap(SequencedMap<K, V> entries) {
        this.entries = entries;
    }

    @SuppressWarnings("unchecked")
    public static <K, V> OrderedMap<K, V> empty() {
        return (OrderedMap<K, V>) EMPTY;
    }

    public static <K, V> OrderedMap<K, V> copyOf(Map<K, V> entries) {
        return new OrderedMap<>(new LinkedHashMap<>(entries));
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    public boolean has(K key) {
        return entries.containsKey(key);
    }

    public OrderedMap<K, V> with(K key, V value) {
        var changed = new LinkedHashMap<>(entries);
        changed.put(key, value);
        return new OrderedMap<>(changed);
    }

    public OrderedMap<K, V> without(K key) {
        if (!entries.containsKey(key)) {
            return this;
        }
        var changed = new LinkedHashMap<>(entries);
        changed.remove(key);
        return new OrderedMap<>(changed);
    }

    public Collection<V> values() {
        return Collections.unmodifiableCollection(entries.values());
    }

    public Set<K> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /// The same entries, as a map to look at.
    public Map<K, V> asMap() {
        return Collections.unmodifiableMap(entries);
    }

    public List<V> toList() {
        return List.copyOf(new ArrayList<>(entries.values()));
    }

    public int size() {
        return entries.size();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public Iterator<V> iterator() {
        return values().iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof OrderedMap<?, ?> map && entries.equals(map.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
