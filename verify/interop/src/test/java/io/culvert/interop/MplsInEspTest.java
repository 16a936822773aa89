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
            edges.close();
        }
    }

    private LinuxEdges edges() {
        return Objects.requireNonNull(edges);
    }

    @Test
    void bothCustomersReachTheOtherSideInBothDirections() {
        edges().everybodyReachesTheOtherSide();
    }

    @Test
    void allThatPassesBetweenThemIsSealed() {
        edges().allThatPassesIsSealed();
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
    void theKernelSealsLabelsAlone() {
        List<KernelPackets.Sealed> sealed =
                KernelPackets.capture(edges(), 137).stream()
                        .filter(each -> each.payload().size() == 4 + 20 + 8 + 20)
                        .toList();
        assertThat(sealed).hasSizeGreaterThanOrEqualTo(2);
        assertThat(sealed.getFirst().payload().u8(2) & 1).as("bottom of the stack").isEqualTo(1);
        KernelPackets.keep(edges(), "mpls", sealed.getFirst());
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
