package io.culvert.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv6Address;
import io.culvert.testkit.Golden;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv4Packet;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import io.culvert.wire.ip.Udp;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The accessors of the packet path on the golden octets: what they read, written again over a dirty buffer, is the same
/// header, and it is what the records read.
class GoldenHeadersTest {
    private static MemorySegment memory(Golden line) {
        return MemorySegment.ofArray(line.octets().toArray());
    }

    private static MemorySegment dirty(int size) {
        var octets = new byte[size];
        Arrays.fill(octets, (byte) 0xA5);
        return MemorySegment.ofArray(octets);
    }

    private static void same(Golden line, MemorySegment written) {
        assertThat(Bytes.of(written, 0, (int) written.byteSize()))
                .isEqualTo(line.octets().slice(0, (int) written.byteSize()));
    }

    static List<Golden> ethernet() {
        return Golden.of("ethernet");
    }

    @ParameterizedTest
    @MethodSource("ethernet")
    void framesAreWrittenAsTheyAreRead(Golden line) {
        MemorySegment in = memory(line);
        MemorySegment out = dirty(Ethernet.SIZE);
        Ethernet.write(
                out, 0, Ethernet.destination(in, 0), Ethernet.source(in, 0), Ethernet.type(in, 0));
        same(line, out);
    }

    static List<Golden> gre() {
        return Golden.of("gre");
    }

    @ParameterizedTest
    @MethodSource("gre")
    void greIsWrittenAsItIsRead(Golden line) {
        MemorySegment in = memory(line);
        assertThat(Gre.flags(in, 0) & Gre.REFUSED).isZero();
        MemorySegment out = dirty(Gre.SIZE);
        Gre.write(out, 0, Gre.flags(in, 0), Gre.protocol(in, 0));
        same(line, out);
    }

    static List<Golden> mpls() {
        return Golden.of("mpls");
    }

    @ParameterizedTest
    @MethodSource("mpls")
    void labelStacksAreWrittenAsTheyAreRead(Golden line) {
        MemorySegment in = memory(line);
        int end = MplsEntry.SIZE;
        while (!MplsEntry.isBottom(in, end - MplsEntry.SIZE)) {
            end += MplsEntry.SIZE;
        }
        MemorySegment out = dirty(end);
        for (int at = 0; at < out.byteSize(); at += MplsEntry.SIZE) {
            MplsEntry.write(
                    out,
                    at,
                    MplsEntry.label(in, at),
                    MplsEntry.trafficClass(in, at),
                    MplsEntry.isBottom(in, at),
                    MplsEntry.timeToLive(in, at));
        }
        same(line, out);
    }

