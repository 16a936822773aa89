package io.culvert.wire.ip;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Parse;

/// An IPv6 packet, RFC 8200 section 3.
/// ```
/// |version 6|traffic class (8)|flow label (20)                      |
/// |payload length               |next header      |hop limit        |
/// |source address, 16 octets                                        |
/// |destination address, 16 octets                                   |
/// |extension headers and upper-layer message                        |
/// ```
///
/// @param nextHeader the type of the first header in `payload`, which may be an extension header
public record Ipv6Packet(
        int trafficClass,
        int flowLabel,
        int hopLimit,
        int nextHeader,
        Ipv6Address source,
        Ipv6Address destination,
        Bytes payload)
        implements IpPacket {
    public static final int HEADER_SIZE = 40;

    /// More extension headers than this are a stranger's joke: RFC 8504 section 5.3 lets a node limit them.
    public static final int EXTENSION_HEADERS_MAX = 8;

    public Ipv6Packet {
        if (payload.size() > 0xFFFF || flowLabel >>> 20 != 0) {
            throw new IllegalArgumentException("payload or flow label does not fit an IPv6 header");
        }
    }

    public static Parse<Ipv6Packet> parse(ByteReader in) {
        int first = in.i32();
        in.require(first >>> 28 == 6, "IP version");
        int length = in.u16();
        int nextHeader = in.u8();
        int hopLimit = in.u8();
        var source = new Ipv6Address(in.i64(), in.i64());
        var destination = new Ipv6Address(in.i64(), in.i64());
        in.require(length <= in.left(), "payload length");
        Bytes payload = in.bytes(length);
        return in.finishPart(
                () ->
                        new Ipv6Packet(
                                first >>> 20 & 0xFF,
                                first & 0xFFFFF,
                                hopLimit,
                                nextHeader,
                                source,
                                destination,
                                payload));
    }

    private record Upper(int protocol, int at, boolean fragment) {}

    /// Walks the extension headers of RFC 8200 section 4. A chain that does not end within the packet has no upper
    /// layer, which reads as "no next header".
    private Upper upper() {
        int type = nextHeader;
        int at = 0;
        boolean fragment = false;
        for (int i = 0; i < EXTENSION_HEADERS_MAX; i++) {
            switch (type) {
                case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> {
                    if (payload.size() - at < 8) {
                        return new Upper(NO_NEXT_HEADER, payload.size(), fragment);
                    }
                    type = payload.u8(at);
                    at += 8 + 8 * payload.u8(at + 1);
                }
                case FRAGMENT -> {
                    if (payload.size() - at < 8) {
                        return new Upper(NO_NEXT_HEADER, payload.size(), true);
                    }
                    fragment = fragment || (payload.u16(at + 2) & 0xFFF9) != 0;
                    type = payload.u8(at);
                    at += 8;
                }
                default -> {
                    return at <= payload.size()
                            ? new Upper(type, at, fragment)
                            : new Upper(NO_NEXT_HEADER, payload.size(), fragment);
                }
            }
        }
        return new Upper(NO_NEXT_HEADER, payload.size(), fragment);
    }

    @Override
    public int protocol() {
        return upper().protocol();
    }

    @Override
    public Bytes message() {
        return payload.slice(upper().at());
    }

    @Override
    public boolean isFragment() {
        return upper().fragment();
    }

    @Override
    public int wireLength() {
        return HEADER_SIZE + payload.size();
    }

    @Override
    public void writeTo(ByteWriter out) {
        out.i32(6 << 28 | trafficClass << 20 | flowLabel)
                .u16(payload.size())
                .u8(nextHeader)
                .u8(hopLimit)
                .bytes(source.bytes())
                .bytes(destination.bytes())
                .bytes(payload);
    }
}
