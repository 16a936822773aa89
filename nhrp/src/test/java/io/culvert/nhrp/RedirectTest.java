package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static io.culvert.nhrp.Playground.CUST2;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.wire.nhrp.NhrpBody;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When the node in the middle tells of a shorter way: flexvpn-mpls.md S8, nhrp.md section 3.
class RedirectTest {
    private static final InterfaceName FROM = InterfaceName.of("Virtual-Access1");
    private static final InterfaceName TO = InterfaceName.of("Virtual-Access2");

    private final Playground net = Playground.flexVpn(2);
    private final PlayNode hub = net.get("hub");

    private void transits(Vrf vrf, String source, String destination) {
        hub.transited(FROM, TO, vrf, source, destination);
    }

    // test-vectors.md N1: to the source of the packet, with its header and 8 octets
    @Test
    void theRedirectIsTheOneOfTheVector() {
        hub.on(
                new NhrpEvent.Transited(
                        FROM,
                        IpAddress.of("172.16.1.103"),
                        TO,
                        CUST1,
                        true,
                        Bytes.hex(
                                "45000054000100003f01174cc0a8710ac0a872010800eeb712340001deadbeef")));
        assertThat(hub.effects)
                .containsExactly(
                        new NhrpEffect.TransmitOnLabel(
                                CUST1,
                                IpAddress.of("192.168.113.10"),
                                Bytes.hex(
                                        """
                                        00 01 08 00 00 00 00 00 00 ff 00 48 7c b4 00 44
                                        01 08 04 00 04 04 00 00 00 00 00 00 ac 10 00 01
                                        0a 00 00 01 c0 a8 71 0a 45 00 00 54 00 01 00 00
                                        3f 01 17 4c c0 a8 71 0a c0 a8 72 01 08 00 ee b7
                                        12 34 00 01 80 00 00 00
                                        """)));
    }

    @Test
    void theSamePairIsToldOnceInEightSeconds() {
        for (int i = 0; i < 10; i++) {
            transits(CUST1, "192.168.113.10", "192.168.114.1");
        }
        assertThat(hub.sent()).hasSize(1);
        net.get("spoke3").links.clear();
        net.pass(Duration.ofMillis(7999));
        transits(CUST1, "192.168.113.10", "192.168.114.1");
        assertThat(hub.sent()).hasSize(1);
        net.pass(Duration.ofMillis(1));
        transits(CUST1, "192.168.113.10", "192.168.114.1");
        assertThat(hub.sent()).hasSize(2);
        assertThat(hub.engine.redirects())
                .singleElement()
                .matches(one -> one.vrf().equals(CUST1) && one.in().equals(FROM));
        assertThat(hub.engine.traffic().get(FROM)).matches(traffic -> traffic.suppressed() == 10);
    }

    @Test
    void otherPairsAndOtherVrfsHaveALimitOfTheirOwn() {
        transits(CUST1, "192.168.113.10", "192.168.114.1");
        transits(CUST1, "192.168.113.11", "192.168.114.1");
        transits(CUST1, "192.168.113.10", "192.168.114.2");
        transits(CUST2, "192.168.113.10", "192.168.114.1");
        assertThat(hub.sent()).hasSize(4);
    }

    @Test
    void multicastLinkLocalAndLaterFragmentsAreNotToldOf() {
        transits(CUST1, "192.168.113.10", "224.0.0.5");
        transits(CUST1, "169.254.1.1", "192.168.114.1");
        transits(CUST1, "192.168.113.10", "255.255.255.255");
        hub.on(
                new NhrpEvent.Transited(
                        FROM,
                        IpAddress.of("172.16.1.103"),
                        TO,
                        CUST1,
                        true,
                        Bytes.hex("45000054000100203f01174cc0a8710ac0a872010800eeb712340001")));
        assertThat(hub.sent()).isEmpty();
    }

    @Test
    void outByWhereItCameInIsNoDetourOnATunnelOfOnePeer() {
        hub.transited(FROM, FROM, CUST1, "192.168.113.10", "192.168.114.1");
        assertThat(hub.sent()).isEmpty();
    }

    @Test
    void theTableOfPairsIsBounded() {
        for (int i = 0; i < Redirects.PAIRS_MAX + 100; i++) {
            transits(
                    CUST1,
                    "192.168.113.10",
                    "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256);
        }
        assertThat(hub.engine.redirects()).hasSize(Redirects.PAIRS_MAX);
        assertThat(hub.engine.drops()).containsEntry(NhrpDrop.TABLE_FULL, 100L);
        net.passSeconds(8);
        transits(CUST1, "192.168.113.10", "11.0.0.1");
        assertThat(hub.engine.redirects()).hasSize(1);
    }

    @Test
    void theInterfaceSendsOnlySoMuch() {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4000; j++) {
                transits(CUST1, "192.168." + i + ".10", "10.0." + j / 256 + "." + j % 256);
            }
            net.pass(Duration.ofSeconds(i == 0 ? 8 : 0));
        }
        assertThat(hub.sent().size()).isLessThanOrEqualTo(Sender.SEND_MAX);
    }

    @Test
    void ipv6HeadsAreUnderstood() {
        Optional<PacketHead> head =
                PacketHead.parse(
                        Heads.of(IpAddress.of("2001:db8:3::1"), IpAddress.of("2001:db8:4::1")));
        assertThat(head).isPresent();
        assertThat(head.get().embedded().size()).isEqualTo(48);
        assertThat(PacketHead.parse(Bytes.hex("45"))).isEmpty();
        assertThat(PacketHead.parse(Bytes.hex("60"))).isEmpty();
        assertThat(PacketHead.parse(Bytes.EMPTY)).isEmpty();
    }

    @Test
    void theIndicationIsOfCodeZero() {
        transits(CUST1, "192.168.113.10", "192.168.114.1");
        assertThat(hub.lastSent().body())
                .isInstanceOfSatisfying(
                        NhrpBody.TrafficIndication.class, body -> assertThat(body.code()).isZero());
    }
}
