package io.culvert.commands.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.LabelPair;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.bgp.show.NeighborRoutesView.Which;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NeighborRoutesTest {
    private static final BgpTableView.Row OURS =
            row("192.168.1.0/24", "0.0.0.0", true, Optional.of(0L), 32_768, "");
    private static final BgpTableView.Row THEIRS =
            row("10.11.12.128/25", "10.99.0.2", false, Optional.empty(), 0, "65001 65002");

    private static BgpTableView.Row row(
            String prefix,
            String nextHop,
            boolean best,
            Optional<Long> metric,
            int weight,
            String path) {
        return new BgpTableView.Row(
                Prefix.of(prefix),
                true,
                new BgpTableView.Status(true, best, false, false, false, false),
                IpAddress.of(nextHop),
                metric,
                Optional.empty(),
                weight,
                path,
                'i',
                LabelPair.NONE);
    }

    private static NeighborRoutes routes(
            AddressFamily ip, boolean originatesDefault, BgpTableView.Section... sections) {
        return new NeighborRoutes(
                new NeighborRoutesView(
                        Which.ADVERTISED,
                        ip,
                        true,
                        originatesDefault,
                        new BgpTableView(7, Ipv4Address.of("10.255.0.1"), List.of(sections))));
    }

    private static BgpTableView.Section global(BgpTableView.Row... rows) {
        return new BgpTableView.Section(Optional.empty(), Optional.empty(), List.of(rows));
    }

    @Test
    void routesStandAsInTheTableWithTheirNumberBelow() {
        var section =
                new BgpTableView.Section(
                        Optional.of(RouteDistinguisher.of("65000:1")),
                        Optional.of(new Vrf("RED")),
                        List.of(OURS, THEIRS));
        assertThat(routes(AddressFamily.IPV4, false, section).text())
                .isEqualTo(
                        """
                        BGP table version is 7, local router ID is 10.255.0.1
                        Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,
                                      r RIB-failure, S Stale, m multipath, b backup-path, x best-external,
                                      f RT-Filter, a additional-path
                        Origin codes: i - IGP, e - EGP, ? - incomplete

                             Network          Next Hop            Metric LocPrf Weight Path
                        Route Distinguisher: 65000:1 (default for vrf RED)
                         *>  192.168.1.0      0.0.0.0                  0         32768 i
                         *   10.11.12.128/25  10.99.0.2                              0 65001 65002 i

                        Total number of prefixes 2
                        """);
    }

    @Test
    void anOriginatedDefaultRouteStandsAloneInItsFamily() {
        assertThat(routes(AddressFamily.IPV4, true).text())
                .isEqualTo(
                        """
                        Originating default network 0.0.0.0

                        Total number of prefixes 1
                        """);
        assertThat(routes(AddressFamily.IPV6, true).text())
                .startsWith("Originating default network ::\n");
    }

    /// As the template of ntc-templates for this command reads it: by position, behind the heading.
    @Test
    void everyLineOfTheTableIsOneThatToolsKnow() {
        Pattern line =
                Pattern.compile(
                        "\\s{0,1}[bdhimrsSx*>][bdhimrsSx*> ][bdhimrsSx*> ]\\s{0,2}(?=\\S{0,18}).{16}\\s(?=\\S{0,15}).{15}"
                                + "\\s(?=\\s{0,10}\\S{0,10}).{10}\\s(?=\\s{0,6}\\S{0,6}).{6}\\s(?=\\s{0,6}\\S{0,6}).{6}\\s*(.*?)\\s*[ie?]");
        String text = routes(AddressFamily.IPV4, false, global(OURS, THEIRS)).text();
        assertThat(
                        text.lines()
                                .dropWhile(each -> !each.startsWith("     Network"))
                                .skip(1)
                                .toList())
                .satisfiesExactly(
                        each -> assertThat(each).matches(line),
                        each -> assertThat(each).matches(line),
                        each -> assertThat(each).isEmpty(),
                        each -> assertThat(each).matches("Total\\s+number\\s+of\\s+prefixes.*"));
    }
}
