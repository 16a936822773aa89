package io.culvert.dataplane;

import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Orders the packets of a batch so that more of them leave together: those for one tunnel, and of these the ones that make datagrams of one size, a
/// train of which costs the kernel little more than one of them (UDP_SEGMENT, udp(7)). Packets of one flow keep their order.
final class TrainSorter {
    /// More than twice as many as there are packets.
    private static final int PLACES = 256;

    /// Spreads keys over the places: the golden ratio.
    private static final int SPREAD = 0x9E37_79B1;

    private static final int PLACE_SHIFT = 24;

    private final MemorySegment memory;
    private final LanePacket[] sorted = new LanePacket[Express.BATCH];

    /// By packet.
    private final int[] groupOf = new int[Express.BATCH];

    /// By group: the look of its packets, and where the next of them goes.
    private final int[] lookOf = new int[Express.BATCH];

    private final int[] next = new int[Express.BATCH];
    private int groups;

    /// By look its group, or by flow the last group that has a packet of it; each plus 1.
    private final int[] places = new int[PLACES];

    TrainSorter(MemorySegment memory) {
        this.memory = memory;
    }

    /// Brings packets of one look together, in the order in which each look was first seen.
    void together(LanePacket[] packets, int count) {
        int changes = 0;
        for (int i = 1; i < count; i++) {
            changes += packets[i].look == packets[i - 1].look ? 0 : 1;
        }
        if (changes < 2) {
            return;
        }
        begin();
        for (int i = 0; i < count; i++) {
            groupOf[i] = groupOf(packets[i].look);
        }
        if (groups <= changes) {
            place(packets, count);
        }
    }

    private int groupOf(int look) {
        int at = look * SPREAD >>> PLACE_SHIFT;
        // More than half of the places are free, so this ends.
        while (places[at] != 0) {
            if (lookOf[places[at] - 1] == look) {
                return places[at] - 1;
            }
            at = at + 1 & PLACES - 1;
        }
        lookOf[groups] = look;
        places[at] = ++groups;
        return groups - 1;
    }

    /// Brings packets of one look together as far as each flow keeps its order.
    void flowByFlow(LanePacket[] packets, int count) {
        boolean isMixed = false;
        boolean hasFragments = false;
        for (int i = 0; i < count; i++) {
            LanePacket packet = packets[i];
            isMixed |= packet.look != packets[0].look;
            hasFragments |= ((int) packet.head & Ipv4.FRAGMENT_MASK) != 0;
        }
        if (!isMixed) {
            return;
        }
        begin();
        for (int i = 0; i < count; i++) {
            // Two flows at one place are taken for one, which does no harm.
            int at = flowOf(packets[i], hasFragments) * SPREAD >>> PLACE_SHIFT;
            groupOf[i] = groupFrom(Math.max(0, places[at] - 1), packets[i].look);
            places[at] = groupOf[i] + 1;
        }
        place(packets, count);
    }

    /// The last group of a look that is not before this one, or a new one behind all.
    private int groupFrom(int least, int look) {
        for (int group = groups - 1; group >= least; group--) {
            if (lookOf[group] == look) {
                return group;
            }
        }
        lookOf[groups] = look;
        return groups++;
    }

    /// What the packets of a flow have in common. The ports are left out where some packets do not show them.
    private int flowOf(LanePacket packet, boolean hasFragments) {
        int at = packet.at;
        boolean six = Ordinary6.isSix(packet.head);
        int ends =
                six
                        ? Long.hashCode(Ipv6.sourceLow(memory, at))
                                + 31 * Long.hashCode(Ipv6.destinationLow(memory, at))
                        : (int) packet.middle + 31 * packet.destination;
        int protocol = Ordinary4.protocol(packet.middle);
        boolean hasPorts = !hasFragments && (protocol == Ipv4.TCP || protocol == Ipv4.UDP);
        int ports = hasPorts ? Net.i32(memory, at + (six ? Ipv6.SIZE : Ipv4.SIZE)) : 0;
        return ends * 31 + ports;
    }

    private void begin() {
        groups = 0;
        Arrays.fill(places, 0);
    }

    /// Moves packets to their groups, in their order within each.
    private void place(LanePacket[] packets, int count) {
        Arrays.fill(next, 0, groups, 0);
        for (int i = 0; i < count; i++) {
            next[groupOf[i]]++;
        }
        int begin = 0;
        for (int group = 0; group < groups; group++) {
            int size = next[group];
            next[group] = begin;
            begin += size;
        }
        for (int i = 0; i < count; i++) {
            sorted[next[groupOf[i]]++] = packets[i];
        }
        System.arraycopy(sorted, 0, packets, 0, count);
    }
}
