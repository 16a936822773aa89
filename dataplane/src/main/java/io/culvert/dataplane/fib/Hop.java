package io.culvert.dataplane.fib;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.dataplane.Drop;
import java.util.List;

/// An [Entry] in the form the packet path reads: plain fields, those that its kind does not use being zero.
public final class Hop {
    public static final int RECEIVE = 0;
    public static final int ATTACHED = 1;
    public static final int ADJACENCY = 2;
    public static final int TUNNEL = 3;
    public static final int MULTIPATH = 4;
    public static final int DISCARD = 5;

    private static final int[] NONE = {};

    public final int kind;
    public final int ifIndex;

    /// IPv4 address of the next hop. IPv6 next hops are not forwarded to.
    public final int nextHop;

    /// Label values to push, top first.
    final int[] labels;

    final int[] members;
    public final Drop discard;

    private Hop(int kind, int ifIndex, int nextHop, int[] labels, int[] members, Drop discard) {
        this.kind = kind;
        this.ifIndex = ifIndex;
        this.nextHop = nextHop;
        this.labels = labels;
        this.members = members;
        this.discard = discard;
    }

    static Hop of(Entry entry) {
        return switch (entry) {
            case Entry.Receive() -> new Hop(RECEIVE, 0, 0, NONE, NONE, Drop.NO_ROUTE);
            case Entry.Attached(int ifIndex) ->
                    new Hop(ATTACHED, ifIndex, 0, NONE, NONE, Drop.NO_ROUTE);
            case Entry.Adjacency(int ifIndex, Ipv4Address(int bits), var labels) ->
                    new Hop(ADJACENCY, ifIndex, bits, values(labels), NONE, Drop.NO_ROUTE);
            case Entry.Adjacency(_, Ipv6Address _, _) ->
                    new Hop(DISCARD, 0, 0, NONE, NONE, Drop.IPV6_NOT_FORWARDED);
            case Entry.Tunnel(int ifIndex, var labels) ->
                    new Hop(TUNNEL, ifIndex, 0, values(labels), NONE, Drop.NO_ROUTE);
            case Entry.Multipath(var members) ->
                    new Hop(
                            MULTIPATH,
                            0,
                            0,
                            NONE,
                            members.stream().mapToInt(Integer::intValue).toArray(),
                            Drop.NO_ROUTE);
            case Entry.Discard(Drop reason) -> new Hop(DISCARD, 0, 0, NONE, NONE, reason);
        };
    }

    static int[] values(List<Label> labels) {
        return labels.stream().mapToInt(Label::value).toArray();
    }

    public int labelCount() {
        return labels.length;
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
