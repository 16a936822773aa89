package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two gateways with several workers each, which share one tunnel: every worker has a pair of associations of its own (RFC 9611), a queue of the TUN
/// device and a socket of port 4500.
/// ```
/// c1 --tun-- [gateway A, 3 workers] a ==== b [gateway B, 2 workers] --tun-- c2
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkersTest {
    private static final Duration UP = Duration.ofSeconds(60);
    private static final int HOSTS = 24;

    /// An association of one worker that has carried something.
    private static final Pattern CARRYING =
            Pattern.compile(
                    "Resource: worker (\\d)\\s+sa timing: remaining key lifetime \\(k/sec\\): \\((?!4608000/)");

    private @Nullable Namespaces net;
    private @Nullable Culvert gatewayA;
    private @Nullable Culvert gatewayB;

    private static String config(Namespaces net, int own, int far, int workers) {
        return """
        hostname GW%1$d
        platform workers %4$d
        vrf definition red
         rd 1:1
         address-family ipv4
          route-target both 1:1
        crypto ikev2 keyring KEYS
         peer FAR
          address 192.0.2.%2$d
          pre-shared-key test-only
        crypto ikev2 profile PSK
         match identity remote address 192.0.2.%2$d 255.255.255.255
         authentication local pre-share
         authentication remote pre-share
         keyring local KEYS
        crypto ipsec transform-set TS esp-gcm 256
         mode transport
        crypto ipsec profile ESP
         set transform-set TS
         set ikev2-profile PSK
         set security-association per-resource
        interface GigabitEthernet1
         port host wan
         ip address 192.0.2.%1$d 255.255.255.0
        interface GigabitEthernet2
         port tun cust netns %3$s address 10.%1$d.0.2/16
         vrf forwarding red
         ip address 10.%1$d.0.1 255.255.0.0
        interface Tunnel0
         ip address 172.31.0.%1$d 255.255.255.0
         mpls bgp forwarding
         tunnel source GigabitEthernet1
         tunnel destination 192.0.2.%2$d
         tunnel protection ipsec profile ESP
        router bgp 65000
         bgp router-id 10.255.0.%1$d
         no bgp default ipv4-unicast
         neighbor 172.31.0.%2$d remote-as 65000
         address-family vpnv4
          neighbor 172.31.0.%2$d activate
         address-family ipv4 vrf red
          redistribute connected
        """
                .formatted(own, far, net.name("c" + own), workers);
    }

    @BeforeAll
    void connect() {
        Machine.requiresFile("/dev/net/tun");
        Machine.requires("ip", "ping");
        net = new Namespaces("a", "b", "c1", "c2");
        net.link("a", "wan", "b", "wan");
        net.address("a", "wan", "192.0.2.1/24");
        net.address("b", "wan", "192.0.2.2/24");
        gatewayA = Culvert.start(net, "a", config(net, 1, 2, 3));
        gatewayB = Culvert.start(net, "b", config(net, 2, 1, 2));
        for (String customer : new String[] {"c1", "c2"}) {
            net.run(customer, "ip", "route", "add", "default", "dev", "cust");
        }
        for (int i = 0; i < HOSTS; i++) {
            net.address("c2", "cust", "10.2.1." + i + "/32");
        }
        net.pingWithin(UP, "c1", "10.2.0.2");
    }

    @AfterAll
    void disconnect() {
        if (net != null) {
            net.close();
        }
    }

    @Test
    void oneTunnelIsCarriedByAllWorkersTogether() {
        Namespaces cables = Objects.requireNonNull(net);
        Culvert gateway = Objects.requireNonNull(gatewayA);
        gateway.within(
                UP, "show crypto ipsec sa", "(?s)(?=.*worker 0)(?=.*worker 1)(?=.*worker 2)");
        for (int i = 0; i < HOSTS; i++) {
            cables.ping("c1", "10.2.1." + i, "-s", "1300", "-M", "do", "-c", "3", "-i", "0.05");
            cables.ping("c1", "10.2.1." + i, "-s", "9000");
        }
        String associations = gateway.ask("show crypto ipsec sa");
        assertThat(CARRYING.matcher(associations).results().map(found -> found.group(1)).distinct())
                .as(associations)
                .hasSizeGreaterThan(1);
        assertThat(gateway.ask("show drops")).doesNotContain("WORKER_BEHIND", "ROUTER_BEHIND");
        assertThat(Objects.requireNonNull(gatewayB).ask("show drops"))
                .doesNotContain("WORKER_BEHIND", "ROUTER_BEHIND");
    }
}
