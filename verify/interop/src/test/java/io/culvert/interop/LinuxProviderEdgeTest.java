package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
            edges.close();
        }
    }

    private LinuxEdges edges() {
        return Objects.requireNonNull(edges);
    }

    private Namespaces net() {
        return edges().net();
    }

    private Culvert culvert() {
        return edges().culvert();
    }

    private LinuxPeer guest() {
        return edges().guest();
    }

    @Test
    void bothCustomersReachTheOtherSideInBothDirections() {
        edges().everybodyReachesTheOtherSide();
    }

    @Test
    void allThatPassesBetweenThemIsSealed() {
        edges().allThatPassesIsSealed();
        guest().within(
                        UP,
                        "swanctl --list-sas",
                        "tunnel: #\\d+, reqid \\d+, INSTALLED, TRANSPORT, ESP:AES_GCM_16-256/ESN");
        culvert().within(UP, "show crypto ipsec sa", "in use settings =\\{Transport, esn\\}");
    }

    /// GRE without options, RFC 2784 and 4023, one label, and the customer's packet.
    @Test
    void theKernelSealsLabelsInGre() {
        List<KernelPackets.Sealed> labelled =
                KernelPackets.capture(edges(), 47).stream()
                        .filter(each -> each.payload().i32(0) == 0x8847)
                        .toList();
        assertThat(labelled).hasSizeGreaterThanOrEqualTo(2);
        for (KernelPackets.Sealed each : labelled) {
            assertThat(each.payload().u8(6) & 1).as("bottom of the stack").isEqualTo(1);
            assertThat(each.payload().size()).isEqualTo(4 + 4 + 20 + 8 + 20);
        }
        KernelPackets.keep(edges(), "gre", labelled.getFirst());
    }

    @Test
    void largePacketsPassBothWays() {
        net().pingWithin(UP, "red", "10.1.2.2");
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
