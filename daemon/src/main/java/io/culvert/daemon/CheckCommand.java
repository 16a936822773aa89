package io.culvert.daemon;

import io.culvert.commands.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says of each line what it does, or that it is refused.
@Command(
        name = "check",
        description = "Says of each line what it does, or that it is refused.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "configurations to read")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        boolean good = true;
        for (Path file : files) {
            String text;
            try {
                text = Files.readString(file);
            } catch (IOException e) {
                spec.commandLine().getErr().println("cannot read " + file + ": " + e.getMessage());
                return Exit.INPUT;
            }
            ConfigLoader.Loaded loaded = ConfigLoader.load(file.toString(), text);
            spec.commandLine().getOut().print(ConfigLoader.report(loaded));
            good &= loaded.isGood();
        }
        spec.commandLine().getOut().flush();
        return good ? Exit.HELD : Exit.FAILED;
    }
}
