package io.culvert.wire.icmp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.wire.ip.InternetChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An ICMP error of either family: RFC 792 and RFC 1191 section 4 for IPv4, RFC 4443 section 3 for IPv6, with the
/// extension structure of RFC 4884 where it carries a label stack (RFC 4950).
/// ```
/// |type           |code           |checksum                       |
/// |length (v6)    |length (v4)    |next-hop MTU (v4)              |   or 32 bits of MTU or pointer (v6)
/// |quoted packet, with extensions padded to at least 128 octets   |
/// |2 |reserved    |checksum       |                                   extension structure
/// |object length  |class 1|type 1 |label stack entries            |
/// ```
///
/// @param code of the family's own registry
/// @param parameter the next-hop MTU of [Kind#PACKET_TOO_BIG], the pointer of [Kind#PARAMETER_PROBLEM], else zero
/// @param quoted the packet that this is about, or as much of it as was sent
/// @param labels the stack with which that packet came to the sender of the error; empty if not told
public record IcmpError(
        AddressFamily family,
        Kind kind,
        int code,
        int parameter,
        Bytes quoted,
        List<QuotedLabel> labels)
        implements IcmpMessage {
    public static final int V4_FRAGMENTATION_NEEDED = 4;
    public static final int V4_PORT_UNREACHABLE = 3;
    public static final int V6_PORT_UNREACHABLE = 4;

    /// RFC 4884 section 3: the quoted packet in front of extensions fills at least this much.
    private static final int QUOTED_BEFORE_EXTENSIONS = 128;

    private static final int EXTENSION_VERSION = 2;
    private static final int LABEL_STACK_CLASS = 1;
    private static final int LABELS_MAX = 16;

    /// IPv4 says "fragmentation needed" with a code of destination unreachable; here it is one kind in both families.
    public enum Kind {
        DESTINATION_UNREACHABLE(3, 1),
        PACKET_TOO_BIG(3, 2),
        TIME_EXCEEDED(11, 3),
        PARAMETER_PROBLEM(12, 4);

        private final int v4;
        private final int v6;

        Kind(int v4, int v6) {
            this.v4 = v4;
            this.v6 = v6;
        }

        static Optional<Kind> of(AddressFamily family, int type, int code) {
            if (family == AddressFamily.IPV4 && type == 3 && code == V4_FRAGMENTATION_NEEDED) {
                return Optional.of(PACKET_TOO_BIG);
            }
            for (Kind kind : values()) {
                if ((family == AddressFamily.IPV4 ? kind.v4 : kind.v6) == type) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /// What the codes of both families for "destination unreachable" come to.
    public enum Reason {
        NETWORK,
        HOST,
        PROTOCOL,
        PORT,
        PROHIBITED,
        OTHER
    }

    public IcmpError {
        labels = List.copyOf(labels);
    }

    public static IcmpError portUnreachable(AddressFamily family, Bytes quoted) {
        int code = family == AddressFamily.IPV4 ? V4_PORT_UNREACHABLE : V6_PORT_UNREACHABLE;
        return new IcmpError(family, Kind.DESTINATION_UNREACHABLE, code, 0, quoted, List.of());
    }

    /// RFC 1122 section 3.2.2.1 and RFC 1812 section 5.2.7.1 for IPv4, RFC 4443 section 3.1 for IPv6.
    public Reason reason() {
        if (kind != Kind.DESTINATION_UNREACHABLE) {
            return Reason.OTHER;
        }
        return family == AddressFamily.IPV4
                ? switch (code) {
                    case 0, 6, 11 -> Reason.NETWORK;
                    case 1, 7, 8, 12 -> Reason.HOST;
                    case 2 -> Reason.PROTOCOL;
                    case 3 -> Reason.PORT;
                    case 9, 10, 13 -> Reason.PROHIBITED;
                    default -> Reason.OTHER;
                }
                : switch (code) {
                    case 0 -> Reason.NETWORK;
                    case 1, 5, 6 -> Reason.PROHIBITED;
                    case 3 -> Reason.HOST;
                    case 4 -> Reason.PORT;
                    default -> Reason.OTHER;
                };
    }

    /// The quoted packet as far as it can be read.
    public Optional<QuotedPacket> quote() {
        return QuotedPacket.parse(quoted);
    }

    /// Reads what follows type, code and checksum.
    static IcmpError read(AddressFamily family, Kind kind, int code, ByteReader in) {
        int second = in.i32();
        Bytes body = in.rest();
        boolean v4 = family == AddressFamily.IPV4;
        boolean extensible = kind == Kind.DESTINATION_UNREACHABLE || kind == Kind.TIME_EXCEEDED;
        int length = extensible ? (v4 ? (second >>> 16 & 0xFF) * 4 : (second >>> 24) * 8) : 0;
        int parameter =
                switch (kind) {
                    case PACKET_TOO_BIG -> v4 ? second & 0xFFFF : second;
                    case PARAMETER_PROBLEM -> v4 ? second >>> 24 : second;
                    default -> 0;
                };
        // Routers older than RFC 4884 put extensions behind 128 octets without a length (its
        // section 5.5). A long quotation may look like that, so there the checksum must be.
        int split = length > 0 ? length : QUOTED_BEFORE_EXTENSIONS;
        List<QuotedLabel> labels =
                extensible && body.size() > split
                        ? labels(body.slice(split), length == 0)
                        : List.of();
        boolean cut = length > 0 ? length <= body.size() : !labels.isEmpty();
        return new IcmpError(
                family, kind, code, parameter, cut ? body.slice(0, split) : body, labels);
    }

    /// The label stack in an extension structure, RFC 4884 section 7; empty if there is none or it makes no sense.
    ///
    /// @param mustHaveChecksum whether a checksum of zero, which stands for none, is refused
    private static List<QuotedLabel> labels(Bytes extension, boolean mustHaveChecksum) {
        var labels = new ArrayList<QuotedLabel>();
        ByteReader in = extension.reader();
        in.require(in.u16() >>> 12 == EXTENSION_VERSION, "extension version");
        boolean hasChecksum = in.u16() != 0;
        in.require(
                hasChecksum ? InternetChecksum.of(extension) == 0 : !mustHaveChecksum,
                "extension checksum");
        while (in.left() >= 4) {
            int length = in.u16();
            int type = in.u16();
            in.require(length >= 4, "object length");
            ByteReader object = in.sub(length - 4);
            while (type == (LABEL_STACK_CLASS << 8 | 1)
                    && object.left() >= QuotedLabel.SIZE
                    && labels.size() < LABELS_MAX) {
                labels.add(QuotedLabel.read(object));
            }
        }
        return labels;
    }

    @Override
    public int type(AddressFamily of) {
        return of == AddressFamily.IPV4 ? kind.v4 : kind.v6;
    }

    @Override
    public int code() {
        return code;
    }

    @Override
    public void writeBody(ByteWriter out) {
        boolean v4 = family == AddressFamily.IPV4;
        int unit = v4 ? 4 : 8;
        int quotedLength =
                labels.isEmpty()
                        ? quoted.size()
                        : Math.max(
                                QUOTED_BEFORE_EXTENSIONS, (quoted.size() + unit - 1) / unit * unit);
        switch (kind) {
            case PACKET_TOO_BIG -> out.i32(parameter);
            case PARAMETER_PROBLEM -> out.i32(v4 ? parameter << 24 : parameter);
            case DESTINATION_UNREACHABLE, TIME_EXCEEDED ->
                    out.i32(labels.isEmpty() ? 0 : quotedLength / unit << (v4 ? 16 : 24));
        }
        out.bytes(quoted).zeros(quotedLength - quoted.size());
        if (!labels.isEmpty()) {
            var extension =
                    new ByteWriter()
                            .u16(EXTENSION_VERSION << 12)
                            .u16(0)
                            .u16(4 + QuotedLabel.SIZE * labels.size())
                            .u16(LABEL_STACK_CLASS << 8 | 1);
            labels.forEach(label -> label.writeTo(extension));
            extension.patchU16(2, InternetChecksum.of(extension.toBytes()));
            out.bytes(extension.toBytes());
        }
    }
}
