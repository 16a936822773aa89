package io.culvert.interop.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.interop.install.PrivateRoot.Done;
import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `./culvert package` makes is installed, started and removed again, in roots that vanish with the test.
class PackageTest {
    private static final String PROGRAM = "/usr/bin/culvert";
    private static final String CONFIGURATION = "/etc/culvert/culvert.cfg";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder = Path.of("");

    private static Path debian = Path.of("");
    private static Path image = Path.of("");

    @BeforeAll
    static void build() throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            Assumptions.abort("packages are installed by root alone");
        }
        for (String tool : List.of("dpkg-deb", "unshare", "nsenter", "setpriv", "tar")) {
            if (!isThere(tool)) {
                Assumptions.abort(
                        tool
                                + " is missing: install it (Debian: apt-get install dpkg util-linux tar)");
            }
        }
        Path made = make("first");
        debian = only(made, ".deb");
        image = only(made, "_container").resolve("root.tar");
    }

    private static boolean isThere(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, tool)));
    }

    /// Packages what Maven has just compiled for these tests; the launcher would compile it once more.
    private static Path make(String name) {
        Path root = Repository.root();
        Path out = folder.resolve(name);
        good(
                PrivateRoot.finish(
                        List.of(
                                root.resolve("packaging/build").toString(),
                                root.resolve("daemon/target").toString(),
                                "--out",
                                out.toString())));
        return out;
    }

    private static Path only(Path out, String end) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            List<Path> found = files.filter(each -> each.toString().endsWith(end)).toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    private static String good(Done done) {
        assertThat(done.exit()).as(done.output()).isZero();
        return done.output();
    }

    private static PrivateRoot open(String name, String make, String argument) throws IOException {
        Path shared = Files.createDirectory(folder.resolve(name));
        // The service's user must be able to reach the socket in it.
        shared.toFile().setExecutable(true, false);
        return PrivateRoot.open(shared, make, argument)
                .orElseGet(
                        () ->
                                Assumptions.abort(
                                        "this machine lets nobody mount an overlay of its root, not even root"));
    }

    /// A package that the machine has already stays there, but not in the copy.
    private static PrivateRoot installed(String name) throws IOException {
        PrivateRoot root = open(name, PrivateRoot.OVERLAY, "");
        root.run("dpkg", "--purge", "culvert");
        Files.createLink(folder.resolve(name).resolve("culvert.deb"), debian);
        good(root.run("dpkg", "--install", PrivateRoot.SHARED + "/culvert.deb"));
        return root;
    }

    @Test
    void theSameTreeGivesTheSameBytesAgain() throws IOException {
        Path again = make("second");
        assertThat(again.resolve(debian.getFileName())).hasSameBinaryContentAs(debian);
        assertThat(only(again, "_container").resolve("root.tar")).hasSameBinaryContentAs(image);
    }

    @Test
    void thePackageNeedsTheCLibraryAloneAndEverythingInItBelongsToRoot() {
        assertThat(
                        good(
                                PrivateRoot.finish(
                                        List.of(
                                                "dpkg-deb",
                                                "--field",
                                                debian.toString(),
                                                "Depends"))))
                .matches("libc6 \\([^,|]*\\)\n");
        assertThat(good(PrivateRoot.finish(List.of("dpkg-deb", "--contents", debian.toString()))))
                .contains(
                        "./usr/bin/culvert\n",
                        "./lib/systemd/system/culvert.service\n",
                        "./etc/culvert/culvert.cfg\n",
                        "./usr/share/man/man8/culvert.8.gz\n")
                .matches("(?s)(.{10} root/root [^\n]*\n)*");
    }

    @Test
    void itIsInstalledStartedReloadedStoppedAndPurged() throws IOException, InterruptedException {
        try (PrivateRoot root = installed("debian")) {
            assertThat(good(root.run(PROGRAM, "--version"))).startsWith("Culvert ");
            assertThat(good(root.run(PROGRAM, "check", CONFIGURATION))).contains(" 0 refused");
            assertThat(good(root.run("ls", "/var/cache/culvert")).strip())
                    .as("the ahead-of-time cache that the installation makes")
                    .isEqualTo("culvert.aot");
            assertThat(good(root.run("stat", "-c", "%U %a %n", "/etc/culvert", CONFIGURATION)))
                    .isEqualTo("culvert 750 /etc/culvert\nculvert 640 " + CONFIGURATION + "\n");
            try (var manager = new NotifyListener(folder.resolve("debian/notify"));
                    var service = new ServiceRun(root, folder.resolve("debian"))) {
                assertThat(manager.until("READY=1", PATIENCE)).contains("READY=1");
                // CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW: bits 10, 12 and 13.
                assertThat(service.status())
                        .containsPattern("CapEff:\t0*3400\n")
                        .containsPattern("CapBnd:\t0*3400\n")
                        .doesNotContainPattern("Uid:\t0");
                assertThat(manager.until("WATCHDOG=1", PATIENCE)).contains("WATCHDOG=1");
                service.hangUp();
                assertThat(manager.until("READY=1", PATIENCE)).contains("RELOADING=1", "READY=1");
                service.terminate();
                assertThat(manager.until("STOPPING=1", PATIENCE)).contains("STOPPING=1");
                assertThat(service.exit()).isZero();
            }
            good(root.run("dpkg", "--remove", "culvert"));
            assertThat(good(root.run("ls", CONFIGURATION))).isNotEmpty();
            good(root.run("dpkg", "--purge", "culvert"));
            assertThat(root.run("getent", "passwd", "culvert").output()).isEmpty();
            assertThat(
                            root.run(
                                            "find",
                                            "/etc/culvert",
                                            "/usr/lib/culvert",
                                            "/usr/share/culvert")
                                    .output()
                                    .lines())
                    .hasSize(3)
                    .allMatch(line -> line.contains("No such file"));
            assertThat(
                            root.run("find", "/var/lib/culvert", "/var/cache/culvert", PROGRAM)
                                    .output()
                                    .lines())
                    .hasSize(3)
                    .allMatch(line -> line.contains("No such file"));
        }
    }

    @Test
    void theContainerImageRunsFromItsOwnFilesAlone() throws IOException {
        try (PrivateRoot root =
                open("image", "mkdir root\ntar -C root -xf \"$3\"\n", image.toString())) {
            assertThat(good(root.run(PROGRAM, "--version"))).startsWith("Culvert ");
            good(root.run("/usr/lib/culvert/make-cache"));
            good(root.run(PROGRAM, "check", CONFIGURATION));
            var start = new ArrayList<>(List.of("timeout", "--preserve-status", "5"));
            start.addAll(root.command(PROGRAM, "router", "--config", CONFIGURATION));
            assertThat(PrivateRoot.finish(start).output()).contains("Loopback0");
        }
    }
}
