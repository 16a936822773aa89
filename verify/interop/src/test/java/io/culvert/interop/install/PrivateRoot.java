package io.culvert.interop.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A root of its own for packages: what is written lands in memory, in namespaces for mounts, processes and the network. All of
/// it goes with the process that holds them, however the test ends.
final class PrivateRoot implements AutoCloseable {
    /// Where the folder that both sides see is found inside.
    static final String SHARED = "/run/shared";

    private static final long PATIENCE_SECONDS = 120;

    /// The root of this machine, seen through a layer that takes what is written.
    static final String OVERLAY =
            """
            mkdir upper work root
            mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
            """;

    /// What a run-time gives to any container; then the holder says that it is inside and waits for the end of its input, which comes with our end.
    private static final String HOLD =
            """
            mount -t proc proc root/proc
            mount -t tmpfs tmpfs root/dev
            mkdir root/dev/net
            for device in null zero full random urandom net/tun; do
                [ ! -e /dev/$device ] || { : >root/dev/$device; mount --bind /dev/$device root/dev/$device; }
            done
            mount -t tmpfs tmpfs root/run
            mkdir root/run/shared
            mount --bind "$1" root/run/shared
            exec chroot root "$2" -c 'echo held; while read -r line; do :; done'
            """;

    private final Process holder;
    private final long inside;

    /// What a program did that ran to its end.
    record Done(int exit, String output) {}

    private PrivateRoot(Process holder, long inside) {
        this.holder = holder;
        this.inside = inside;
    }

    /// @param shared seen inside as [#SHARED]
    /// @param make shell lines that make the folder `root` in a file system in memory; `$3` is the last argument
    /// @return nothing where this machine does not let us
    static Optional<PrivateRoot> open(Path shared, String make, String argument)
            throws IOException {
        String script = "set -e\nmount -t tmpfs tmpfs /mnt\ncd /mnt\n" + make + HOLD;
        Process holder =
                new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "--pid",
                                "--net",
                                "--uts",
                                "--ipc",
                                "--fork",
                                "--kill-child",
                                "sh",
                                "-c",
                                script,
                                "sh",
                                shared.toString(),
                                "/bin/sh",
                                argument)
                        .redirectError(shared.resolve("holder.log").toFile())
                        .start();
        if (!"held".equals(holder.inputReader().readLine())) {
            holder.destroyForcibly();
            return Optional.empty();
        }
        long inside = holder.children().findFirst().orElseThrow().pid();
        return Optional.of(new PrivateRoot(holder, inside));
    }

    /// A command line of the machine's that runs a program inside; the program's process is the only child of `nsenter`.
    List<String> command(String... program) {
        var command = new ArrayList<String>();
        command.addAll(List.of("nsenter", "--target", Long.toString(inside)));
        command.addAll(List.of("--mount", "--pid", "--net", "--uts", "--ipc", "--root", "--wd"));
        command.addAll(List.of(program));
        return command;
    }

    /// Runs a program inside, without any input, to its end.
    Done run(String... program) {
        return finish(command(program));
    }

    static Done finish(List<String> command) {
        try {
            Path output = Files.createTempFile("install", ".out");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectInput(Path.of("/dev/null").toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                boolean isOver = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                process.destroyForcibly();
                String text = new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
                return isOver
                        ? new Done(process.exitValue(), text)
                        : new Done(-1, text + "\nstill running after " + PATIENCE_SECONDS + " s");
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " runs", e);
        }
    }

    @Override
    public void close() {
        holder.destroyForcibly();
        try {
            holder.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
