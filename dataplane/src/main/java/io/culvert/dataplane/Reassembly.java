package io.culvert.dataplane;

import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts the fragments of packets for this router together (RFC 791 section 3.2, RFC 815), each packet in a large slot. A
/// fragment that overlaps another throws the whole packet away, as RFC 5722 orders for IPv6; an exact duplicate is ignored.
/// Fragments that came out of an association never meet others.
final class Reassembly {
    /// Packets that wait for fragments, together.
    static final int PACKETS_MAX = 64;

    /// Packets of one source that wait.
    static final int PACKETS_OF_SOURCE_MAX = 16;

    /// How long a packet waits, from its first fragment on. RFC 791 proposes 15 s, RFC 1122 section 3.3.2 asks for 60 to 120;
    /// 30 keeps a flood small and is what most systems do.
    static final long TIMEOUT_NANOS = 30 * 1_000_000_000L;

    private static final int UNITS = 8192;
    private static final int UNKNOWN = -1;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;
    private final Waiting[] waiting = new Waiting[PACKETS_MAX];
    private int count;
    private long nextDeadline = Long.MAX_VALUE;

    /// A packet of which some fragments are here.
    private static final class Waiting {
        private final long[] units = new long[UNITS / 64];
        private int slot = PacketSlab.NONE;
        private int table;
        private int source;
        private int destination;
        private int identification;
        private int protocol;
        private int tunnel;
        private int unitCount;
        private int total;
        private int furthest;
        private int header;
        private int firstLength;
        private long deadline;
    }

    Reassembly(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
        for (int i = 0; i < PACKETS_MAX; i++) {
            waiting[i] = new Waiting();
        }
    }

    int count() {
        return count;
    }

    long nextDeadline() {
        return nextDeadline;
    }

    /// Takes over a fragment; answers the whole packet when this was the last one, else [PacketSlab#NONE].
    int add(int slot) {
        int at = slab.start[slot];
        int header = Ipv4.headerLength(memory, at);
        int offset = Ipv4.fragmentOffset(memory, at);
        int length = slab.end[slot] - at - header;
        boolean more = (Ipv4.flagsAndOffset(memory, at) & Ipv4.MORE_FRAGMENTS) != 0;
        if (length <= 0
                || (more && (length & 7) != 0)
                || offset + length + header > Ipv4.TOTAL_LENGTH_MAX) {
            graph.drop(slot, Drop.FRAGMENT_MALFORMED);
            return PacketSlab.NONE;
        }
        Waiting packet = find(slot, at);
        if (packet == null) {
            packet = begin(slot, at);
            if (packet == null) {
                return PacketSlab.NONE;
            }
        }
        return place(packet, slot, header, offset, length, more);
    }

    private int tunnelOf(int slot) {
        return (slab.flags[slot] & PacketFlag.PROTECTED) == 0 ? 0 : slab.ifIndex[slot];
    }

    private @Nullable Waiting find(int slot, int at) {
        for (int i = 0; count > 0 && i < PACKETS_MAX; i++) {
            Waiting packet = waiting[i];
            if (packet.slot != PacketSlab.NONE
                    && packet.source == Ipv4.source(memory, at)
                    && packet.destination == Ipv4.destination(memory, at)
                    && packet.identification == Ipv4.identification(memory, at)
                    && packet.protocol == Ipv4.protocol(memory, at)
                    && packet.table == slab.table[slot]
                    && packet.tunnel == tunnelOf(slot)) {
                return packet;
            }
        }
        return null;
    }

    private @Nullable Waiting begin(int slot, int at) {
        int source = Ipv4.source(memory, at);
        int ofSource = 0;
        Waiting free = null;
        for (int i = 0; i < PACKETS_MAX; i++) {
            Waiting packet = waiting[i];
            if (packet.slot == PacketSlab.NONE) {
                free = packet;
            } else if (packet.source == source) {
                ofSource++;
            }
        }
        if (free == null) {
            graph.drop(slot, Drop.REASSEMBLY_FULL);
            return null;
        }
        if (ofSource >= PACKETS_OF_SOURCE_MAX) {
            graph.drop(slot, Drop.REASSEMBLY_SOURCE_FULL);
            return null;
        }
        int whole = slab.allocate(Ipv4.SIZE_MAX + Ipv4.TOTAL_LENGTH_MAX);
        if (whole == PacketSlab.NONE) {
            graph.drop(slot, Drop.NO_SLOT);
            return null;
        }
        slab.copyFacts(slot, whole);
        Arrays.fill(free.units, 0);
        free.slot = whole;
        free.table = slab.table[slot];
        free.source = source;
        free.destination = Ipv4.destination(memory, at);
        free.identification = Ipv4.identification(memory, at);
        free.protocol = Ipv4.protocol(memory, at);
        free.tunnel = tunnelOf(slot);
        free.unitCount = 0;
        free.total = UNKNOWN;
        free.furthest = 0;
        free.header = UNKNOWN;
        free.firstLength = 0;
        free.deadline = graph.now + TIMEOUT_NANOS;
        nextDeadline = Math.min(nextDeadline, free.deadline);
        count++;
        return free;
    }

