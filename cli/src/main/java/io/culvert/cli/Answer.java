package io.culvert.cli;

/// What a command found out. Records implement it: the text is written by hand, and JSON follows from the components.
public interface Answer {
    /// As a terminal shows it; every line with its end.
    String text();

    /// What JSON is made from.
    default Object json() {
        return this;
    }
}
