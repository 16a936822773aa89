package io.culvert.cli;

import java.util.Optional;

/// A command that takes router time, such as `ping`. Whoever moves the clock polls it.
public interface Waiting {
    /// What has been printed since the last call.
    String take();

    boolean isDone();

    /// Stops it, as the escape sequence does.
    void cancel();

    /// The whole outcome, once done, for those that want it as JSON.
    Optional<Answer> answer();
}
