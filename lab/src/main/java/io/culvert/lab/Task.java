package io.culvert.lab;

/// A command under way at a node. It makes progress with the agenda; whoever waits for it looks again after every event.
public interface Task {
    boolean isDone();

    /// What it has printed so far, each line with its line feed.
    String output();

    /// A task that is done.
    static Task of(String output) {
        return new Task() {
            @Override
            public boolean isDone() {
                return true;
            }

            @Override
            public String output() {
                return output;
            }
        };
    }
}
