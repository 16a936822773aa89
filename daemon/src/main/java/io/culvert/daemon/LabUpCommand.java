package io.culvert.daemon;

import io.culvert.lab.LabUp;
import io.culvert.lab.router.LabRouters;
import io.culvert.mgmt.console.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Boots a topology in real time and stays.
@Command(
        name = "up",
        description = "Boots a topology in real time and stays.",
        mixinStandardHelpOptions = true)
final class LabUpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private LabOptions lab = new LabOptions();

    @Override
    public Integer call() {
        var options = new LabUp.Options(lab.topology(), lab.seed(), lab.start(), lab.capture());
        var time = new RealTime();
        return LabUp.run(
                options,
                new LabFolders(),
                new LabRouters(),
                time,
                () -> new ShellConsole(Console.open(), time),
                spec.commandLine().getErr()::println);
    }
}
