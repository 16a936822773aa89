package io.culvert.interop;

import io.culvert.testkit.Repository;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A cable through a namespace that a test has its hand on: it can keep frames back and let them go at once, so that what
/// both ends sent crosses on the way.
final class Relay implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Running process;

    private Relay(Running process) {
        this.process = process;
    }

    /// Joins two devices of a namespace, both ways.
    static Relay between(Namespaces net, String node, String left, String right) {
        String script = Repository.root().resolve("verify/interop/peers/relay.py").toString();
        Running process =
                Running.start(
                        "relay",
                        net.folder("relay-" + node),
                        Map.of(),
                        net.command(node, List.of("python3", script, left, right)));
        Relay relay = net.own(new Relay(process));
        relay.order("pass");
        return relay;
    }

    private String order(String word) {
        int before = process.position();
        process.send(word + "\n");
        return process.await(before, Pattern.compile("(?m)^" + word + "$"), ANSWER);
    }

    /// Keeps back what comes from now on.
    void hold() {
        order("hold");
    }

    /// Lets everything through, first of all what was kept back.
    void pass() {
        order("pass");
    }

    /// Whether a request of an IKE exchange is among what came by a device and was kept back.
    ///
    /// @param side 0 for the left device, 1 for the right
    boolean holds(int side, int exchange) {
        return order("held")
                .lines()
                .filter(line -> line.startsWith(side + " "))
                .map(line -> HexFormat.of().parseHex(line.substring(2)))
                .anyMatch(frame -> isRequest(frame, exchange));
    }

    /// Of an Ethernet frame with IPv4 without options and UDP for port 500 in it.
    private static boolean isRequest(byte[] frame, int exchange) {
        int ike = 14 + 20 + 8;
        boolean isIke =
                frame.length >= ike + 28
                        && frame[12] == 8
                        && frame[13] == 0
                        && frame[23] == 17
                        && frame[36] == 1
                        && frame[37] == (byte) 0xf4;
        return isIke && frame[ike + 18] == exchange && (frame[ike + 19] & 0x20) == 0;
    }

    @Override
    public void close() {
        process.close();
    }
}
