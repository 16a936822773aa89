package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.router.config.RouterConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A configuration as it is copied from a terminal: the command above, the prompt below, and what IOS XE writes by itself.
class CopiedConfigurationsTest {
    private static ConfigLoader.Loaded load(String text) {
        return ConfigLoader.load("test.cfg", text);
    }

    @Test
    void theCommandAboveAndThePromptBelowAreNoLines() {
        ConfigLoader.Loaded loaded =
                load(
                        """
                        HUB-1#show running-config
                        Building configuration...

                        Current configuration : 8123 bytes
                        hostname HUB-1
                        end

                        HUB-1#
                        """);
        assertThat(loaded.refusals()).isEmpty();
        assertThat(loaded.entries()).hasSize(1);
        assertThat(load("hostname HUB-1\nHUB-1#\n").refusals()).hasSize(1);
        assertThat(load("end\nHUB-1#reload\n").refusals()).hasSize(1);
    }

    @Test
    void whatIosXeWritesByItselfIsAcceptedAndStaysItself() {
        String text =
                """
                crypto pki trustpoint SLA-TrustPoint
                 enrollment pkcs12
                 revocation-check crl
                crypto pki certificate pool
                 cabundle nvram:ios_core.p7b
                transceiver type all
                 monitoring
                flow exporter FE
                 description collector
                 destination 10.1.0.9
                 transport udp 9996
                flow record FR
                 match ipv4 protocol
                 collect counter bytes
                flow monitor FM
                 exporter FE
                 record FR
                 cache timeout active 60
                no ip bootp server
                no ip finger
                no ip gratuitous-arps
                interface GigabitEthernet1
                 ip flow monitor FM input
                 ipv6 flow monitor FM input
                 no ipv6 redirects
                """;
        RouterConfig config = load(text).config();
        assertThat(load(text).refusals()).isEmpty();
        List<String> shown = ConfigLanguage.GRAMMAR.print(config);
        assertThat(shown).contains(" enrollment pkcs12", " no ipv6 redirects");
        ConfigLoader.Loaded again = load(String.join("\n", shown));
        assertThat(again.refusals()).isEmpty();
        assertThat(again.config()).isEqualTo(config);
    }

    /// The sentence below a refused line names the way out, and the right one.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    crypto isakmp invalid-spi-recovery                                | take the line away
                    crypto isakmp policy 10                                           | write crypto ikev2 keyring
                    interface Dialer1                                                 | Interfaces are Ethernet
                    interface Port-channel 1.5                                        | Interfaces are Ethernet
                    interface range GigabitEthernet0/1 - 2                            | write each one
                    ip multicast-routing distributed                                  | no multicast
                    ip local policy route-map X                                       | no policy routing
                    zone security WAN                                                 | no firewall
                    object-group network X                                            | no object groups
                    monitor session 1 type erspan-source                              | not mirrored
                    monitor capture CAP interface Gi0/0 both match any                | holds no commands
                    conf t                                                            | holds no commands
                    wr mem                                                            | holds no commands
                    copy run start                                                    | holds no commands
                    l2vpn xconnect context X                                          | no layer 2 services
                    crypto ikev2 proposal P; group 2                                  | too weak
                    crypto ikev2 profile P; virtual-template 1 mode auto              | without mode auto
                    crypto ipsec profile P; set security-association idle-time 300    | do not end for want of traffic
                    router bgp 1; template peer-policy PP                             | write a peer-group
                    router bgp 1; address-family l2vpn evpn                           | no layer 2 services
                    router bgp 1; aggregate-address 10.0.0.0 255.0.0.0 summary-only   | static route to Null0
                    """)
    void aRefusedLineSaysWhatToDo(String lines, String advice) {
        ConfigLoader.Loaded loaded = load(lines.replace("; ", "\n "));
        assertThat(loaded.refusals()).hasSize(1);
        assertThat(loaded.refusals().getFirst().sentences()).hasSize(2);
        assertThat(loaded.refusals().getFirst().sentences().getLast()).contains(advice);
    }

    @Test
    void nothingInAFileMovesTheCursor() {
        ConfigLoader.Loaded loaded =
                load("interface Loopback0\n description a\u001b[2Jb\nfrob\u0007\u001b[H\n");
        assertThat(ConfigLoader.report(loaded) + loaded.refusals().getFirst().render())
                .doesNotContain("\u001b", "\u0007")
                .contains("description a\uFFFD[2Jb", "frob\uFFFD\uFFFD[H");
    }
}