    /// Those of a kernel stand between their key and what they hold.
    static List<Golden> esp() {
        var all = new ArrayList<>(Golden.of("esp"));
        List<Golden> linux = Golden.of("esp/linux");
        for (int i = 1; i < linux.size(); i += 3) {
            all.add(linux.get(i));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("esp")
    void espIsWrittenAsItIsRead(Golden line) {
        MemorySegment in = memory(line);
        assertThat(Integer.toUnsignedLong(Esp.spi(in, 0))).isGreaterThan(Esp.RESERVED_SPI_MAX);
        MemorySegment out = dirty(Esp.SIZE);
        Esp.write(out, 0, Esp.spi(in, 0), Esp.sequence(in, 0));
        same(line, out);
    }

    static List<Golden> ipv4() {
        return packets().filter(line -> line.octets().u8(0) == 0x45).toList();
    }

    private static Stream<Golden> packets() {
        return Stream.of("ip", "icmp", "tcp", "udp").flatMap(folder -> Golden.of(folder).stream());
    }

    @ParameterizedTest
    @MethodSource("ipv4")
    void ipv4IsWrittenAsItIsRead(Golden line) {
        MemorySegment in = memory(line);
        var packet = (Ipv4Packet) IpPacket.parse(line.octets()).orElseThrow();
        assertThat(Ipv4.checksumHolds(in, 0)).isTrue();
        assertThat(Ipv4.source(in, 0)).isEqualTo(packet.source().bytes().i32(0));
        assertThat(Ipv4.destination(in, 0)).isEqualTo(packet.destination().bytes().i32(0));
        assertThat(Ipv4.protocol(in, 0)).isEqualTo(packet.protocol());
        assertThat(Ipv4.isFragment(in, 0)).isEqualTo(packet.isFragment());
        assertThat(Ipv4.dontFragment(in, 0)).isEqualTo(packet.dontFragment());
        MemorySegment out = dirty(Ipv4.SIZE);
        Ipv4.write(
                out,
                0,
                Ipv4.typeOfService(in, 0),
                Ipv4.totalLength(in, 0),
                Ipv4.identification(in, 0),
                Ipv4.flagsAndOffset(in, 0),
                Ipv4.timeToLive(in, 0),
                Ipv4.protocol(in, 0),
                Ipv4.source(in, 0),
                Ipv4.destination(in, 0));
        same(line, out);
    }

    static List<Golden> ipv6() {
        return packets().filter(line -> line.octets().u8(0) >>> 4 == 6).toList();
    }

    @ParameterizedTest
    @MethodSource("ipv6")
    void ipv6IsWrittenAsItIsRead(Golden line) {
        MemorySegment in = memory(line);
        IpPacket packet = IpPacket.parse(line.octets()).orElseThrow();
        assertThat(Ipv6.version(in, 0)).isEqualTo(6);
        assertThat(Ipv6.sourceLow(in, 0)).isEqualTo(((Ipv6Address) packet.source()).low());
        assertThat(Ipv6.payloadLength(in, 0)).isEqualTo(line.octets().size() - Ipv6.SIZE);
        MemorySegment out = dirty(Ipv6.SIZE);
        Ipv6.write(
                out,
                0,
                Ipv6.trafficClass(in, 0),
                Ipv6.flowLabel(in, 0),
                Ipv6.payloadLength(in, 0),
                Ipv6.nextHeader(in, 0),
                Ipv6.hopLimit(in, 0));
        Ipv6.putSource(out, 0, Ipv6.sourceHigh(in, 0), Ipv6.sourceLow(in, 0));
        Ipv6.putDestination(out, 0, Ipv6.destinationHigh(in, 0), Ipv6.destinationLow(in, 0));
        same(line, out);
    }

    static List<Golden> tcp() {
        return Golden.of("tcp");
    }

    /// The header without its options, over the octets that were there; then the checksum of all.
    @ParameterizedTest
    @MethodSource("tcp")
    void tcpIsWrittenAsItIsRead(Golden line) {
        MemorySegment in = memory(line);
        int at = Ipv4.headerLength(in, 0);
        MemorySegment out = memory(line);
        Tcp.write(
                out,
                at,
                Tcp.sourcePort(in, at),
                Tcp.destinationPort(in, at),
                Tcp.sequence(in, at),
                Tcp.acknowledgment(in, at),
                Tcp.headerLength(in, at),
                Tcp.flags(in, at),
                Tcp.window(in, at));
        Tcp.seal(out, at, out.byteSize(), pseudoHeader(in, at));
        same(line, out);
    }

    static List<Golden> udp() {
        return Golden.of("udp").stream().filter(line -> line.octets().u8(0) == 0x45).toList();
    }

    @ParameterizedTest
    @MethodSource("udp")
    void udpIsWrittenAsItIsRead(Golden line) {
        MemorySegment in = memory(line);
        int at = Ipv4.headerLength(in, 0);
        MemorySegment out = memory(line);
        Udp.write(out, at, Udp.sourcePort(in, at), Udp.destinationPort(in, at), Udp.length(in, at));
        Udp.seal(out, at, out.byteSize(), pseudoHeader(in, at));
        same(line, out);
    }

    private static long pseudoHeader(MemorySegment in, int at) {
        return Checksum.pseudoHeader(
                Ipv4.source(in, 0),
                Ipv4.destination(in, 0),
                Ipv4.protocol(in, 0),
                (int) in.byteSize() - at);
    }
}
