package io.culvert.interop;

import io.culvert.testkit.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Linux router with a kernel of its own: XFRM, GRE, MPLS and VRF, strongSwan and FRR, in user mode. The scripts of
/// `peers/linux` build it from Debian packages, once, below the build folder, and start and end it.
final class LinuxPeer implements AutoCloseable {
    private static final Path SCRIPTS = Repository.root().resolve("verify/interop/peers/linux");
    private static final Path CACHE =
            Repository.root().resolve("verify/interop/target/linux-peer").toAbsolutePath();
    private static final Duration BUILD = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final Path run;

    private LinuxPeer(String name, Path run) {
        this.name = name;
        this.run = run;
    }

    /// Aborts the test, aloud, where a guest cannot run; else builds what is missing.
    static void require() {
        Machine.requires("mmdebstrap", "apt-get", "dpkg-deb", "setsid", "nsenter");
        Machine.requiresFile("/dev/net/tun");
        Shell built =
                Shell.attempt(
                        List.of(
                                "env",
                                "PEER_CACHE=" + CACHE,
                                SCRIPTS.resolve("build-rootfs.sh").toString()),
                        "",
                        BUILD);
        if (built.code() != 0) {
            throw new IllegalStateException("the guest's root is not built:\n" + built.text());
        }
    }

    /// Boots a guest whose `eth0` is a port of a bridge.
    ///
    /// @param node the namespace of the bridge
    static LinuxPeer boot(Namespaces net, String node, String bridge, String name) {
        Path run = net.folder("guests");
        Ledger.get().guests(SCRIPTS, run);
        var guest = new LinuxPeer(name, run);
        guest.script("boot.sh", "", "-n", net.name(node), "-m", "256M", name, "t" + name);
        net.own(guest);
        net.run(node, "ip", "link", "set", "t" + name, "master", bridge);
        return guest;
    }

    private String script(String script, String input, String... options) {
        Shell done = attempt(script, input, options);
        if (done.code() != 0) {
            throw new IllegalStateException(
                    "%s %s: exit %d%n%s"
                            .formatted(script, List.of(options), done.code(), done.text()));
        }
        return done.text();
    }

    private Shell attempt(String script, String input, String... options) {
        var command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "PEER_CACHE=" + CACHE,
                                "PEER_RUN=" + run,
                                SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(options));
        return Shell.attempt(command, input, PATIENCE);
    }

    /// Runs a shell script in the guest; it must succeed.
    String run(String commands) {
        return script("run-in-guest", "", name, "set -e; " + commands);
    }

    /// Writes a file of the guest.
    void write(String file, String text) {
        script("run-in-guest", text, "-i", name, "cat > " + file);
    }

    /// Starts FRR with this configuration.
    void frr(String config, String... daemons) {
        write("/etc/frr/frr.conf", config);
        run("start-frr " + String.join(" ", daemons));
    }

    /// Starts strongSwan on the guest's kernel with this configuration of swanctl.
    void ike(String config) {
        write("/etc/swanctl/conf.d/peer.conf", config);
        run("start-ike >/var/log/ike.out 2>&1 || { cat /var/log/ike.out; exit 1; }");
    }

    /// Runs commands until what they print matches all of these, which are searched for in multi-line mode.
    String within(Duration time, String commands, String... expected) {
        Deadline deadline = Deadline.after(time);
        while (true) {
            String text = attempt("run-in-guest", "", name, commands).text();
            List<String> missing =
                    Stream.of(expected)
                            .filter(
                                    each ->
                                            !Pattern.compile(each, Pattern.MULTILINE)
                                                    .matcher(text)
                                                    .find())
                            .toList();
            if (missing.isEmpty()) {
                return text;
            }
            if (deadline.isOver()) {
                throw new AssertionError(
                        "%s: %s does not show %s within %s:%n%s%n--- charon, FRR%n%s"
                                .formatted(name, commands, missing, time, text, log()));
            }
            Deadline.pause();
        }
    }

    /// Three echoes from the guest, all of which must come back, within some time.
    void pingWithin(Duration time, String prefix, String address) {
        within(time, prefix + " ping -q -c 3 -i 0.2 -W 2 " + address, " 0% packet loss");
    }

    String log() {
        return attempt(
                        "run-in-guest",
                        "",
                        name,
                        "tail -n 60 /var/log/charon.log; tail -n 60 /var/log/frr/frr.log")
                .text();
    }

    @Override
    public void close() {
        attempt("stop.sh", "", name);
    }

    @Override
    public String toString() {
        return "guest " + name;
    }
}
