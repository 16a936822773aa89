package io.culvert.wire.icmp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Parse;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.ip.IpPacket;
import java.util.Optional;

/// An ICMP message of either family: RFC 792, RFC 4443, and neighbour discovery (RFC 4861) without redirects.
public sealed interface IcmpMessage
        permits IcmpError,
                RouterAdvertisement,
                IcmpMessage.RouterSolicitation,
                IcmpMessage.Echo,
                IcmpMessage.NeighborSolicitation,
                IcmpMessage.NeighborAdvertisement,
                IcmpMessage.Unknown {
    /// Echo request or reply: types 8 and 0 in IPv4, 128 and 129 in IPv6.
    record Echo(boolean isReply, int identifier, int sequence, Bytes data) implements IcmpMessage {
        /// The reply carries everything back (RFC 1122 section 3.2.2.6).
        public Echo reply() {
            return new Echo(true, identifier, sequence, data);
        }
    }

    /// A host asks the routers of its link, RFC 4861 section 4.1.
    record RouterSolicitation(Optional<MacAddress> sourceMac) implements IcmpMessage {
        public static final int TYPE = 133;
    }

    /// RFC 4861 section 4.3.
    record NeighborSolicitation(Ipv6Address target, Optional<MacAddress> sourceMac)
            implements IcmpMessage {
        public static final int TYPE = 135;
    }

    /// RFC 4861 section 4.4.
    record NeighborAdvertisement(
            boolean isRouter,
            boolean isSolicited,
            boolean overrides,
            Ipv6Address target,
            Optional<MacAddress> targetMac)
            implements IcmpMessage {
        public static final int TYPE = 136;
    }

    /// Any other type, kept as it came.
    record Unknown(int number, int code, Bytes body) implements IcmpMessage {}

    /// The type field in this family.
    default int type(AddressFamily family) {
        boolean v4 = family == AddressFamily.IPV4;
        return switch (this) {
            case Echo echo -> v4 ? (echo.isReply() ? 0 : 8) : (echo.isReply() ? 129 : 128);
            case IcmpError error -> error.type(family);
            case RouterSolicitation _ -> RouterSolicitation.TYPE;
            case RouterAdvertisement _ -> RouterAdvertisement.TYPE;
            case NeighborSolicitation _ -> NeighborSolicitation.TYPE;
            case NeighborAdvertisement _ -> NeighborAdvertisement.TYPE;
            case Unknown(int number, _, _) -> number;
        };
    }

    default int code() {
        return this instanceof Unknown(_, int code, _) ? code : 0;
    }

    /// Reads the message of a packet of protocol 1 in IPv4 or 58 in IPv6.
    static Parse<IcmpMessage> parse(IpPacket packet) {
        Bytes message = packet.message();
        AddressFamily family = packet.family();
        boolean v4 = family == AddressFamily.IPV4;
        ByteReader in = message.reader();
        in.require(packet.protocol() == (v4 ? IpPacket.ICMP : IpPacket.ICMPV6), "protocol");
        in.require(message.size() >= 8, "truncated");
        int checksum =
                v4
                        ? InternetChecksum.of(message)
                        : InternetChecksum.of(
                                packet.source(), packet.destination(), IpPacket.ICMPV6, message);
        in.require(checksum == 0, "checksum");
        int type = in.u8();
        int code = in.u8();
        in.skip(2);
        IcmpMessage value = read(family, type, code, in);
        return in.finish(() -> value);
    }

    private static IcmpMessage read(AddressFamily family, int type, int code, ByteReader in) {
        boolean v4 = family == AddressFamily.IPV4;
        if (code == 0 && (v4 ? type == 8 || type == 0 : type == 128 || type == 129)) {
            return new Echo(v4 ? type == 0 : type == 129, in.u16(), in.u16(), in.rest());
        }
        Optional<IcmpError.Kind> kind = IcmpError.Kind.of(family, type, code);
        if (kind.isPresent()) {
            return IcmpError.read(family, kind.get(), code, in);
        }
        if (!v4 && code == 0 && type == RouterSolicitation.TYPE) {
            in.skip(4);
            return new RouterSolicitation(
                    NeighborOptions.linkLayerAddress(in, NeighborOptions.SOURCE));
        }
        if (!v4 && code == 0 && type == RouterAdvertisement.TYPE) {
            return RouterAdvertisement.read(in);
        }
        if (!v4 && code == 0 && type == NeighborSolicitation.TYPE) {
            in.skip(4);
            return new NeighborSolicitation(
                    target(in), NeighborOptions.linkLayerAddress(in, NeighborOptions.SOURCE));
        }
        if (!v4 && code == 0 && type == NeighborAdvertisement.TYPE) {
            int flags = in.i32() >>> 29;
            return new NeighborAdvertisement(
                    (flags & 4) != 0,
                    (flags & 2) != 0,
                    (flags & 1) != 0,
                    target(in),
                    NeighborOptions.linkLayerAddress(in, NeighborOptions.TARGET));
        }
        return new Unknown(type, code, in.rest());
    }

    private static Ipv6Address target(ByteReader in) {
        var target = new Ipv6Address(in.i64(), in.i64());
        in.require(!target.isMulticast(), "target address");
        return target;
    }

    /// What follows type, code and checksum.
    default void writeBody(ByteWriter out) {
        switch (this) {
            case Echo(_, int identifier, int sequence, var data) ->
                    out.u16(identifier).u16(sequence).bytes(data);
            case IcmpError error -> error.writeBody(out);
            case RouterSolicitation(var mac) -> {
                out.i32(0);
                mac.ifPresent(
                        address -> NeighborOptions.write(out, NeighborOptions.SOURCE, address));
            }
            case RouterAdvertisement advertisement -> advertisement.writeBody(out);
            case NeighborSolicitation(var target, var mac) -> {
                out.i32(0).bytes(target.bytes());
                mac.ifPresent(
                        address -> NeighborOptions.write(out, NeighborOptions.SOURCE, address));
            }
            case NeighborAdvertisement(
                            boolean router,
                            boolean solicited,
                            boolean override,
                            var target,
                            var mac) -> {
                out.i32(
                        (router ? 4 : 0) << 29
                                | (solicited ? 2 : 0) << 29
                                | (override ? 1 : 0) << 29);
                out.bytes(target.bytes());
                mac.ifPresent(
                        address -> NeighborOptions.write(out, NeighborOptions.TARGET, address));
            }
            case Unknown(_, _, var body) -> out.bytes(body);
        }
    }

    /// The message for a packet between these addresses; for an error the packet's own family is that of the error.
    default Bytes toBytes(IpAddress source, IpAddress destination) {
        var out = new ByteWriter().u8(type(source.family())).u8(code()).u16(0);
        writeBody(out);
        int checksum =
                source.isIpv4()
                        ? InternetChecksum.of(out.toBytes())
                        : InternetChecksum.of(source, destination, IpPacket.ICMPV6, out.toBytes());
        return out.patchU16(2, checksum).toBytes();
    }
}
