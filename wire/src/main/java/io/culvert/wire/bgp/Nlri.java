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
            case Ip(var pathId, var prefix) -> length(pathId, prefix.length());
            case Labelled(var pathId, var labels, var prefix) ->
                    length(pathId, LABEL_BITS * Math.max(1, labels.size()) + prefix.length());
            case Vpn(var pathId, var labels, _, var prefix) ->
                    length(
                            pathId,
                            LABEL_BITS * Math.max(1, labels.size()) + RD_BITS + prefix.length());
            case Membership(var pathId, int bits, _) -> length(pathId, bits);
            case Raw(var octets) -> octets.size();
        };
    }

    private static int length(Optional<Integer> pathId, int bits) {
        return (pathId.isPresent() ? 4 : 0) + 1 + (bits + 7) / 8;
    }

    default void writeTo(ByteWriter out) {
        switch (this) {
            case Ip(var pathId, var prefix) -> {
                writePathId(out, pathId);
                out.u8(prefix.length());
                write(out, prefix);
            }
            case Labelled(var pathId, var labels, var prefix) -> {
                writePathId(out, pathId);
                out.u8(LABEL_BITS * Math.max(1, labels.size()) + prefix.length());
                write(out, labels);
                write(out, prefix);
            }
            case Vpn(var pathId, var labels, var rd, var prefix) -> {
                writePathId(out, pathId);
                out.u8(LABEL_BITS * Math.max(1, labels.size()) + RD_BITS + prefix.length());
                write(out, labels);
                out.i64(rd.bits());
                write(out, prefix);
            }
            case Membership(var pathId, int bits, var prefix) -> {
                writePathId(out, pathId);
                out.u8(bits).bytes(prefix);
            }
            case Raw(var octets) -> out.bytes(octets);
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
            case Ipv4Address(int bits) -> out.first(Integer.toUnsignedLong(bits) << 32, octets);
            case Ipv6Address(long high, long low) ->
                    out.first(high, Math.min(octets, 8)).first(low, Math.max(0, octets - 8));
        }
    }
}
