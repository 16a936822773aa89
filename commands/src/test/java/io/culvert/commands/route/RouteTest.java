package io.culvert.commands.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.rib.RouteSource;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTest {
    private static final Vrf CUST1 = new Vrf("cust1");
    private static final Set<RouteSource> ALL = EnumSet.allOf(RouteSource.class);
    private static final OptionalLong AS10 = OptionalLong.of(10);

    private static RouteEntry route(
            String prefix, RouteSource source, long tag, RouteEntry.Way... ways) {
        return new RouteEntry(
                Prefix.of(prefix),
                source,
                source.distance(),
                0,
                tag,
                Duration.ofSeconds(42),
                List.of(ways),
                List.of());
    }

    private static RouteEntry.Way on(String out) {
        return new RouteEntry.Way.Connected(InterfaceName.of(out), Optional.empty());
    }

    private static RouteEntry.Way via(String gateway) {
        return new RouteEntry.Way.Via(
                IpAddress.of(gateway), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static final RouteEntry VPN =
            route(
                    "192.168.113.0/24",
                    RouteSource.EBGP,
                    100,
                    new RouteEntry.Way.Via(
                            IpAddress.of("10.1.1.3"),
                            Optional.of(Vrf.GLOBAL),
                            Optional.empty(),
                            Optional.of(new Label(16))));

    private static String routes(String text) {
        return text.substring(text.indexOf("Gateway of last resort"));
    }

    @Test
    void theTableOfTheHubIsSortedByClassfulNetworks() {
        var table =
                List.of(
                        route(
                                "0.0.0.0/0",
                                RouteSource.STATIC,
                                0,
                                via("172.16.0.2"),
                                via("172.16.0.3")),
                        route("10.0.0.1/32", RouteSource.CONNECTED, 0, on("Loopback0")),
                        route("10.1.1.3/32", RouteSource.IKEV2, 0, on("Virtual-Access1")),
                        route("172.16.0.0/30", RouteSource.CONNECTED, 0, on("Ethernet0/0")),
                        route("172.16.0.1/32", RouteSource.LOCAL, 0, on("Ethernet0/0")),
                        route(
                                "192.168.0.0/16",
                                RouteSource.STATIC,
                                0,
                                new RouteEntry.Way.Discard()),
                        route("192.168.100.0/24", RouteSource.CONNECTED, 0, on("Ethernet0/1")),
                        VPN);
        assertThat(routes(new ShowIpRoute(Vrf.GLOBAL, table, ALL, false).text()))
                .isEqualTo(
                        """
                        Gateway of last resort is 172.16.0.2 to network 0.0.0.0

                        S*    0.0.0.0/0 [1/0] via 172.16.0.2
                                        [1/0] via 172.16.0.3
                              10.0.0.0/32 is subnetted, 2 subnets
                        C        10.0.0.1 is directly connected, Loopback0
                        S        10.1.1.3 is directly connected, Virtual-Access1
                              172.16.0.0/16 is variably subnetted, 2 subnets, 2 masks
                        C        172.16.0.0/30 is directly connected, Ethernet0/0
                        L        172.16.0.1/32 is directly connected, Ethernet0/0
                        S     192.168.0.0/16 is directly connected, Null0
                        C     192.168.100.0/24 is directly connected, Ethernet0/1
                        B     192.168.113.0/24 [20/0] via 10.1.1.3, 00:00:42
                        """);
    }

    @Test
    void aVrfIsNamedAboveTheCodes() {
        String text = new ShowIpRoute(CUST1, List.of(VPN), ALL, false).text();
        assertThat(text)
                .startsWith("\nRouting Table: cust1\nCodes: L - local, C - connected,")
                .contains(
                        "H - NHRP",
                        "% - next hop override",
                        "Gateway of last resort is not set\n\nB     ");
    }

    @Test
    void aRouteWhoseNextHopAShortcutOverridesIsMarkedInBothFamilies() {
        var overridden =
                List.of(
                        overridden("192.168.2.0/24", "10.1.1.1", "10.1.1.2"),
                        overridden("2001:db8:2::/64", "2001:db8::1", "2001:db8::2"));
        assertThat(new ShowIpRoute(CUST1, overridden.subList(0, 1), ALL, false).text())
                .contains("\nB   % 192.168.2.0/24 [20/0] via 10.1.1.1");
        assertThat(new ShowIpv6Route(CUST1, overridden.subList(1, 2), ALL).text())
                .contains("% - next hop override\n")
                .contains("\nB % 2001:DB8:2::/64 [20/0]\n     via 2001:DB8::1\n");
    }

    private static RouteEntry overridden(String prefix, String via, String by) {
        RouteEntry route = route(prefix, RouteSource.EBGP, 100, via(via));
        return new RouteEntry(
                route.prefix(),
                route.source(),
                route.distance(),
                route.metric(),
                route.tag(),
                route.age(),
                route.ways(),
                List.of(via(by)));
    }

    @Test
    void aDisplayOfOneSourceStillCountsTheSubnetsOfAll() {
        var table =
                List.of(
                        route("10.0.0.0/24", RouteSource.CONNECTED, 0, on("Ethernet0/0")),
                        route("10.2.0.0/16", RouteSource.STATIC, 0, via("10.0.0.2")),
                        VPN);
        assertThat(
                        routes(
                                new ShowIpRoute(
                                                Vrf.GLOBAL,
                                                table,
                                                EnumSet.of(RouteSource.STATIC),
                                                false)
                                        .text()))
                .isEqualTo(
                        """
                        Gateway of last resort is not set

                              10.0.0.0/8 is variably subnetted, 2 subnets, 2 masks
                        S        10.2.0.0/16 [1/0] via 10.0.0.2
                        """);
    }

    @Test
    void aNetworkWithASubnetIsVariablySubnettedItself() {
        var table =
                List.of(
                        route("192.168.1.0/24", RouteSource.CONNECTED, 0, on("Ethernet0/0")),
                        route("192.168.1.1/32", RouteSource.LOCAL, 0, on("Ethernet0/0")));
        assertThat(new ShowIpRoute(Vrf.GLOBAL, table, ALL, false).text())
                .contains(
                        "      192.168.1.0/24 is variably subnetted, 2 subnets, 2 masks\nC        192.168.1.0/24 is");
    }

    @Test
    void anImportedRouteNamesTheVrfItCameFrom() {
        var imported =
                route(
                        "192.168.5.0/24",
                        RouteSource.EBGP,
                        0,
                        new RouteEntry.Way.Connected(
                                InterfaceName.of("Ethernet0/2"), Optional.of(new Vrf("b"))));
        assertThat(new ShowIpRoute(CUST1, List.of(imported), ALL, false).text())
                .endsWith(
                        "B     192.168.5.0/24 is directly connected (b), 00:00:42, Ethernet0/2\n");
    }

    @Test
    void oneVpnRouteIsToldWithItsLabel() {
        assertThat(new ShowRoute(CUST1, VPN, AS10).text())
                .isEqualTo(
                        """

                        Routing Table: cust1
                        Routing entry for 192.168.113.0/24
                          Known via "bgp 10", distance 20, metric 0
                          Tag 100, type external
                          Last update from 10.1.1.3 00:00:42 ago
                          Routing Descriptor Blocks:
                          * 10.1.1.3 (default), from 10.1.1.3, 00:00:42 ago
                              Route metric is 0, traffic share count is 1
                              Route tag 100
                              MPLS label: 16
                              MPLS Flags: MPLS Required
                        """);
    }

    @Test
    void oneConnectedRouteIsToldWithItsInterface() {
        assertThat(
                        new ShowRoute(
                                        Vrf.GLOBAL,
                                        route(
                                                "192.168.1.0/24",
                                                RouteSource.CONNECTED,
                                                0,
                                                on("Ethernet0/1")),
                                        AS10)
                                .text())
                .isEqualTo(
                        """
                        Routing entry for 192.168.1.0/24
                          Known via "connected", distance 0, metric 0 (connected, via interface)
                          Routing Descriptor Blocks:
                          * directly connected, via Ethernet0/1
                              Route metric is 0, traffic share count is 1
                        """);
    }

    @Test
    void aMissingRouteSaysWhetherItsNetworkIsKnown() {
        var table = List.of(route("10.2.0.0/16", RouteSource.STATIC, 0, via("10.0.0.2")));
        assertThat(ShowRoute.absent(Prefix.of("10.3.0.0/16"), table))
                .isEqualTo("% Subnet not in table");
        assertThat(ShowRoute.absent(Prefix.of("11.3.0.0/16"), table))
                .isEqualTo("% Network not in table");
        assertThat(ShowRoute.absent(Prefix.of("0.0.0.0/0"), table))
                .isEqualTo("% Network not in table");
    }

    @Test
    void theSummaryCountsNetworksApartFromSubnets() {
        var table =
                List.of(
                        route("192.168.1.0/24", RouteSource.CONNECTED, 0, on("Ethernet0/0")),
                        route("192.168.1.1/32", RouteSource.LOCAL, 0, on("Ethernet0/0")),
                        VPN);
        assertThat(ShowRouteSummary.of(CUST1, 1, table, AS10).text())
                .isEqualTo(
                        """
                        IP routing table name is cust1 (0x1)
                        Route Source    Networks    Subnets     Replicates  Overhead    Memory (bytes)
                        connected       1           1           0           0           0
                        static          0           0           0           0           0
                        bgp 10          1           0           0           0           0
                          External: 1 Internal: 0 Local: 0
                        Total           2           1           0           0           0
                        """);
    }

    @Test
    void anOverriddenNextHopIsMarkedAndShownWhereItIsAskedFor() {
        var shortcut =
                new RouteEntry(
                        Prefix.of("192.168.2.0/24"),
                        RouteSource.IBGP,
                        200,
                        0,
                        0,
                        Duration.ofSeconds(42),
                        List.of(via("10.0.0.1")),
                        List.of(via("10.1.1.2")));
        assertThat(new ShowIpRoute(CUST1, List.of(shortcut), ALL, false).text())
                .endsWith("\nB   % 192.168.2.0/24 [200/0] via 10.0.0.1, 00:00:42\n");
        assertThat(new ShowIpRoute(CUST1, List.of(shortcut), ALL, true).text())
                .endsWith(
                        """
                        B   % 192.168.2.0/24 [200/0] via 10.0.0.1, 00:00:42
                                             [NHO][250/1] via 10.1.1.2, 00:00:42
                        """);
    }
}
