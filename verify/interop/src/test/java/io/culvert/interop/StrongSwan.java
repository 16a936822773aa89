package io.culvert.interop;

import io.culvert.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// strongSwan's charon in a namespace, with a `/run` of its own so that it meets no other.
final class StrongSwan implements AutoCloseable {
    /// Where its ESP is.
    enum Kernel {
        /// In user space: tunnel mode in UDP and nothing else. It always claims to sit behind NAT.
        USER_SPACE("kernel-libipsec kernel-netlink"),
        /// Nowhere: every Child SA is agreed on and no packet passes.
        NONE("kernel-netlink");

        private final String plugins;

        Kernel(String plugins) {
            this.plugins = plugins;
        }
    }

    private static final Duration START = Duration.ofSeconds(20);

    private static final String PLUGINS =
            "random nonce openssl drbg aes sha1 sha2 hmac kdf gcm ccm ctr cmac xcbc chapoly curve25519 gmp mgf1 pem pkcs1"
                    + " pkcs7 pkcs8 pubkey x509 revocation constraints addrblock attr vici updown counters";

    private final Running process;
    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private StrongSwan(Running process, Path folder) {
        this.process = process;
        this.folder = folder;
        environment.put("STRONGSWAN_CONF", folder + "/strongswan.conf");
        environment.put("SWANCTL_DIR", folder + "/swanctl");
    }

    /// Aborts the test, aloud, where it or what it needs is missing.
    static void require(Kernel kernel) {
        Machine.requires("charon", "swanctl", "pki", "unshare", "cc");
        Machine.requiresFile("/usr/lib/ipsec/plugins/libstrongswan-chapoly.so");
        if (kernel == Kernel.USER_SPACE) {
            Machine.requiresFile("/dev/net/tun");
            Machine.requiresFile("/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so");
        }
    }

    /// Where certificates and keys go before [#start], in folders named as swanctl wants them.
    static Path credentials(Namespaces net, String node) {
        return net.folder("charon-" + node + "/swanctl");
    }

    /// @param config of swanctl
    /// @param settings lines of strongswan.conf, inside `charon`
    static StrongSwan start(
            Namespaces net, String node, Kernel kernel, String config, String... settings) {
        Path folder = net.folder("charon-" + node);
        net.folder("charon-" + node + "/run");
        net.folder("charon-" + node + "/swanctl/private");
        forget(folder.resolve("run/charon.vici"));
        write(folder.resolve("swanctl/swanctl.conf"), config);
        write(
                folder.resolve("strongswan.conf"),
                """
                charon {
                  load = %s %s socket-default
                  retransmit_tries = 3
                  retransmit_timeout = 1.0
                  plugins {
                    vici { socket = unix://%s/run/charon.vici }
                    kernel-netlink { xfrm_acq_expires = 86400 }
                  }
                  filelog { f { path = %s/charon.log
                    flush_line = yes
                    default = 1
                    ike = 2
                    cfg = 1
                    chd = 2
                  } }
                  %s
                }
                """
                        .formatted(
                                PLUGINS,
                                kernel.plugins,
                                folder,
                                folder,
                                String.join("\n", settings)));
        var environment = new LinkedHashMap<String, String>();
        environment.put("STRONGSWAN_CONF", folder + "/strongswan.conf");
        environment.put("SWANCTL_DIR", folder + "/swanctl");
        String preload = kernel == Kernel.NONE ? "LD_PRELOAD=" + shim(folder) : "NO_PRELOAD=";
        Running process =
                Running.start(
                        "charon",
                        folder,
                        environment,
                        net.command(
                                node,
                                List.of(
                                        "unshare",
                                        "--mount",
                                        "--propagation",
                                        "private",
                                        "sh",
                                        "-c",
                                        "mount --bind \"$0/run\" /run && exec env \"$1\" \"$2\"",
                                        folder.toString(),
                                        preload,
                                        Machine.program("charon"))));
        StrongSwan charon = net.own(new StrongSwan(process, folder));
        Deadline.within(START, charon::isReady);
        charon.load();
        return charon;
    }

    private void isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("charon does not start:\n" + process.log() + log());
        }
        Shell answer = swanctl("--stats");
        if (answer.code() != 0) {
            throw new AssertionError(answer.text() + "\n" + log());
        }
    }

    /// The socket of one that died stays behind, and would be taken for the socket of the next.
    private static void forget(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The library that lets charon believe in a kernel with ESP.
    private static Path shim(Path folder) {
        Path shim = folder.resolve("xfrm-fake.so");
        Shell.run(
                "cc",
                "-shared",
                "-fPIC",
                "-O2",
                "-o",
                shim.toString(),
                Repository.root().resolve("verify/interop/peers/xfrm-fake.c").toString(),
                "-ldl");
        return shim;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load() {
        Shell done = swanctl("--load-all");
        if (done.code() != 0) {
            throw new IllegalStateException("charon refuses its configuration:\n" + done.text());
        }
    }

    /// Replaces its configuration; what is up stays up.
    void configure(String config) {
        write(folder.resolve("swanctl/swanctl.conf"), config);
        load();
    }

    /// A command of swanctl, with its options.
    Shell swanctl(String command, String... options) {
        var all = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> all.add(name + "=" + value));
        all.addAll(List.of(Machine.program("swanctl"), command));
        all.addAll(List.of("--uri", "unix://" + folder + "/run/charon.vici"));
        all.addAll(List.of(options));
        return Shell.attempt(all);
    }

    /// Brings a Child SA up; it must succeed.
    void initiate(String child) {
        Shell done = swanctl("--initiate", "--child", child, "--timeout", "20");
        if (done.code() != 0) {
            throw new AssertionError(done.text() + "\n" + log());
        }
    }

    /// Lists its SAs until the text matches all of these, which are searched for in multi-line mode.
    String within(Duration time, String... expected) {
        Deadline deadline = Deadline.after(time);
        while (true) {
            String text = swanctl("--list-sas").text();
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
                        "strongSwan does not show %s within %s:%n%s%n--- log%n%s"
                                .formatted(missing, time, text, log()));
            }
            Deadline.pause();
        }
    }

    /// The end of its log.
    String log() {
        String text =
                fullLog()
                        .lines()
                        .filter(line -> !line.contains("vici client"))
                        .collect(Collectors.joining("\n"));
        return text.substring(Math.max(0, text.length() - 8000));
    }

    String fullLog() {
        Path log = folder.resolve("charon.log");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it as a crash does: nobody hears of it.
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
