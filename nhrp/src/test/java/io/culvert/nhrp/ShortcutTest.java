package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static io.culvert.nhrp.Playground.CUST2;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The labelled shortcut between two spokes, flexvpn-mpls.md S8 to S16.
class ShortcutTest {
    private static final Prefix LAN4 = Prefix.of("192.168.114.0/24");
    private static final Place THERE = new Place(CUST1, LAN4);

    private final Playground net = Playground.flexVpn(2);
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    private void ping() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
    }

    @Test
    void theFirstPacketGoesByTheHubAndTheNextDirectly() {
        assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                .containsExactly("spoke3", "hub", "spoke4");
        net.passSeconds(1);
        assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                .containsExactly("spoke3", "spoke4");
    }

    // hub Vi1     --redirect (cust1)--> spoke3
    // spoke3 Tu0  --request  (cust1)--> hub --request (cust1)--> spoke4
    // spoke4      ====tunnel==========================> spoke3
    // spoke4 Vi1  --reply--> spoke3
    @Test
    void theLadderIsThatOfTheProcedure() {
        ping();
        assertThat(net.wire)
                .containsExactly(
                        "hub Vi1 cust1 Traffic Indication",
                        "spoke3 Tu0 cust1 Resolution Request",
                        "hub Vi2 cust1 Resolution Request",
                        "spoke4 Vi1 Resolution Reply");
    }

    @Test
    void theAnswererMakesTheTunnelToTheRequester() {
        ping();
        assertThat(spoke3.wishes).isEmpty();
        assertThat(spoke4.wishes)
                .containsExactly(
                        new NhrpEffect.TunnelWish(
                                1,
                                Vrf.GLOBAL,
                                IpAddress.of("172.16.1.104"),
                                IpAddress.of("172.16.1.103")));
    }

    @Test
    void theRouteHasTheLabelThatTheAnswererHolds() {
        ping();
        NhrpEffect.OfferRoute offer = spoke3.offer(THERE);
        assertThat(offer.label()).contains(new Label(16));
        assertThat(offer.nextHop()).isEqualTo(IpAddress.of("10.1.1.4"));
        assertThat(spoke4.labels).containsOnlyKeys(THERE);
    }

    @Test
    void bothEndsBindEachOtherToTheTunnel() {
        ping();
        assertThat(spoke3.bound).containsExactly("Virtual-Access1 10.1.1.4");
        assertThat(spoke4.bound).containsExactly("Virtual-Access1 10.1.1.3");
    }

    @Test
    void customersWithTheSameAddressesHaveShortcutsOfTheirOwn() {
        ping();
        net.data(CUST2, spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).containsOnlyKeys(THERE, new Place(CUST2, LAN4));
        assertThat(spoke3.offer(THERE).label())
                .isNotEqualTo(spoke3.offer(new Place(CUST2, LAN4)).label());
        assertThat(spoke4.wishes).hasSize(1);
    }

    @Test
    void theReverseDirectionUsesTheTunnelThatIsThere() {
        ping();
        net.ping(spoke4, "192.168.114.1", "192.168.113.10");
        net.passSeconds(1);
        assertThat(net.ping(spoke4, "192.168.114.1", "192.168.113.10"))
                .containsExactly("spoke4", "spoke3");
        assertThat(spoke3.wishes).isEmpty();
    }

    @Test
    void theCacheShowsNextHopShortcutAndPromise() {
        ping();
        assertThat(spoke3.engine.entries())
                .extracting(entry -> entry.prefix() + " " + entry.flags())
                .containsExactly(
                        "10.1.1.4/32 [ROUTER, NHOP, RIB]", "192.168.114.0/24 [ROUTER, RIB]");
        assertThat(spoke4.engine.entries())
                .extracting(entry -> entry.prefix() + " " + entry.flags() + entry.labels())
                .containsExactly(
                        "10.1.1.3/32 [ROUTER, NHOP, RIB][]",
                        "192.168.114.0/24 [ROUTER, UNIQUE, LOCAL, NO_SOCKET][16]");
    }

    @Test
    void twoRunsAreTheSameToTheLastEffect() {
        ping();
        var again = new ShortcutTest();
        again.ping();
        assertThat(again.spoke3.effects).isEqualTo(spoke3.effects);
        assertThat(again.spoke4.effects).isEqualTo(spoke4.effects);
        assertThat(List.of(again.net.wire)).isEqualTo(List.of(net.wire));
    }
}
