package io.culvert.dataplane.fib;

import io.culvert.base.Invariant;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.wire.ip.Ipv4;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything a batch looks up. Publication: the control side builds a whole new image and hands it to the plane, which
/// reads the reference once at the beginning of each batch; nothing in an image changes afterwards. Tables, entries and
/// interfaces that did not change are shared with the image before, so a route change costs its own table alone.
public final class ForwardingImage {
    /// Tables of one router at most.
    public static final int TABLES_MAX = 1 << 15;

    private static final int PAGE_BITS = 10;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;
    private static final int PAGES = (Label.MAX + 1) >>> PAGE_BITS;
    private static final @Nullable LabelHop[] EMPTY_PAGE = new LabelHop[PAGE_SIZE];

    /// An image without interfaces, in which everything is dropped.
    public static final ForwardingImage EMPTY = new Builder().build();

    private final @Nullable Face[] faces;
    private final RouteTable[] tables;
    private final int[] tableAddresses;
    private final Ipv6Address[] tableAddresses6;
    private final boolean forwardsIpv6;
    private final Hop[] hops;
    private final List<Entry> entries;
    private final @Nullable LabelHop[][] labels;
    private final FaceMap ports;
    private final FaceMap tunnels;
    private final boolean[] marks;
    private final boolean hasRedirects;
    private final boolean hasMultipoint;
    private final boolean ttlForwarded;
    private final boolean ttlLocal;

    ForwardingImage(Builder from) {
        tables = from.tables.toArray(new RouteTable[0]);
        tableAddresses = from.tableAddresses.stream().mapToInt(Ipv4Address::bits).toArray();
        tableAddresses6 = new Ipv6Address[tables.length];
        Arrays.setAll(
                tableAddresses6,
                table -> from.tableAddresses6.getOrDefault(table, Ipv6Address.ANY));
        forwardsIpv6 = from.forwardsIpv6;
        entries = List.copyOf(from.entries);
        hops = entries.stream().map(Hop::of).toArray(Hop[]::new);
        marks = new boolean[Arrays.stream(hops).mapToInt(hop -> hop.mark).max().orElse(0) + 1];
        for (Hop hop : hops) {
            marks[hop.mark] = hop.mark != 0;
        }
        labels = new LabelHop[PAGES][];
        Arrays.fill(labels, EMPTY_PAGE);
        from.labels.forEach(this::setLabel);
        faces = new Face[from.interfaces.isEmpty() ? 1 : from.interfaces.lastKey() + 1];
        ports = new FaceMap(faces.length);
        tunnels = new FaceMap(faces.length);
        for (PlaneInterface declared : from.interfaces.values()) {
            Invariant.hold(declared.table() < tables.length, "the table of every interface exists");
            var face =
                    new Face(
                            declared,
                            outerEntry(declared),
                            from.linkEntry(declared),
                            from.tunnelEntry(declared),
                            from.peerEntry(declared));
            faces[face.index] = face;
            if (face.port >= 0) {
                ports.put(FaceMap.portKey(face.port, face.vlan), face);
            }
        }
        var all = from.interfaces.values();
        hasRedirects = all.stream().anyMatch(one -> one.nhrp().redirectNanos() != 0);
        hasMultipoint =
                all.stream()
                        .anyMatch(one -> one.tunnel().filter(TunnelEnds::multipoint).isPresent());
        putTunnels(true);
        putTunnels(false);
        ttlForwarded = from.ttlForwarded;
        ttlLocal = from.ttlLocal;
    }

    /// The map is asked about packets in the clear: the tunnels that take these come last, so that they are found first.
    /// The many tunnels to peers behind one address, which have the same ends, are all protected.
    private void putTunnels(boolean isProtected) {
        for (Face face : faces) {
            if (face != null
                    && face.tunnel != null
                    && (face.hasEnds || face.isMultipoint)
                    && face.tunnel.protectionRequired() == isProtected) {
                tunnels.put(
                        FaceMap.tunnelKey(
                                face.tunnel.frontDoor(),
                                face.source.high(),
                                face.source.low(),
                                face.destination.high(),
                                face.destination.low()),
                        face);
            }
        }
    }

    private void setLabel(Label label, LabelAction action) {
        int page = label.value() >>> PAGE_BITS;
        if (labels[page] == EMPTY_PAGE) {
            labels[page] = new LabelHop[PAGE_SIZE];
        }
        labels[page][label.value() & (PAGE_SIZE - 1)] = LabelHop.of(action);
    }

    /// A multipath to the tunnel's destination is decided here, once: all its packets are one flow.
    private int outerEntry(PlaneInterface declared) {
        var ends = declared.tunnel().orElse(null);
        if (ends == null
                || ends.destination().isUnspecified()
                || ends.frontDoor() >= tables.length) {
            return RouteTable.NO_ENTRY;
        }
        int entry = tables[ends.frontDoor()].lookup(ends.destination());
        if (entry != RouteTable.NO_ENTRY && hops[entry].kind == Hop.MULTIPATH) {
            int hash = hash(ends.source()) * 31 + hash(ends.destination());
            return hops[entry].member(hash ^ hash >>> 16);
        }
        return entry;
    }

