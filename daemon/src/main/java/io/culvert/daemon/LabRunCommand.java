package io.culvert.daemon;

import io.culvert.lab.LabRun;
import io.culvert.lab.Pace;
import io.culvert.lab.router.LabRouters;
import io.culvert.lab.scenario.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Boots a topology and plays its scenarios.
@Command(
        name = "run",
        description = "Boots a topology and plays its scenarios.",
        mixinStandardHelpOptions = true)
final class LabRunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private LabOptions lab = new LabOptions();

    @Parameters(
            index = "1..*",
            paramLabel = "SCENARIO",
            description =
                    "Scenario files; without, every *.lab beside the topology, each from a fresh boot.")
    private List<String> scenarios = new ArrayList<>();

    @Option(names = "--real-time", description = "Lets time pass as on the wall.")
    private boolean realTime;

    @Option(names = "--json", description = "Prints one JSON object per step.")
    private boolean json;

    @Option(names = "--quiet", description = "Prints failures alone.")
    private boolean quiet;

    @Option(names = "--fail-fast", description = "Ends at the first step that fails.")
    private boolean failFast;

    @Override
    public Integer call() {
        Report.Form form = json ? Report.Form.JSON : quiet ? Report.Form.QUIET : Report.Form.TEXT;
        var options =
                new LabRun.Options(
                        lab.topology(),
                        scenarios,
                        lab.seed(),
                        lab.start(),
                        lab.capture(),
                        form,
                        failFast);
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        return new LabRun(
                        options,
                        new LabFolders(),
                        new LabRouters(),
                        () -> realTime ? new RealTime() : Pace.VIRTUAL,
                        out::println,
                        err::println)
                .run();
    }
}
