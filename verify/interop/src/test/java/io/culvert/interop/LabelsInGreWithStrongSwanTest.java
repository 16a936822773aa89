package io.culvert.interop;

import static io.culvert.interop.UserSpacePair.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.testkit.Repository;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A labelled customer packet in GRE between loopbacks in tunnel-mode ESP in UDP, which strongSwan opens in user space; ExaBGP
/// names the label, through the same tunnel, and a program behind strongSwan answers.
/// ```
/// IPv4 | UDP 4500 | ESP | IPv4 10.255.0.1 > 10.255.0.2 | GRE | label 3001 | IPv4 10.1.0.2 > 10.2.1.1
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabelsInGreWithStrongSwanTest {
    private static final int LABEL = 3001;

    private static final String TUNNELS =
            """
            crypto ipsec transform-set T esp-gcm 256
            crypto ipsec profile P
             set transform-set T
             set ikev2-profile PSK
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            interface Tunnel1
             ip address 10.0.12.1 255.255.255.252
             tunnel source Ethernet0/0
             tunnel mode ipsec ipv4
             tunnel destination 192.0.2.2
             tunnel protection ipsec profile P
            interface Tunnel2
             ip address 10.0.13.1 255.255.255.252
             mpls bgp forwarding
             tunnel source Loopback0
             tunnel destination 10.255.0.2
            ip route 10.255.0.2 255.255.255.255 Tunnel1
            router bgp 65001
             bgp router-id 10.255.0.1
             no bgp default ipv4-unicast
             neighbor 10.255.0.2 remote-as 65001
             neighbor 10.255.0.2 update-source Loopback0
             neighbor 10.255.0.2 advertisement-interval 0
             address-family vpnv4
              neighbor 10.255.0.2 activate
              neighbor 10.255.0.2 send-community both
             exit-address-family
             address-family ipv4 vrf red
              redistribute connected
             exit-address-family
            """;

    private static final String SPEAKER =
            """
            neighbor 10.255.0.1 {
              router-id 10.255.0.2;
              local-address 10.255.0.2;
              local-as 65001;
              peer-as 65001;
              hold-time 180;
              capability { asn4 enable; route-refresh enable; }
              family { ipv4 mpls-vpn; }
              api { processes [ script ]; receive { parsed; update; refresh; } neighbor-changes; }
            }
            """;

    private @Nullable UserSpacePair pair;
    private @Nullable Running far;

    @BeforeAll
    void connect() {
        UserSpacePair.require();
        Machine.requires("exabgp", "python3");
        pair = UserSpacePair.neighbors();
        Namespaces net = pair.net;
        net.address("peer", "eth0", "192.0.2.2/24");
        net.address("peer", "lo", "10.255.0.2/32");
        pair.start(
                TUNNELS,
                UserSpacePair.connection(
                        "pe",
                        "local_addrs = 192.0.2.2",
                        UserSpacePair.child(
                                "loopbacks", "10.255.0.2/32", "10.255.0.1/32", "aes256gcm16")));
        pair.charon().within(UP, "loopbacks: #\\d+, reqid \\d+, INSTALLED, TUNNEL-in-UDP");
        far =
                net.own(
                        Running.start(
                                "gre-echo",
                                net.folder("gre-echo"),
                                Map.of(),
                                net.command(
                                        "peer",
                                        List.of(
                                                Machine.program("python3"),
                                                Repository.root()
                                                        .resolve("verify/interop/peers/gre-echo.py")
                                                        .toString(),
                                                "10.255.0.2",
                                                "10.255.0.1",
                                                Integer.toString(LABEL)))));
        Daemon exabgp = Daemon.exabgp(net, "peer", "10.255.0.2", SPEAKER);
        exabgp.tell(
                "announce route 10.2.1.0/24 rd 65001:2 next-hop 10.0.13.2 label %d extended-community [ target:65001:1 ]"
                        .formatted(LABEL));
        pair.culvert().within(UP, "show ip route vrf red", "^B +10\\.2\\.1\\.0");
        far.send("label %s\n".formatted(pair.culvert().label("10.1.0.0", "red")));
    }

    @AfterAll
    void disconnect() {
        if (pair != null) {
            pair.close();
        }
    }

    private UserSpacePair pair() {
        return Objects.requireNonNull(pair);
    }

    private Running far() {
        return Objects.requireNonNull(far);
    }

    @Test
    void theTunnelInTheTunnelCarriesIp() {
        assertThat(pair().culvert().ask("ping 10.0.13.2")).contains("100 percent (5/5)");
    }

    @Test
    void aLabelledEchoIsAnswered() {
        int before = far().position();
        pair().net.pingWithin(UP, "cust", "10.2.1.1");
        pair().net.ping("cust", "10.2.1.77", "-s", "1200");
        assertThat(far().since(before)).contains("request 10.1.0.2").doesNotContain("wrong");
    }

    @Test
    void aPacketThatIsTooLongAndMayNotBeCutIsAnsweredWithTheMtu() {
        pair().net.pingWithin(UP, "cust", "10.2.1.1");
        Shell tooLong =
                pair().net
                        .attempt(
                                "cust",
                                "ping",
                                "-c",
                                "1",
                                "-W",
                                "2",
                                "-M",
                                "do",
                                "-s",
                                "1472",
                                "10.2.1.1");
        assertThat(tooLong.text()).containsPattern("(?i)frag needed|message too long");
    }

    @Test
    void aLabelledEchoFromThereReachesTheCustomer() {
        for (int size : new int[] {0, 1, 56, 1200}) {
            int before = far().position();
            far().send("ping 10.2.1.1 10.1.0.2 %d\n".formatted(size));
            far().await(
                            before,
                            Pattern.compile("reply 10\\.1\\.0\\.2 %d\\n".formatted(28 + size)),
                            UP);
        }
    }
}
