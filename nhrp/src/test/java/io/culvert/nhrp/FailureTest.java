package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.ServerRedundancy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What ends without a shortcut, and why: flexvpn-mpls.md S18.
class FailureTest {
    private final Playground net = Playground.flexVpn(2);
    private final PlayNode hub = net.get("hub");
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    private void ping() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
    }

    private String reason() {
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.engine.failures()).hasSize(1);
        return spoke3.engine.failures().getFirst().reason();
    }

    @Test
    void withoutAnAnswerTheRequestIsSentFiveTimesUnderOneIdThenGivenUp() {
        spoke3.links.clear();
        net.get("hub").links.clear();
        hub.transited(
                InterfaceName.of("Virtual-Access1"),
                InterfaceName.of("Virtual-Access2"),
                CUST1,
                "192.168.113.10",
                "192.168.114.1");
        spoke3.receive("Tunnel0", "172.16.0.1", Optional.of(CUST1), hub.sent().getLast());
        net.passSeconds(30);
        assertThat(spoke3.sent()).hasSize(5);
        assertThat(spoke3.sent().stream().map(one -> one.body()).distinct()).hasSize(1);
        assertThat(spoke3.engine.failures()).isEmpty();
        net.passSeconds(1);
        assertThat(reason()).isEqualTo("nobody answered");
    }

    // spoke4 cannot build the tunnel: after 30 s it answers by the hub, spoke3 tries, and the
    // traffic stays on the hub
    @Test
    void aTunnelThatDoesNotComeUpIsToldToTheRequester() {
        spoke4.tunnelsWork = false;
        ping();
        net.passSeconds(31);
        assertThat(spoke4.count(NhrpEffect.DropTunnel.class)).isEqualTo(1);
        assertThat(spoke3.wishes).hasSize(1);
        net.passSeconds(31);
        assertThat(reason()).isEqualTo("no tunnel to 172.16.1.104 came up");
        assertThat(spoke3.count(NhrpEffect.DropTunnel.class)).isEqualTo(1);
        assertThat(spoke4.labels).isEmpty();
        assertThat(spoke4.engine.entries())
                .noneMatch(entry -> entry.flags().contains(NhrpEntry.Flag.LOCAL));
        assertThat(net.wire).contains("spoke4 Tu0 Resolution Reply", "hub Vi1 Resolution Reply");
        assertThat(net.ping(spoke3, "192.168.113.10", "192.168.114.1"))
                .containsExactly("spoke3", "hub", "spoke4");
    }

    @Test
    void afterAFailureNothingIsTriedForThreeMinutes() {
        spoke4.tunnelsWork = false;
        ping();
        net.passSeconds(70);
        spoke4.tunnelsWork = true;
        net.wire.clear();
        for (int i = 0; i < 13; i++) {
            ping();
            net.passSeconds(9);
        }
        assertThat(net.wire).noneMatch(line -> line.contains("Resolution"));
        net.passSeconds(60);
        ping();
        assertThat(spoke3.shortcuts).hasSize(1);
        assertThat(spoke3.engine.failures()).isEmpty();
    }

    @Test
    void aRefusedTunnelIsToldAtOnce() {
        spoke4.tunnelsWork = false;
        ping();
        spoke4.on(new NhrpEvent.TunnelRefused(spoke4.wishes.getFirst(), "no such template"));
        net.passSeconds(1);
        assertThat(reason()).contains("code 5");
        net.ping(spoke3, "192.168.113.10", "192.168.114.99");
        net.passSeconds(1);
        assertThat(spoke4.wishes).hasSize(1); // that peer is left alone for a while
    }

    @Test
    void aDestinationThatNobodyHasIsRefused() {
        hub.route(
                CUST1,
                Prefix.of("192.168.99.0/24"),
                InterfaceName.of("Virtual-Access2"),
                Optional.of(spoke4.overlay));
        spoke4.unroute(CUST1, Prefix.DEFAULT_IPV4);
        net.ping(spoke3, "192.168.113.10", "192.168.99.1");
        net.passSeconds(1);
        assertThat(reason()).contains("code 12");
    }

    @Test
    void aDestinationBehindADefaultRouteIsRefused() {
        hub.route(
                CUST1,
                Prefix.of("192.168.99.0/24"),
                InterfaceName.of("Virtual-Access2"),
                Optional.of(spoke4.overlay));
        spoke4.route(CUST1, Prefix.DEFAULT_IPV4, InterfaceName.of("Ethernet0/2"), Optional.empty());
        net.ping(spoke3, "192.168.113.10", "192.168.99.1");
        net.passSeconds(1);
        assertThat(reason()).contains("code 4");
    }

    @Test
    void anAnswerIsNeverShorterThanItsMinimum() {
        hub.route(
                CUST1,
                Prefix.of("10.0.0.0/7"),
                InterfaceName.of("Virtual-Access2"),
                Optional.of(spoke4.overlay));
        spoke4.lan(CUST1, Prefix.of("10.0.0.0/7"));
        net.ping(spoke3, "192.168.113.10", "11.1.1.1");
        net.passSeconds(1);
        assertThat(spoke3.shortcuts).containsOnlyKeys(new Place(CUST1, Prefix.of("11.0.0.0/8")));
    }

    @Test
    void anAnswererWithoutLabelsLeftRefuses() {
        spoke4.labelsLeft = false;
        ping();
        assertThat(reason()).contains("code 5");
    }

    @Test
    void aVrfThatImportsNothingOfTheRequestersRefuses() {
        spoke4.targets.put(CUST1, List.of(RouteTarget.of("9:9")));
        ping();
        assertThat(reason()).contains("code 4");
        assertThat(spoke4.wishes).isEmpty();
    }

    @Test
    void anAnswererWithoutTemplateRefuses() {
        NhrpInterface without =
                spoke4.tunnel(
                        Playground.TUNNEL0,
                        false,
                        hub.outside,
                        Playground.settings(false, false, Duration.ofHours(2)));
        spoke4.change(without);
        ping();
        assertThat(reason()).contains("code 4");
    }

    @Test
    void withoutMplsNhrpAtTheAnswererNobodyAnswers() {
        spoke4.mpls = false;
        spoke4.change(spoke4.tunnel(Playground.TUNNEL0, false, hub.outside, spoke4.template));
        ping();
        net.passSeconds(31);
        assertThat(reason()).isEqualTo("nobody answered");
        assertThat(spoke4.engine.drops()).containsKey(NhrpDrop.NO_LABELS);
    }

    @Test
    void withoutShortcutARedirectIsIgnored() {
        spoke3.change(
                spoke3.tunnel(
                        Playground.TUNNEL0,
                        false,
                        hub.outside,
                        Playground.settings(false, false, Duration.ofHours(2))));
        ping();
        assertThat(spoke3.sent()).isEmpty();
        assertThat(spoke3.engine.drops()).containsEntry(NhrpDrop.REDIRECT_IGNORED, 1L);
    }

    @Test
    void anotherNetworkIdIsAnotherNetwork() {
        NhrpSettings other = spoke4.template;
        hub.change(
                hub.tunnel(
                        InterfaceName.of("Virtual-Access2"),
                        true,
                        spoke4.outside,
                        new NhrpSettings(
                                Optional.of(2L),
                                other.authentication(),
                                other.holdingTime(),
                                Optional.empty(),
                                other.redirect(),
                                List.of(),
                                List.of(),
                                other.registration(),
                                false,
                                ServerRedundancy.DEFAULT)));
        ping();
        assertThat(net.wire).isEmpty();
    }

    @Test
    void theFailureSaysUntilWhen() {
        spoke4.labelsLeft = false;
        ping();
        NhrpFailure failure = spoke3.engine.failures().getFirst();
        assertThat(failure.at()).isAfter(Instant.EPOCH);
        assertThat(Duration.between(failure.at(), failure.until())).isEqualTo(Failures.HOLD_OFF);
        assertThat(spoke3.engine.entries())
                .singleElement()
                .matches(entry -> entry.flags().contains(NhrpEntry.Flag.NEGATIVE));
    }

    @Test
    void aTunnelThatComesTooLateIsDroppedUnlessItIsThereAnyway() {
        var wish =
                new NhrpEffect.TunnelWish(1, Vrf.GLOBAL, spoke4.nbma, IpAddress.of("172.16.9.9"));
        spoke4.on(new NhrpEvent.TunnelBegun(wish, InterfaceName.of("Virtual-Access9")));
        assertThat(spoke4.effects)
                .containsExactly(new NhrpEffect.DropTunnel(InterfaceName.of("Virtual-Access9")));
        spoke4.on(new NhrpEvent.TunnelBegun(wish, Playground.TUNNEL0));
        assertThat(spoke4.effects).hasSize(1);
    }
}
