package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
    @Test
    void devicesAndTheirAddressesAreRead() {
        try (var host = new Namespaces("a", "b")) {
            host.veth("a", "left", "b", "right");
            host.in("a", "ip link set left address 02:00:00:00:00:07 mtu 1400");
            host.in("a", "ip address add 10.9.0.1/24 dev left");
            host.in("a", "ip address add fd00:9::1/64 dev left nodad");
            HostAddresses all = host.inside("a", HostAddresses::read);
            HostAddresses.Device left = all.device("left").orElseThrow();
            assertThat(left.link().mtu()).isEqualTo(1400);
            assertThat(left.link().mac()).contains(new MacAddress(0x02_00_00_00_00_07L));
            assertThat(left.link().kind()).contains("veth");
            assertThat(left.link().hasCarrier()).isTrue();
            assertThat(left.hasIpv4()).isTrue();
            assertThat(left.addresses())
                    .extracting(InterfaceAddress::toString)
                    .contains("10.9.0.1/24", "fd00:9::1/64");
            assertThat(all.holder(IpAddress.of("10.9.0.1"))).contains(left);
            assertThat(all.holder(IpAddress.of("10.9.0.2"))).isEmpty();
            HostAddresses.Device loopback = all.device("lo").orElseThrow();
            assertThat(loopback.link().isLoopback()).isTrue();
            assertThat(loopback.hasIpv4()).isTrue();
            assertThat(all.device("eth77")).isEmpty();
        }
    }
}
