package io.culvert.router.capture;

/// What an operator orders about captures. `who` is the operator, for the log.
public sealed interface CaptureOrder {
    String name();

    /// Makes a capture, or changes one that does not run.
    record Define(CaptureSettings settings) implements CaptureOrder {
        @Override
        public String name() {
            return settings.name();
        }
    }

    /// Begins with an empty buffer.
    record Start(String name) implements CaptureOrder {}

    record Stop(String name) implements CaptureOrder {}

    /// Empties the buffer.
    record Clear(String name) implements CaptureOrder {}

    /// Forgets the capture, its packets, and its keys.
    record Remove(String name) implements CaptureOrder {}

    /// Gathers the keys of all security associations that are made from now on.
    record GatherKeys(String name, String who) implements CaptureOrder {}

    /// Tells the log that the keys are in files now.
    record KeysWritten(String name, String who, String where) implements CaptureOrder {}
}
