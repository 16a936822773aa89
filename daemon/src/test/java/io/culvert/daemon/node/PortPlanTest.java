package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.daemon.node.PortPlan.Wanted;
import io.culvert.router.config.PortChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortPlanTest {
    private static Map<InterfaceName, Wanted> plan(String config, String... freeDevices) {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", config);
        assertThat(loaded.refusals()).isEmpty();
        return PortPlan.of(loaded.config(), Set.of(freeDevices)::contains).ports();
    }

    private static Wanted packet(String device) {
        return new Wanted(new PortChoice.Packet(device, false), List.of(), Optional.empty());
    }

    @Test
    void theNthEthernetInterfaceTakesEthNIfItIsFree() {
        String config =
                """
                interface Loopback0
                interface GigabitEthernet0/1
                interface GigabitEthernet0/1.10
                 encapsulation dot1Q 10
                interface Ethernet0/0
                interface Ethernet0/1
                """;
        assertThat(plan(config, "eth0", "eth1", "eth3"))
                .containsExactly(
                        Map.entry(InterfaceName.of("GigabitEthernet0/1"), packet("eth1")),
                        Map.entry(InterfaceName.of("Ethernet0/1"), packet("eth3")));
        assertThat(plan(config)).isEmpty();
    }

    @Test
    void aDeviceThatALineNamesIsNotTakenByName() {
        String config =
                """
                interface GigabitEthernet1
                interface GigabitEthernet2
                 port packet eth1
                """;
        assertThat(plan(config, "eth1"))
                .containsExactly(Map.entry(InterfaceName.of("GigabitEthernet2"), packet("eth1")));
    }

    @Test
    void theHostUnderlayHasTheAddressesOfTheInterface() {
        String config =
                """
                interface GigabitEthernet1
                 port host ens3
                 ip address 192.0.2.1 255.255.255.0
                 ip address 192.0.2.9 255.255.255.0 secondary
                 ipv6 address 2001:db8::1/64
                """;
        assertThat(plan(config).get(InterfaceName.of("GigabitEthernet1")))
                .isEqualTo(
                        new Wanted(
                                new PortChoice.Host(Optional.of("ens3")),
                                List.of(
                                        IpAddress.of("192.0.2.1"),
                                        IpAddress.of("192.0.2.9"),
                                        IpAddress.of("2001:db8::1")),
                                Optional.empty()));
    }
}
