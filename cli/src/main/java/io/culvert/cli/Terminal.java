package io.culvert.cli;

import java.util.Optional;

/// How a session wants to see things.
///
/// @param length lines of a page; 0 for no paging
/// @param style layout of `show` commands, where the session asked for one
public record Terminal(int length, int width, Optional<String> style) {
    public static final Terminal DEFAULT = new Terminal(24, 80, Optional.empty());

    /// For files and pipes.
    public static final Terminal ENDLESS = new Terminal(0, 80, Optional.empty());

    public Terminal withLength(int lines) {
        return new Terminal(lines, width, style);
    }

    public Terminal withWidth(int columns) {
        return new Terminal(length, columns, style);
    }

    public Terminal withStyle(Optional<String> name) {
        return new Terminal(length, width, name);
    }
}
