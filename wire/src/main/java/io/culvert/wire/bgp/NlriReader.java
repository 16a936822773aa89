package io.culvert.wire.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the routes of one attribute. Neighbouring routes mostly have the same route distinguisher and the same label, so
/// these are made once and shared.
final class NlriReader {
    private final ByteReader in;
    private final int safi;
    private final AddressFamily ip;
    private final boolean addPath;
    private final boolean stack;
    private final boolean reachable;
    private RouteDistinguisher rd = new RouteDistinguisher(0);
    private List<Label> labels = List.of(Label.IPV4_EXPLICIT_NULL);

    NlriReader(ByteReader in, Family family, Codec codec, boolean reachable) {
        this.in = in;
        this.safi = family.safi();
        this.ip = family.ip().orElse(AddressFamily.IPV4);
        this.addPath = codec.addPath().contains(family);
        this.stack = codec.multipleLabels().contains(family);
        this.reachable = reachable;
    }

    /// The next route; of no use if the reader has failed.
    Nlri read() {
        Optional<Integer> pathId = addPath ? Optional.of(in.i32()) : Nlri.NO_PATH_ID;
        int bits = in.u8();
        if (safi == Family.SAFI_ROUTE_TARGET) {
            in.require(bits == 0 || bits >= 32 && bits <= 96, "route target membership length");
            return new Nlri.Membership(pathId, bits, in.bytes((bits + 7) / 8));
        }
        if (safi == Family.SAFI_UNICAST) {
            return new Nlri.Ip(pathId, prefix(bits));
        }
        boolean vpn = safi == Family.SAFI_VPN;
        int fixed = vpn ? Nlri.RD_BITS : 0;
        List<Label> pushed = labels();
        int labelBits = Nlri.LABEL_BITS * Math.max(1, pushed.size());
        in.require(bits >= labelBits + fixed, "prefix too short for label and route distinguisher");
        if (!vpn) {
            return new Nlri.Labelled(pathId, pushed, prefix(bits - labelBits));
        }
        long distinguisher = in.i64();
        if (distinguisher != rd.bits()) {
            rd = new RouteDistinguisher(distinguisher);
        }
        return new Nlri.Vpn(pathId, pushed, rd, prefix(bits - labelBits - fixed));
    }

    /// Exactly one label unless several were agreed on; then up to the bottom of the stack. Peers are known to set the
    /// other bits of the field as they like, so only the label and the bottom bit are looked at.
    private List<Label> labels() {
        int field = in.u24();
        if (!reachable) {
            return List.of();
        }
        if (!stack || (field & 1) == 1) {
            int value = field >>> 4;
            if (labels.size() != 1 || labels.getFirst().value() != value) {
                labels = List.of(new Label(value));
            }
            return labels;
        }
        var all = new ArrayList<Label>();
        all.add(new Label(field >>> 4));
        while ((field & 1) == 0 && !in.failed()) {
            field = in.u24();
            all.add(new Label(field >>> 4));
            in.require(all.size() <= Nlri.LABELS_MAX, "too many labels");
        }
        return all;
    }

    /// The octets that are there, zeros behind them; bits beyond the length mean nothing (RFC 4271 section 4.3).
    private Prefix prefix(int bits) {
        in.require(bits >= 0 && bits <= ip.bits(), "prefix length");
        boolean ipv4 = ip == AddressFamily.IPV4;
        if (in.failed()) {
            return ipv4 ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
        }
        int octets = (bits + 7) / 8;
        return ipv4
                ? Prefix.containing(new Ipv4Address((int) (in.first(octets) >>> 32)), bits)
                : Prefix.containing(
                        new Ipv6Address(in.first(Math.min(octets, 8)), in.first(octets - 8)), bits);
    }
}
