package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two gateways whose WAN is the host's own: IKE and ESP in kernel UDP sockets, the customers behind TUN devices that stand in
/// namespaces of theirs.
/// ```
/// ca --tun-- [gateway A] host a ==== host b [gateway B] --tun-- cb
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostUnderlayTest {
    private static final Duration UP = Duration.ofSeconds(30);

    private @Nullable Namespaces net;
    private @Nullable Culvert gatewayA;

    private static String config(Namespaces net, int own, int far) {
        return """
        hostname GW%1$d
        vrf definition red
         rd 1:1
         address-family ipv4
        crypto ikev2 keyring KEYS
         peer FAR
          address 192.0.2.%2$d
          pre-shared-key test-only
        crypto ikev2 profile PSK
         match identity remote address 192.0.2.%2$d 255.255.255.255
         authentication local pre-share
         authentication remote pre-share
         keyring local KEYS
        crypto ipsec profile ESP
         set ikev2-profile PSK
        interface GigabitEthernet1
         port host wan
         ip address 192.0.2.%1$d 255.255.255.0
        interface GigabitEthernet2
         port tun cust netns %3$s address 10.%1$d.0.2/24
         vrf forwarding red
         ip address 10.%1$d.0.1 255.255.255.0
        interface Tunnel0
         vrf forwarding red
         ip address 172.31.0.%1$d 255.255.255.0
         tunnel source GigabitEthernet1
         tunnel destination 192.0.2.%2$d
         tunnel protection ipsec profile ESP
        ip route vrf red 10.%2$d.0.0 255.255.255.0 172.31.0.%2$d
        """
                .formatted(own, far, net.name("c" + own));
    }

    @BeforeAll
    void connect() {
        Machine.requiresFile("/dev/net/tun");
        Machine.requires("ip", "ping");
        net = new Namespaces("a", "b", "c1", "c2");
        net.link("a", "wan", "b", "wan");
        net.address("a", "wan", "192.0.2.1/24");
        net.address("b", "wan", "192.0.2.2/24");
        gatewayA = Culvert.start(net, "a", config(net, 1, 2));
        Culvert.start(net, "b", config(net, 2, 1));
        for (String customer : new String[] {"c1", "c2"}) {
            net.run(customer, "ip", "route", "add", "default", "dev", "cust");
        }
        gatewayA.within(UP, "show ip interface brief", "^Tunnel0 .* up +up");
    }

    @AfterAll
    void disconnect() {
        if (net != null) {
            net.close();
        }
    }

    @Test
    void customersReachEachOtherInUdpThoughThereIsNoNat() {
        Namespaces cables = Objects.requireNonNull(net);
        cables.pingWithin(UP, "c1", "10.2.0.2");
        cables.ping("c2", "10.1.0.2", "-s", "1372", "-M", "do");
        cables.ping("c1", "10.2.0.2", "-s", "9000");
        Culvert gateway = Objects.requireNonNull(gatewayA);
        assertThat(gateway.ask("show crypto ipsec sa"))
                .contains("Transport UDP-Encaps", "current_peer 192.0.2.2 port 4500");
        assertThat(gateway.ask("show interfaces GigabitEthernet1")).contains("Port is wan");
    }

    @Test
    void theHostItselfIsNotDisturbed() {
        Objects.requireNonNull(net).ping("a", "192.0.2.2");
    }

    @Test
    void anAddressThatIsTakenOrNotTheHostsIsOneSentence() {
        Namespaces cables = Objects.requireNonNull(net);
        String base = "hostname X\ninterface GigabitEthernet1\n port host\n ip address ";
        Shell taken = Culvert.refused(cables, "a", base + "192.0.2.1 255.255.255.0\n");
        assertThat(taken.code()).isEqualTo(3);
        assertThat(taken.text().lines()).hasSize(1).first().asString().contains("192.0.2.1", "500");
        Shell strange = Culvert.refused(cables, "a", base + "192.0.2.99 255.255.255.0\n");
        assertThat(strange.code()).isEqualTo(3);
        assertThat(strange.text().lines()).hasSize(1).first().asString().contains("192.0.2.99");
    }
}
