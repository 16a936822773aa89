package io.culvert.dataplane.fib;

import io.culvert.base.Ipv6Address;
import org.jspecify.annotations.Nullable;

/// Everything a batch looks up. Publication: the control side changes its [Builder] and hands the image of it to the plane, which
/// reads the reference once at the beginning of each batch; nothing in an image changes afterwards. All of it is in pages and
/// trees that images share, so an image costs what changed since the one before, however many routes, entries and labels there
/// are; and a plane that takes it over knows what did not change by its being the same object.
///
/// Immutable rather than published by epochs: a worker needs no mark of where it is reading, the control side waits for nobody
/// and frees nothing, and any number of old images may still be in use. The price is the garbage of a change, a few kilobytes.
public final class ForwardingImage {
    /// Tables of one router at most.
    public static final int TABLES_MAX = 1 << 15;

    /// An image without interfaces, in which everything is dropped.
    public static final ForwardingImage EMPTY = new Builder().build();

    private final Faces faces;
    private final RouteTable[][] tables;
    private final int tableCount;
    private final int[] tableAddresses;
    private final Ipv6Address[] tableAddresses6;
    private final boolean forwardsIpv6;
    private final Hop[][] hops;
    private final LabelHop[][] labels;
    private final LabelHop[] noLabels;
    private final boolean[] marks;
    private final boolean ttlForwarded;
    private final boolean ttlLocal;

    ForwardingImage(Builder from, Faces faces, RouteTable[][] tables) {
        this.faces = faces;
        this.tables = tables;
        tableCount = from.tableCount();
        tableAddresses = from.tableAddresses();
        tableAddresses6 = from.tableAddresses6();
        forwardsIpv6 = from.forwardsIpv6;
        hops = from.entries.share();
        marks = from.entries.shareMarks();
        labels = from.labels.share();
        noLabels = from.labels.vacant();
        ttlForwarded = from.ttlForwarded;
        ttlLocal = from.ttlLocal;
    }

    /// Whether the interfaces are those of another image, and their tunnels take the same ways.
    public boolean hasFacesOf(ForwardingImage other) {
        return faces == other.faces;
    }

    /// Whether the 1024 interfaces of one page are those of another image.
    public boolean hasFacesOf(ForwardingImage other, int page) {
        return faces.hasPageOf(other.faces, page);
    }

    /// The interface of this index, or null.
    public @Nullable Face face(int ifIndex) {
        return faces.face(ifIndex);
    }

    /// One more than the largest interface index.
    public int faceCount() {
        return faces.faceCount();
    }

    /// The interface of the frames of a port with this tag, 0 for none, or null.
    public @Nullable Face faceOfPort(int port, int vlan) {
        return faces.faceOfPort(port, vlan);
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
        return faces.faceOfTunnel(frontDoor, nearHigh, nearLow, farHigh, farLow, protocol, key);
    }

    public int tableCount() {
        return tableCount;
    }

    public RouteTable table(int table) {
        return tables[table >>> Pages.BITS][table & Pages.MASK];
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

    /// One more than the largest mark that its entries have or had.
    public int markCount() {
        return marks.length;
    }

    /// Whether the marks are those of another image.
    public boolean hasMarksOf(ForwardingImage other) {
        return marks == other.marks;
    }

    /// Whether redirects are sent from any interface.
    public boolean hasRedirects() {
        return faces.hasRedirects;
    }

    /// Whether any interface is the base of a multipoint tunnel.
    public boolean hasMultipoint() {
        return faces.hasMultipoint;
    }

    /// Whether IPv6 packets of others are forwarded.
    public boolean forwardsIpv6() {
        return forwardsIpv6;
    }

    public Hop hop(int entry) {
        return hops[entry >>> Pages.BITS][entry & Pages.MASK];
    }

    /// The interface that an entry leads out of; 0 for none, and for what is no entry.
    public int outOf(int entry) {
        return entry >= 0 && entry >>> Pages.BITS < hops.length ? hop(entry).ifIndex : 0;
    }

    /// What is done with a label, or null when it is not given out.
    public @Nullable LabelHop label(int label) {
        LabelHop hop = labels[label >>> Pages.BITS][label & Pages.MASK];
        return hop == LabelHop.VACANT ? null : hop;
    }

    /// Whether any of the 1024 labels of a page may be given out.
    public boolean hasLabels(int page) {
        return labels[page] != noLabels;
    }

    /// Whether all labels are those of another image.
    public boolean hasLabelsOf(ForwardingImage other) {
        return labels == other.labels;
    }

    /// Whether those of one page are.
    public boolean hasLabelsOf(ForwardingImage other, int page) {
        return labels[page] == other.labels[page];
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
