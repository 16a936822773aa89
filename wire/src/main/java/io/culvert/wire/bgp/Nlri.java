package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Parse;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One route of an UPDATE, as the family writes it: a length in bits, then labels, route distinguisher and the octets of
/// the prefix that are needed (RFC 4271 section 4.3, RFC 8277 section 2.2, RFC 4364 section 4.3.4). With ADD-PATH a path
/// identifier stands in front (RFC 7911 section 3).
public sealed interface Nlri {
    /// The label field of a withdrawn route, which the receiver ignores (RFC 8277 section 2.4).
    int WITHDRAWN_LABEL = 0x800000;
    /// More labels than this in one route are refused.
    int LABELS_MAX = 16;
    int LABEL_BITS = 24;
    int RD_BITS = 64;

    record Ip(Optional<Integer> pathId, Prefix prefix) implements Nlri {
        public static Ip of(Prefix prefix) {
            return new Ip(Optional.empty(), prefix);
        }
    }

    /// Labelled unicast, RFC 8277.
    ///
    /// @param labels outermost first; empty in a withdrawn route
    record Labelled(Optional<Integer> pathId, List<Label> labels, Prefix prefix) implements Nlri {
        public Labelled {
            labels = List.copyOf(labels);
        }
    }

    /// A VPN route, RFC 4364 section 4.3.4, RFC 4659 section 3.2.
    ///
    /// @param labels outermost first; empty in a withdrawn route
    record Vpn(Optional<Integer> pathId, List<Label> labels, RouteDistinguisher rd, Prefix prefix)
            implements Nlri {
        public Vpn {
            labels = List.copyOf(labels);
        }

        public static Vpn of(Label label, RouteDistinguisher rd, Prefix prefix) {
            return new Vpn(Optional.empty(), List.of(label), rd, prefix);
        }

        public static Vpn withdrawn(RouteDistinguisher rd, Prefix prefix) {
            return new Vpn(Optional.empty(), List.of(), rd, prefix);
        }
    }

    /// Interest in a route target, RFC 4684 section 4: a prefix of origin AS and target, 0 to 96 bits.
    record Membership(Optional<Integer> pathId, int bits, Bytes prefix) implements Nlri {}

    /// Everything of a family that we do not know.
    record Raw(Bytes octets) implements Nlri {}

    Optional<Integer> NO_PATH_ID = Optional.empty();

    /// Reads routes to the end of `in`, or the first failure.
    static List<Nlri> readAll(ByteReader in, Family family, Codec codec, boolean reachable) {
        var all = new ArrayList<Nlri>();
        if (!isKnown(family)) {
            if (in.left() > 0) {
                all.add(new Raw(in.rest()));
            }
            return all;
        }
        var reader = new NlriReader(in, family, codec, reachable);
        while (in.left() > 0) {
            Nlri route = reader.read();
            if (in.failed()) {
                return all;
            }
            all.add(route);
        }
        return all;
    }

    /// Reads the routes of one family, and nothing else.
    static Parse<List<Nlri>> parse(Bytes octets, Family family, Codec codec, boolean reachable) {
        ByteReader in = octets.reader();
        var all = readAll(in, family, codec, reachable);
        return in.finish(() -> all);
    }

    /// Whether the routes of a family are read one by one.
    static boolean isKnown(Family family) {
        return family.equals(Family.ROUTE_TARGET)
                || family.ip().isPresent()
                        && (family.safi() == Family.SAFI_UNICAST
                                || family.safi() == Family.SAFI_LABELLED
                                || family.safi() == Family.SAFI_VPN);
    }

    /// How many octets [#writeTo] writes.
    default int wireLength() {
        return switch (this) {
            case Ip ip -> length(ip.pathId, ip.prefix.length());
            case Labelled it -> length(it.pathId, bits(it.labels, it.prefix));
            case Vpn vpn -> length(vpn.pathId, bits(vpn.labels, vpn.prefix) + RD_BITS);
            case Membership membership -> length(membership.pathId, membership.bits);
            case Raw raw -> raw.octets.size();
        };
    }

    private static int bits(List<Label> labels, Prefix prefix) {
        return LABEL_BITS * Math.max(1, labels.size()) + prefix.length();
    }

    private static int length(Optional<Integer> pathId, int bits) {
        return (pathId.isPresent() ? 4 : 0) + 1 + (bits + 7) / 8;
    }

    default void writeTo(ByteWriter out) {
        switch (this) {
            case Ip ip -> {
                writePathId(out, ip.pathId);
                out.u8(ip.prefix.length());
                write(out, ip.prefix);
            }
            case Labelled it -> {
                writePathId(out, it.pathId);
                out.u8(bits(it.labels, it.prefix));
                write(out, it.labels);
                write(out, it.prefix);
            }
            case Vpn vpn -> {
                writePathId(out, vpn.pathId);
                out.u8(bits(vpn.labels, vpn.prefix) + RD_BITS);
                write(out, vpn.labels);
                out.i64(vpn.rd.bits());
                write(out, vpn.prefix);
            }
            case Membership membership -> {
                writePathId(out, membership.pathId);
                out.u8(membership.bits).bytes(membership.prefix);
            }
            case Raw raw -> out.bytes(raw.octets);
        }
    }

    private static void writePathId(ByteWriter out, Optional<Integer> pathId) {
        if (pathId.isPresent()) {
            out.i32(pathId.get());
        }
    }

    private static void write(ByteWriter out, List<Label> labels) {
        if (labels.isEmpty()) {
            out.u24(WITHDRAWN_LABEL);
        }
        for (int i = 0; i < labels.size(); i++) {
            out.u24(labels.get(i).value() << 4 | (i == labels.size() - 1 ? 1 : 0));
        }
    }

    private static void write(ByteWriter out, Prefix prefix) {
        int octets = (prefix.length() + 7) / 8;
        switch (prefix.address()) {
            case Ipv4Address ipv4 -> out.first((long) ipv4.bits() << 32, octets);
            case Ipv6Address ipv6 ->
                    out.first(ipv6.high(), Math.min(octets, 8))
                            .first(ipv6.low(), Math.max(0, octets - 8));
        }
    }
}
