package io.culvert.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Tells the service manager how the service fares: the datagrams of sd_notify(3). Each method answers whether the manager's
/// socket took the datagram; that it did not is no reason to stop routing.
public final class NotifySocket implements AutoCloseable {
    /// Where the manager hears us.
    public static final String ENVIRONMENT = "NOTIFY_SOCKET";

    private static final String WATCHDOG_MICROSECONDS = "WATCHDOG_USEC";
    private static final String WATCHDOG_PROCESS = "WATCHDOG_PID";

    private final UnixDatagrams manager;

    private NotifySocket(UnixDatagrams manager) {
        this.manager = manager;
    }

    /// @param name a path, or `@name`
    public static NotifySocket open(String name) throws IOException {
        return new NotifySocket(UnixDatagrams.open(name));
    }

    /// The socket that the environment names, if a manager started us.
    public static Optional<NotifySocket> of(Map<String, String> environment) throws IOException {
        String name = environment.get(ENVIRONMENT);
        return name == null || name.isEmpty() ? Optional.empty() : Optional.of(open(name));
    }

    /// How often at least the manager wants [#watchdog], sd_watchdog_enabled(3); half of it is a good pace.
    public static Optional<Duration> watchdogInterval(Map<String, String> environment) {
        String microseconds = environment.getOrDefault(WATCHDOG_MICROSECONDS, "");
        String process = environment.getOrDefault(WATCHDOG_PROCESS, "");
        boolean isOurs =
                process.isEmpty() || process.equals(Long.toString(ProcessHandle.current().pid()));
        if (!isOurs || !microseconds.matches("[1-9][0-9]{0,15}")) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Long.parseLong(microseconds) * 1000));
    }

    public boolean ready(String status) {
        return send("READY=1\n" + statusLine(status));
    }

    /// Between this and [#ready] the manager takes the service for reloading; it compares the time with its own clock.
    public boolean reloading() {
        return send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000 + "\n");
    }

    public boolean stopping(String status) {
        return send("STOPPING=1\n" + statusLine(status));
    }

    public boolean watchdog() {
        return send("WATCHDOG=1\n");
    }

    public boolean status(String status) {
        return send(statusLine(status));
    }

    private static String statusLine(String status) {
        return "STATUS=" + status.replace('\n', ' ') + "\n";
    }

    private boolean send(String text) {
        return manager.send(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        manager.close();
    }
}
