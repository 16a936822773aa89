package io.culvert.mgmt.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.jspecify.annotations.Nullable;

/// The SSH server of one router. Names, passwords, keys and lines it asks the running configuration about at each login;
/// where it listens and which algorithms it offers change with [#settings].
public final class SshDoor implements AutoCloseable {
    private static final Duration KEEPALIVE = Duration.ofSeconds(60);

    /// What sessions are given to end when the door closes.
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final SshHost host;
    private final RouterCalls router;
    private final Gate gate;
    private final List<KeyPair> keys;
    private final Map<InetSocketAddress, SshServer> servers = new LinkedHashMap<>();
    private final Map<Shell, Keyboard> shells = new ConcurrentHashMap<>();
    private SshSettings settings;

    /// What the library says of peers that come and go would stand among the lines of the console. The router has messages of
    /// its own for that. It is held here, or its level would be forgotten.
    @SuppressWarnings("UnusedVariable")
    private final Logger library;

    private SshDoor(SshHost host, SshSettings settings, List<KeyPair> keys, Logger library) {
        this.host = host;
        this.router = new RouterCalls(host.thread());
        this.gate = new Gate(host, router, settings.guest());
        this.keys = keys;
        this.settings = settings;
        this.library = library;
    }

    /// Opens the door, at every address or not at all.
    ///
    /// @param stateDirectory holds the host keys, which are made if they are not there
    /// @throws IOException with one sentence that says what stands in the way
    public static SshDoor open(SshSettings settings, SshHost host, Path stateDirectory)
            throws IOException {
        Logger library = Logger.getLogger("org.apache.sshd");
        library.setLevel(Level.OFF);
        var door = new SshDoor(host, settings, HostKeys.in(stateDirectory), library);
        try {
            door.listen(settings);
        } catch (IOException e) {
            door.close();
            throw e;
        }
        return door;
    }

    /// Changes where it listens and what it offers. Those who are there stay, unless their address goes. It may be called on the
    /// router's thread: it waits for nobody.
    public void settings(SshSettings changed) throws IOException {
        if (!changed.equals(settings)) {
            settings = changed;
            listen(changed);
        }
    }

    private void listen(SshSettings wanted) throws IOException {
        for (InetSocketAddress address : new ArrayList<>(servers.keySet())) {
            if (!wanted.listens().contains(address)) {
                leave(servers.remove(address));
            }
        }
        for (InetSocketAddress address : wanted.listens()) {
            SshServer server = servers.get(address);
            if (server == null) {
                servers.put(address, start(address, wanted));
            } else {
                offer(server, wanted);
            }
        }
    }

    private SshServer start(InetSocketAddress address, SshSettings wanted) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(address.getAddress().getHostAddress());
        server.setPort(address.getPort());
        server.setKeyPairProvider(KeyPairProvider.wrap(keys));
        server.setPasswordAuthenticator(gate::password);
        server.setPublickeyAuthenticator(gate::key);
        server.setUserAuthFactories(
                List.of(
                        UserAuthPublicKeyFactory.INSTANCE,
                        UserAuthKeyboardInteractiveFactory.INSTANCE,
                        UserAuthPasswordFactory.INSTANCE));
        server.setShellFactory(_ -> new Channel(this, Optional.empty()));
        server.setCommandFactory((_, command) -> new Channel(this, Optional.of(command)));
        server.setSubsystemFactories(List.of());
        server.setChannelFactories(List.of(ChannelSessionFactory.INSTANCE));
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.addSessionListener(gate);
        server.setSessionHeartbeat(HeartbeatType.IGNORE, KEEPALIVE);
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Culvert");
        CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.STOP_WAIT_TIME.set(server, FAREWELL);
        // exec-timeout of the line says how long somebody may be idle
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
        offer(server, wanted);
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(
                    "SSH cannot listen at "
                            + address.getAddress().getHostAddress()
                            + " port "
                            + address.getPort()
                            + ": "
                            + e.getMessage(),
                    e);
        }
        return server;
    }

    private static void offer(SshServer server, SshSettings wanted) {
        Algorithms.set(server, wanted.algorithms());
        CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ofSeconds(wanted.loginSeconds()));
    }

    /// Where it listens, with the ports that the machine chose where port 0 was asked for.
    public List<InetSocketAddress> addresses() {
        return servers.entrySet().stream()
                .map(
                        each ->
                                new InetSocketAddress(
                                        each.getKey().getAddress(), each.getValue().getPort()))
                .toList();
    }

    /// Shows a message of the router to those who asked for it with `terminal monitor`. Any thread; it never waits.
    public void show(String message) {
        shells.forEach(
                (shell, keyboard) -> {
                    if (shell.monitors()) {
                        keyboard.message(message);
                    }
                });
    }

    SshHost host() {
        return host;
    }

    RouterCalls router() {
        return router;
    }

    Gate gate() {
        return gate;
    }

    void attend(Shell shell, Keyboard keyboard) {
        shells.put(shell, keyboard);
    }

    void dismiss(Shell shell) {
        shells.remove(shell);
    }

    /// Ends every session and listens no more.
    @Override
    public void close() {
        servers.values().forEach(SshDoor::stop);
        servers.clear();
    }

    /// Stops a server on another thread: its own may wait for the router's thread, and that may be the one that calls.
    private static void leave(@Nullable SshServer server) {
        if (server != null) {
            Thread.ofVirtual().name("ssh-stop").start(() -> stop(server));
        }
    }

    private static void stop(SshServer server) {
        try {
            server.stop(true);
        } catch (IOException e) {
            System.getLogger(SshDoor.class.getName())
                    .log(System.Logger.Level.WARNING, "an SSH server did not stop in order", e);
        }
    }
}
