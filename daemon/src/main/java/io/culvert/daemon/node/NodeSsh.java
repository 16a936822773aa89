package io.culvert.daemon.node;

import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.engine.Notice;
import io.culvert.mgmt.RouterThread;
import io.culvert.mgmt.ssh.SshDoor;
import io.culvert.mgmt.ssh.SshHost;
import io.culvert.mgmt.ssh.SshSettings;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// SSH to a node: at the loopback address unless the configuration says otherwise, and then only if it has a user who could
/// log in.
final class NodeSsh implements SshHost, AutoCloseable {
    /// The port at the loopback address; the machine's own SSH server has 22.
    static final int PORT = 2222;

    private final Node node;
    private final Path stateDirectory;
    private Optional<SshDoor> door = Optional.empty();

    NodeSsh(Node node, Path stateDirectory) {
        this.node = node;
        this.stateDirectory = stateDirectory;
    }

    /// Listens where this configuration says. On the router's thread.
    ///
    /// @return a sentence that says why not; then everything is as before
    Optional<String> change(RouterConfig before, RouterConfig after) {
        SshSettings wanted = settings(after);
        try {
            if (door.isPresent()) {
                door.get().settings(wanted);
            } else if (!wanted.listens().isEmpty()) {
                door = Optional.of(SshDoor.open(wanted, this, stateDirectory));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage() + restore(settings(before)));
        }
    }

    private String restore(SshSettings before) {
        try {
            if (door.isPresent()) {
                door.get().settings(before);
            }
            return "";
        } catch (IOException e) {
            return "; " + e.getMessage();
        }
    }

    private static SshSettings settings(RouterConfig config) {
        boolean hasUsers = !config.management().users().isEmpty();
        return SshSettings.of(
                config,
                hasUsers
                        ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT))
                        : List.of());
    }

    /// Shows a notice to those who asked for it.
    void show(String message) {
        door.ifPresent(open -> open.show(message));
    }

    @Override
    public RouterThread thread() {
        return node.thread();
    }

    @Override
    public Optional<RouterConfig> config() {
        return Optional.of(node.config());
    }

    @Override
    public Optional<Opened> open(Visitor visitor, Terminal terminal) {
        return Optional.of(
                new Opened(node.dialogue(visitor, terminal), () -> !node.thread().isOver()));
    }

    @Override
    public void notice(Notice notice) {
        node.note(notice);
    }

    @Override
    public void close() {
        door.ifPresent(SshDoor::close);
    }
}
