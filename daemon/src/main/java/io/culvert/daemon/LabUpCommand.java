package io.culvert.daemon;

import io.culvert.lab.LabUp;
import io.culvert.lab.router.LabRouters;
import io.culvert.lab.shell.LabDoors;
import io.culvert.mgmt.console.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Boots a topology in real time and stays.
@Command(
        name = "up",
        description = "Boots a topology in real time and stays.",
        mixinStandardHelpOptions = true)
final class LabUpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--ssh-port",
            paramLabel = "PORT",
            defaultValue = "22001",
            description =
                    "The first router takes SSH at this port of 127.0.0.1, the next one at the next port (default 22001); 0 for none.")
    private int sshPort;

    @Option(
            names = "--ssh-password",
            paramLabel = "WORD",
            description =
                    "The password for routers whose configuration has no users; without this a new one at each start.")
    private @Nullable String sshPassword;

    @Mixin private LabOptions lab = new LabOptions();

    @Override
    public Integer call() {
        var options = new LabUp.Options(lab.topology(), lab.seed(), lab.start(), lab.capture());
        var time = new RealTime();
        var ssh = new LabSsh(sshPort, Optional.ofNullable(sshPassword));
        return LabUp.run(
                options,
                new LabFolders(),
                new LabRouters(),
                time,
                () -> {
                    Console console = Console.open();
                    ssh.bind(console::post);
                    return new ShellConsole(console, time);
                },
                sshPort == 0 ? LabDoors.NONE : ssh,
                spec.commandLine().getErr()::println);
    }
}
