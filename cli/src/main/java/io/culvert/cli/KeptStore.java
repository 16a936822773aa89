package io.culvert.cli;

import java.util.List;

/// Where a configuration tree holds the lines that are kept as they were typed.
///
/// @param <R> the root of the tree
public interface KeptStore<R> {
    /// @param declaration which declaration took the line
    record KeptLine(String declaration, String text) {}

    /// @param block path of the block: its header line, behind those of the blocks around it
    List<KeptLine> lines(R root, String block);

    /// @param lines the new lines of the block, maybe none
    R with(R root, String block, List<KeptLine> lines);

    /// The blocks that have such lines.
    List<String> blocks(R root);
}
