package io.culvert.commands.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShowIpProtocolsTest {
    @Test
    void bgpTellsItsNeighborsAndWhereRoutesCameFrom() {
        var bgp =
                new ShowIpProtocols.Bgp(
                        65_000,
                        List.of("connected", "static"),
                        List.of(
                                new ShowIpProtocols.Neighbor(
                                        IpAddress.of("192.168.0.104"),
                                        Optional.empty(),
                                        Optional.empty()),
                                new ShowIpProtocols.Neighbor(
                                        IpAddress.of("192.168.0.105"),
                                        Optional.of(40),
                                        Optional.of("IN"))),
                        2,
                        List.of(
                                new ShowIpProtocols.Gateway(
                                        IpAddress.of("10.1.1.3"), 20, Duration.ofSeconds(42)),
                                new ShowIpProtocols.Gateway(
                                        IpAddress.of("192.168.0.104"), 200, Duration.ofDays(9))));
        assertThat(new ShowIpProtocols(Optional.of(bgp)).text())
                .isEqualTo(
                        """
                        Routing Protocol is "bgp 65000"
                          Outgoing update filter list for all interfaces is not set
                          Incoming update filter list for all interfaces is not set
                          IGP synchronization is disabled
                          Automatic route summarization is disabled
                          Redistributing: connected, static
                          Neighbor(s):
                            Address          FiltIn FiltOut DistIn DistOut Weight RouteMap
                            192.168.0.104
                            192.168.0.105                                      40 IN
                          Maximum path: 2
                          Routing Information Sources:
                            Gateway         Distance      Last Update
                            10.1.1.3              20      00:00:42
                            192.168.0.104        200      1w2d
                          Distance: external 20 internal 200 local 200

                        """);
    }

    @Test
    void withoutBgpThereIsNothingToTell() {
        assertThat(new ShowIpProtocols(Optional.empty()).text()).isEmpty();
    }
}
