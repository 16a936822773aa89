package io.culvert.commands.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ShowCryptoSessionBriefTest {
    private static final IpAddress LOCAL = IpAddress.of("192.0.2.1");

    private static ShowCryptoSession.Entry entry(
            String name,
            String peer,
            String ivrf,
            String status,
            Optional<String> peerId,
            Optional<Duration> uptime) {
        InterfaceName tunnel = InterfaceName.of(name);
        IpAddress remote = IpAddress.of(peer);
        var flow =
                new IpsecFlow(
                        tunnel,
                        Vrf.GLOBAL,
                        new Vrf(ivrf),
                        LOCAL,
                        remote,
                        500,
                        IpsecFlow.Ident.host(47, LOCAL),
                        IpsecFlow.Ident.host(47, remote),
                        new IpsecFlow.Counts(0, 0, 0, 0, 0),
                        1438,
                        1500,
                        1500,
                        InterfaceName.of("Ethernet0/0"),
                        0,
                        Optional.empty(),
                        List.of(),
                        List.of());
        return new ShowCryptoSession.Entry(
                tunnel,
                Optional.of("PSK"),
                uptime,
                status,
                remote,
                500,
                Vrf.GLOBAL,
                new Vrf(ivrf),
                peerId,
                OptionalLong.empty(),
                List.of(),
                flow);
    }

    @Test
    void tunnelsStandBelowTheVrfInsideThemWithLettersForTheirStatus() {
        var sessions =
                List.of(
                        entry(
                                "Tunnel1",
                                "198.51.100.7",
                                "red",
                                "UP-ACTIVE",
                                Optional.of("spoke7.example"),
                                Optional.of(Duration.ofSeconds(3723))),
                        entry(
                                "Tunnel2",
                                "198.51.100.8",
                                "",
                                "UP-IDLE",
                                Optional.of("spoke8.example"),
                                Optional.of(Duration.ofHours(29))),
                        entry(
                                "Tunnel3",
                                "198.51.100.9",
                                "red",
                                "DOWN-NEGOTIATING",
                                Optional.empty(),
                                Optional.empty()),
                        entry(
                                "Tunnel4",
                                "2001:db8::a",
                                "",
                                "DOWN",
                                Optional.empty(),
                                Optional.empty()));
        assertThat(ShowCryptoSessionBrief.of(sessions).text())
                .isEqualTo(
                        """
                        Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating
                                K - No IKE
                        ivrf = (none)
                                   Peer        I/F Username          Group/Phase1_id           Uptime  Status
                           198.51.100.8        Tu2                   spoke8.example             1d05h  UI
                            2001:db8::a        Tu4                                                     D
                        ivrf = red
                                   Peer        I/F Username          Group/Phase1_id           Uptime  Status
                           198.51.100.7        Tu1                   spoke7.example          01:02:03  UA
                           198.51.100.9        Tu3                                                     DN
                        """);
    }

    @Test
    void withoutTunnelsThereIsTheLegendAlone() {
        assertThat(ShowCryptoSessionBrief.of(List.of()).text().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("Status: ");
    }
}
