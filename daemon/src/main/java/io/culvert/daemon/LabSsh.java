package io.culvert.daemon;

import io.culvert.base.Bytes;
import io.culvert.base.OrderedMap;
import io.culvert.base.Secret;
import io.culvert.cli.Dialogue;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.commands.system.LogText;
import io.culvert.engine.Notice;
import io.culvert.lab.Network;
import io.culvert.lab.Node;
import io.culvert.lab.RouterNode;
import io.culvert.lab.shell.LabDoors;
import io.culvert.mgmt.RouterThread;
import io.culvert.mgmt.ssh.SshDoor;
import io.culvert.mgmt.ssh.SshHost;
import io.culvert.mgmt.ssh.SshSettings;
import io.culvert.router.LogLine;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.LoggingConfig;
import io.culvert.router.config.management.SshConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// SSH to the routers of a lab, each at a port of the loopback address of its own. Where a configuration has users, they log
/// in as they would at a real router. Where it has none, everybody who knows the password of this run is let in with every
/// command; it is printed at the start and is another one each time, because other people on the machine reach the loopback
/// address too, and the configurations of labs hold real keys often enough.
final class LabSsh implements LabDoors {
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 12;

    private final int firstPort;
    private final String password;
    private final List<SshDoor> doors = new ArrayList<>();
    private final List<Runnable> early = new ArrayList<>();
    private Optional<Consumer<Runnable>> lab = Optional.empty();

    LabSsh(int firstPort, Optional<String> password) {
        this.firstPort = firstPort;
        this.password = password.orElseGet(LabSsh::fresh);
    }

    private static String fresh() {
        var chance = new SecureRandom();
        var text = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            text.append(LETTERS.charAt(chance.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /// Now there is somebody to hand work to.
    synchronized void bind(Consumer<Runnable> toLab) {
        lab = Optional.of(toLab);
        early.forEach(toLab);
        early.clear();
    }

    private synchronized void post(Runnable work) {
        if (lab.isPresent()) {
            lab.get().accept(work);
        } else {
            early.add(work);
        }
    }

    @Override
    public List<String> open(Network network) throws IOException {
        var lines = new ArrayList<String>();
        int port = firstPort;
        for (Node node : network.lab().nodes()) {
            if (node instanceof RouterNode router) {
                var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port++);
                open(router, address);
                lines.add(
                        "  ssh -p "
                                + address.getPort()
                                + " lab@"
                                + address.getAddress().getHostAddress()
                                + "   "
                                + router.name());
            }
        }
        if (!lines.isEmpty()) {
            lines.addFirst(
                    "SSH, as a user of the configuration, or where it has none with the password "
                            + password
                            + ":");
        }
        return lines;
    }

    private void open(RouterNode router, InetSocketAddress address) throws IOException {
        var settings =
                new SshSettings(
                        List.of(address),
                        OrderedMap.empty(),
                        SshConfig.DEFAULT.loginSeconds(),
                        Optional.of(Secret.of(Bytes.utf8(password))));
        try {
            SshDoor door = SshDoor.open(settings, new Host(router), stateDirectory());
            doors.add(door);
            router.listen((powerOn, line) -> show(router, door, powerOn, line));
        } catch (IOException e) {
            close();
            throw new IOException(
                    e.getMessage() + "; --ssh-port PORT takes others, --ssh-port 0 none", e);
        }
    }

    /// Messages reach those who said `terminal monitor`. Nothing leaves a lab for a syslog host.
    private static void show(RouterNode router, SshDoor door, Instant powerOn, LogLine line) {
        LoggingConfig logging = router.config().orElse(RouterConfig.DEFAULT).management().logging();
        if (logging.on() && line.notice().severity() <= logging.monitorLevel()) {
            door.show(LogText.line(logging.timestamps(), powerOn, line));
        }
    }

    /// One folder for all labs, so that a machine is known again at the same port.
    private static Path stateDirectory() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base =
                state == null || state.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(state);
        return base.resolve("culvert").resolve("ssh");
    }

    @Override
    public void close() {
        doors.forEach(SshDoor::close);
        doors.clear();
    }

    /// One router of the lab.
    private final class Host implements SshHost {
        private final RouterNode node;

        Host(RouterNode node) {
            this.node = node;
        }

        @Override
        public RouterThread thread() {
            return LabSsh.this::post;
        }

        @Override
        public Optional<RouterConfig> config() {
            return node.config();
        }

        @Override
        public Optional<Opened> open(Visitor visitor, Terminal terminal) {
            Optional<Integer> life = node.life();
            return life.map(
                    _ ->
                            new Opened(
                                    new Dialogue(node.session(terminal, visitor)),
                                    () -> node.life().equals(life)));
        }

        @Override
        public void notice(Notice notice) {
            if (node.life().isPresent()) {
                node.note(notice);
            }
        }
    }
}
