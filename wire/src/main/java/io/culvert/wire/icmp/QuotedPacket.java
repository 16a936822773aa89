package io.culvert.wire.icmp;

import io.culvert.base.ByteReader;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import java.util.Optional;

/// What can be read of the packet that an ICMP error quotes: the router on the way may have cut it and changed its TTL
/// and checksum, so nothing but addresses, protocol and the first octets of the message is believed.
///
/// @param message as much of the upper-layer message as was quoted, at least 8 octets
public record QuotedPacket(IpAddress source, IpAddress destination, int protocol, Bytes message) {
    private static final int PORTS_AND_MORE = 8;

    /// The first 16 bits of UDP and TCP.
    public int sourcePort() {
        return message.u16(0);
    }

    public int destinationPort() {
        return message.u16(2);
    }

    /// The TCP sequence number.
    public int sequence() {
        return message.i32(4);
    }

    /// Empty if too little was quoted, and for IPv6 behind extension headers, which none of our packets carries.
    public static Optional<QuotedPacket> parse(Bytes quoted) {
        int version = quoted.isEmpty() ? 0 : quoted.u8(0) >>> 4;
        return switch (version) {
            case 4 -> ipv4(quoted.reader());
            case 6 -> ipv6(quoted.reader());
            default -> Optional.empty();
        };
    }

    private static Optional<QuotedPacket> ipv4(ByteReader in) {
        int headerLength = (in.u8() & 0xF) * 4;
        in.skip(5);
        boolean first = (in.u16() & 0x1FFF) == 0;
        in.skip(1);
        int protocol = in.u8();
        in.skip(2);
        var source = new Ipv4Address(in.i32());
        var destination = new Ipv4Address(in.i32());
        in.require(headerLength >= 20 && first, "quoted header");
        in.skip(Math.max(0, headerLength - 20));
        return finish(in, source, destination, protocol);
    }

    private static Optional<QuotedPacket> ipv6(ByteReader in) {
        in.skip(6);
        int protocol = in.u8();
        in.skip(1);
        var source = new Ipv6Address(in.i64(), in.i64());
        var destination = new Ipv6Address(in.i64(), in.i64());
        return finish(in, source, destination, protocol);
    }

    private static Optional<QuotedPacket> finish(
            ByteReader in, IpAddress source, IpAddress destination, int protocol) {
        Bytes message = in.rest();
        in.require(message.size() >= PORTS_AND_MORE, "quoted message");
        return in.<QuotedPacket>finish(
                        () -> new QuotedPacket(source, destination, protocol, message))
                .toOptional();
    }
}
