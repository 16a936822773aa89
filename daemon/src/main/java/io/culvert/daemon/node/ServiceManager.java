package io.culvert.daemon.node;

import io.culvert.linux.NotifySocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What a service manager is told (sd_notify(3)), if one started us. The watchdog hears of us only through the router's thread:
/// when that hangs, it is silent.
final class ServiceManager implements AutoCloseable {
    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdog;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("watchdog").factory());

    private ServiceManager(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /// @throws IOException if the environment names a socket that cannot be used
    static ServiceManager of(Map<String, String> environment) throws IOException {
        return new ServiceManager(
                NotifySocket.of(environment), NotifySocket.watchdogInterval(environment));
    }

    /// The node is up; from now on the watchdog is fed.
    void ready(RouterLoop thread, String status) {
        socket.ifPresent(
                manager -> {
                    manager.ready(status);
                    watchdog.ifPresent(
                            interval ->
                                    clock.scheduleAtFixedRate(
                                            () -> thread.post(manager::watchdog),
                                            0,
                                            interval.toNanos() / 2,
                                            TimeUnit.NANOSECONDS));
                });
    }

    void reloading() {
        socket.ifPresent(NotifySocket::reloading);
    }

    void reloaded(String status) {
        socket.ifPresent(manager -> manager.ready(status));
    }

    void stopping() {
        socket.ifPresent(manager -> manager.stopping("Saying goodbye to the peers"));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        socket.ifPresent(NotifySocket::close);
    }
}
