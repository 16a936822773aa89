package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two provider edges, Culvert and a Linux kernel with FRR and strongSwan, with two customers who both use 10.1.1.0/24 here
/// and 10.1.2.0/24 there: labels in GRE in transport-mode ESP with extended sequence numbers, VPNv4 over the tunnel.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinuxProviderEdgeTest {
    private static final Duration UP = Duration.ofSeconds(60);

    private @Nullable LinuxEdges edges;

    @BeforeAll
    void connect() {
        LinuxEdges.require();
        edges = LinuxEdges.connect(LinuxEdges.Carrier.GRE, "");
    }

    @AfterAll
    void disconnect() {
        if (edges != null) {
            edges.net().close();
        }
    }

    private Namespaces net() {
        return Objects.requireNonNull(edges).net();
    }

    private Culvert culvert() {
        return Objects.requireNonNull(edges).culvert();
    }

    private LinuxPeer guest() {
        return Objects.requireNonNull(edges).guest();
    }

    @Test
    void bothCustomersReachTheOtherSideInBothDirections() {
        net().pingWithin(UP, "red", "10.1.2.2");
        net().pingWithin(UP, "blue", "10.1.2.2");
        guest().pingWithin(UP, "ip netns exec cred", "10.1.1.2");
        guest().pingWithin(UP, "ip netns exec cblue", "10.1.1.2");
    }

    @Test
    void allThatPassesBetweenThemIsSealed() {
        Capture rest =
                Capture.start(
                        net(),
                        "wan",
                        "br0",
                        "not arp and not ip6 and not proto 50 and not udp port 500 and not udp port 4500");
        net().ping("red", "10.1.2.2");
        assertThat(rest.stop()).isZero();
        guest().within(
                        UP,
                        "swanctl --list-sas",
                        "tunnel: #\\d+, reqid \\d+, INSTALLED, TRANSPORT, ESP:AES_GCM_16-256/ESN");
        culvert().within(UP, "show crypto ipsec sa", "in use settings =\\{Transport, esn\\}");
    }

    @Test
    void largePacketsPassBothWays() {
        net().ping("red", "10.1.2.2", "-s", "3000");
        guest().within(
                        UP,
                        "ip netns exec cred ping -q -c 3 -i 0.2 -W 2 -s 3000 10.1.1.2",
                        " 0% packet loss");
    }

    @Test
    void itRekeysWhileCustomersPing() {
        for (String what : new String[] {"--child tunnel", "--ike pe1", "--ike pe1 --reauth"}) {
            guest().run("swanctl --rekey " + what);
            net().pingWithin(UP, "red", "10.1.2.2");
            guest().pingWithin(UP, "ip netns exec cblue", "10.1.1.2");
        }
    }

    @Test
    void aCustomerThatGoesIsWithdrawnAndComesBack() {
        guest().run("ip link set vblue down");
        culvert().without(UP, "show ip route vrf blue", "10\\.1\\.2\\.0");
        net().ping("red", "10.1.2.2");
        guest().run("ip link set vblue up");
        net().pingWithin(UP, "blue", "10.1.2.2");
    }
}
