package io.culvert.cli;

import java.util.List;

/// A `!` between groups of lines.
record Gap<C>() implements Declaration<C> {
    @Override
    public Syntax syntax() {
        return new Syntax.Choice(List.of());
    }

    @Override
    public Status status() {
        return Status.full();
    }
}
