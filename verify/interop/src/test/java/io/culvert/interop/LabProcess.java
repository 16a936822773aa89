package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A lab of one router that stays up in a process of its own and takes SSH at a port of the loopback address.
final class LabProcess implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private final Process process;
    private final int port;
    private final List<String> said = new ArrayList<>();

    private LabProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static LabProcess start(Path folder, String configuration) throws IOException {
        Files.writeString(folder.resolve("r1.cfg"), configuration);
        Files.writeString(
                folder.resolve("one.clab.yml"),
                """
                name: one
                topology:
                  nodes:
                    R1: {kind: culvert, startup-config: r1.cfg}
                    pc: {kind: linux}
                  links:
                    - endpoints: ["R1:Ethernet0/0", "pc:eth1"]
                """);
        int port = freePort();
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.culvert.daemon.Main",
                        "lab",
                        "up",
                        folder.toString(),
                        "--ssh-port",
                        String.valueOf(port));
        builder.redirectErrorStream(true);
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        var lab = new LabProcess(builder.start(), port);
        lab.awaitDoors();
        return lab;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitDoors() throws IOException {
        var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.contains("ssh -p " + port)) {
                return;
            }
        }
        assertThat(said).as("the lab did not come up").isEmpty();
    }

    String port() {
        return String.valueOf(port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
