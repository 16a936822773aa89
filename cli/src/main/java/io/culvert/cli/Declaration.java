package io.culvert.cli;

/// Something that can stand in a block of configuration. Parser, help, completion, `no`, `default`, running configuration and
/// manual are all read off it. Declarations are printed in the order in which a block lists them.
///
/// @param <C> the value of the block
public sealed interface Declaration<C> permits Line, Kept, Block, Gap, Leave {
    Syntax syntax();

    Status status();

    /// What stands in running configurations between groups of lines: `!`.
    static <C> Declaration<C> gap() {
        return new Gap<>();
    }
}
