package io.culvert.wire.ip;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Parse;

/// An IPv4 packet, RFC 791 section 3.1.
/// ```
/// |version 4|IHL    |DSCP, ECN      |total length                   |
/// |identification                   |0|DF|MF|fragment offset (13)   |
/// |TTL              |protocol       |header checksum                |
/// |source address                                                   |
/// |destination address                                              |
/// |options, padded to 4 octets                                      |
/// ```
///
/// @param fragmentOffset in octets, a multiple of 8
/// @param options the raw options with their padding
public record Ipv4Packet(
        int trafficClass,
        int identification,
        boolean dontFragment,
        boolean moreFragments,
        int fragmentOffset,
        int hopLimit,
        int protocol,
        Ipv4Address source,
        Ipv4Address destination,
        Bytes options,
        Bytes message)
        implements IpPacket {
    public static final int HEADER_SIZE_MIN = 20;
    public static final int OPTIONS_SIZE_MAX = 40;

    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;

    public Ipv4Packet {
        if (options.size() % 4 != 0
                || options.size() > OPTIONS_SIZE_MAX
                || fragmentOffset % 8 != 0
                || fragmentOffset > 0xFFF8
                || fragmentOffset < 0) {
            throw new IllegalArgumentException(
                    "options or fragment offset do not fit an IPv4 header");
        }
        if (HEADER_SIZE_MIN + options.size() + message.size() > 0xFFFF) {
            throw new IllegalArgumentException("an IPv4 packet has at most 65535 octets");
        }
    }

    public static Parse<Ipv4Packet> parse(ByteReader in) {
        int size = in.left();
        Bytes header = headerOf(in);
        ByteReader fields = header.reader();
        in.require(header.size() >= HEADER_SIZE_MIN, "header length");
        in.require(InternetChecksum.of(header) == 0, "header checksum");
        fields.skip(1);
        int trafficClass = fields.u8();
        int totalLength = fields.u16();
        int identification = fields.u16();
        int fragment = fields.u16();
        int ttl = fields.u8();
        int protocol = fields.u8();
        fields.skip(2);
        var source = new Ipv4Address(fields.i32());
        var destination = new Ipv4Address(fields.i32());
        Bytes options = fields.rest();
        in.require(totalLength >= header.size() && totalLength <= size, "total length");
        Bytes message = in.bytes(totalLength - header.size());
        return in.finishPart(
                () ->
                        new Ipv4Packet(
                                trafficClass,
                                identification,
                                (fragment & DONT_FRAGMENT) != 0,
                                (fragment & MORE_FRAGMENTS) != 0,
                                (fragment & 0x1FFF) * 8,
                                ttl,
                                protocol,
                                source,
                                destination,
                                options,
                                message));
    }

    private static Bytes headerOf(ByteReader in) {
        int first = in.peek();
        in.require(first >>> 4 == 4, "IP version");
        in.require((first & 0xF) * 4 >= HEADER_SIZE_MIN, "header length");
        return in.bytes((first & 0xF) * 4);
    }

    @Override
    public boolean isFragment() {
        return moreFragments || fragmentOffset != 0;
    }

    @Override
    public int wireLength() {
        return HEADER_SIZE_MIN + options.size() + message.size();
    }

    @Override
    public void writeTo(ByteWriter out) {
        var header = new ByteWriter(HEADER_SIZE_MIN + options.size());
        header.u8(0x40 | (HEADER_SIZE_MIN + options.size()) / 4)
                .u8(trafficClass)
                .u16(wireLength())
                .u16(identification)
                .u16(
                        (dontFragment ? DONT_FRAGMENT : 0)
                                | (moreFragments ? MORE_FRAGMENTS : 0)
                                | fragmentOffset / 8)
                .u8(hopLimit)
                .u8(protocol)
                .u16(0)
                .bytes(source.bytes())
                .bytes(destination.bytes())
                .bytes(options);
        header.patchU16(10, InternetChecksum.of(header.toBytes()));
        out.bytes(header.toBytes()).bytes(message);
    }
}
