package io.culvert.wire.ip;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Parse;

/// A whole IP packet of either family, as control-side code reads and writes it.
public sealed interface IpPacket permits Ipv4Packet, Ipv6Packet {
    int HOP_BY_HOP = 0;
    int ICMP = 1;
    int TCP = 6;
    int UDP = 17;
    int ROUTING = 43;
    int FRAGMENT = 44;
    int ICMPV6 = 58;
    int NO_NEXT_HEADER = 59;
    int DESTINATION_OPTIONS = 60;

    IpAddress source();

    IpAddress destination();

    /// TTL or hop limit.
    int hopLimit();

    /// The octet of DSCP and ECN, RFC 2474 section 3.
    int trafficClass();

    /// Protocol of the upper layer: behind all extension headers, if there are any.
    int protocol();

    /// The upper-layer message.
    Bytes message();

    /// Whether this is only a part of a packet.
    boolean isFragment();

    int wireLength();

    void writeTo(ByteWriter out);

    default AddressFamily family() {
        return source().family();
    }

    default Bytes toBytes() {
        var out = new ByteWriter(wireLength());
        writeTo(out);
        return out.toBytes();
    }

    /// Reads a packet of either family by its version field. Octets behind the length that the header gives, such as
    /// Ethernet padding, are ignored.
    static Parse<IpPacket> parse(Bytes octets) {
        int version = octets.isEmpty() ? 0 : octets.u8(0) >>> 4;
        return switch (version) {
            case 4 -> Ipv4Packet.parse(octets.reader()).map(packet -> packet);
            case 6 -> Ipv6Packet.parse(octets.reader()).map(packet -> packet);
            default -> Parse.malformed(0, "IP version");
        };
    }

    /// A plain packet of the family of its addresses, without options; in IPv4 with the identification given.
    static IpPacket of(
            IpAddress source,
            IpAddress destination,
            int protocol,
            IpHeaderFields fields,
            Bytes message) {
        return switch (source) {
            case Ipv4Address from when destination instanceof Ipv4Address to ->
                    new Ipv4Packet(
                            fields.trafficClass(),
                            fields.identification(),
                            fields.dontFragment(),
                            false,
                            0,
                            fields.hopLimit(),
                            protocol,
                            from,
                            to,
                            Bytes.EMPTY,
                            message);
            case Ipv6Address from when destination instanceof Ipv6Address to ->
                    new Ipv6Packet(
                            fields.trafficClass(),
                            0,
                            fields.hopLimit(),
                            protocol,
                            from,
                            to,
                            message);
            default ->
                    throw new IllegalArgumentException(
                            "addresses of two families: " + source + ", " + destination);
        };
    }
}
