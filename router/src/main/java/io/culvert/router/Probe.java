package io.culvert.router;

import io.culvert.host.probe.PingResult;
import io.culvert.host.probe.TracerouteResult;
import java.util.Optional;

/// A ping or traceroute under way. Router time must pass for it to go on.
public interface Probe {
    /// What it printed since the last call, as IOS prints it.
    String takeText();

    boolean isFinished();

    /// The result of a finished ping.
    Optional<PingResult> pingResult();

    /// The result of a finished traceroute.
    Optional<TracerouteResult> tracerouteResult();

    /// The escape sequence: it finishes with what it has.
    void stop();
}
