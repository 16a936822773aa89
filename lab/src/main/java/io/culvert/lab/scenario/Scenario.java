package io.culvert.lab.scenario;

import java.util.List;

/// A scenario as it was read.
///
/// @param file its path
public record Scenario(String file, List<Numbered> steps) {
    public Scenario {
        steps = List.copyOf(steps);
    }

    /// @param text the step's own line, without its expectations
    public record Numbered(int line, String text, Step step) {}
}
