package io.culvert.wire.udp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.ip.IpPacket;

/// A UDP datagram, RFC 768.
/// ```
/// |source port            |destination port       |
/// |length                 |checksum               |
/// |data                                           |
/// ```
public record UdpDatagram(int sourcePort, int destinationPort, Bytes data) {
    public static final int HEADER_SIZE = 8;

    public UdpDatagram {
        if (sourcePort >>> 16 != 0 || destinationPort >>> 16 != 0) {
            throw new IllegalArgumentException("UDP ports " + sourcePort + ", " + destinationPort);
        }
        if (data.size() > 0xFFFF - HEADER_SIZE) {
            throw new IllegalArgumentException("a UDP datagram has at most 65535 octets");
        }
    }

    /// Reads the datagram of a packet between these addresses. A checksum of zero means none in IPv4; IPv6 refuses it
    /// (RFC 8200 section 8.1). Octets behind the length are ignored.
    public static Parse<UdpDatagram> parse(IpAddress source, IpAddress destination, Bytes message) {
        ByteReader in = message.reader();
        int sourcePort = in.u16();
        int destinationPort = in.u16();
        int length = in.u16();
        int checksum = in.u16();
        in.require(length >= HEADER_SIZE && length <= message.size(), "length");
        Bytes data = in.bytes(length - HEADER_SIZE);
        boolean right =
                checksum == 0
                        ? source.isIpv4()
                        : in.failed()
                                || InternetChecksum.of(
                                                source,
                                                destination,
                                                IpPacket.UDP,
                                                message.slice(0, length))
                                        == 0;
        in.require(right, "checksum");
        return in.finishPart(() -> new UdpDatagram(sourcePort, destinationPort, data));
    }

    public int wireLength() {
        return HEADER_SIZE + data.size();
    }

    /// The datagram with its checksum; a sum of zero is sent as all ones.
    public Bytes toBytes(IpAddress source, IpAddress destination) {
        var out =
                new ByteWriter(wireLength())
                        .u16(sourcePort)
                        .u16(destinationPort)
                        .u16(wireLength())
                        .u16(0)
                        .bytes(data);
        int checksum = InternetChecksum.of(source, destination, IpPacket.UDP, out.toBytes());
        return out.patchU16(6, checksum == 0 ? 0xFFFF : checksum).toBytes();
    }
}
