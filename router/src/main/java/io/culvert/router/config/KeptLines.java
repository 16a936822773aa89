package io.culvert.router.config;

import io.culvert.base.OrderedMap;
import java.util.List;

/// Lines that are shown as they were typed because no record holds them.
///
/// @param lines by the header lines of the block they stand in (`interface Tunnel0`; empty at the top; ` / ` between the
///     headers of nested blocks), in the order of entry, each as the name of its declaration and its text
public record KeptLines(OrderedMap<String, List<Kept>> lines) {
    public static final KeptLines NONE = new KeptLines(OrderedMap.empty());

    /// @param declaration which declaration took the line, so that it is shown at that declaration's place
    public record Kept(String declaration, String text) {}

    public List<Kept> in(String block) {
        return lines.get(block).orElse(List.of());
    }

    public KeptLines with(String block, List<Kept> kept) {
        return new KeptLines(
                kept.isEmpty() ? lines.without(block) : lines.with(block, List.copyOf(kept)));
    }
}
