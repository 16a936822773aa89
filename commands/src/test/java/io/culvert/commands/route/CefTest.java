package io.culvert.commands.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.rib.Path;
import io.culvert.rib.RouteSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CefTest {
    private static final Vrf CUST1 = new Vrf("cust1");

    /// Published for the hub; only the pointers are blanked.
    private static final String HUB =
            """
            192.168.113.0/24, epoch 0, flags rib defined all labels, RIB[B], refcount 5, per-destination sharing
              sources: RIB, LTE
              feature space:
               IPRM: 0x00018000
               LFD: 192.168.113.0/24 1 local label
               local label info: other/25
                    contains path extension list
                    disposition chain 0xPPPPPPPP
                    label switch chain 0xPPPPPPPP
              ifnums: (none)
              path PPPPPPPP, path list PPPPPPPP, share 1/1, type recursive, for IPv4, flags must-be-labelled
                MPLS short path extensions: MOI flags = 0x0 label 16
              recursive via 10.1.1.3[IPv4:Default] label 16, fib PPPPPPPP, 1 terminal fib, v4:Default:10.1.1.3/32
                path PPPPPPPP, path list PPPPPPPP, share 1/1, type attached host, for IPv4
                  MPLS short path extensions: MOI flags = 0x1 label implicit-null
                attached to Virtual-Access1, adjacency IP midchain out of Virtual-Access1 PPPPPPPP
              output chain: label 16 label implicit-null TAG midchain out of Virtual-Access1 PPPPPPPP IP adj out of Ethernet0/0, addr 172.16.0.2 PPPPPPPP
            """;

    /// Published for the second spoke; only the pointers are blanked.
    private static final String SPOKE =
            """
            192.168.110.0/24, epoch 0, flags rib defined all labels, RIB[B], refcount 5, per-destination sharing
              sources: RIB
              feature space:
               IPRM: 0x00018000
               LFD: 192.168.110.0/24 0 local labels
                    contains path extension list
              ifnums: (none)
              path PPPPPPPP, path list PPPPPPPP, share 1/1, type recursive, for IPv4, flags must-be-labelled
                MPLS short path extensions: MOI flags = 0x0 label 19
              recursive via 10.0.0.1[IPv4:Default] label 19, fib PPPPPPPP, 1 terminal fib, v4:Default:10.0.0.1/32
                path PPPPPPPP, path list PPPPPPPP, share 1/1, type attached host, for IPv4
                  MPLS short path extensions: MOI flags = 0x1 label implicit-null
                attached to Tunnel0, adjacency IP midchain out of Tunnel0 PPPPPPPP
              output chain: label 19 label implicit-null TAG midchain out of Tunnel0 PPPPPPPP IP adj out of Ethernet0/0, addr 172.16.1.1 PPPPPPPP
            """;

    private static CefEntry vpn(
            String prefix,
            Optional<Label> local,
            String nextHop,
            int label,
            String tunnel,
            String gateway) {
        var out = InterfaceName.of(tunnel);
        IpAddress address = IpAddress.of(nextHop);
        return new CefEntry(
                CUST1,
                Prefix.of(prefix),
                RouteSource.EBGP,
                local,
                List.of(
                        new CefEntry.Way(
                                new Path.Labelled(
                                        new Label(label),
                                        Label.IMPLICIT_NULL,
                                        address,
                                        Prefix.host(address),
                                        out,
                                        Optional.empty()),
                                Vrf.GLOBAL,
                                List.of(
                                        new CefEntry.Adjacency(out, true, Optional.empty()),
                                        new CefEntry.Adjacency(
                                                InterfaceName.of("Ethernet0/0"),
                                                false,
                                                Optional.of(IpAddress.of(gateway)))))));
    }

    private static final CefEntry OF_HUB =
            vpn(
                    "192.168.113.0/24",
                    Optional.of(new Label(25)),
                    "10.1.1.3",
                    16,
                    "Virtual-Access1",
                    "172.16.0.2");
    private static final CefEntry OF_SPOKE =
            vpn("192.168.110.0/24", Optional.empty(), "10.0.0.1", 19, "Tunnel0", "172.16.1.1");

    private static CefEntry plain(Path... paths) {
        return new CefEntry(
                Vrf.GLOBAL,
                Prefix.of("10.2.0.0/16"),
                RouteSource.STATIC,
                Optional.empty(),
                List.of(paths).stream()
                        .map(path -> new CefEntry.Way(path, Vrf.GLOBAL, List.of()))
                        .toList());
    }

    private static String blanked(String text) {
        return text.replaceAll("\\bF[0-9A-F]{7}\\b", "PPPPPPPP")
                .replaceAll("0xF[0-9A-F]{7}\\b", "0xPPPPPPPP");
    }

    @Test
    void aVpnRouteWithALocalLabelIsPrintedAsThePublishedHubDoes() {
        assertThat(blanked(new ShowCefInternal(OF_HUB).text())).isEqualTo(HUB);
    }

    @Test
    void aVpnRouteWithoutALocalLabelIsPrintedAsThePublishedSpokeDoes() {
        assertThat(blanked(new ShowCefInternal(OF_SPOKE).text())).isEqualTo(SPOKE);
    }

    @Test
    void theSameEntryPrintsTheSamePointersAgain() {
        assertThat(new ShowCefInternal(OF_HUB).text())
                .isEqualTo(new ShowCefInternal(OF_HUB).text());
    }

    @Test
    void theShortFormNamesTheNextHopAndItsLabel() {
        assertThat(new ShowCef(OF_SPOKE, false).text())
                .isEqualTo("192.168.110.0/24\n  nexthop 10.0.0.1 Tunnel0 label 19\n");
    }

    @Test
    void detailsTellTheRecursiveRouteFromWhatResolvesIt() {
        assertThat(new ShowCef(OF_SPOKE, true).text())
                .isEqualTo(
                        """
                        192.168.110.0/24, epoch 0, flags [rib defined all labels]
                          recursive via 10.0.0.1 label 19
                            attached to Tunnel0
                        """);
    }

    @Test
    void everyNextHopHasALine() {
        var out = InterfaceName.of("Ethernet0/1");
        assertThat(
                        new ShowCef(
                                        plain(
                                                new Path.Neighbor(out, IpAddress.of("192.0.2.1")),
                                                new Path.Attached(InterfaceName.of("Tunnel1"))),
                                        false)
                                .text())
                .isEqualTo("10.2.0.0/16\n  nexthop 192.0.2.1 Ethernet0/1\n  attached to Tunnel1\n");
        assertThat(new ShowCef(plain(new Path.Receive(out)), false).text())
                .isEqualTo("10.2.0.0/16\n  receive for Ethernet0/1\n");
        assertThat(new ShowCef(plain(new Path.Discard()), false).text())
                .isEqualTo("10.2.0.0/16\n  attached to Null0\n");
    }

    @Test
    void theTableSaysWhenThereIsNoDefaultRoute() {
        assertThat(new ShowCefTable(List.of(OF_HUB)).text())
                .isEqualTo(
                        """
                        Prefix               Next Hop             Interface
                        0.0.0.0/0            no route
                        192.168.113.0/24     10.1.1.3             Virtual-Access1
                        """);
    }
}
