package io.culvert.interop;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A node that runs before its cable is there, as a container under containerlab does.
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
}
