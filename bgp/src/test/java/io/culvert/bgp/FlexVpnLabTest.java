package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.RouteSource;
import io.culvert.bgp.show.BgpTableView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The published lab: hub AS 10 and two spokes AS 100 with the same route distinguishers.
class FlexVpnLabTest {
    private final FlexVpnLab lab = new FlexVpnLab();

    static List<String> rows(Playground.Node node) {
        var lines = new ArrayList<String>();
        for (BgpTableView.Section section :
                node.engine.views().vpnTable(AddressFamily.IPV4).sections()) {
            lines.add(section.rd().orElseThrow() + " " + section.vrf().map(Vrf::name).orElse("-"));
            for (BgpTableView.Row row : section.rows()) {
                lines.add(
                        (row.status().valid() ? "*" : " ")
                                + (row.status().best() ? "> " : "  ")
                                + row.prefix()
                                + " "
                                + row.nextHop()
                                + " "
                                + row.metric().map(String::valueOf).orElse("-")
                                + " "
                                + row.weight()
                                + " "
                                + (row.path().isEmpty() ? "" : row.path() + " ")
                                + row.origin()
                                + " "
                                + row.labels());
            }
        }
        return lines;
    }

    @Test
    void theHubHoldsWhatWasPublished() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        assertThat(rows(lab.hub))
                .containsExactly(
                        "1:1 cust1",
                        "*> 0.0.0.0/0 0.0.0.0 0 32768 ? 18/aggregate(cust1)",
                        "*> 192.168.110.0/24 0.0.0.0 0 32768 ? 19/nolabel(cust1)",
                        "*> 192.168.113.0/24 10.1.1.3 0 0 100 ? 22/16",
                        "*> 192.168.114.0/24 10.1.1.4 0 0 100 ? 24/16",
                        "2:2 cust2",
                        "*> 0.0.0.0/0 0.0.0.0 0 32768 ? 20/aggregate(cust2)",
                        "*> 192.168.111.0/24 0.0.0.0 0 32768 ? 21/nolabel(cust2)",
                        "*> 192.168.123.0/24 10.1.1.3 0 0 100 ? 23/17",
                        "*> 192.168.124.0/24 10.1.1.4 0 0 100 ? 25/17");
    }

    @Test
    void aSpokeHoldsWhatWasPublishedAndNeverTheOtherSpoke() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        assertThat(rows(lab.spoke2))
                .containsExactly(
                        "1:1 cust1",
                        "*> 0.0.0.0/0 10.0.0.1 0 0 10 ? nolabel/18",
                        "*> 192.168.110.0/24 10.0.0.1 0 0 10 ? nolabel/19",
                        "*> 192.168.114.0/24 0.0.0.0 0 32768 ? 16/nolabel(cust1)",
                        "2:2 cust2",
                        "*> 0.0.0.0/0 10.0.0.1 0 0 10 ? nolabel/20",
                        "*> 192.168.111.0/24 10.0.0.1 0 0 10 ? nolabel/21",
                        "*> 192.168.124.0/24 0.0.0.0 0 32768 ? 17/nolabel(cust2)");
        assertThat(lab.spoke2.engine.views().refusals()).containsKey("our own AS in the path");
    }

    @Test
    void theDisplayOfOnePrefixLooksUnderEveryRouteDistinguisher() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        var entries = lab.hub.engine.views().vpnMatches(IpAddress.of("192.168.113.1"));
        assertThat(entries)
                .extracting(entry -> entry.rd().orElseThrow() + ":" + entry.prefix())
                .containsExactly("1:1:192.168.113.0/24", "2:2:0.0.0.0/0");
        var learned = entries.getFirst().paths().getFirst();
        assertThat(learned.asPath()).isEqualTo("100");
        assertThat(learned.from()).isEqualTo(IpAddress.of("10.1.1.3"));
        assertThat(learned.dynamic()).isTrue();
        assertThat(learned.fromId()).hasToString("172.16.1.103");
        assertThat(learned.origin()).isEqualTo("INCOMPLETE");
        assertThat(learned.localPreference()).isEqualTo(100);
        assertThat(learned.refreshEpoch()).isEqualTo(1);
        assertThat(learned.flags().external()).isTrue();
        assertThat(learned.extendedCommunities()).containsExactly("RT:1:1");
        assertThat(entries.getFirst().updateGroups()).hasSize(1);
        var own = entries.getLast().paths().getFirst();
        assertThat(own.asPath()).isEmpty();
        assertThat(own.fromId()).hasToString("10.0.0.1");
        assertThat(own.flags().sourced()).isTrue();
        assertThat(own.labels()).hasToString("20/aggregate(cust2)");
    }

    @Test
    void theRoutingTablesGetLabelledPathsOfDistance20() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        assertThat(lab.hub.routes.keySet())
                .containsExactlyInAnyOrder(
                        "cust1 192.168.113.0/24",
                        "cust1 192.168.114.0/24",
                        "cust2 192.168.123.0/24",
                        "cust2 192.168.124.0/24");
        var route = lab.hub.installed("cust1 192.168.113.0/24");
        assertThat(route.distance()).isEqualTo(20);
        assertThat(route.paths())
                .containsExactly(
                        new BgpEffect.RoutePath.Via(
                                Vrf.GLOBAL,
                                IpAddress.of("10.1.1.3"),
                                Optional.of(new Label(16)),
                                true));
        assertThat(lab.spoke1.routes).containsKeys("cust1 0.0.0.0/0", "cust1 192.168.110.0/24");
    }

    @Test
    void theLabelsOfTheHubPopForItsOwnAndSwapForTheSpokes() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        assertThat(lab.hub.labels)
                .containsEntry(new Label(18), new BgpEffect.LabelUse.Lookup(FlexVpnLab.CUST1))
                .containsEntry(
                        new Label(19),
                        new BgpEffect.LabelUse.Attached(
                                FlexVpnLab.CUST1, Prefix.of("192.168.110.0/24")))
                .containsEntry(
                        new Label(22),
                        new BgpEffect.LabelUse.Swap(
                                RouteDistinguisher.of("1:1"),
                                Prefix.of("192.168.113.0/24"),
                                Vrf.GLOBAL,
                                IpAddress.of("10.1.1.3"),
                                new Label(16),
                                Optional.of(FlexVpnLab.CUST1)));
    }

    @Test
    void withAllowasInTheSpokesSeeEachOtherThroughTheLabelsOfTheHub() {
        UnaryOperator<PeerFamilySettings> allow =
                settings -> settings.withAllowAsIn(Optional.of(1));
        lab.boot(allow, UnaryOperator.identity());
        lab.ground.pass(Duration.ofSeconds(40));
        assertThat(rows(lab.spoke2))
                .contains("*> 192.168.113.0/24 10.0.0.1 - 0 10 100 ? nolabel/22");
        assertThat(rows(lab.spoke1))
                .contains("*> 192.168.114.0/24 10.0.0.1 - 0 10 100 ? nolabel/24");
    }

    @Test
    void withOneLabelPerVrfEveryRouteOfAVrfHasTheSame() {
        lab.boot(UnaryOperator.identity(), FlexVpnLab::perVrf);
        lab.ground.pass(Duration.ofSeconds(40));
        assertThat(rows(lab.hub))
                .contains(
                        "*> 0.0.0.0/0 0.0.0.0 0 32768 ? 18/aggregate(cust1)",
                        "*> 192.168.110.0/24 0.0.0.0 0 32768 ? 18/nolabel(cust1)");
        assertThat(lab.hub.labels)
                .containsEntry(new Label(18), new BgpEffect.LabelUse.Lookup(FlexVpnLab.CUST1));
    }

    @Test
    void aLanThatGoesIsWithdrawnEverywhereAndItsLabelsGo() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        lab.spoke1.gone("cust1", "192.168.113.0/24", RouteSource.CONNECTED);
        lab.ground.pass(Duration.ofSeconds(1));
        assertThat(rows(lab.hub)).noneMatch(line -> line.contains("192.168.113.0"));
        assertThat(lab.hub.routes).doesNotContainKey("cust1 192.168.113.0/24");
        assertThat(lab.hub.labels).doesNotContainKey(new Label(22));
        assertThat(lab.spoke1.labels).doesNotContainKey(new Label(16));
    }

    @Test
    void withoutALabelledPathToItsNextHopAVpnRouteIsNotUsed() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        lab.hub.resolves(
                "10.1.1.3", new BgpEvent.Resolution.Reachable(0, false, true, false, true));
        assertThat(rows(lab.hub)).contains("   192.168.113.0/24 10.1.1.3 0 0 100 ? nolabel/16");
        assertThat(lab.hub.routes).doesNotContainKey("cust1 192.168.113.0/24");
        lab.hub.resolves("10.1.1.3", Playground.TUNNEL);
        assertThat(lab.hub.routes).containsKey("cust1 192.168.113.0/24");
    }

    @Test
    void routesStayInTheirVrfWhenItsRouteDistinguisherChangesThereAndBack() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        var before = lab.spoke1.routes.keySet().stream().toList();
        BgpSettings published = FlexVpnLab.spokeSettings(peer -> peer);
        var vrfs = new TreeMap<>(published.vrfs());
        vrfs.put(
                FlexVpnLab.CUST1,
                FlexVpnLab.vrf("1:1")
                        .withRouteDistinguisher(Optional.of(RouteDistinguisher.of("1:77"))));
        for (BgpSettings settings : List.of(published.withVrfs(vrfs), published)) {
            lab.spoke1.configure(settings);
            lab.ground.pass(Duration.ofSeconds(40));
            assertThat(lab.spoke1.routes.keySet()).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    @Test
    void aDynamicNeighbourVanishesWithItsSessionAndComesBack() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        lab.ground.reset(lab.hub, lab.spoke1);
        assertThat(lab.hub.engine.views().summary(FamilyId.VPNV4).rows()).hasSize(1);
        assertThat(rows(lab.hub)).noneMatch(line -> line.contains("192.168.113.0"));
        assertThat(lab.hub.notices)
                .contains("%BGP-5-ADJCHANGE: neighbor *10.1.1.3 Down Peer closed the session");
        lab.ground.pass(Duration.ofMinutes(1));
        assertThat(lab.hub.engine.views().summary(FamilyId.VPNV4).rows())
                .allMatch(row -> row.prefixes().filter(count -> count == 2).isPresent())
                .hasSize(2);
        assertThat(rows(lab.hub)).anyMatch(line -> line.contains("192.168.113.0"));
    }

    @Test
    void aPeerThatFallsSilentIsGoneAfterTheHoldTime() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        lab.ground.cut(lab.hub, lab.spoke1);
        lab.ground.pass(Duration.ofSeconds(200));
        assertThat(lab.hub.notices)
                .contains(
                        "%BGP-5-ADJCHANGE: neighbor *10.1.1.3 Down BGP Notification sent, hold time expired");
        lab.ground.mend();
        lab.ground.pass(Duration.ofMinutes(5));
        assertThat(lab.hub.engine.views().summary(FamilyId.VPNV4).rows()).hasSize(2);
    }

    @Test
    void sessionsWithoutPolicyAndRouteMapsWithoutDefinitionAreNamed() {
        lab.boot();
        lab.ground.pass(Duration.ofSeconds(40));
        assertThat(lab.hub.notices)
                .contains("%BGP-4-NOROUTEMAP: route-map global is not defined: it matches nothing")
                .anyMatch(line -> line.startsWith("%BGP-5-NOPOLICY: neighbor *10.1.1.3"));
    }

    @Test
    void twoRunsAreTheSameOctetForOctet() {
        var other = new FlexVpnLab();
        lab.boot();
        other.boot();
        lab.ground.pass(Duration.ofMinutes(10));
        other.ground.pass(Duration.ofMinutes(10));
        assertThat(lab.hub.sent).isEqualTo(other.hub.sent);
        assertThat(lab.spoke1.sent).isEqualTo(other.spoke1.sent);
    }
}
