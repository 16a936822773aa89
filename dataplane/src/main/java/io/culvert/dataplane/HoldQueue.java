package io.culvert.dataplane;

import io.culvert.dataplane.fib.Hop;

/// Packets that wait for the link layer address of a neighbour (RFC 1122 section 2.3.2.2 asks to keep at least the latest).
final class HoldQueue {
    /// Neighbours waited for.
    static final int NEIGHBORS_MAX = 256;

    /// Packets that wait for one neighbour; of more the oldest goes.
    static final int PACKETS_MAX = 8;

    /// After so long nobody will answer any more.
    static final long TIMEOUT_NANOS = 10 * 1_000_000_000L;

    private final Graph graph;
    private final PacketSlab slab;
    private final int[] ifIndex = new int[NEIGHBORS_MAX];
    private final long[] high = new long[NEIGHBORS_MAX];
    private final long[] low = new long[NEIGHBORS_MAX];
    private final int[] head = new int[NEIGHBORS_MAX];
    private final int[] tail = new int[NEIGHBORS_MAX];
    private final int[] size = new int[NEIGHBORS_MAX];
    private final long[] deadline = new long[NEIGHBORS_MAX];

    /// Neighbours in use stand in front.
    private int count;

    private long nextDeadline = Long.MAX_VALUE;

    HoldQueue(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
    }

    long nextDeadline() {
        return nextDeadline;
    }

    int count() {
        return count;
    }

    private int find(int wantedIndex, long wantedHigh, long wantedLow) {
        for (int i = 0; i < count; i++) {
            if (low[i] == wantedLow && high[i] == wantedHigh && ifIndex[i] == wantedIndex) {
                return i;
            }
        }
        return -1;
    }

    /// Keeps a packet and asks for the neighbour.
    void hold(int slot, int wantedIndex, long wantedHigh, long wantedLow) {
        int at = find(wantedIndex, wantedHigh, wantedLow);
        if (at < 0) {
            if (count == NEIGHBORS_MAX) {
                graph.counters.dropOut(Drop.NEIGHBOR_TABLE_FULL, wantedIndex);
                graph.drop(slot, Drop.NEIGHBOR_TABLE_FULL);
                return;
            }
            at = count++;
            ifIndex[at] = wantedIndex;
            high[at] = wantedHigh;
            low[at] = wantedLow;
            head[at] = PacketSlab.NONE;
            size[at] = 0;
            deadline[at] = graph.now + TIMEOUT_NANOS;
            nextDeadline = Math.min(nextDeadline, deadline[at]);
        }
        if (size[at] == PACKETS_MAX) {
            int oldest = head[at];
            head[at] = slab.next[oldest];
            size[at]--;
            graph.counters.dropOut(Drop.NEIGHBOR_QUEUE_FULL, wantedIndex);
            graph.drop(oldest, Drop.NEIGHBOR_QUEUE_FULL);
        }
        slab.next[slot] = PacketSlab.NONE;
        if (head[at] == PacketSlab.NONE) {
            head[at] = slot;
        } else {
            slab.next[tail[at]] = slot;
        }
        tail[at] = slot;
        size[at]++;
        graph.events.neighborWanted(wantedIndex, Hop.unmapped(wantedHigh, wantedLow));
    }

    /// Takes the packets of a neighbour out, as a list through [PacketSlab#next]; [PacketSlab#NONE] for none.
    int take(int wantedIndex, long wantedHigh, long wantedLow) {
        int at = find(wantedIndex, wantedHigh, wantedLow);
        return at < 0 ? PacketSlab.NONE : remove(at);
    }

    private int remove(int at) {
        int first = head[at];
        count--;
        ifIndex[at] = ifIndex[count];
        high[at] = high[count];
        low[at] = low[count];
        head[at] = head[count];
        tail[at] = tail[count];
        size[at] = size[count];
        deadline[at] = deadline[count];
        return first;
    }

    /// Gives up a neighbour that does not answer.
    void unreachable(int wantedIndex, long wantedHigh, long wantedLow) {
        refuse(take(wantedIndex, wantedHigh, wantedLow), wantedIndex);
    }

    /// A packet that lost its label stack of arrival under new labels is dropped without a word.
    private void refuse(int first, int out) {
        int slot = first;
        while (slot != PacketSlab.NONE) {
            int following = slab.next[slot];
            graph.counters.dropOut(Drop.NEIGHBOR_UNREACHABLE, out);
            if (slab.scratch[slot] != Fit.PAYLOAD_MPLS && slab.table[slot] >= 0) {
                graph.refuse(slot, Drop.NEIGHBOR_UNREACHABLE, Telling.HOST);
            } else {
                graph.drop(slot, Drop.NEIGHBOR_UNREACHABLE);
            }
            slot = following;
        }
    }

    void expire(long now) {
        if (now < nextDeadline) {
            return;
        }
        nextDeadline = Long.MAX_VALUE;
        for (int i = count - 1; i >= 0; i--) {
            if (deadline[i] <= now) {
                int out = ifIndex[i];
                refuse(remove(i), out);
            } else {
                nextDeadline = Math.min(nextDeadline, deadline[i]);
            }
        }
    }

    /// Gives all slots back.
    void clear() {
        while (count > 0) {
            int slot = remove(0);
            while (slot != PacketSlab.NONE) {
                int following = slab.next[slot];
                slab.free(slot);
                slot = following;
            }
        }
        nextDeadline = Long.MAX_VALUE;
    }
}
