package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.testkit.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// An attacker on the provider's segment floods, replays and lies. The tunnel that is up notices nothing: of echoes sent
/// all the while every one comes back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTest {
    private static final int REQUESTS = Integer.getInteger("flood.requests", 100_000);
    private static final int RATE = Integer.getInteger("flood.rate", 5_000);
    private static final int HEAP_MEGABYTES = 64;
    private static final int RESIDENT_MEGABYTES = 512;
    private static final Duration UP = Duration.ofSeconds(60);
    private static final HexFormat HEX = HexFormat.of();

    private @Nullable LinuxEdges edges;
    private String mac = "";

    /// An IKE_SA_INIT request and an ESP packet that Culvert took, from the IP header on.
    private byte[] request = new byte[0];

    private byte[] sealed = new byte[0];

    @BeforeAll
    void connect() {
        LinuxEdges.require();
        Machine.requires("python3", "tshark");
        edges =
                LinuxEdges.connect(
                        LinuxEdges.Carrier.GRE,
                        "crypto ikev2 cookie-challenge 100\nip route 100.64.0.0 255.192.0.0 192.0.2.66\n");
        Namespaces net = net();
        net.add("evil");
        net.link("evil", "eth0", "wan", "evil");
        net.run("wan", "ip", "link", "set", "evil", "master", "br0");
        net.address("evil", "eth0", "192.0.2.66/24");
        net.ping("evil", "192.0.2.1");
        Matcher neighbor =
                Pattern.compile("lladdr (\\S+)")
                        .matcher(net.run("evil", "ip", "neigh", "show", "192.0.2.1"));
        assertThat(neighbor.find()).isTrue();
        mac = neighbor.group(1);
        Capture capture =
                Capture.start(net, "wan", "br0", "src 192.0.2.2 and (proto 50 or udp port 500)");
        edges.guest().run("swanctl --rekey --ike pe1 --reauth >/dev/null");
        edges.reach("red");
        capture.stop();
        request = first(capture, "isakmp.exchangetype == 34");
    }

    /// An ESP packet of an association that stands, once a reauthentication has left one session.
    @BeforeEach
    void seal() {
        culvert()
                .within(
                        UP,
                        "show crypto ikev2 sa",
                        "(?s)\\A(?:(?!READY).)*READY(?:(?!READY).)*\\z");
        Objects.requireNonNull(edges).reach("red");
        Capture capture = Capture.start(net(), "wan", "br0", "src 192.0.2.2 and proto 50");
        net().ping("red", "10.1.2.2");
        capture.stop();
        sealed = first(capture, "esp");
    }

    private static byte[] first(Capture capture, String filter) {
        String text =
                Shell.run(
                        "tshark",
                        "-n",
                        "-r",
                        capture.file().toString(),
                        "-Y",
                        filter,
                        "-T",
                        "json",
                        "-x",
                        "-c",
                        "200");
        Matcher frame = Pattern.compile("\"frame_raw\":\\s*\\[\\s*\"([0-9a-f]+)\"").matcher(text);
        assertThat(frame.find()).as(filter).isTrue();
        return HEX.parseHex(frame.group(1).substring(28));
    }

    @AfterAll
    void disconnect() {
        if (edges != null) {
            edges.close();
        }
    }

    private Namespaces net() {
        return Objects.requireNonNull(edges).net();
    }

    private Culvert culvert() {
        return Objects.requireNonNull(edges).culvert();
    }

    private static List<String> attack(String mac, String... what) {
        var command =
                new ArrayList<>(
                        List.of(
                                "python3",
                                Repository.root()
                                        .resolve("verify/interop/peers/attack.py")
                                        .toString(),
                                "eth0",
                                mac,
                                Integer.toString(RATE)));
        command.addAll(List.of(what));
        return command;
    }

    /// Attacks while a customer pings, fifty times a second, as long as it lasts.
    private void unnoticed(int seconds, String input, String... what) {
        Running echoes =
                Running.start(
                        "ping",
                        net().folder("ping"),
                        Map.of(),
                        net().command(
                                        "red",
                                        List.of(
                                                "ping",
                                                "-i",
                                                "0.02",
                                                "-W",
                                                "5",
                                                "-c",
                                                Integer.toString(50 * seconds),
                                                "10.1.2.2")));
        try {
            Shell attack =
                    Shell.attempt(
                            net().command("evil", attack(mac, what)), input, Duration.ofMinutes(2));
            assertThat(attack.code()).as(attack.text()).isZero();
            String text = echoes.await(0, Pattern.compile("packet loss"), UP);
            assertThat(text).contains(" 0% packet loss");
            System.out.println(delays(what[0], text) + "; sent " + attack.text().strip());
        } finally {
            echoes.close();
        }
    }

    /// What the echoes were late, in one line.
    private static String delays(String what, String echoes) {
        double[] millis =
                Pattern.compile("time=([\\d.]+) ms")
                        .matcher(echoes)
                        .results()
                        .mapToDouble(found -> Double.parseDouble(found.group(1)))
                        .sorted()
                        .toArray();
        return "%s at %,d a second: %d echoes, median %.2f ms, p99 %.2f ms, most %.2f ms"
                .formatted(
                        what,
                        RATE,
                        millis.length,
                        millis[millis.length / 2],
                        millis[millis.length * 99 / 100],
                        millis[millis.length - 1]);
    }

    private static String lines(List<byte[]> packets) {
        return packets.stream().map(HEX::formatHex).collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void aHundredThousandSpoofedRequestsDisturbNobody() {
        byte[] message = Arrays.copyOfRange(request, 28, request.length);
        unnoticed(
                REQUESTS / RATE + 1,
                "",
                "init",
                "192.0.2.1",
                Integer.toString(REQUESTS),
                HEX.formatHex(message));
        assertThat(culvert().isAlive()).isTrue();
        assertMemoryIsBounded();
        // From the hundredth on each was asked for a cookie and forgotten.
        culvert().within(UP, "show crypto ikev2 stats", "half open: (100|\\d{1,2})\\)");
        Objects.requireNonNull(edges).guest().run("swanctl --rekey --ike pe1 >/dev/null");
        Objects.requireNonNull(edges).reach("red");
    }

    /// While its half-open IKE SAs are still there: docs/operating/limits.md.
    private void assertMemoryIsBounded() {
        String pid = Long.toString(culvert().pid());
        String live =
                Shell.run(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        pid,
                        "GC.class_histogram");
        long heap = number("(?m)^Total +\\d+ +(\\d+)", live) >> 20;
        long resident =
                number("VmHWM:\\s+(\\d+) kB", Shell.run("cat", "/proc/" + pid + "/status")) >> 10;
        System.out.println("live heap " + heap + " MB, resident at most " + resident + " MB");
        assertThat(heap).as("live heap, MB").isLessThan(HEAP_MEGABYTES);
        assertThat(resident).as("resident at most, MB").isLessThan(RESIDENT_MEGABYTES);
    }

    private static long number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Long.parseLong(found.group(1));
    }

    @Test
    void replaysAreCountedAndDropped() {
        var packets = new ArrayList<byte[]>();
        for (int i = 0; i < 20_000; i++) {
            packets.add(sealed);
        }
        unnoticed(5, lines(packets), "send");
        culvert().within(UP, "show drops", "(?i)replay");
    }

    @Test
    void wrongTagsAreCountedAndDropped() {
        var packets = new ArrayList<byte[]>();
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = sealed.clone();
            packet[26] = (byte) (i >> 8 | 0x40);
            packet[27] = (byte) i;
            packet[packet.length - 1 - i % 8] ^= (byte) 0x55;
            packets.add(packet);
        }
        unnoticed(5, lines(packets), "send");
        culvert().within(UP, "show drops", "(?i)tag|authenticat|integrity");
    }

    /// Every length and every first octets of a packet, whatever its header says.
    @Test
    void lyingLengthsAreCountedAndDropped() {
        var packets = new ArrayList<byte[]>();
        for (byte[] whole : List.of(sealed, request)) {
            for (int size = 1; size < whole.length; size++) {
                packets.add(Arrays.copyOf(whole, size));
                byte[] lying = whole.clone();
                lying[2] = (byte) (size >> 8);
                lying[3] = (byte) size;
                packets.add(withChecksum(lying));
                if (whole == request) {
                    byte[] inside = whole.clone();
                    inside[24] = (byte) (size >> 8);
                    inside[25] = (byte) size;
                    packets.add(inside);
                    byte[] ike = whole.clone();
                    ike[28 + 26] = (byte) (size >> 8);
                    ike[28 + 27] = (byte) size;
                    packets.add(ike);
                }
            }
        }
        unnoticed(5, lines(packets), "send");
        assertThat(culvert().isAlive()).isTrue();
    }

    private static byte[] withChecksum(byte[] packet) {
        packet[10] = 0;
        packet[11] = 0;
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += (packet[i] & 0xff) << 8 | packet[i + 1] & 0xff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        packet[10] = (byte) (~sum >> 8);
        packet[11] = (byte) ~sum;
        return packet;
    }
}
