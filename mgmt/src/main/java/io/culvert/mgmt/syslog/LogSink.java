package io.culvert.mgmt.syslog;

/// Somewhere messages go: a syslog host, the journal of the machine, a terminal.
@FunctionalInterface
public interface LogSink {
    /// Takes a message. It never waits and never throws: what cannot be taken is dropped and counted.
    void take(LogRecord message);
}
