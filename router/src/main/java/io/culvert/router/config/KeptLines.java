package io.culvert.router.config;

import io.culvert.base.OrderedMap;
import java.util.Comparator;
import java.util.List;

/// Lines that are shown as they were typed because no record holds them.
///
/// @param lines by the header lines of the block they stand in (`interface Tunnel0`; empty at the top; ` / ` between the
///     headers of nested blocks), each as the name of its declaration and its text. Those of one declaration stand in the
///     order of entry; among declarations the order says nothing, as each line is shown at its declaration's place, and
///     is therefore always that of their names.
public record KeptLines(OrderedMap<String, List<Kept>> lines) {
    public static final KeptLines NONE = new KeptLines(OrderedMap.empty());

    /// @param declaration which declaration took the line, so that it is shown at that declaration's place
    public record Kept(String declaration, String text) {}

    public List<Kept> in(String block) {
        return lines.get(block).orElse(List.of());
    }

    public KeptLines with(String block, List<Kept> kept) {
        return new KeptLines(
                kept.isEmpty()
                        ? lines.without(block)
                        : lines.with(
                                block,
                                kept.stream()
                                        .sorted(Comparator.comparing(Kept::declaration))
                                        .toList()));
    }
}
