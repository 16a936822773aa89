package io.culvert.lab.host;

import io.culvert.base.IpAddress;
import java.util.Optional;

/// A command of a host in a scenario.
public sealed interface HostCommand {
    record Ping(IpAddress to, int count, long intervalNanos, int octets) implements HostCommand {}

    record Traceroute(IpAddress to) implements HostCommand {}

    /// @param nanosBetween from one message to the next
    record Send(boolean tcp, IpAddress to, int port, int count, int octets, long nanosBetween)
            implements HostCommand {}

    record Listen(boolean tcp, int port) implements HostCommand {}

    record Wait() implements HostCommand {}

    /// One of the `ip` lines of a topology, typed while the host runs.
    record Configure(String line) implements HostCommand {}

    /// A command of which `background` says whether it ended in ` &`.
    record Typed(HostCommand command, boolean background) {}

    /// What came of reading a line: a command, or the offset of the word that is wrong and why.
    record Outcome(Optional<Typed> typed, int offset, String what) {}

    /// The least message of `send tcp`: its number and its length.
    int TCP_OCTETS_MIN = 12;

    static Outcome parse(String line) {
        boolean background = line.stripTrailing().endsWith(" &");
        String bare = background ? line.substring(0, line.lastIndexOf('&')).stripTrailing() : line;
        return new CommandReader(bare, background).read();
    }
}
