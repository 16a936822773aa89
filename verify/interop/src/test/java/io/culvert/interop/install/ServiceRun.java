package io.culvert.interop.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// What systemd does with `culvert.service`, done by hand: the user, the capabilities, the socket that it listens on, the signals.
final class ServiceRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path log;
    private final Process nsenter;

    /// Starts the service.
    ///
    /// @param root where the package is installed
    /// @param shared the folder that both sides see; the socket `notify` is in it
    ServiceRun(PrivateRoot root, Path shared) throws IOException {
        log = shared.resolve("service.log");
        nsenter =
                new ProcessBuilder(root.command(command().toArray(String[]::new)))
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
    }

    private static String setting(String name) {
        String unit = Repository.text(Repository.root().resolve("packaging/culvert.service"));
        var line = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(unit);
        assertThat(line.find()).as(name).isTrue();
        return line.group(1);
    }

    private static List<String> command() {
        String capabilities =
                "-all,"
                        + setting("AmbientCapabilities")
                                .toLowerCase(Locale.ROOT)
                                .replace("cap_", "+")
                                .replace(' ', ',');
        var command = new ArrayList<String>();
        command.addAll(List.of("setpriv", "--reuid", setting("User"), "--regid", setting("Group")));
        command.addAll(List.of("--clear-groups", "--no-new-privs"));
        command.addAll(List.of("--inh-caps", capabilities, "--ambient-caps", capabilities));
        command.addAll(List.of("--bounding-set", capabilities));
        // Whoever runs the tests may have had SIGHUP ignored, as nohup does; a manager has not.
        command.addAll(List.of("env", "-i", "--default-signal=HUP", "PATH=/usr/bin:/bin"));
        command.add("WATCHDOG_USEC=2000000");
        command.add("STATE_DIRECTORY=/var/lib/" + setting("StateDirectory"));
        command.add("NOTIFY_SOCKET=" + PrivateRoot.SHARED + "/notify");
        command.addAll(List.of(setting("ExecStart").split(" ")));
        return command;
    }

    private ProcessHandle service() {
        return nsenter.children().findFirst().orElseThrow();
    }

    /// What the kernel says of its rights.
    String status() throws IOException {
        return Files.readString(Path.of("/proc/" + service().pid() + "/status"));
    }

    void hangUp() {
        PrivateRoot.finish(List.of("kill", "-HUP", Long.toString(service().pid())));
    }

    /// Ends it as the manager does.
    void terminate() {
        service().destroy();
    }

    /// What the launcher's process ended with.
    int exit() throws IOException, InterruptedException {
        assertThat(nsenter.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(Files.readString(log))
                .isTrue();
        return nsenter.exitValue();
    }

    @Override
    public void close() {
        nsenter.descendants().forEach(ProcessHandle::destroyForcibly);
        nsenter.destroyForcibly();
    }
}
