package io.culvert.bench;

import io.culvert.base.Bytes;
import io.culvert.linux.cipher.CipherLadder;
import io.culvert.linux.publickey.PublicKeyLadder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Thousands of spokes at one hub: `Crowd PEERS WINDOW HUB PROCESS ORDERS PRINTED JCMD`. They come, WINDOW at a time, get an address
/// each and stay; what that takes of the hub is printed, what it costs to have them there, and how they go. `verify/bench/crowd`
/// starts it.
public final class Crowd {
    private static final int WARMING = 1_000;
    private static final int WARMING_ROUNDS = 3;
    private static final long RETRY_NANOS = 1_000_000_000;
    private static final long PATIENCE_NANOS = 300_000_000_000L;
    private static final double TRAFFIC_SECONDS = 5;
    private static final double REST_SECONDS = 20;

    private final CrowdNet net;
    private final int window;
    private final long process;
    private final NodeConsole console;
    private final String jcmd;
    private int again;

    private Crowd(CrowdNet net, int window, long process, NodeConsole console, String jcmd) {
        this.net = net;
        this.window = window;
        this.process = process;
        this.console = console;
        this.jcmd = jcmd;
    }

    public static void main(String[] args) throws IOException {
        PublicKeyLadder ladder = PublicKeyLadder.ofThisMachine(System.err::println);
        ladder.prepare();
        var way = new IkePeer.Way(ladder, Optional.empty(), Bytes.EMPTY);
        try (var net = new CrowdNet(way, args[2]);
                var console = new NodeConsole(Path.of(args[4]), Path.of(args[5]), "HUB")) {
            var crowd =
                    new Crowd(
                            net,
                            Integer.parseInt(args[1]),
                            Long.parseLong(args[3]),
                            console,
                            args[6]);
            crowd.run(Integer.parseInt(args[0]));
        }
    }

    private void run(int peers) throws IOException {
        for (int i = 0; i < Math.min(WARMING, peers); i++) {
            net.add();
        }
        for (int round = 0; round < WARMING_ROUNDS; round++) {
            come(net.spokes);
            delete(net.spokes);
        }
        Memory before = memory();
        while (net.spokes.size() < peers) {
            net.add();
        }
        comeByTenths();
        Memory after = memory();
        say(
                "memory a tunnel: live heap %.1f KB, resident %.1f KB (live %,d MB, resident %,d MB in all)"
                        .formatted(
                                (after.live - before.live) / 1e3 / peers,
                                (after.resident - before.resident) / 1e3 / peers,
                                after.live / 1_000_000,
                                after.resident / 1_000_000));
        show();
        traffic(peers);
        rest();
        timed("all return, having lost their memory", () -> comeBack());
        show();
        clear();
        timed("all come after that", () -> come(net.spokes));
        timed("all delete", () -> delete(net.spokes));
        show();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    // --- coming and going ---

    private interface Step {
        void run() throws IOException;
    }

    private void timed(String what, Step step) throws IOException {
        again = 0;
        Load load = load();
        step.run();
        say("%s: %s, asked again %d".formatted(what, load.since(load()), again));
    }

    private void comeByTenths() throws IOException {
        var parts = new ArrayList<String>();
        List<CrowdNet.Spoke> all = net.spokes;
        again = 0;
        Load load = load();
        for (int tenth = 0; tenth < 10; tenth++) {
            List<CrowdNet.Spoke> some =
                    all.subList(all.size() * tenth / 10, all.size() * (tenth + 1) / 10);
            Load part = load();
            come(some);
            Load now = load();
            parts.add(
                    "%.0f (%.2f ms)"
                            .formatted(
                                    some.size() / part.seconds(now),
                                    1e3 * part.processor(now) / some.size()));
        }
        say(
                "%,d come: %s, asked again %d; a second (processor time each), tenth by tenth: %s"
                        .formatted(all.size(), load.since(load()), again, String.join(" ", parts)));
    }

    private void comeBack() throws IOException {
        net.spokes.forEach(net::restart);
        come(net.spokes);
    }

    /// Each comes, a window at a time; whoever hears nothing asks again.
    private void come(List<CrowdNet.Spoke> some) throws IOException {
        var open = new ArrayList<CrowdNet.Spoke>();
        long began = System.nanoTime();
        int next = 0;
        while (next < some.size() || !open.isEmpty()) {
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new IOException("not all came up: " + open.getFirst().peer.state());
            }
            for (int i = 0; i < 16 && next < some.size() && open.size() < window; i++) {
                CrowdNet.Spoke spoke = some.get(next++);
                if (spoke.peer.isGone()) {
                    net.restart(spoke);
                }
                open.add(spoke);
                net.send(spoke, spoke.peer.begin());
            }
            net.receive(next < some.size() && open.size() < window ? 0 : 1);
            open.removeIf(spoke -> spoke.peer.isUp());
            for (CrowdNet.Spoke spoke : open) {
                askAgain(spoke);
            }
        }
    }