    private int place(Waiting packet, int slot, int header, int offset, int length, boolean more) {
        int first = offset / 8;
        int last = (offset + length + 7) / 8;
        int taken = 0;
        for (int unit = first; unit < last; unit++) {
            taken += (int) (packet.units[unit >>> 6] >>> unit & 1);
        }
        int payload = slab.end[slot] - length;
        int to = slab.start[packet.slot] + Ipv4.SIZE_MAX + offset;
        if (taken == last - first && isSame(payload, to, length)) {
            graph.drop(slot, Drop.FRAGMENT_DUPLICATE);
            return PacketSlab.NONE;
        }
        if (taken != 0 || contradicts(packet, offset + length, more)) {
            graph.drop(slot, Drop.FRAGMENT_OVERLAP);
            graph.drop(packet.slot, Drop.FRAGMENT_OVERLAP);
            forget(packet);
            return PacketSlab.NONE;
        }
        for (int unit = first; unit < last; unit++) {
            packet.units[unit >>> 6] |= 1L << unit;
        }
        packet.unitCount += last - first;
        packet.furthest = Math.max(packet.furthest, offset + length);
        if (!more) {
            packet.total = offset + length;
        }
        MemorySegment.copy(memory, payload, memory, to, length);
        if (offset == 0) {
            packet.header = header;
            packet.firstLength = length;
            slab.copyFacts(slot, packet.slot);
            MemorySegment.copy(memory, slab.start[slot], memory, to - header, header);
        }
        slab.free(slot);
        boolean whole = packet.total != UNKNOWN && packet.unitCount == (packet.total + 7) / 8;
        return whole ? finish(packet) : PacketSlab.NONE;
    }

    /// Two ends, or something beyond the end.
    private static boolean contradicts(Waiting packet, int end, boolean more) {
        if (packet.total != UNKNOWN) {
            return !more || end >= packet.total;
        }
        return !more && packet.furthest > end;
    }

    private boolean isSame(int a, int b, int length) {
        return MemorySegment.mismatch(memory, a, a + length, memory, b, b + length) == -1;
    }

    private int finish(Waiting packet) {
        int slot = packet.slot;
        int payload = slab.start[slot] + Ipv4.SIZE_MAX;
        int ip = payload - packet.header;
        int total = packet.header + packet.total;
        forget(packet);
        if (total > Ipv4.TOTAL_LENGTH_MAX) {
            graph.drop(slot, Drop.FRAGMENT_MALFORMED);
            return PacketSlab.NONE;
        }
        slab.start[slot] = ip;
        slab.end[slot] = ip + total;
        slab.flags[slot] |= PacketFlag.REASSEMBLED;
        Ipv4.putWord(memory, ip, 2, total);
        Ipv4.putWord(memory, ip, 6, 0);
        graph.counters.reassembled++;
        return slot;
    }

    private void forget(Waiting packet) {
        packet.slot = PacketSlab.NONE;
        count--;
    }

    /// Gives up what waited too long, and tells the source if the first fragment is here (RFC 792, time exceeded).
    void expire(long now) {
        if (now < nextDeadline) {
            return;
        }
        nextDeadline = Long.MAX_VALUE;
        for (Waiting packet : waiting) {
            if (packet.slot == PacketSlab.NONE) {
                continue;
            }
            if (packet.deadline > now) {
                nextDeadline = Math.min(nextDeadline, packet.deadline);
                continue;
            }
            int slot = packet.slot;
            int header = packet.header;
            int firstLength = packet.firstLength;
            forget(packet);
            if (header == UNKNOWN) {
                graph.drop(slot, Drop.FRAGMENT_TIMEOUT);
            } else {
                int payload = slab.start[slot] + Ipv4.SIZE_MAX;
                slab.start[slot] = payload - header;
                slab.end[slot] = payload + firstLength;
                graph.refuse(
                        slot, Drop.FRAGMENT_TIMEOUT, Icmp.TIME_EXCEEDED, Icmp.IN_REASSEMBLY, 0);
            }
        }
    }

    /// Gives all slots back.
    void clear() {
        for (Waiting packet : waiting) {
            if (packet.slot != PacketSlab.NONE) {
                slab.free(packet.slot);
                forget(packet);
            }
        }
        nextDeadline = Long.MAX_VALUE;
    }
}
