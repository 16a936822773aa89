package io.culvert.commands.system;

import io.culvert.commands.layout.WallTime;
import io.culvert.engine.Notice;
import io.culvert.router.LogLine;
import io.culvert.router.config.management.Timestamps;
import java.time.Duration;
import java.time.Instant;

/// A message as terminals show it: `*Jan  1 00:00:12.345: %BGP-5-ADJCHANGE: neighbor 10.0.0.2 Up`.
public final class LogText {
    private LogText() {}

    /// @param powerOn wall-clock time of power-on
    public static String line(Timestamps timestamps, Instant powerOn, LogLine line) {
        Duration uptime = Duration.between(Instant.EPOCH, line.at());
        return line(timestamps, powerOn.plus(uptime), uptime, line.notice());
    }

    static String line(Timestamps timestamps, Instant at, Duration uptime, Notice notice) {
        String time = WallTime.log(timestamps, at, uptime);
        return (time.isEmpty() ? "" : time + ": ") + notice;
    }
}
