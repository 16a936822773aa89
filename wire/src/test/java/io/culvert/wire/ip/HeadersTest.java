package io.culvert.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/// The accessors read the project's vectors (test-vectors.md, decoded by an independent analyser), and write the same octets
/// over a dirty buffer.
class HeadersTest {
    /// Vector D1: GRE, MPLS label 18, IPv4, ICMP echo.
    private static final Bytes D1 =
            Bytes.hex(
                    """
                    00008847 0001213f 45000054 00010000 3f01174c c0a8710a c0a87201 0800eeb7
                    12340001 00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b
                    1c1d1e1f 20212223 24252627 28292a2b 2c2d2e2f 30313233 34353637
                    """);

    private static MemorySegment dirty(int size) {
        var octets = new byte[size];
        java.util.Arrays.fill(octets, (byte) 0xA5);
        return MemorySegment.ofArray(octets);
    }

    @Test
    void vectorD1ReadsAsWhatItIs() {
        var d1 = MemorySegment.ofArray(D1.toArray());
        assertThat(Gre.flags(d1, 0)).isZero();
        assertThat(Gre.protocol(d1, 0)).isEqualTo(Gre.MPLS);
        assertThat(MplsEntry.label(d1, 4)).isEqualTo(18);
        assertThat(MplsEntry.trafficClass(d1, 4)).isZero();
        assertThat(MplsEntry.isBottom(d1, 4)).isTrue();
        assertThat(MplsEntry.timeToLive(d1, 4)).isEqualTo(63);
        assertThat(Ipv4.version(d1, 8)).isEqualTo(4);
        assertThat(Ipv4.headerLength(d1, 8)).isEqualTo(20);
        assertThat(Ipv4.totalLength(d1, 8)).isEqualTo(84);
        assertThat(Ipv4.identification(d1, 8)).isEqualTo(1);
        assertThat(Ipv4.isFragment(d1, 8)).isFalse();
        assertThat(Ipv4.timeToLive(d1, 8)).isEqualTo(63);
        assertThat(Ipv4.protocol(d1, 8)).isEqualTo(Ipv4.ICMP);
        assertThat(Ipv4.checksumHolds(d1, 8)).isTrue();
        assertThat(Ipv4.source(d1, 8)).isEqualTo(0xC0A8_710A);
        assertThat(Ipv4.destination(d1, 8)).isEqualTo(0xC0A8_7201);
        assertThat(Icmp.type(d1, 28)).isEqualTo(Icmp.ECHO);
        assertThat(Icmp.identifier(d1, 28)).isEqualTo(0x1234);
        assertThat(Icmp.sequence(d1, 28)).isEqualTo(1);
        assertThat(Checksum.of(d1, 28, 92)).isZero();
    }

    @Test
    void vectorD1IsWrittenOverADirtyBuffer() {
        var memory = dirty(92);
        Gre.write(memory, 0, 0, Gre.MPLS);
        MplsEntry.write(memory, 4, 18, 0, true, 63);
        Ipv4.write(memory, 8, 0, 84, 1, 0, 63, Ipv4.ICMP, 0xC0A8_710A, 0xC0A8_7201);
        D1.slice(36).copyTo(memory, 36);
        Icmp.write(memory, 28, Icmp.ECHO, 0, 0x1234_0001);
        Icmp.seal(memory, 28, 92);
        assertThat(Bytes.of(memory, 0, 92)).isEqualTo(D1);
    }

    @Test
    void nothingFitsInOneOctetLess() {
        assertThat(Ipv4.fits(3, 23)).isTrue();
        assertThat(Ipv4.fits(3, 22)).isFalse();
        assertThat(Ipv6.fits(0, 39)).isFalse();
        assertThat(Icmp.fits(0, 7)).isFalse();
        assertThat(Udp.fits(0, 7)).isFalse();
        assertThat(Tcp.fits(0, 19)).isFalse();
        assertThat(Gre.fits(0, 3)).isFalse();
        assertThat(MplsEntry.fits(0, 3)).isFalse();
        assertThat(Esp.fits(0, 7)).isFalse();
        assertThat(Ethernet.fits(0, 13)).isFalse();
        assertThat(VlanTag.fits(0, 3)).isFalse();
        assertThat(MplsEntry.fits(-4, 100)).isFalse();
        assertThat(MplsEntry.fits(0, Long.MIN_VALUE)).isFalse();
    }

    @Test
    void changingAWordKeepsTheChecksumRight() {
        var memory = MemorySegment.ofArray(D1.slice(8).toArray());
        for (int value = 0; value < 256; value++) {
            Ipv4.putTimeToLive(memory, 0, value);
            Ipv4.putTypeOfService(memory, 0, value);
            assertThat(Ipv4.checksumHolds(memory, 0)).isTrue();
            assertThat(Ipv4.timeToLive(memory, 0)).isEqualTo(value);
            assertThat(Ipv4.typeOfService(memory, 0)).isEqualTo(value);
        }
    }

    @Test
    void frameAndTagAreWrittenAndRead() {
        var memory = dirty(18);
        Ethernet.write(memory, 0, 0x0200_0000_00F1L, 0x0200_0000_0001L, Ethernet.VLAN);
        VlanTag.write(memory, 14, 5, 10, Ethernet.IPV4);
        assertThat(Bytes.of(memory, 0, 18))
                .isEqualTo(Bytes.hex("0200000000f1 020000000001 8100a00a 0800"));
        assertThat(Ethernet.destination(memory, 0)).isEqualTo(0x0200_0000_00F1L);
        assertThat(Ethernet.source(memory, 0)).isEqualTo(0x0200_0000_0001L);
        assertThat(VlanTag.vlan(memory, 14)).isEqualTo(10);
        assertThat(VlanTag.priority(memory, 14)).isEqualTo(5);
        assertThat(VlanTag.type(memory, 14)).isEqualTo(Ethernet.IPV4);
    }

    @Test
    void theKeyStandsBehindTheChecksum() {
        assertThat(Gre.headerLength(Gre.KEY | Gre.CHECKSUM | Gre.SEQUENCE)).isEqualTo(16);
        assertThat(Gre.key(MemorySegment.ofArray(Bytes.hex("20000800 0000004d").toArray()), 0))
                .isEqualTo(77);
        assertThat(
                        Gre.key(
                                MemorySegment.ofArray(
                                        Bytes.hex("a0000800 abcd0000 0000004d").toArray()),
                                0))
                .isEqualTo(77);
    }

    @Test
    void theEspTrailerCountsUpAndIsChecked() {
        var memory = dirty(16);
        assertThat(Esp.padding(5, 4)).isEqualTo(1);
        assertThat(Esp.padding(6, 16)).isEqualTo(8);
        long end = Esp.writeTrailer(memory, 6, 8, 47);
        assertThat(end).isEqualTo(16);
        assertThat(Bytes.of(memory, 6, 10)).isEqualTo(Bytes.hex("0102030405060708 082f"));
        assertThat(Esp.paddingHolds(memory, 0, 16)).isTrue();
        assertThat(Esp.paddingHolds(memory, 7, 16)).isFalse();
        memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 7, (byte) 9);
        assertThat(Esp.paddingHolds(memory, 0, 16)).isFalse();
    }

    @Test
    void udpSendsAllOnesForAZeroChecksum() {
        var memory = dirty(8);
        Udp.write(memory, 0, 0, 0, 8);
        Udp.seal(memory, 0, 8, 0xFFFF - 8);
        assertThat(Udp.checksum(memory, 0)).isEqualTo(0xFFFF);
    }
}
