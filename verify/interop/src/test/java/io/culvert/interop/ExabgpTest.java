package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// ExaBGP, which says what it is told to, oddities included. The session lives through all of them, and no route is lost
/// but the one that is wrong (RFC 7606).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExabgpTest {
    private static final Duration SESSION = Duration.ofSeconds(30);
    private static final Duration ROUTE = Duration.ofSeconds(10);
    private static final String NEIGHBOR = "show ip bgp vpnv4 all neighbors 192.0.2.2";

    private static final String CONFIG =
            """
            hostname PE
            vrf definition red
             rd 65001:1
             route-target both 65000:100
             address-family ipv4
             exit-address-family
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
             mpls bgp forwarding
            router bgp 65001
             bgp router-id 192.0.2.1
             no bgp default ipv4-unicast
             neighbor 192.0.2.2 remote-as 65002
             neighbor 192.0.2.2 advertisement-interval 0
             address-family vpnv4
              neighbor 192.0.2.2 activate
              neighbor 192.0.2.2 send-community both
             exit-address-family
             address-family ipv4 vrf red
             exit-address-family
            """;

    private static final String PEER =
            """
            neighbor 192.0.2.1 {
              router-id 192.0.2.2;
              local-address 192.0.2.2;
              local-as 65002;
              peer-as 65001;
              hold-time 180;
              capability { asn4 enable; route-refresh enable; }
              family { ipv4 mpls-vpn; }
              api { processes [ script ]; receive { parsed; update; refresh; } neighbor-changes; }
            }
            """;

    private @Nullable Namespaces net;
    private @Nullable Culvert culvert;
    private @Nullable Daemon exabgp;

    @BeforeAll
    void connect() {
        Machine.requires("exabgp");
        net = new Namespaces("pe", "peer");
        net.link("pe", "eth0", "peer", "eth0");
        net.leave("pe", "eth0");
        net.address("peer", "eth0", "192.0.2.2/24");
        exabgp = Daemon.exabgp(net, "peer", "192.0.2.2", PEER);
        culvert = Culvert.start(net, "pe", CONFIG);
        tell("announce", "10.2.1.0/24", 3001, "");
        culvert.within(SESSION, "show ip bgp vpnv4 vrf red 10.2.1.0", "nolabel/3001");
    }

    @AfterAll
    void disconnect() {
        if (net != null) {
            net.close();
        }
    }

    private Culvert culvert() {
        return Objects.requireNonNull(culvert);
    }

    private void tell(String what, String prefix, int label, String more) {
        Objects.requireNonNull(exabgp)
                .tell(
                        "%s route %s rd 65002:1 next-hop 192.0.2.2 label %d extended-community [ target:65000:100 ] %s"
                                .formatted(what, prefix, label, more));
    }

    private static String route(String prefix) {
        return "show ip bgp vpnv4 vrf red " + prefix.replaceAll("/.*", "");
    }

    @Test
    void anUnknownTransitiveAttributeIsNoObstacle() {
        tell("announce", "10.3.1.0/24", 3101, "attribute [ 0x63 0xc0 0x0102030405 ]");
        culvert().within(ROUTE, route("10.3.1.0/24"), "nolabel/3101");
        tell("withdraw", "10.3.1.0/24", 3101, "attribute [ 0x63 0xc0 0x0102030405 ]");
        culvert().within(ROUTE, route("10.3.1.0/24"), "not in table");
    }

    @Test
    void anUnknownOptionalAttributeOfLengthZeroIsNoObstacle() {
        tell("announce", "10.3.2.0/24", 3102, "attribute [ 0x64 0x80 0x ]");
        tell("announce", "10.3.3.0/24", 3103, "");
        culvert().within(ROUTE, route("10.3.3.0/24"), "nolabel/3103");
        itIsStillTheFirstSession();
    }

    /// RFC 7606 sections 3 and 7: the routes of such an UPDATE are withdrawn, those of others stay.
    @ParameterizedTest
    @CsvSource({
        "MULTI_EXIT_DISC of 3 octets, 10.4.1.0/24, 0x04 0x80 0x010203",
        "MULTI_EXIT_DISC that calls itself transitive, 10.4.2.0/24, 0x04 0xc0 0x01020304",
        "COMMUNITIES of 3 octets, 10.4.3.0/24, 0x08 0xc0 0x010203",
        "COMMUNITIES of 5 octets, 10.4.5.0/24, 0x08 0xc0 0x0102030405"
    })
    void aWrongAttributeCostsItsRoutesAlone(String what, String prefix, String attribute) {
        tell("announce", prefix, 3200, "");
        culvert().within(ROUTE, route(prefix), "nolabel/3200");
        tell("announce", prefix, 3201, "attribute [ " + attribute + " ]");
        culvert().within(ROUTE, route(prefix), "not in table");
        culvert().within(ROUTE, route("10.2.1.0/24"), "nolabel/3001");
        itIsStillTheFirstSession();
    }

    private void itIsStillTheFirstSession() {
        assertThat(culvert().ask(NEIGHBOR)).contains("Connections established 1; dropped 0");
    }

    @Test
    void manyRoutesComeAndGo() {
        Daemon peer = Objects.requireNonNull(exabgp);
        var all = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            all.append(
                    "announce route 10.9.%d.0/24 rd 65002:1 next-hop 192.0.2.2 label %d extended-community [ target:65000:100 ]\n"
                            .formatted(i, 4000 + i));
        }
        peer.tell(all.toString().strip());
        culvert().within(SESSION, route("10.9.199.0/24"), "nolabel/4199");
        peer.tell(all.toString().strip().replace("announce", "withdraw"));
        culvert().within(SESSION, route("10.9.199.0/24"), "not in table");
        culvert().without(SESSION, "show ip bgp vpnv4 vrf red", "10\\.9\\.");
    }
}