    private void askAgain(CrowdNet.Spoke spoke) throws IOException {
        if (System.nanoTime() - spoke.peer.sentNanos > RETRY_NANOS) {
            again++;
            net.send(spoke, spoke.peer.last());
        }
    }

    private void delete(List<CrowdNet.Spoke> some) throws IOException {
        var open = new ArrayList<CrowdNet.Spoke>();
        int next = 0;
        while (next < some.size() || !open.isEmpty()) {
            while (next < some.size() && open.size() < window) {
                CrowdNet.Spoke spoke = some.get(next++);
                open.add(spoke);
                net.send(spoke, spoke.peer.delete());
            }
            net.receive(1);
            open.removeIf(spoke -> spoke.peer.isGone());
            for (CrowdNet.Spoke spoke : open) {
                askAgain(spoke);
            }
        }
    }

    private void clear() throws IOException {
        Load load = load();
        console.ask("clear crypto session", () -> net.receive(0));
        Load said = load();
        while (net.spokes.stream().anyMatch(spoke -> !spoke.peer.isGone())) {
            net.receive(1);
        }
        say(
                "clear crypto session: prompt after %.2f s, all gone after %s"
                        .formatted(load.seconds(said), load.since(load())));
    }

    // --- what it is to have them ---

    private void show() throws IOException {
        for (String command :
                List.of(
                        "show crypto session | count UP-ACTIVE",
                        "show crypto session brief | count UA",
                        "show crypto ikev2 sa | count READY",
                        "show ip route | count Virtual-Access")) {
            var times = new ArrayList<String>();
            String said = "";
            for (int i = 0; i < 3; i++) {
                long began = System.nanoTime();
                said = console.ask(command, () -> net.receive(0)).strip();
                times.add("%.2f".formatted((System.nanoTime() - began) / 1e9));
            }
            say("%s: %s s: %s".formatted(command, String.join(" ", times), said));
        }
    }

    private void traffic(int peers) throws IOException {
        var ciphers = CipherLadder.ofThisMachine(_ -> {});
        ciphers.prepare();
        var traffic = new CrowdTraffic(net, ciphers);
        for (int among : new int[] {2, peers, 2, peers}) {
            Load load = load();
            CrowdTraffic.Run run = traffic.run(among, TRAFFIC_SECONDS);
            Load now = load();
            say(
                    "traffic among %,d: %,.0f packets a second, %.2f us of the hub's processor each, sent %,d, lost %,d, wrong %d"
                            .formatted(
                                    run.spokes(),
                                    run.perSecond(),
                                    1e6 * load.processor(now) / Math.max(1, run.received()),
                                    run.sent(),
                                    run.sent() - run.received(),
                                    run.wrong()));
        }
    }

    /// Nobody does anything but answer liveness checks.
    private void rest() throws IOException {
        long asked = net.asked;
        Load load = load();
        long until = System.nanoTime() + (long) (REST_SECONDS * 1e9);
        while (System.nanoTime() < until) {
            net.receive(5);
        }
        Load now = load();
        double seconds = load.seconds(now);
        say(
                "at rest: %.0f liveness checks a second, processor %.4f s a second, of it the router's thread %.4f"
                        .formatted(
                                (net.asked - asked) / seconds,
                                load.processor(now) / seconds,
                                load.router(now) / seconds));
    }

    // --- the hub ---

    /// What the hub has used, in seconds.
    private record Load(long nanos, double processor, double router) {
        double seconds(Load later) {
            return (later.nanos - nanos) / 1e9;
        }

        double processor(Load later) {
            return later.processor - processor;
        }

        double router(Load later) {
            return later.router - router;
        }

        String since(Load later) {
            return "%.2f s, processor %.2f s, of it the router's thread %.2f s"
                    .formatted(seconds(later), processor(later), router(later));
        }
    }

    private Load load() throws IOException {
        Path all = Path.of("/proc/" + process);
        double router = 0;
        try (Stream<Path> tasks = Files.list(all.resolve("task"))) {
            for (Path task : tasks.toList()) {
                router += isRouter(task) ? seconds(task.resolve("stat")) : 0;
            }
        }
        return new Load(System.nanoTime(), seconds(all.resolve("stat")), router);
    }

    /// It is the one that `main` began in; its name is that of the program.
    private static boolean isRouter(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("comm")).strip().equals("java");
        } catch (NoSuchFileException e) {
            return false; // a thread that has just ended
        }
    }

    private static double seconds(Path file) throws IOException {
        String stat = Files.readString(file);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /// Octets.
    private record Memory(long live, long resident) {}

    private Memory memory() throws IOException {
        // A histogram counts what is live, after a full collection.
        Process histogram =
                new ProcessBuilder(jcmd, Long.toString(process), "GC.class_histogram")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String text =
                new String(histogram.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        Files.writeString(Path.of("histogram-" + net.spokes.size()), text);
        String[] total = text.substring(text.lastIndexOf("Total")).trim().split(" +");
        String statm = Files.readString(Path.of("/proc/" + process + "/statm"));
        return new Memory(
                Long.parseLong(total[2].strip()), Long.parseLong(statm.split(" ")[1]) << 12);
    }
}
