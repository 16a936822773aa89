package io.culvert.mgmt.ssh;

import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.Banners;
import io.culvert.router.config.management.LineSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/// A channel of a connection with a shell or a command in it, as the SSH library wants it.
final class Channel implements Command {
    private static final int COLUMNS_DEFAULT = 80;
    private static final int LINES_DEFAULT = 24;
    private static final int FAILED = 1;

    private final SshDoor door;
    private final Optional<String> commands;
    private final Keyboard keyboard = new Keyboard();
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable ExitCallback exit;
    private @Nullable Thread thread;

    /// @param commands empty for a shell
    Channel(SshDoor door, Optional<String> commands) {
        this.door = door;
        this.commands = commands;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        // a command line has one output
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        InputStream source = Objects.requireNonNull(in, "streams come before the start");
        ServerSession session = channel.getServerSession();
        Thread.ofVirtual().name("ssh-reader").start(() -> keyboard.read(source));
        thread = Thread.ofVirtual().name("ssh").start(() -> run(session, environment));
    }

    @Override
    public void destroy(ChannelSession channel) {
        keyboard.close();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run(ServerSession session, Environment environment) {
        OutputStream sink = Objects.requireNonNull(out, "streams come before the start");
        ExitCallback end = Objects.requireNonNull(exit, "so does the callback");
        int status = FAILED;
        Optional<Integer> seat = door.gate().sit(session);
        try {
            status =
                    seat.isPresent()
                            ? visit(session, environment, seat.get(), sink)
                            : say(sink, "% No line is free\n");
        } catch (IOException e) {
            // the peer has gone: nobody is left to tell
            status = FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            seat.ifPresent(door.gate()::leave);
            end.onExit(status);
        }
    }

    private static int say(OutputStream sink, String text) throws IOException {
        sink.write(text.getBytes(StandardCharsets.UTF_8));
        sink.flush();
        return FAILED;
    }

    private int visit(ServerSession session, Environment environment, int seat, OutputStream sink)
            throws IOException, InterruptedException {
        Gate.Entry entry = Objects.requireNonNull(session.getAttribute(Gate.ENTRY), "logged in");
        var visitor = new Visitor(session.getUsername(), entry.level(), "vty " + seat);
        LineSettings settings = entry.settings();
        boolean isTerminal =
                commands.isEmpty() && environment.getEnv().containsKey(Environment.ENV_TERM);
        Terminal terminal = terminal(isTerminal, environment.getEnv(), settings);
        Optional<SshHost.Opened> opened =
                door.router().ask(() -> door.host().open(visitor, terminal)).flatMap(it -> it);
        if (opened.isEmpty()) {
            return say(sink, "% The router has no power\n");
        }
        door.gate().entered(session);
        if (commands.isPresent()) {
            return new Errand(door.router(), opened.get(), keyboard, sink).run(commands.get());
        }
        var shell =
                new Shell(
                        door.router(),
                        opened.get(),
                        keyboard,
                        sink,
                        isTerminal,
                        Duration.ofSeconds(settings.execTimeoutSeconds()));
        if (isTerminal && settings.length().isEmpty()) {
            followWindow(environment, opened.get());
        }
        door.attend(shell, keyboard);
        try {
            shell.run(banner(visitor.line()));
            return 0;
        } finally {
            door.dismiss(shell);
        }
    }

    private static Terminal terminal(
            boolean isTerminal, Map<String, String> environment, LineSettings settings) {
        if (!isTerminal) {
            return Terminal.ENDLESS.withWidth(settings.width().orElse(0));
        }
        return Terminal.DEFAULT
                .withLength(
                        settings.length()
                                .orElse(number(environment, Environment.ENV_LINES, LINES_DEFAULT)))
                .withWidth(
                        settings.width()
                                .orElse(
                                        number(
                                                environment,
                                                Environment.ENV_COLUMNS,
                                                COLUMNS_DEFAULT)));
    }

    /// A size that a peer states: 0 says that it does not know.
    private static int number(Map<String, String> environment, String name, int unless) {
        String text = environment.getOrDefault(name, "");
        int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        return number == 0 ? unless : number;
    }

    private void followWindow(Environment environment, SshHost.Opened opened) {
        environment.addSignalListener(
                (_, _) -> {
                    int columns =
                            number(environment.getEnv(), Environment.ENV_COLUMNS, COLUMNS_DEFAULT);
                    int lines = number(environment.getEnv(), Environment.ENV_LINES, LINES_DEFAULT);
                    door.router().tell(() -> opened.dialogue().window(columns, lines));
                },
                Signal.WINCH);
    }

    private String banner(String line) {
        Optional<RouterConfig> config = door.router().ask(door.host()::config).flatMap(it -> it);
        if (config.isEmpty()) {
            return "";
        }
        Banners banners = config.get().management().banners();
        return Stream.of(banners.motd(), banners.exec())
                .flatMap(Optional::stream)
                .map(text -> Banner.text(text, config.get(), line))
                .collect(Collectors.joining("\n"));
    }
}
