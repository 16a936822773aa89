package io.culvert.commands.system;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Answer;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.router.config.RouterConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// `show running-config [all]`: the configuration as text that can be loaded again.
public record RunningConfig(List<String> lines) implements Answer {
    private static final Arg<Boolean> ALL = Args.flag("all", "Configuration with defaults");

    /// @param config how the configuration is found in what commands look at
    public static <X> Command<X> command(Function<X, RouterConfig> config) {
        return Command.<X>show(
                        call -> of(config.apply(call.router()), call.has(ALL)),
                        words("show running-config", "Current operating configuration"),
                        maybe(ALL))
                .privilegedOnly();
    }

    static RunningConfig of(RouterConfig config, boolean all) {
        return new RunningConfig(
                all
                        ? ConfigLanguage.GRAMMAR.printAll(config)
                        : ConfigLanguage.GRAMMAR.print(config));
    }

    @Override
    public String text() {
        String body = String.join("\n", lines) + "\nend\n";
        return "Building configuration...\n\nCurrent configuration : "
                + body.getBytes(StandardCharsets.UTF_8).length
                + " bytes\n"
                + body
                + "\n";
    }
}
