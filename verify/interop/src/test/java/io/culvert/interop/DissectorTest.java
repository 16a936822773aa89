package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.interop.Tshark.Frame;
import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// An independent dissector agrees with what the lab of `examples/flexvpn` sends, opened with the key files that stand beside
/// the captures.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DissectorTest {
    private static final String SCENARIO =
            """
            within 60s R1-HUB> show ip bgp vpnv4 all
              has /192\\.168\\.113\\.0 +10\\.1\\.1\\./
              has /192\\.168\\.124\\.0 +10\\.1\\.1\\./
            within 60s R3-Spoke1> show ip route vrf cust2
              has "192.168.111.0/24"
            within 60s R4-Spoke> show ip route vrf cust1
              has "192.168.110.0/24"
            pc1> ping 192.168.110.10 -c 2
              has " 0% packet loss"
            pc2> ping 192.168.111.10 -c 2
              has " 0% packet loss"
            hub-cust1> ping 192.168.114.1 -c 2
              has " 0% packet loss"
            hub-cust2> ping 192.168.124.1 -c 2
              has " 0% packet loss"
            pc1> ping 192.168.114.1 -c 2
              has " 0% packet loss"
            pc2> ping 192.168.124.1 -c 2
              has " 0% packet loss"
            # larger than any packet in the tunnel; and a hop count that ends inside
            pc1> ping 192.168.110.10 -c 1 -s 3000
              has " 0% packet loss"
            pc1> traceroute 192.168.114.1
              has "192.168.114.1"
            R1-HUB> show mpls forwarding-table
            R3-Spoke1> show mpls forwarding-table
            R4-Spoke> show mpls forwarding-table
            """;

    private static final String HUB = "172.16.0.1";
    private static final String SPOKE1 = "172.16.1.103";
    private static final String SPOKE2 = "172.16.1.104";

    /// Which routers seal and open, by their outer addresses.
    private static final Map<String, String> ROUTERS =
            new TreeMap<>(Map.of(HUB, "R1-HUB", SPOKE1, "R3-Spoke1", SPOKE2, "R4-Spoke"));

    private static final List<Prefix> LANS_OF_CUST1 =
            List.of(
                    Prefix.of("192.168.110.0/24"),
                    Prefix.of("192.168.113.0/24"),
                    Prefix.of("192.168.114.0/24"));

    @TempDir private static Path folder = Path.of("");

    private List<Recording> recordings = List.of();

    @BeforeEach
    void record() throws IOException {
        Tshark.required();
        if (recordings.isEmpty()) {
            recordings =
                    List.of(
                            Recording.of(
                                    Repository.root().resolve("examples/flexvpn"),
                                    folder,
                                    SCENARIO));
        }
    }

    private Recording recording() {
        return recordings.getFirst();
    }

    private List<Frame> atHub(String filter, String... fields) throws IOException {
        return recording()
                .tshark()
                .frames(recording().capture("R1-HUB:Ethernet0/0"), filter, fields);
    }

    @Test
    void noPacketIsMalformedAndNoChecksumIsBad() throws IOException {
        assertThat(recording().captures()).hasSize(9);
        assertThat(recording().complaints()).isEmpty();
    }

    /// Status 1 is a checksum that was computed and found good.
    @Test
    void everyChecksumWasLookedAt() throws IOException {
        for (String protocol : List.of("ip", "tcp", "udp", "icmp")) {
            // The quote in an ICMP error is cut short, or was changed on its way.
            var seen = new TreeSet<String>();
            atHub(protocol + " && !(icmp.type == 11)", protocol + ".checksum.status")
                    .forEach(frame -> seen.addAll(frame.all(protocol + ".checksum.status")));
            assertThat(seen).as(protocol).containsExactly("1");
        }
    }

    @Test
    void allThatCustomersSendIsGreInEspThatOpens() throws IOException {
        List<Frame> sealed =
                atHub("esp", "esp.icv_good", "esp.protocol", "gre.proto", "frame.protocols");
        assertThat(sealed).hasSizeGreaterThan(50);
        assertThat(sealed)
                .allSatisfy(
                        frame -> {
                            assertThat(frame.all("esp.icv_good")).containsExactly("1");
                            assertThat(frame.all("esp.protocol")).containsExactly("0x2f");
                            assertThat(frame.all("gre.proto"))
                                    .isSubsetOf("0x8847", "0x0800")
                                    .hasSize(1);
                        });
        assertThat(atHub("icmp && !esp", "frame.number")).isEmpty();
    }

    @Test
    void everyPacketCarriesTheLabelThatTheShowCommandPrints() throws IOException {
        List<Frame> labelled =
                atHub(
                        "esp && mpls && !(icmp.type == 3 || icmp.type == 11)",
                        "ip.src",
                        "ip.dst",
                        "mpls.label",
                        "ip.proto");
        // The quote in an ICMP error has addresses of its own; all else counts, fragments too.
        assertThat(labelled).hasSizeGreaterThan(20);
        var seen = new TreeMap<String, Collection<String>>();
        for (Frame frame : labelled) {
            String receiver = routerAt(frame.outermost("ip.dst"));
            IpAddress destination = IpAddress.of(frame.innermost("ip.dst"));
            boolean isCust1 = LANS_OF_CUST1.stream().anyMatch(lan -> lan.contains(destination));
            String expected =
                    recording()
                            .labels(receiver)
                            .ofNetwork(isCust1 ? "cust1" : "cust2", destination)
                            .orElseThrow();
            assertThat(frame.all("mpls.label")).as(frame.toString()).containsExactly(expected);
            seen.computeIfAbsent(receiver, _ -> new TreeSet<>()).add(expected);
            if (receiver.equals("R1-HUB")) {
                continue;
            }
            // The other side of the same label: what the hub's table puts on.
            assertThat(recording().labels("R1-HUB").rows())
                    .anySatisfy(
                            row -> {
                                assertThat(row.outgoing()).isEqualTo(expected);
                                assertThat(row.prefix().contains(destination)).isTrue();
                            });
        }
        assertThat(seen.get("R1-HUB")).hasSize(4);
        assertThat(seen.get("R3-Spoke1")).hasSize(2);
        assertThat(seen.get("R4-Spoke")).hasSize(2);
    }

    private static String routerAt(String address) {
        String router = ROUTERS.get(address);
        assertThat(router).as(address).isNotNull();
        return Objects.requireNonNull(router);
    }

    @Test
    void thePingsOfTheCustomersAreInside() throws IOException {
        List<Frame> echoes = atHub("esp && mpls && icmp.type == 8", "ip.src", "ip.dst");
        assertThat(echoes)
                .extracting(frame -> frame.innermost("ip.src") + " " + frame.innermost("ip.dst"))
                .contains(
                        "192.168.113.10 192.168.110.10",
                        "192.168.123.10 192.168.111.10",
                        "192.168.110.10 192.168.114.1",
                        "192.168.111.10 192.168.124.1",
                        "192.168.113.10 192.168.114.1",
                        "192.168.123.10 192.168.124.1");
        // The large one: fragmented before encryption, whole again for the dissector.
        assertThat(atHub("esp && mpls && icmp && ip.reassembled.length == 3008", "frame.number"))
                .hasSize(2);
    }

    /// RFC 7296 section 2.5 and RFC 7383: the payloads of the messages that are encrypted, fragments put together.
    @Test
    void allOfIkeIsDecrypted() throws IOException {
        List<Frame> encrypted =
                atHub(
                        "isakmp && isakmp.exchangetype != 34",
                        "isakmp.ispi",
                        "isakmp.messageid",
                        "isakmp.flag_r",
                        "isakmp.exchangetype",
                        "isakmp.typepayload",
                        "isakmp.enc.decrypted");
        var authentications = new TreeMap<String, Collection<String>>();
        for (Frame frame : encrypted) {
            assertThat(frame.has("isakmp.enc.decrypted")).as(frame.toString()).isTrue();
            if (frame.outermost("isakmp.exchangetype").equals("35")) {
                String message =
                        frame.outermost("isakmp.ispi")
                                + (frame.outermost("isakmp.flag_r").matches("1|True")
                                        ? " response"
                                        : " request");
                authentications
                        .computeIfAbsent(message, _ -> new TreeSet<>())
                        .addAll(frame.all("isakmp.typepayload"));
            }
        }
        // Two spokes, both ways: CERT 37, AUTH 39, CP 47, SA 33, TSi 44, TSr 45, and IDi 35 or IDr
        // 36.
        assertThat(authentications).hasSize(4);
        assertThat(authentications)
                .allSatisfy(
                        (message, payloads) ->
                                assertThat(payloads)
                                        .contains("37", "39", "47", "33", "44", "45")
                                        .contains(message.endsWith("request") ? "35" : "36"));
    }

    @Test
    void withoutTheKeysNothingInsideIsSeen(@TempDir Path empty) throws IOException {
        var outsider = new Tshark(empty);
        Path capture = recording().capture("R1-HUB:Ethernet0/0");
        assertThat(outsider.frames(capture, "esp", "frame.number")).isNotEmpty();
        assertThat(outsider.frames(capture, "gre || mpls || icmp || tcp", "frame.number"))
                .isEmpty();
        assertThat(outsider.frames(capture, "isakmp.enc.decrypted", "frame.number")).isEmpty();
    }
}
