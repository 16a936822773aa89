package io.culvert.lab.host;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.lab.host.NatTable.Flow;
import io.culvert.lab.host.NatTable.Side;
import io.culvert.wire.icmp.QuotedPacket;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.ip.IpPacket;
import java.util.Optional;

/// Ports, and what stands in their place, in the messages that a translator changes. The identifier of an ICMP echo
/// serves as the port of both sides (RFC 5508 section 3.1).
final class NatFlow {
    private static final int UDP_CHECKSUM = 6;
    private static final int TCP_CHECKSUM = 16;

    private NatFlow() {}

    private static boolean hasPorts(int protocol) {
        return protocol == IpPacket.UDP || protocol == IpPacket.TCP;
    }

    private static boolean isEcho(Bytes message) {
        return message.size() >= 8 && (message.u8(0) == 8 || message.u8(0) == 0);
    }

    static Optional<Flow> outward(IpPacket packet) {
        Bytes message = packet.message();
        if (hasPorts(packet.protocol()) && message.size() >= 8) {
            return Optional.of(
                    new Flow(
                            packet.protocol(),
                            new Side(packet.source(), message.u16(0)),
                            new Side(packet.destination(), message.u16(2))));
        }
        return packet.protocol() == IpPacket.ICMP && isEcho(message)
                ? Optional.of(
                        new Flow(
                                packet.protocol(),
                                new Side(packet.source(), message.u16(4)),
                                new Side(packet.destination(), 0)))
                : Optional.empty();
    }

    static Optional<Flow> inward(IpPacket packet) {
        Bytes message = packet.message();
        if (hasPorts(packet.protocol()) && message.size() >= 8) {
            return Optional.of(
                    new Flow(
                            packet.protocol(),
                            new Side(packet.destination(), message.u16(2)),
                            new Side(packet.source(), message.u16(0))));
        }
        return packet.protocol() == IpPacket.ICMP && isEcho(message)
                ? Optional.of(
                        new Flow(
                                packet.protocol(),
                                new Side(packet.destination(), message.u16(4)),
                                new Side(packet.source(), 0)))
                : Optional.empty();
    }

    /// The flow of a packet of ours that an error quotes.
    static Optional<Flow> ofQuote(QuotedPacket quote) {
        boolean ports = hasPorts(quote.protocol());
        if (!ports && quote.protocol() != IpPacket.ICMP) {
            return Optional.empty();
        }
        int near = ports ? quote.sourcePort() : quote.message().u16(4);
        int peer = ports ? quote.destinationPort() : 0;
        return Optional.of(
                new Flow(
                        quote.protocol(),
                        new Side(quote.source(), near),
                        new Side(quote.destination(), peer)));
    }

    static Bytes withSourcePort(IpPacket packet, int port, IpAddress source) {
        int at = hasPorts(packet.protocol()) ? 0 : 4;
        return summed(packet, patched(packet.message(), at, port), source, packet.destination());
    }

    static Bytes withDestinationPort(IpPacket packet, int port, IpAddress destination) {
        int at = hasPorts(packet.protocol()) ? 2 : 4;
        return summed(packet, patched(packet.message(), at, port), packet.source(), destination);
    }

    private static Bytes patched(Bytes message, int at, int value) {
        return new ByteWriter(message.size()).bytes(message).patchU16(at, value).toBytes();
    }

    /// The message with its checksum for the new addresses. A UDP datagram without checksum stays without (RFC 768).
    private static Bytes summed(
            IpPacket packet, Bytes message, IpAddress source, IpAddress destination) {
        int protocol = packet.protocol();
        int at =
                protocol == IpPacket.UDP
                        ? UDP_CHECKSUM
                        : protocol == IpPacket.TCP ? TCP_CHECKSUM : 2;
        if (message.size() < at + 2 || protocol == IpPacket.UDP && message.u16(at) == 0) {
            return message;
        }
        Bytes blank = patched(message, at, 0);
        int sum =
                hasPorts(protocol)
                        ? InternetChecksum.of(source, destination, protocol, blank)
                        : InternetChecksum.of(blank);
        return patched(blank, at, protocol == IpPacket.UDP && sum == 0 ? 0xFFFF : sum);
    }

    /// The quoted packet with the inside address and port as its source again.
    static Bytes translateQuote(Bytes quoted, Side inside) {
        int header = (quoted.u8(0) & 0x0F) * 4;
        int at = header + (hasPorts(quoted.u8(9)) ? 0 : 4);
        Bytes addressed =
                Bytes.concat(quoted.slice(0, 12), inside.address().bytes(), quoted.slice(16));
        Bytes unsummed = patched(patched(addressed, at, inside.port()), 10, 0);
        return patched(unsummed, 10, InternetChecksum.of(unsummed.slice(0, header)));
    }
}
