package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// GRE without protection, and GRE that nobody speaks.
class ClearTunnelTest {
    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.assertNoLeak();
    }

    @Test
    void aPlainGreTunnelWorksBothWaysAndCopiesServiceAndEcn() {
        bench.isProtected = false;
        bench.boot();
        bench.originate(
                0,
                Packets.ipv4(Ipv4Address.of("10.1.1.3"), Ipv4Address.of("10.0.0.1"))
                        .tos(0xB9)
                        .payload(Bytes.zero(8)),
                Bound.TUNNELS);
        Bytes outer = bench.onlySent().ip();
        assertThat(outer.u8(1)).isEqualTo(0xB9);
        assertThat(outer.slice(20, 24)).isEqualTo(Bytes.hex("00000800"));
        var inner =
                Packets.ipv4(Ipv4Address.of("10.0.0.1"), Ipv4Address.of("10.1.1.3"))
                        .tos(2)
                        .payload(Bytes.zero(8));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .tos(3)
                        .payload(Packets.gre(0x0800, inner)));
        assertThat(bench.delivered.getFirst().packet().u8(1)).isEqualTo(3);
        assertThat(bench.delivered.getFirst().protectedBySa()).isFalse();
        var notCapable =
                Packets.ipv4(Ipv4Address.of("10.0.0.1"), Ipv4Address.of("10.1.1.3"))
                        .payload(Bytes.zero(8));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .tos(3)
                        .payload(Packets.gre(0x0800, notCapable)));
        bench.assertDropped(Drop.ECN_INVALID);
    }

    @Test
    void aKeyedTunnelPutsItsKeyAndAsksForIt() {
        bench.isProtected = false;
        bench.ends = ends -> ends.withKey(77);
        bench.boot();
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR).protocol(1).payload(Packets.D1.slice(28)));
        assertThat(bench.onlySent().ip().slice(20, 28)).isEqualTo(Bytes.hex("20008847 0000004d"));
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(47).payload(Packets.D1));
        bench.assertDropped(Drop.TUNNEL_UNKNOWN);
    }

    @Test
    void greThatIsNotSpokenIsDropped() {
        bench.isProtected = false;
        bench.boot();
        for (String header : new String[] {"40008847", "00018847", "08008847", "04008847"}) {
            bench.fromWan(
                    Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                            .protocol(47)
                            .payload(Bytes.hex(header).plus(Packets.D1.slice(4))));
        }
        assertThat(bench.plane.drops(Drop.GRE_VERSION)).isEqualTo(4);
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(47)
                        .payload(Bytes.hex("000088be00000000")));
        bench.assertDropped(Drop.GRE_PROTOCOL);
    }

    @ParameterizedTest
    @CsvSource({
        "47, 0000, GRE_SHORT",
        "47, 20000800, GRE_SHORT",
        "47, 8000080000000000, GRE_CHECKSUM",
        "50, 00000101, ESP_SHORT"
    })
    void headersThatAreCutOffOrDoNotAddUpAreDropped(int protocol, String octets, Drop reason) {
        bench.isProtected = false;
        bench.boot();
        bench.fromWan(
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(protocol)
                        .payload(Bytes.hex(octets)));
        bench.assertDropped(reason);
    }
}
