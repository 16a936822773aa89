package io.culvert.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The little network of one test: namespaces with names that nobody else has, the cables between them, and all that runs
/// there. Closing it ends and removes everything, the last first.
final class Namespaces implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String prefix =
            "cv%s%s-"
                    .formatted(
                            Long.toString(ProcessHandle.current().pid(), 36),
                            Integer.toString(COUNT.getAndIncrement(), 36));
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final Path folder;

    Namespaces(String... nodes) {
        try {
            folder = Files.createTempDirectory("cv");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String node : nodes) {
            add(node);
        }
    }

    /// Makes a namespace.
    void add(String node) {
        String name = prefix + node;
        Ledger.get().namespace(name);
        Shell.run("ip", "netns", "add", name);
        names.put(node, name);
        run(
                node,
                "sysctl",
                "-qw",
                "net.ipv6.conf.all.accept_dad=0",
                "net.ipv6.conf.default.accept_dad=0",
                "net.ipv4.conf.all.rp_filter=0",
                "net.ipv4.conf.default.rp_filter=0");
        run(node, "ip", "link", "set", "lo", "up");
    }

    /// The namespace's name on this machine.
    String name(String node) {
        String name = names.get(node);
        if (name == null) {
            throw new IllegalArgumentException("no namespace " + node);
        }
        return name;
    }

    /// A command line that runs in a namespace.
    List<String> command(String node, List<String> command) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", name(node)));
        all.addAll(command);
        return all;
    }

    /// Runs a program in a namespace; it must succeed.
    String run(String node, String... command) {
        return Shell.run(command(node, List.of(command)));
    }

    Shell attempt(String node, String... command) {
        return Shell.attempt(command(node, List.of(command)));
    }

    /// A cable between two devices, both up. Nothing is left to hardware that is not there: every packet on it is whole, has
    /// its checksum, and is no longer than the MTU.
    void link(String nodeA, String deviceA, String nodeB, String deviceB) {
        Shell.run(
                "ip",
                "link",
                "add",
                deviceA,
                "netns",
                name(nodeA),
                "type",
                "veth",
                "peer",
                "name",
                deviceB,
                "netns",
                name(nodeB));
        settle(nodeA, deviceA);
        settle(nodeB, deviceB);
    }

    private void settle(String node, String device) {
        run(
                node, "ethtool", "-K", device, "tx", "off", "rx", "off", "tso", "off", "gso", "off",
                "gro", "off");
        run(node, "ip", "link", "set", device, "up");
    }

    /// Leaves a device to Culvert: the host's own stack says nothing there.
    void leave(String node, String... devices) {
        for (String device : devices) {
            run(node, "sysctl", "-qw", "net.ipv6.conf." + device + ".disable_ipv6=1");
        }
    }

    void address(String node, String device, String... addresses) {
        for (String address : addresses) {
            run(node, "ip", "address", "add", address, "dev", device);
        }
    }

    /// An Ethernet switch in a namespace.
    void bridge(String node, String name, String... devices) {
        run(node, "ip", "link", "add", name, "type", "bridge");
        run(node, "sysctl", "-qw", "net.ipv6.conf." + name + ".disable_ipv6=1");
        run(node, "ip", "link", "set", name, "up");
        for (String device : devices) {
            run(node, "ip", "link", "set", device, "master", name);
        }
    }

    /// Three echoes, all of which must come back.
    void ping(String node, String address, String... options) {
        var command = new ArrayList<>(List.of("ping", "-q", "-c", "3", "-i", "0.2", "-W", "2"));
        command.addAll(List.of(options));
        command.add(address);
        Shell done = Shell.attempt(command(node, command));
        if (done.code() != 0 || !done.text().contains(" 0% packet loss")) {
            throw new AssertionError(done.text());
        }
    }

    /// Pings until it works: the first packets may have to build what carries them.
    void pingWithin(Duration time, String node, String address, String... options) {
        Deadline.within(time, () -> ping(node, address, options));
    }

    /// A folder of its own for a process of this network.
    Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Closes it before the namespaces go.
    <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            end(owned.pop());
        }
        names.values().forEach(name -> Shell.attempt(List.of("ip", "netns", "del", name)));
        names.clear();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // The rest must go as well.
            System.err.println("interop: " + resource + " does not end: " + e);
        }
    }
}
