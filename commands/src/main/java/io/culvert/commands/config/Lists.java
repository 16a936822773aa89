package io.culvert.commands.config;

import java.util.ArrayList;
import java.util.List;

/// Immutable lists with one element more or less.
final class Lists {
    private Lists() {}

    /// Adds an element at the end, unless it is there already.
    static <T> List<T> with(List<T> list, T element) {
        if (list.contains(element)) {
            return list;
        }
        var all = new ArrayList<>(list);
        all.add(element);
        return List.copyOf(all);
    }

    static <T> List<T> without(List<T> list, T element) {
        return list.stream().filter(other -> !other.equals(element)).toList();
    }
}
