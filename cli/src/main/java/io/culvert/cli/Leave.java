package io.culvert.cli;

/// A word that leaves the block.
///
/// @param toExec whether it leaves configuration altogether
record Leave<C>(Syntax syntax, boolean toExec) implements Declaration<C> {
    @Override
    public Status status() {
        return Status.full();
    }
}
