package io.culvert.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// What the machine that runs the tests has: real peers need root, network namespaces and Debian packages.
final class Machine {
    /// Where programs lie; daemons are not on everybody's path.
    private static final List<Path> FOLDERS =
            Stream.concat(
                            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")),
                            Stream.of("/usr/sbin", "/sbin", "/usr/lib/frr", "/usr/lib/ipsec"))
                    .map(Path::of)
                    .toList();

    /// The Debian package of each program, if it has another name.
    private static final Map<String, String> PACKAGES =
            new LinkedHashMap<>(
                    Map.ofEntries(
                            Map.entry("ip", "iproute2"),
                            Map.entry("ping", "iputils-ping"),
                            Map.entry("bgpd", "frr"),
                            Map.entry("vtysh", "frr"),
                            Map.entry("bird", "bird2"),
                            Map.entry("birdc", "bird2"),
                            Map.entry("bgpctl", "openbgpd"),
                            Map.entry("gobgp", "gobgpd"),
                            Map.entry("charon", "strongswan-charon"),
                            Map.entry("swanctl", "strongswan-swanctl"),
                            Map.entry("pki", "strongswan-pki"),
                            Map.entry("cc", "gcc"),
                            Map.entry("prlimit", "util-linux"),
                            Map.entry("setpriv", "util-linux"),
                            Map.entry("unshare", "util-linux")));

    private Machine() {}

    /// Aborts the test, aloud, in one line, unless it can make namespaces and run these programs.
    static void requires(String... programs) {
        if (!isRoot()) {
            Assumptions.abort("real peers need root: they live in network namespaces");
        }
        var missing = new ArrayList<String>();
        var packages = new ArrayList<String>();
        for (String program :
                Stream.concat(Stream.of("ip", "ethtool"), Arrays.stream(programs)).toList()) {
            if (FOLDERS.stream().noneMatch(it -> Files.isExecutable(it.resolve(program)))) {
                missing.add(program);
                packages.add(PACKAGES.getOrDefault(program, program));
            }
        }
        if (!missing.isEmpty()) {
            Assumptions.abort(
                    "missing: %s (Debian: apt-get install %s)"
                            .formatted(String.join(", ", missing), String.join(" ", packages)));
        }
        Ledger.get().sweep();
    }

    /// Aborts the test, aloud, unless this file or device is there.
    static void requiresFile(String file) {
        if (!Files.exists(Path.of(file))) {
            Assumptions.abort("this machine has no " + file);
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    /// The full path of a program that [#requires] has found.
    static String program(String name) {
        return FOLDERS.stream()
                .map(it -> it.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " was not asked for"))
                .toString();
    }

    /// What names a process for the life of the machine together with its number: a number alone may be given away again.
    ///
    /// @return an empty text if there is no such process
    static String startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") ? "" : fields[19];
        } catch (IOException e) {
            return "";
        }
    }
}
