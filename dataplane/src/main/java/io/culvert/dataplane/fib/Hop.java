package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.dataplane.Drop;
import io.culvert.wire.mpls.MplsEntry;
import java.util.List;

/// An [Entry] in the form the packet path reads: plain fields, those that its kind does not use being zero.
public final class Hop {
    public static final int RECEIVE = 0;
    public static final int ATTACHED = 1;
    public static final int ADJACENCY = 2;
    public static final int TUNNEL = 3;
    public static final int MULTIPATH = 4;
    public static final int DISCARD = 5;

    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final int[] NONE = {};

    public final int kind;
    public final int ifIndex;

    /// The address of the next hop, an IPv4 address as an IPv4-mapped one (RFC 4291 section 2.5.5.2); `::` where the destination
    /// itself is the neighbour.
    public final long nextHopHigh;

    public final long nextHopLow;

    /// The most labels that fit [#stack].
    public static final int STACK_MAX = 2;

    /// The labels as stack entries without class and time to live, the last in the lower half; only up to [#STACK_MAX] of them count.
    public final long stack;

    private final int labelCount;

    /// Label values to push, top first.
    final int[] labels;

    final int[] members;
    public final Drop discard;

    /// Where the time of the last packet is kept, or 0.
    public final int mark;

    private Hop(int kind, int ifIndex, Ipv6Address nextHop, int[] labels, int[] members) {
        this(kind, ifIndex, nextHop, labels, members, Drop.NO_ROUTE, 0);
    }

    private Hop(
            int kind,
            int ifIndex,
            Ipv6Address nextHop,
            int[] labels,
            int[] members,
            Drop discard,
            int mark) {
        this.kind = kind;
        this.ifIndex = ifIndex;
        nextHopHigh = nextHop.high();
        nextHopLow = nextHop.low();
        this.labels = labels;
        labelCount = labels.length;
        stack = stack(labels);
        this.members = members;
        this.discard = discard;
        this.mark = mark;
    }

    static Hop of(Entry entry) {
        return switch (entry) {
            case Entry.Receive() -> new Hop(RECEIVE, 0, Ipv6Address.ANY, NONE, NONE);
            case Entry.Attached(int ifIndex) ->
                    new Hop(ATTACHED, ifIndex, Ipv6Address.ANY, NONE, NONE);
            case Entry.Adjacency(int ifIndex, var nextHop, var labels) ->
                    new Hop(ADJACENCY, ifIndex, mapped(nextHop), values(labels), NONE);
            case Entry.Tunnel(int ifIndex, var labels, var nextHop, int mark) ->
                    new Hop(
                            TUNNEL,
                            ifIndex,
                            nextHop.map(Hop::mapped).orElse(Ipv6Address.ANY),
                            values(labels),
                            NONE,
                            Drop.NO_ROUTE,
                            mark);
            case Entry.Multipath(var members) ->
                    new Hop(
                            MULTIPATH,
                            0,
                            Ipv6Address.ANY,
                            NONE,
                            members.stream().mapToInt(Integer::intValue).toArray());
            case Entry.Discard(Drop reason) ->
                    new Hop(DISCARD, 0, Ipv6Address.ANY, NONE, NONE, reason, 0);
        };
    }

    private static long stack(int[] labels) {
        long words = 0;
        for (int i = 0; i < labels.length; i++) {
            int bottom = i == labels.length - 1 ? MplsEntry.BOTTOM : 0;
            words = words << 32 | (labels[i] << MplsEntry.LABEL_SHIFT | bottom) & 0xFFFF_FFFFL;
        }
        return words;
    }

    /// The address as the packet path compares it: an IPv4 address as an IPv4-mapped one.
    public static Ipv6Address mapped(IpAddress address) {
        return switch (address) {
            case Ipv4Address(int bits) -> new Ipv6Address(0, mapped(bits));
            case Ipv6Address six -> six;
        };
    }

    /// The address that [#mapped] made this of.
    public static IpAddress unmapped(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED >>> 32
                ? new Ipv4Address((int) low)
                : new Ipv6Address(high, low);
    }

    /// The lower half of the IPv4-mapped address.
    public static long mapped(int ipv4) {
        return MAPPED | ipv4 & 0xFFFF_FFFFL;
    }

    static int[] values(List<Label> labels) {
        return labels.stream().mapToInt(Label::value).toArray();
    }

    /// Whether it leads to a neighbour on a link.
    public boolean isLink() {
        return kind == ATTACHED || kind == ADJACENCY;
    }

    public int labelCount() {
        return labelCount;
    }

    /// The label at `index`, 0 being the top.
    public int label(int index) {
        return labels[index];
    }

    /// The member that a flow of this hash takes.
    public int member(int hash) {
        return members[Integer.remainderUnsigned(hash, members.length)];
    }
}
