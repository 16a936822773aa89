package io.culvert.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The operands of one line by their [Arg], in the order in which they stand.
public final class Values {
    public static final Values NONE = new Values(List.of());

    record Entry(Arg<?> arg, Object value) {}

    private final List<Entry> entries;

    private Values(List<Entry> entries) {
        this.entries = entries;
    }

    public static <T> Values of(Arg<T> arg, T value) {
        return NONE.and(arg, value);
    }

    public <T> Values and(Arg<T> arg, T value) {
        return plus(arg, value);
    }

    public <T> Values and(Arg<T> arg, Optional<? extends T> value) {
        return value.isPresent() ? plus(arg, value.get()) : this;
    }

    public <T> Values andAll(Arg<T> arg, Iterable<? extends T> values) {
        Values all = this;
        for (T value : values) {
            all = all.plus(arg, value);
        }
        return all;
    }

    /// A keyword that is there or not.
    public Values andIf(Arg<Boolean> flag, boolean present) {
        return present ? plus(flag, true) : this;
    }

    Values plus(Arg<?> arg, Object value) {
        var more = new ArrayList<>(entries);
        more.add(new Entry(arg, value));
        return new Values(List.copyOf(more));
    }

    public <T> T get(Arg<T> arg) {
        return find(arg).orElseThrow(() -> new IllegalStateException("the line has no " + arg));
    }

    public <T> Optional<T> find(Arg<T> arg) {
        List<T> all = all(arg);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    @SuppressWarnings("unchecked")
    public <T> List<T> all(Arg<T> arg) {
        return entries.stream()
                .filter(entry -> entry.arg() == arg)
                .map(entry -> (T) entry.value())
                .toList();
    }

    public boolean has(Arg<?> arg) {
        return entries.stream().anyMatch(entry -> entry.arg() == arg);
    }

    int size() {
        return entries.size();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
