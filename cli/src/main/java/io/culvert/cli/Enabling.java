package io.culvert.cli;

import java.util.function.Predicate;

/// What stands before a higher privilege level.
public sealed interface Enabling {
    record Free() implements Enabling {}

    /// @param sentence why the level cannot be reached
    record Never(String sentence) implements Enabling {}

    /// @param check whether a secret is the right one. It holds no state of the router and may take tens of milliseconds, so
    ///     whoever has threads calls it on another than the router's
    record Asked(Predicate<String> check) implements Enabling {}
}
