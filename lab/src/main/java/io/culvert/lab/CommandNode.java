package io.culvert.lab;

/// A node that takes commands of a scenario.
public interface CommandNode extends Node {
    /// Starts a command. A line that is no command answers so in its output, as the node's own shell would.
    Task command(long now, String line);
}
