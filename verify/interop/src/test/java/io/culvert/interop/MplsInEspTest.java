package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Labels right in transport-mode ESP, next header 137 (RFC 4023 over RFC 4303), between Culvert and a Linux kernel with FRR and
/// strongSwan: nothing but a label stack between ESP and the customer's packet, and BGP under explicit null.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MplsInEspTest {
    private static final Duration UP = Duration.ofSeconds(60);

    private @Nullable LinuxEdges edges;

    @BeforeAll
    void connect() {
        LinuxEdges.require();
        edges = LinuxEdges.connect(LinuxEdges.Carrier.MPLS, "");
    }

    @AfterAll
    void disconnect() {
        if (edges != null) {
            edges.net().close();
        }
    }

    private LinuxEdges edges() {
        return Objects.requireNonNull(edges);
    }

    @Test
    void bothCustomersReachTheOtherSideInBothDirections() {
        edges().net().pingWithin(UP, "red", "10.1.2.2");
        edges().net().pingWithin(UP, "blue", "10.1.2.2");
        edges().guest().pingWithin(UP, "ip netns exec cred", "10.1.1.2");
        edges().guest().pingWithin(UP, "ip netns exec cblue", "10.1.1.2");
    }

    @Test
    void allThatPassesBetweenThemIsSealed() {
        Capture rest =
                Capture.start(
                        edges().net(),
                        "wan",
                        "br0",
                        "not arp and not ip6 and not proto 50 and not udp port 500 and not udp port 4500");
        edges().net().ping("red", "10.1.2.2");
        assertThat(rest.stop()).isZero();
    }

    @Test
    void theSelectorsOfTheAssociationAreProtocol137BetweenTheEnds() {
        edges().guest()
                .within(
                        UP,
                        "swanctl --list-sas",
                        "tunnel: #\\d+, reqid \\d+, INSTALLED, TRANSPORT, ESP:AES_GCM_16-256/ESN",
                        "local +192\\.0\\.2\\.2/32\\[(137|mpls.*)\\]",
                        "remote +192\\.0\\.2\\.1/32\\[(137|mpls.*)\\]");
        edges().culvert()
                .within(
                        UP,
                        "show crypto ipsec sa",
                        "local +ident .*192\\.0\\.2\\.1.255\\.255\\.255\\.255.137.0",
                        "in use settings =\\{Transport, esn\\}");
    }

    @Test
    void largePacketsPassBothWays() {
        edges().net().ping("red", "10.1.2.2", "-s", "3000");
        edges().guest()
                .within(
                        UP,
                        "ip netns exec cred ping -q -c 3 -i 0.2 -W 2 -s 3000 10.1.1.2",
                        " 0% packet loss");
    }

    @Test
    void itRekeysWhileCustomersPing() {
        edges().guest().run("swanctl --rekey --child tunnel");
        edges().net().pingWithin(UP, "red", "10.1.2.2");
        edges().guest().pingWithin(UP, "ip netns exec cblue", "10.1.1.2");
    }
}
