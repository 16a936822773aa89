package io.culvert.nhrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Registration;
import io.culvert.nhrp.config.StaticMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What operators hear of packets that are refused, here and elsewhere.
class RefusalsTest {
    private final Dmvpn vpn = new Dmvpn(2);
    private final Playground net = vpn.net;
    private final PlayNode hub = vpn.hub;
    private final PlayNode spoke3 = vpn.spoke(3);

    private static NhrpSettings word(String word) {
        return Dmvpn.spokeSettings(
                Optional.of(word), Registration.DEFAULT, List.of(), Dmvpn.server(1, 0, 0));
    }

    private static List<String> notices(PlayNode node) {
        return about(node, "AUTHENTICATION");
    }

    private static List<String> about(PlayNode node, String mnemonic) {
        return node.effects.stream()
                .filter(NhrpEffect.Notify.class::isInstance)
                .map(effect -> ((NhrpEffect.Notify) effect).notice().toString())
                .filter(text -> text.contains(mnemonic))
                .toList();
    }

    @Test
    void anAuthenticationFailureIsToldOnceAMinuteForEachPeer() {
        net.passSeconds(1);
        hub.change(Dmvpn.interfaceOf(hub, Dmvpn.hubSettings().withAuthentication(secret())));
        PlayNode stranger = vpn.node("stranger", "10.0.0.8", "172.16.1.8", word("other"));
        vpn.node("silent", "10.0.0.9", "172.16.1.9", Dmvpn.spokeSettings());
        net.passSeconds(30);
        assertThat(notices(hub))
                .containsExactly(
                        "%NHRP-4-AUTHENTICATION: Registration Request of 10.0.0.8 from 172.16.1.8 on Tunnel0 is refused: its authentication string is another than that of ip nhrp authentication here",
                        "%NHRP-4-AUTHENTICATION: Registration Request of 10.0.0.9 from 172.16.1.9 on Tunnel0 is refused: it has no authentication string, and there is an ip nhrp authentication here");
        stranger.change(Dmvpn.interfaceOf(stranger, word("third")));
        net.passSeconds(1);
        assertThat(hub.engine.drops()).containsEntry(NhrpDrop.AUTHENTICATION, 3L);
        assertThat(notices(hub)).hasSize(2);
        net.passSeconds(70);
        assertThat(notices(hub)).hasSize(4).noneMatch(text -> text.contains("secret"));
    }

    private static Optional<String> secret() {
        return Optional.of("secret");
    }

    @Test
    void anOverlayAddressThatIsTakenIsToldOnceInTenMinutesWithBothPlaces() {
        net.passSeconds(1);
        PlayNode second =
                vpn.node("second", "10.0.0.3", "172.16.1.9", Dmvpn.spokeSettings()); // spoke3's
        net.passSeconds(590);
        assertThat(about(hub, "SAME_OVERLAY"))
                .containsExactly(
                        "%NHRP-4-SAME_OVERLAY: Registration of 10.0.0.3 from 172.16.1.9 on Tunnel0 is refused: 172.16.1.103 has registered that address already, as a unique one");
        assertThat(second.engine.servers().getFirst().reason().orElseThrow())
                .startsWith("another router has registered our address there")
                .contains("code 14");
        net.passSeconds(80);
        assertThat(about(hub, "SAME_OVERLAY")).hasSize(2);
        assertThat(spoke3.engine.servers().getFirst().reason()).isEmpty();
    }

    @Test
    void theServersOwnAddressAndOneThatIsConfiguredElsewhereAreTakenToo() {
        hub.change(
                Dmvpn.interfaceOf(
                        hub,
                        Dmvpn.hubSettings()
                                .withMappings(
                                        List.of(
                                                new StaticMapping(
                                                        Prefix.of("10.0.0.8/32"),
                                                        IpAddress.of("172.16.1.8"))))));
        net.passSeconds(1);
        vpn.node("hub2", "10.0.0.1", "172.16.1.9", Dmvpn.spokeSettings());
        vpn.node("second", "10.0.0.8", "172.16.1.10", Dmvpn.spokeSettings());
        net.passSeconds(30);
        assertThat(about(hub, "SAME_OVERLAY"))
                .containsExactly(
                        "%NHRP-4-SAME_OVERLAY: Registration of 10.0.0.1 from 172.16.1.9 on Tunnel0 is refused: it is an address of this router",
                        "%NHRP-4-SAME_OVERLAY: Registration of 10.0.0.8 from 172.16.1.10 on Tunnel0 is refused: configuration here says it is at 172.16.1.8");
    }

    @Test
    void theClientHearsOfTheErrorInWords() {
        hub.change(Dmvpn.interfaceOf(hub, Dmvpn.hubSettings().withAuthentication(secret())));
        spoke3.change(Dmvpn.interfaceOf(spoke3, word("other")));
        net.passSeconds(1);
        assertThat(spoke3.engine.servers().getFirst().reason())
                .contains(
                        "it answered with error 11, authentication failure: compare ip nhrp authentication there with that here");
    }

    @Test
    void aRedirectWithAnotherWordIsRememberedUntilOneIsFollowedAndDecidesNothing() {
        spoke3.change(Dmvpn.interfaceOf(spoke3, word("other")));
        net.passSeconds(1);
        vpn.ping(3, 4);
        net.passSeconds(1);
        assertThat(spoke3.engine.refusedRedirects())
                .singleElement()
                .matches(one -> one.destination().equals(IpAddress.of("192.168.4.1")))
                .matches(one -> one.nbma().equals(hub.nbma))
                .matches(one -> one.reason().startsWith("it has no authentication string"));
        assertThat(spoke3.engine.failures()).isEmpty();
        assertThat(net.wire).doesNotContain("spoke3 Tu0 Resolution Request");

        spoke3.change(Dmvpn.interfaceOf(spoke3, Dmvpn.spokeSettings()));
        net.passSeconds(8);
        vpn.ping(3, 4);
        net.passSeconds(1);
        assertThat(spoke3.engine.refusedRedirects()).isEmpty();
        assertThat(spoke3.shortcuts).isNotEmpty();
    }

    @Test
    void aServerOnlySaysThatItDoesNotAsk() {
        spoke3.change(Dmvpn.interfaceOf(spoke3, Dmvpn.spokeSettings().withServerOnly(true)));
        net.passSeconds(1);
        vpn.ping(3, 4);
        net.passSeconds(1);
        assertThat(spoke3.engine.refusedRedirects())
                .singleElement()
                .matches(one -> one.reason().startsWith("ip nhrp server-only on Tunnel0"));
    }

    @Test
    void refusedRedirectsAreBounded() {
        spoke3.change(Dmvpn.interfaceOf(spoke3, word("other")));
        NhrpInterface in = Dmvpn.interfaceOf(hub, Dmvpn.hubSettings());
        for (int i = 0; i <= Refusals.REDIRECTS_MAX; i++) {
            var destination = IpAddress.of("192.168.%d.%d".formatted(4 + i / 250, 1 + i % 250));
            PacketHead head =
                    PacketHead.parse(Heads.of(IpAddress.of("192.168.3.1"), destination))
                            .orElseThrow();
            spoke3.receive(
                    "Tunnel0",
                    "172.16.0.1",
                    Optional.empty(),
                    Messages.redirect(in, hub.overlay, head));
            net.pass(Duration.ofMillis(1));
        }
        assertThat(spoke3.engine.refusedRedirects()).hasSize(Refusals.REDIRECTS_MAX);
        assertThat(spoke3.engine.refusedRedirects().getFirst().destination())
                .isEqualTo(IpAddress.of("192.168.4.2"));
    }
}
