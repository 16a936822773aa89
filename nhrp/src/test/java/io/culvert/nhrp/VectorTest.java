package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What we originate, octet by octet: test-vectors.md N2 to N4.
class VectorTest {
    private static final Bytes N2 =
            Bytes.hex(
                    """
                    00 01 08 00 00 00 00 00 00 ff 00 5a 02 47 00 34
                    01 01 04 00 04 04 c8 02 00 00 00 01 ac 10 01 67
                    0a 01 01 03 c0 a8 72 01 00 20 00 00 45 f8 1c 20
                    00 00 00 00 80 03 00 00 80 04 00 00 80 05 00 00
                    00 09 00 00 38 01 00 0e 4d 50 4e 48 01 00 00 00
                    01 04 00 00 00 01 80 00 00 00
                    """);
    private static final Bytes N3 =
            Bytes.hex(
                    """
                    00 01 08 00 00 00 00 00 00 ff 00 a4 95 46 00 3c
                    01 02 04 00 04 04 e8 02 00 00 00 01 ac 10 01 67
                    0a 01 01 03 c0 a8 72 01 00 18 00 00 45 f8 1c 20
                    04 00 04 00 ac 10 01 68 0a 01 01 04 80 03 00 14
                    00 00 00 00 45 f8 1c 20 04 00 04 00 ac 10 01 68
                    0a 01 01 04 80 04 00 14 00 00 00 00 45 f8 1c 20
                    04 00 04 00 ac 10 00 01 0a 00 00 01 80 05 00 00
                    00 09 00 00 38 01 00 28 4d 50 4e 48 01 01 00 00
                    01 04 00 00 00 01 03 08 00 18 00 00 00 01 01 00
                    04 08 00 00 31 00 0a 01 01 04 05 04 00 00 00 01
                    80 00 00 00
                    """);
    private static final Bytes N4 =
            Bytes.hex(
                    """
                    00 01 08 00 00 00 00 00 00 ff 00 3c 73 38 00 38
                    01 05 04 00 04 04 00 00 00 00 00 07 ac 10 01 68
                    0a 01 01 04 0a 01 01 03 00 18 00 00 00 00 00 00
                    00 00 04 00 c0 a8 72 00 80 00 00 00
                    """);

    private final Playground net = Playground.flexVpn(2);
    private final PlayNode hub = net.get("hub");
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    private static NhrpInterface tunnel(PlayNode node) {
        return node.tunnel(Playground.TUNNEL0, false, IpAddress.of("172.16.0.1"), node.template);
    }

    @Test
    void theRequestIsN2() {
        assertThat(
                        Messages.request(
                                        tunnel(spoke3),
                                        new Question(CUST1, IpAddress.of("192.168.114.1"), true),
                                        spoke3.overlay,
                                        1,
                                        List.of())
                                .toBytes())
                .isEqualTo(N2);
    }

    @Test
    void theReplyToN2ByTheHubIsN3() {
        NhrpPacket request = NhrpPacket.parse(N2).orElseThrow();
        Cie passed =
                Messages.ourselves(
                                hub.tunnel(
                                        InterfaceName.of("Virtual-Access2"),
                                        true,
                                        spoke4.outside,
                                        spoke4.template),
                                request)
                        .orElseThrow();
        spoke4.change(
                spoke4.tunnel(
                        InterfaceName.of("Virtual-Access1"),
                        true,
                        spoke3.outside,
                        spoke4.template));
        spoke4.receive(
                "Tunnel0",
                "172.16.0.1",
                Optional.of(CUST1),
                Extensions.appended(request, NhrpExtension.FORWARD_TRANSIT, passed));
        assertThat(spoke4.effects)
                .contains(
                        new NhrpEffect.Transmit(
                                InterfaceName.of("Virtual-Access1"), Optional.empty(), N3));
    }

    @Test
    void thePurgeIsN4AndEndsTheShortcut() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.passSeconds(1);
        NhrpPacket purge =
                Messages.purge(
                        tunnel(spoke4),
                        spoke4.overlay,
                        spoke3.overlay,
                        7,
                        Prefix.of("192.168.114.0/24"),
                        Optional.empty());
        assertThat(purge.toBytes()).isEqualTo(N4);
        spoke3.receive("Virtual-Access1", "172.16.1.104", Optional.empty(), purge);
        assertThat(spoke3.shortcuts).isEmpty();
    }
}
