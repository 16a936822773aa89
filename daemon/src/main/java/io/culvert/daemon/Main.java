package io.culvert.daemon;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of the program; the launcher `culvert` starts it.
@Command(
        name = "culvert",
        description =
                "A software provider-edge router: many tenants, one encrypted tunnel, no NAT.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "Culvert 0.1.0",
        subcommands = {
            LabCommand.class,
            RouterCommand.class,
            CheckCommand.class,
            PkiCommand.class,
            TestCommand.class,
            PackageCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /// The whole command line, with exit codes as PRODUCT section 2 says.
    public static CommandLine commandLine() {
        var commandLine = new CommandLine(new Main());
        for (CommandLine each : withSubcommands(commandLine)) {
            each.getCommandSpec()
                    .exitCodeOnInvalidInput(Exit.INPUT)
                    .exitCodeOnExecutionException(Exit.MISTAKE);
            if (each.getCommand() instanceof Signpost) {
                each.setUnmatchedArgumentsAllowed(true);
            }
        }
        return commandLine;
    }

    private static List<CommandLine> withSubcommands(CommandLine top) {
        var all = new ArrayList<CommandLine>();
        all.add(top);
        top.getSubcommands().values().forEach(each -> all.addAll(withSubcommands(each)));
        return all;
    }
}
