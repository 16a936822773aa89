package io.culvert.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.SiteOfOrigin;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.Origin;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A site with two routers at one provider edge: what comes from it does not go back to it (RFC 4364 section 7).
class SiteOfOriginTest {
    private static final Vrf RED = new Vrf("red");
    private static final FamilyId FAMILY = FamilyId.ipv4(RED);
    private static final String ROUTE = "default 10.1.0.0/16";

    private final Playground ground = new Playground();
    private final Playground.Node edge = Build.node(ground, "edge", "10.0.0.1");
    private final Playground.Node one = Build.node(ground, "one", "10.0.0.2");
    private final Playground.Node two = Build.node(ground, "two", "10.0.0.3");

    private static UnaryOperator<PeerFamilySettings> site(String site) {
        return family -> family.withSiteOfOrigin(Optional.of(SiteOfOrigin.of(site)));
    }

    private void edge(
            UnaryOperator<PeerFamilySettings> ofOne, UnaryOperator<PeerFamilySettings> ofTwo) {
        edge.configure(
                Build.as(10)
                        .vrf("red", "10:1", List.of("10:1"), List.of("10:1"))
                        .neighbor(FAMILY, "10.0.0.2", 65_001, UnaryOperator.identity(), ofOne)
                        .neighbor(FAMILY, "10.0.0.3", 65_002, UnaryOperator.identity(), ofTwo)
                        .settings());
        ground.pass(Build.A_WHILE);
    }

    private void boot(
            UnaryOperator<PeerFamilySettings> ofOne, UnaryOperator<PeerFamilySettings> ofTwo) {
        edge.vrfOf.put(IpAddress.of("10.0.0.2"), RED);
        edge.vrfOf.put(IpAddress.of("10.0.0.3"), RED);
        one.configure(
                Build.as(65_001)
                        .neighbor(FamilyId.IPV4, "10.0.0.1", 10)
                        .networks(FamilyId.IPV4, "10.1.0.0/16")
                        .settings());
        two.configure(Build.as(65_002).neighbor(FamilyId.IPV4, "10.0.0.1", 10).settings());
        one.connected("", "10.1.0.0/16");
        edge(ofOne, ofTwo);
    }

    private List<String> marks() {
        return edge.engine
                .views()
                .exact(RED, Prefix.of("10.1.0.0/16"))
                .orElseThrow()
                .paths()
                .getFirst()
                .extendedCommunities();
    }

    @Test
    void aRouteOfASiteIsNotToldToTheSameSite() {
        boot(site("10:7"), site("10:7"));
        assertThat(marks()).contains("SoO:10:7");
        assertThat(two.routes).isEmpty();
    }

    @Test
    void anotherSiteHearsOfIt() {
        boot(site("10:7"), site("10:8"));
        assertThat(two.routes).containsKey(ROUTE);
    }

    @Test
    void aSiteThatIsNamedLaterCountsAtOnce() {
        boot(UnaryOperator.identity(), UnaryOperator.identity());
        assertThat(two.routes).containsKey(ROUTE);
        edge(site("10:7"), site("10:7"));
        assertThat(marks()).contains("SoO:10:7");
        assertThat(two.routes).isEmpty();
        edge(UnaryOperator.identity(), UnaryOperator.identity());
        assertThat(marks()).doesNotContain("SoO:10:7");
        assertThat(two.routes).containsKey(ROUTE);
    }

    @Test
    void whatANeighbourSaysOfItsSiteIsReplaced() {
        var said =
                PathAttributes.local(Origin.IGP)
                        .withExtendedCommunities(
                                List.of(
                                        new ExtendedCommunity(0x0002_000A_0000_0001L),
                                        ExtendedCommunity.of(SiteOfOrigin.of("10.0.0.1:9"))));
        var marked = SiteOfOriginRule.marked(site("10:7").apply(PeerFamilySettings.EMPTY), said);
        assertThat(marked.extendedCommunityTexts()).containsExactly("RT:10:1", "SoO:10:7");
        assertThat(SiteOfOriginRule.marked(PeerFamilySettings.EMPTY, said)).isEqualTo(said);
    }
}
