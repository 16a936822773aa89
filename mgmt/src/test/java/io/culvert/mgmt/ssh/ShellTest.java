package io.culvert.mgmt.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.cli.Answer;
import io.culvert.cli.Command;
import io.culvert.cli.ConfigPort;
import io.culvert.cli.Dialogue;
import io.culvert.cli.Enabling;
import io.culvert.cli.ExecCommands;
import io.culvert.cli.Outcome;
import io.culvert.cli.Session;
import io.culvert.cli.Syntax;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.cli.Waiting;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.router.config.RouterConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A session whose keys have all been typed already, and what its peer has seen in the end.
class ShellTest {
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final RouterCalls router = new RouterCalls(Runnable::run);
    private boolean isAlive = true;

    /// A configuration that `enable` guards.
    private static final class Held implements ConfigPort<RouterConfig> {
        private RouterConfig config = RouterConfig.DEFAULT;

        @Override
        public RouterConfig config() {
            return config;
        }

        @Override
        public Optional<String> commit(RouterConfig after) {
            config = after;
            return Optional.empty();
        }

        @Override
        public Enabling enabling(Visitor visitor, int level) {
            return new Enabling.Asked("open"::equals);
        }

        @Override
        public String hostname() {
            return config.system().hostname();
        }
    }

    /// A command that is done when it has been asked three times.
    private static final class Slow implements Waiting {
        private int left = 3;

        @Override
        public String take() {
            return "!";
        }

        @Override
        public boolean isDone() {
            return --left <= 0;
        }

        @Override
        public void cancel() {
            left = 0;
        }

        @Override
        public Optional<Answer> answer() {
            return Optional.empty();
        }
    }

    private SshHost.Opened opened(Terminal terminal, int level) {
        var commands =
                new ExecCommands<Integer>(
                        List.of(
                                Command.of(
                                        _ -> Outcome.say("line\n".repeat(12)),
                                        Syntax.words("show lines", "Lines")),
                                Command.of(
                                        _ -> new Outcome.Wait(new Slow()),
                                        Syntax.words("ping", "Slow"))),
                        Map.of());
        var session =
                new Session<>(
                        commands,
                        ConfigLanguage.GRAMMAR,
                        0,
                        new Held(),
                        terminal,
                        new Visitor("a", level, "vty 0"));
        return new SshHost.Opened(new Dialogue(session), () -> isAlive);
    }

    private String run(boolean isTerminal, Duration idleMax, String keys)
            throws InterruptedException {
        var keyboard = new Keyboard();
        if (!keys.isEmpty()) {
            keyboard.read(new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)));
        }
        Terminal terminal = isTerminal ? Terminal.DEFAULT.withLength(10) : Terminal.ENDLESS;
        new Shell(router, opened(terminal, 1), keyboard, seen, isTerminal, idleMax).run("Hello\n");
        return seen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTerminalHasItsKeysEchoedItsSecretsNotAndItsPagesTurned() throws InterruptedException {
        assertThat(
                        run(
                                true,
                                Duration.ZERO,
                                "enable\rwrong\ropen\rshow lines\rqconf t\rhostname R7\r\032exit\r"))
                .startsWith(
                        "Hello\r\nRouter>enable\r\nPassword: \r\nPassword: \r\nRouter#show lines")
                .contains(
                        " --More-- \b\b",
                        "Router(config)#hostname R7\r\nR7(config)#^Z\r\nR7#exit\r\n")
                .doesNotContain("wrong", "open");
    }

    @Test
    void aScriptIsShownAsItIsReadAndItsEndWaitsForItsCommands() throws InterruptedException {
        assertThat(run(false, Duration.ZERO, "show lines\nping\nenable\nopen\nshow privilege\n"))
                .startsWith("Hello\nRouter>show lines\nline\nline\n")
                .contains("Router>ping\n!!!", "Password: \nRouter#show privilege\n", "level is 15")
                .doesNotContain("\r", "open", "--More--");
    }

    @Test
    void theEscapeSequenceEndsACommand() throws InterruptedException {
        assertThat(run(true, Duration.ZERO, "ping\r\036show privilege\r"))
                .contains("Router>ping\r\n!", "level is 1");
    }

    @Test
    void whoTypesNothingForTooLongIsSentAway() throws InterruptedException {
        assertThat(run(true, Duration.ofMillis(1), "")).isEqualTo("Hello\r\nRouter>");
    }

    @Test
    void aRouterThatGoesEndsTheSession() throws InterruptedException {
        isAlive = false;
        assertThat(run(true, Duration.ZERO, "enable\r")).contains("% The router has gone");
    }

    @Test
    void anErrandEndsAtTheFirstCommandThatIsRefused() throws InterruptedException, IOException {
        var errand = new Errand(router, opened(Terminal.ENDLESS, 1), new Keyboard(), seen);
        assertThat(errand.run("show privilege")).isZero();
        assertThat(errand.run("ping\nshow privilege")).isZero();
        assertThat(errand.run("show nonsense\nshow lines")).isEqualTo(1);
        assertThat(errand.run("enable")).isEqualTo(1);
        assertThat(seen.toString(StandardCharsets.UTF_8)).contains("!!!").doesNotContain("line\n");
    }
}
