package io.culvert.nhrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Registration;
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
        return node.effects.stream()
                .filter(NhrpEffect.Notify.class::isInstance)
                .map(effect -> ((NhrpEffect.Notify) effect).notice().toString())
                .filter(text -> text.contains("AUTHENTICATION"))
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
