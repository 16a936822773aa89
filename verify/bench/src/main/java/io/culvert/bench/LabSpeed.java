package io.culvert.bench;

import com.sun.management.OperatingSystemMXBean;
import io.culvert.daemon.LabFolders;
import io.culvert.lab.InputException;
import io.culvert.lab.LabFiles;
import io.culvert.lab.LabPki;
import io.culvert.lab.LabRun;
import io.culvert.lab.Network;
import io.culvert.lab.Pace;
import io.culvert.lab.router.LabRouters;
import io.culvert.lab.scenario.ScenarioReader;
import io.culvert.lab.scenario.ScenarioRunner;
import io.culvert.lab.scenario.StepResult;
import io.culvert.lab.topology.NodeKind;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.TopologyReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// How fast a lab is: plays its scenario and says when each step was done by the machine's clock and by the
/// CPU time of all threads, the start of Java included;
/// then lets router time pass in rounds, without traffic, and says how many router-seconds went by in a second of the
/// machine's time and in a second of the CPU's (the lab has one thread; what others do to the machine shows in the
/// first alone).
public final class LabSpeed {
    private static final int EXIT_FAILED = 1;
    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Network network;
    private final ScenarioRunner scenario;
    private final long routers;

    private LabSpeed(String folder, String scenarioFile) throws InputException, IOException {
        var files = new LabFolders();
        Topology topology = TopologyReader.read(files, folder);
        LabPki pki = LabPki.read(files, topology.file());
        var steps = ScenarioReader.read(files, topology, LabFiles.in(folder, scenarioFile));
        var factory = new LabRouters();
        Network.check(topology, factory, pki);
        network =
                Network.build(topology, files, factory, pki, 1, LabRun.START_DEFAULT, Pace.VIRTUAL);
        scenario = new ScenarioRunner(network, steps, "target");
        routers = topology.nodes().stream().filter(node -> node.kind() == NodeKind.ROUTER).count();
    }

    /// Folder of the topology, scenario beside it, router time of a round as `PT1H`, number of rounds.
    public static void main(String[] args) throws IOException, InputException {
        var speed = new LabSpeed(args[0], args[1]);
        if (!speed.scenario.play(false, LabSpeed::tell)) {
            System.out.println("a step failed: what follows means little");
            System.exit(EXIT_FAILED);
        }
        speed.pass(Duration.parse(args[2]), Integer.parseInt(args[3]));
        System.out.printf("%d MB resident at most%n", residentMegabytes());
    }

    private static void tell(StepResult result) {
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        double seconds = (System.currentTimeMillis() - started) / 1e3;
        System.out.printf(
                "%7.2f s  %7.2f s of CPU  %s  %s%n",
                seconds,
                MACHINE.getProcessCpuTime() / 1e9,
                result.held() ? "ok" : "FAILED",
                result.text());
    }

    private void pass(Duration round, int rounds) {
        var threads = ManagementFactory.getThreadMXBean();
        var perSecond = new double[rounds];
        var perCpuSecond = new double[rounds];
        double routerSeconds = routers * (double) round.toSeconds();
        for (int i = 0; i < rounds; i++) {
            long wall = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            network.runUntil(network.lab().now() + round.toNanos());
            perCpuSecond[i] = routerSeconds * 1e9 / (threads.getCurrentThreadCpuTime() - cpu);
            perSecond[i] = routerSeconds * 1e9 / (System.nanoTime() - wall);
        }
        System.out.printf("%d routers, %d rounds of %s%n", routers, rounds, round);
        tell("router-seconds per second", perSecond);
        tell("router-seconds per CPU second", perCpuSecond);
    }

    private static void tell(String what, double[] values) {
        Arrays.sort(values);
        System.out.printf(
                "%s: %,.0f (%,.0f to %,.0f)%n",
                what, values[values.length / 2], values[0], values[values.length - 1]);
    }

    private static long residentMegabytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        }
    }
}
