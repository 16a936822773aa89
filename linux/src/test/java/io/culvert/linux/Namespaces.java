package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Network namespaces that a test makes and removes, with veth pairs between them. Without root or `ip` the test is skipped
/// and says so.
final class Namespaces implements AutoCloseable {
    private final String prefix = "cv" + ProcessHandle.current().pid() + "-";
    private final List<String> names = new ArrayList<>();

    Namespaces(String... shortNames) {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        if (!isRoot) {
            System.err.println("skipped: namespaces need root");
        }
        assumeTrue(isRoot, "namespaces need root");
        for (String each : shortNames) {
            run("ip", "netns", "add", name(each));
            names.add(name(each));
            in(each, "ip link set lo up");
            in(each, "sysctl -qw net.ipv6.conf.default.accept_dad=0");
            in(each, "sysctl -qw net.ipv6.conf.all.accept_dad=0");
        }
    }

    String name(String shortName) {
        return prefix + shortName;
    }

    /// A veth pair, both ends up.
    void veth(String oneNamespace, String one, String otherNamespace, String other) {
        run(
                "ip",
                "link",
                "add",
                one,
                "netns",
                name(oneNamespace),
                "type",
                "veth",
                "peer",
                "name",
                other,
                "netns",
                name(otherNamespace));
        in(oneNamespace, "ip link set " + one + " up");
        in(otherNamespace, "ip link set " + other + " up");
    }

    /// Runs a command in a namespace and answers what it printed.
    String in(String namespace, String command) {
        var words = new ArrayList<>(List.of("ip", "netns", "exec", name(namespace)));
        words.addAll(Arrays.asList(command.split(" ")));
        return run(words.toArray(String[]::new));
    }

    <T> T inside(String namespace, NetNamespace.Work<T> work) {
        try {
            return NetNamespace.in(name(namespace), work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String run(String... words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(String.join(" ", words) + ": " + output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Descriptors that this process has open.
    static long openDescriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (String each : names) {
            run("ip", "netns", "del", each);
        }
        names.clear();
    }
}
