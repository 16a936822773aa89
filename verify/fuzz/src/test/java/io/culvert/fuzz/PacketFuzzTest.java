package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.QuotedPacket;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.ip.Ipv4Packet;
import io.culvert.wire.tcp.TcpOption;
import io.culvert.wire.tcp.TcpSegment;
import io.culvert.wire.udp.UdpDatagram;
import java.util.function.ToIntFunction;
import org.junit.jupiter.params.provider.MethodSource;

/// The records of what hosts speak. No search finds a checksum, so checksums are made right before octets are read.
class PacketFuzzTest {
    @MethodSource("io.culvert.fuzz.Seeds#ethernet")
    @FuzzTest
    void framesComeBackAsTheyWere(byte[] octets) {
        Bytes all = Bytes.of(octets);
        if (EthernetFrame.parse(all.reader()) instanceof Parse.Ok<EthernetFrame>(var frame)) {
            assertThat(frame.toBytes()).isEqualTo(all);
        }
    }

    @MethodSource("io.culvert.fuzz.Seeds#arp")
    @FuzzTest
    void arpComesBackAsItWas(byte[] octets) {
        Bytes all = Bytes.of(octets);
        if (ArpPacket.parse(all.reader()) instanceof Parse.Ok<ArpPacket>(var packet)) {
            assertThat(packet.toBytes()).isEqualTo(all.slice(0, ArpPacket.SIZE));
            assertThat(packet.isProbe() && packet.isAnnouncement())
                    .isEqualTo(packet.isProbe() && packet.target().isUnspecified());
        }
    }

    @MethodSource("io.culvert.fuzz.Seeds#ip")
    @FuzzTest
    void packetsAndWhatTheyCarryAreReadWrittenAndReadAgain(byte[] octets) {
        Bytes sealed = withHeaderChecksum(octets);
        assertThat(QuotedPacket.parse(sealed)).isNotNull();
        if (!(IpPacket.parse(sealed) instanceof Parse.Ok<IpPacket>(var packet))) {
            return;
        }
        assertThat(packet.toBytes().size()).isEqualTo(packet.wireLength());
        assertThat(IpPacket.parse(packet.toBytes())).isEqualTo(Parse.ok(packet));
        assertThat(packet.message().size()).isLessThanOrEqualTo(packet.wireLength());
        switch (packet.protocol()) {
            case IpPacket.ICMP, IpPacket.ICMPV6 -> icmp(packet);
            case IpPacket.UDP -> udp(packet);
            case IpPacket.TCP -> tcp(packet);
            default -> assertThat(packet.isFragment()).isIn(true, false);
        }
    }

    private static Bytes withHeaderChecksum(byte[] octets) {
        int header = octets.length == 0 ? 0 : (octets[0] & 0x0F) * 4;
        if (header < Ipv4Packet.HEADER_SIZE_MIN || octets.length < header || octets[0] >>> 4 != 4) {
            return Bytes.of(octets);
        }
        Bytes right = sealed(Bytes.of(octets, 0, header), 10, InternetChecksum::of);
        return right.plus(Bytes.of(octets, header, octets.length));
    }

    /// The octets with a right checksum at `at`.
    private static Bytes sealed(Bytes covered, int at, ToIntFunction<Bytes> checksum) {
        if (covered.size() < at + 2) {
            return covered;
        }
        byte[] octets = covered.toArray();
        octets[at] = 0;
        octets[at + 1] = 0;
        int right = checksum.applyAsInt(Bytes.of(octets));
        octets[at] = (byte) (right >>> 8);
        octets[at + 1] = (byte) right;
        return Bytes.of(octets);
    }

    private static Bytes with(IpPacket packet, int at) {
        return sealed(
                packet.message(),
                at,
                message ->
                        packet.protocol() == IpPacket.ICMP
                                ? InternetChecksum.of(message)
                                : InternetChecksum.of(
                                        packet.source(),
                                        packet.destination(),
                                        packet.protocol(),
                                        message));
    }

    private static void icmp(IpPacket packet) {
        IpPacket right = around(packet, with(packet, 2));
        if (IcmpMessage.parse(right) instanceof Parse.Ok<IcmpMessage>(var message)) {
            Bytes written = message.toBytes(packet.source(), packet.destination());
            IpPacket again = around(packet, written);
            if (message instanceof IcmpError error && !error.labels().isEmpty()) {
                // In front of an extension a quotation is padded: RFC 4884 section 4.
                var padded = (IcmpError) IcmpMessage.parse(again).orElseThrow();
                assertThat(padded.labels()).isEqualTo(error.labels());
                assertThat(padded.quoted().startsWith(error.quoted())).isTrue();
            } else {
                assertThat(IcmpMessage.parse(again)).isEqualTo(Parse.ok(message));
            }
            if (message instanceof IcmpError error) {
                assertThat(error.reason()).isNotNull();
                assertThat(error.quote()).isNotNull();
            }
        }
    }

    /// The same packet with another message, without extension headers.
    private static IpPacket around(IpPacket packet, Bytes message) {
        return IpPacket.of(
                packet.source(),
                packet.destination(),
                packet.protocol(),
                IpHeaderFields.DEFAULT,
                message);
    }

    private static void udp(IpPacket packet) {
        IpAddress source = packet.source();
        IpAddress destination = packet.destination();
        if (UdpDatagram.parse(source, destination, with(packet, 6))
                instanceof Parse.Ok<UdpDatagram>(var datagram)) {
            Bytes written = datagram.toBytes(source, destination);
            assertThat(written.size()).isEqualTo(datagram.wireLength());
            assertThat(UdpDatagram.parse(source, destination, written))
                    .isEqualTo(Parse.ok(datagram));
        }
    }

    private static void tcp(IpPacket packet) {
        IpAddress source = packet.source();
        IpAddress destination = packet.destination();
        if (packet.message().size() > 20) {
            assertThat(TcpOption.parseAll(packet.message().slice(20))).isNotNull();
        }
        if (TcpSegment.parse(source, destination, with(packet, 16))
                instanceof Parse.Ok<TcpSegment>(var segment)) {
            Bytes written = segment.toBytes(source, destination);
            assertThat(TcpSegment.parse(source, destination, written)).isEqualTo(Parse.ok(segment));
        }
    }
}
