package io.culvert.router.config.management;

import java.util.List;
import java.util.Optional;

/// Where messages go. A level is the greatest severity number that goes there (RFC 5424 section 6.2.1); -1 is none.
///
/// @param bufferSize as configured, in octets
/// @param originId what syslog hosts are told the router is; empty for its name
/// @param facility of syslog, `local7`
public record LoggingConfig(
        boolean on,
        int bufferLevel,
        Optional<Integer> bufferSize,
        int consoleLevel,
        int monitorLevel,
        int trapLevel,
        String facility,
        Optional<OriginId> originId,
        List<LogHost> hosts,
        Timestamps timestamps) {
    public static final int DEBUGGING = 7;
    public static final int INFORMATIONAL = 6;
    public static final int OFF = -1;
    public static final int HOSTS_MAX = 16;
    public static final LoggingConfig DEFAULT =
            new LoggingConfig(
                    true,
                    DEBUGGING,
                    Optional.empty(),
                    DEBUGGING,
                    DEBUGGING,
                    INFORMATIONAL,
                    "local7",
                    Optional.empty(),
                    List.of(),
                    Timestamps.DEFAULT);

    /// `logging origin-id`.
    public sealed interface OriginId {
        record Hostname() implements OriginId {}

        record Text(String text) implements OriginId {}
    }

    public LoggingConfig {
        hosts = List.copyOf(hosts);
    }

    public LoggingConfig withOn(boolean on) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                consoleLevel,
                monitorLevel,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withBuffer(int level, Optional<Integer> size) {
        return new LoggingConfig(
                on,
                level,
                size,
                consoleLevel,
                monitorLevel,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withConsoleLevel(int level) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                level,
                monitorLevel,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withMonitorLevel(int level) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                consoleLevel,
                level,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withTrapLevel(int level) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                consoleLevel,
                monitorLevel,
                level,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withFacility(String facility) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                consoleLevel,
                monitorLevel,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withOriginId(Optional<OriginId> originId) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                consoleLevel,
                monitorLevel,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withHosts(List<LogHost> hosts) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                consoleLevel,
                monitorLevel,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }

    public LoggingConfig withTimestamps(Timestamps timestamps) {
        return new LoggingConfig(
                on,
                bufferLevel,
                bufferSize,
                consoleLevel,
                monitorLevel,
                trapLevel,
                facility,
                originId,
                hosts,
                timestamps);
    }
}
