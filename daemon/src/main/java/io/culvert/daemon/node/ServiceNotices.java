package io.culvert.daemon.node;

import io.culvert.linux.NotifySocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// What a service manager is told (sd_notify(3)), if one started us. The watchdog hears of us only through the router's thread:
/// when that hangs, it is silent.
final class ServiceNotices implements AutoCloseable {
    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdog;
    private Optional<Thread> feeder = Optional.empty();

    private ServiceNotices(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /// @throws IOException if the environment names a socket that cannot be used
    static ServiceNotices of(Map<String, String> environment) throws IOException {
        return new ServiceNotices(
                NotifySocket.of(environment), NotifySocket.watchdogInterval(environment));
    }

    /// The node is up; from now on the watchdog is fed.
    void ready(RouterLoop thread, String status) {
        socket.ifPresent(
                manager -> {
                    manager.ready(status);
                    watchdog.ifPresent(interval -> feed(manager, interval.dividedBy(2), thread));
                });
    }

    private void feed(NotifySocket manager, Duration pace, RouterLoop thread) {
        feeder =
                Optional.of(
                        Thread.ofPlatform()
                                .daemon()
                                .name("watchdog")
                                .start(
                                        () -> {
                                            while (!Thread.currentThread().isInterrupted()) {
                                                thread.post(manager::watchdog);
                                                LockSupport.parkNanos(pace.toNanos());
                                            }
                                        }));
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
        feeder.ifPresent(Thread::interrupt);
        socket.ifPresent(NotifySocket::close);
    }
}
