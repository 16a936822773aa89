package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.cli.ConfigPort;
import io.culvert.cli.ExecCommands;
import io.culvert.cli.Session;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.router.config.RouterConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/// The configuration language: as a file, and typed at a terminal.
class ConfigurationFuzzTest {
    @MethodSource("io.culvert.fuzz.Seeds#configurations")
    @FuzzTest
    void whatIsShownIsReadAsTheSameConfiguration(byte[] octets) {
        ConfigLoader.Loaded loaded =
                ConfigLoader.load("x.cfg", new String(octets, StandardCharsets.UTF_8));
        assertThat(ConfigLoader.report(loaded)).isNotNull();
        String shown = String.join("\n", ConfigLanguage.GRAMMAR.print(loaded.config())) + "\n";
        ConfigLoader.Loaded again = ConfigLoader.load("shown.cfg", shown);
        assertThat(again.refusals()).as(shown).isEmpty();
        assertThat(again.config()).as(shown).isEqualTo(loaded.config());
        assertThat(ConfigLanguage.GRAMMAR.printAll(loaded.config())).isNotNull();
    }

    /// Every line is asked about with `?` and Tab before it is typed.
    @MethodSource("io.culvert.fuzz.Seeds#configurations")
    @FuzzTest
    void noLineBreaksTheSession(byte[] octets) {
        var port = new Held();
        var session =
                new Session<>(
                        new ExecCommands<Integer>(List.of(), Map.of()),
                        ConfigLanguage.GRAMMAR,
                        0,
                        port,
                        Terminal.DEFAULT,
                        Visitor.atConsole(Visitor.LEVEL_MAX));
        session.submit("configure terminal");
        new String(octets, StandardCharsets.UTF_8)
                .lines()
                .limit(40)
                .forEach(line -> type(session, line));
        assertThat(session.prompt()).isNotNull();
    }

    private static void type(Session<Integer, RouterConfig> session, String line) {
        assertThat(session.help(line)).isNotNull();
        assertThat(session.complete(line)).isNotNull();
        assertThat(session.submit(line).text()).isNotNull();
        for (int pages = 0; session.state() == Session.State.PAGED; pages++) {
            assertThat(pages).isLessThan(10_000);
            session.more(' ');
        }
    }

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
        public String hostname() {
            return "R1";
        }
    }
}