    private static int hash(IpAddress address) {
        Ipv6Address mapped = Hop.mapped(address);
        return Long.hashCode(mapped.high() * 31 + mapped.low());
    }

    /// The interface of this index, or null.
    public @Nullable Face face(int ifIndex) {
        return ifIndex >= 0 && ifIndex < faces.length ? faces[ifIndex] : null;
    }

    /// One more than the largest interface index.
    public int faceCount() {
        return faces.length;
    }

    /// The interface of the frames of a port with this tag, 0 for none, or null.
    public @Nullable Face faceOfPort(int port, int vlan) {
        Face face = ports.first(FaceMap.portKey(port, vlan));
        for (int i = 0; face != null && i < FaceMap.CHAIN_MAX; i++) {
            if (face.port == port && face.vlan == vlan) {
                return face;
            }
            face = ports.after(face);
        }
        return null;
    }

    /// The tunnel with these ends, IPv4 ones mapped, that takes this IP protocol; otherwise the base of a multipoint tunnel with this
    /// near end; or null.
    ///
    /// @param key of GRE, -1 for none
    public @Nullable Face faceOfTunnel(
            int frontDoor,
            long nearHigh,
            long nearLow,
            long farHigh,
            long farLow,
            int protocol,
            long key) {
        Face own = faceWithEnds(frontDoor, nearHigh, nearLow, farHigh, farLow, protocol, key);
        if (own != null || protocol != Ipv4.GRE || !hasMultipoint) {
            return own;
        }
        boolean isIpv4 = nearHigh == 0 && nearLow >>> 32 == Hop.mapped(0) >>> 32;
        long nobody = isIpv4 ? Hop.mapped(0) : 0;
        return faceWithEnds(frontDoor, nearHigh, nearLow, 0, nobody, protocol, key);
    }

    private @Nullable Face faceWithEnds(
            int frontDoor,
            long nearHigh,
            long nearLow,
            long farHigh,
            long farLow,
            int protocol,
            long key) {
        Face face = tunnels.first(FaceMap.tunnelKey(frontDoor, nearHigh, nearLow, farHigh, farLow));
        for (int i = 0; face != null && i < FaceMap.CHAIN_MAX; i++) {
            TunnelEnds ends = face.tunnel;
            if (ends != null
                    && face.source.low() == nearLow
                    && face.source.high() == nearHigh
                    && face.destination.low() == farLow
                    && face.destination.high() == farHigh
                    && ends.frontDoor() == frontDoor
                    && ends.encapsulation().takes(protocol)
                    && (protocol != Ipv4.GRE || ends.key() == key)) {
                return face;
            }
            face = tunnels.after(face);
        }
        return null;
    }

    public int tableCount() {
        return tables.length;
    }

    public RouteTable table(int table) {
        return tables[table];
    }

    /// An address of the router in the table, the source of ICMP errors about packets that came in under a label; 0 for
    /// none.
    public int tableAddress(int table) {
        return tableAddresses[table];
    }

    /// The same for ICMPv6 errors; `::` for none.
    public Ipv6Address tableAddress6(int table) {
        return tableAddresses6[table];
    }

    /// Whether one of its entries has this mark.
    public boolean hasMark(int mark) {
        return mark < marks.length && marks[mark];
    }

    /// One more than the largest mark of its entries.
    public int markCount() {
        return marks.length;
    }

    /// Whether redirects are sent from any interface.
    public boolean hasRedirects() {
        return hasRedirects;
    }

    /// Whether any interface is the base of a multipoint tunnel.
    public boolean hasMultipoint() {
        return hasMultipoint;
    }

    /// Whether IPv6 packets of others are forwarded.
    public boolean forwardsIpv6() {
        return forwardsIpv6;
    }

    public Hop hop(int entry) {
        return hops[entry];
    }

    /// The interface that an entry leads out of; 0 for none, and for what is no entry.
    public int outOf(int entry) {
        return entry >= 0 && entry < hops.length ? hops[entry].ifIndex : 0;
    }

    /// What the router asked for, for displays.
    public Entry entry(int entry) {
        return entries.get(entry);
    }

    /// What is done with a label, or null when it was never given out.
    public @Nullable LabelHop label(int label) {
        return labels[label >>> PAGE_BITS][label & (PAGE_SIZE - 1)];
    }

    /// Whether any of the 1024 labels of a page is given out.
    public boolean hasLabels(int page) {
        return labels[page] != EMPTY_PAGE;
    }

    /// Whether the time to live of forwarded packets shows in the labels put on them (`mpls ip propagate-ttl forwarded`).
    public boolean propagatesTtlForwarded() {
        return ttlForwarded;
    }

    /// The same for the router's own packets.
    public boolean propagatesTtlLocal() {
        return ttlLocal;
    }
}
