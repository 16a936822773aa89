package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A node whose cable comes late, goes and comes again, or is another node's.
class LateCableTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aDeviceIsTakenWhenItComesAndLetGoWhenItIsGone() {
        Machine.requires("ip", "ping", "ethtool");
        try (var net = new Namespaces("gw", "far")) {
            Culvert gateway =
                    Culvert.start(
                            net,
                            "gw",
                            "hostname GW\ninterface GigabitEthernet1\n ip address 192.0.2.1 255.255.255.0\n");
            gateway.within(SOON, "show ip interface brief", "^GigabitEthernet1 .* down +down");
            for (int round = 0; round < 2; round++) {
                net.link("gw", "eth1", "far", "eth1");
                net.address("far", "eth1", "192.0.2.2/24");
                gateway.within(SOON, "show ip interface brief", "^GigabitEthernet1 .* up +up");
                net.pingWithin(SOON, "far", "192.0.2.1");
                net.run("far", "ip", "link", "delete", "eth1");
                gateway.within(SOON, "show ip interface brief", "^GigabitEthernet1 .* down +down");
            }
        }
    }

    /// As with a session over PPP: the machine's own device goes, and another of its name comes.
    @Test
    void theHostUnderlayGoesOnWithADeviceThatIsMadeAgain() {
        Machine.requires("ip", "ping", "ethtool");
        try (var net = new Namespaces("gw", "far")) {
            net.link("gw", "wan", "far", "wan");
            net.address("gw", "wan", "192.0.2.1/24");
            Culvert gateway =
                    Culvert.start(
                            net,
                            "gw",
                            "hostname GW\ninterface GigabitEthernet1\n port host\n ip address 192.0.2.1 255.255.255.0\n");
            gateway.within(SOON, "show ip interface brief", "^GigabitEthernet1 .* up +up");
            net.run("gw", "ip", "link", "delete", "wan");
            gateway.within(SOON, "show ip interface brief", "^GigabitEthernet1 .* down +down");
            net.link("gw", "wan", "far", "wan");
            net.address("gw", "wan", "192.0.2.1/24");
            net.address("far", "wan", "192.0.2.2/24");
            gateway.within(SOON, "show ip interface brief", "^GigabitEthernet1 .* up +up");
            gateway.within(SOON, "ping 192.0.2.2", "Success rate is 100 percent");
        }
    }

    /// The same configuration twice is the same MAC address twice.
    @Test
    void aSecondNodeOnADeviceIsRefusedAndTheFirstGoesOn() {
        Machine.requires("ip", "ping", "ethtool");
        try (var net = new Namespaces("gw", "far")) {
            net.link("gw", "wan", "far", "wan");
            net.address("far", "wan", "192.0.2.2/24");
            String config =
                    "hostname GW\ninterface GigabitEthernet1\n port packet wan\n ip address 192.0.2.1 255.255.255.0\n";
            Culvert first = Culvert.start(net, "gw", config);
            net.pingWithin(SOON, "far", "192.0.2.1");
            Shell second = Culvert.refused(net, "gw", config);
            assertThat(second.code()).as(second.text()).isEqualTo(3);
            assertThat(second.text().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("another node", "has the device wan already");
            net.ping("far", "192.0.2.1");
            first.kill();
            Culvert.start(net, "gw", config);
            net.pingWithin(SOON, "far", "192.0.2.1");
        }
    }
}
