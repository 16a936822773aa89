package io.culvert.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How long a node takes from its command to its first IKE packet: `StartUp ROUNDS NAMESPACE COMMAND...`. Starts the command
/// in the namespace, with a configuration that calls [#PEER], and waits there for the first datagram of IKE.
/// `verify/bench/start` makes the namespaces.
public final class StartUp {
    /// The address at the far end of the device; the script gives it to this side of the cable.
    private static final String PEER = "203.0.113.2";

    private static final int IKE = 500;
    private static final int PATIENCE_MILLIS = 60_000;

    /// IKE_SA_INIT in a header of IKEv2, RFC 7296 section 3.1.
    private static final int EXCHANGE_AT = 18;

    private static final int IKE_SA_INIT = 34;

    /// @param processor of all threads, which a busy machine disturbs less; seconds, as the other
    private record Start(double wall, double processor) {}

    private StartUp() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(args[0]);
        var command = new ArrayList<>(List.of("ip", "netns", "exec", args[1]));
        command.addAll(Arrays.asList(args).subList(2, args.length));
        var wall = new double[rounds];
        var processor = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            Start start = once(command);
            System.out.printf(
                    "%.2f s, %.2f s of processor time%n", start.wall(), start.processor());
            wall[i] = start.wall();
            processor[i] = start.processor();
        }
        System.out.println(rounds + " starts");
        print("command to first IKE packet", wall);
        print("processor time until then", processor);
    }

    private static void print(String what, double[] seconds) {
        Arrays.sort(seconds);
        System.out.printf(
                "%s: median %.2f s (%.2f to %.2f)%n",
                what, seconds[seconds.length / 2], seconds[0], seconds[seconds.length - 1]);
    }

    private static Start once(List<String> command) throws IOException, InterruptedException {
        try (var socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(PEER), IKE))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var packet = new DatagramPacket(new byte[2048], 2048);
            Path log = Files.createTempFile("start", ".log");
            long start = System.nanoTime();
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            try {
                do {
                    socket.receive(packet);
                } while (packet.getLength() <= EXCHANGE_AT
                        || packet.getData()[EXCHANGE_AT] != IKE_SA_INIT);
                long wall = System.nanoTime() - start;
                long processor = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
                return new Start(wall / 1e9, processor / 1e3);
            } catch (SocketTimeoutException e) {
                throw new IOException("no IKE packet; the node says: " + Files.readString(log), e);
            } finally {
                process.destroy();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                Files.delete(log);
            }
        }
    }
}
