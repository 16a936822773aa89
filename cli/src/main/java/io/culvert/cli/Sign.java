package io.culvert.cli;

/// The word before a line.
enum Sign {
    SET,
    NO,
    DEFAULT
}
