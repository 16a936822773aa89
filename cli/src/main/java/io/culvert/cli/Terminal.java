package io.culvert.cli;

import java.util.Optional;

/// How a session wants to see things.
///
/// @param length lines of a page; 0 for no paging
/// @param style layout of `show` commands, where the session asked for one
/// @param monitor whether messages of the router are printed here as they happen
public record Terminal(int length, int width, Optional<String> style, boolean monitor) {
    public static final Terminal DEFAULT = new Terminal(24, 80, Optional.empty(), false);

    /// For files and pipes.
    public static final Terminal ENDLESS = DEFAULT.withLength(0);

    public Terminal withLength(int lines) {
        return new Terminal(lines, width, style, monitor);
    }

    public Terminal withWidth(int columns) {
        return new Terminal(length, columns, style, monitor);
    }

    public Terminal withStyle(Optional<String> name) {
        return new Terminal(length, width, name, monitor);
    }

    public Terminal withMonitor(boolean on) {
        return new Terminal(length, width, style, on);
    }
}
