package io.culvert.dataplane;

import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Ipv6Fragment;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts the fragments of packets for this router together (RFC 791 section 3.2, RFC 815, RFC 8200 section 4.5), each packet in
/// a large slot. A fragment that overlaps another throws the whole packet away, as RFC 5722 orders for IPv6; an exact duplicate is ignored.
/// Fragments that came out of an association never meet others.
final class Reassembly {
    /// Packets that wait for fragments, together.
    static final int PACKETS_MAX = 64;

    /// Packets of one source that wait.
    static final int PACKETS_OF_SOURCE_MAX = 16;

    /// How long a packet waits, from its first fragment on. RFC 791 proposes 15 s, RFC 1122 section 3.3.2 asks for 60 to 120;
    /// 30 keeps a flood small and is what most systems do.
    static final long TIMEOUT_NANOS = 30 * 1_000_000_000L;

    /// Octets in front of the first fragment's payload: IPv4 has 60 at most, and who puts more extension headers than this in
    /// front of an IPv6 fragment is refused.
    static final int HEADER_MAX = 128;

    /// Where the payload length of IPv6 stands.
    private static final int PAYLOAD_LENGTH_AT = 4;

    private static final int UNITS = 8192;
    private static final int UNKNOWN = -1;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;
    private final Waiting[] waiting = new Waiting[PACKETS_MAX];
    private int count;
    private long nextDeadline = Long.MAX_VALUE;

    /// What the fragment in hand says of its packet: addresses as 128 bits, IPv4-mapped, and what else must be the same.
    private long sourceHigh;

    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int identification;
    private int protocol;

    /// A packet of which some fragments are here.
    private static final class Waiting {
        private final long[] units = new long[UNITS / 64];
        private int slot = PacketSlab.NONE;
        private int table;
        private long sourceHigh;
        private long sourceLow;
        private long destinationHigh;
        private long destinationLow;
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
    int add4(int slot) {
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
        sourceHigh = 0;
        sourceLow = Hop.mapped(Ipv4.source(memory, at));
        destinationHigh = 0;
        destinationLow = Hop.mapped(Ipv4.destination(memory, at));
        identification = Ipv4.identification(memory, at);
        protocol = Ipv4.protocol(memory, at);
        return add(slot, header, offset, length, more);
    }

    /// The same for IPv6, whose fragment header begins at `fragment`: RFC 8200 section 4.5, with its answers to what makes no
    /// sense. A packet that says it is a fragment and is whole stands for itself (RFC 6946 section 4).
    int add6(int slot, int fragment) {
        int at = slab.start[slot];
        int end = slab.end[slot];
        int header = fragment - at;
        if (!Ipv6Fragment.fits(fragment, end) || header > HEADER_MAX) {
            graph.drop(slot, Drop.FRAGMENT_MALFORMED);
            return PacketSlab.NONE;
        }
        int offset = Ipv6Fragment.offset(memory, fragment);
        boolean more = Ipv6Fragment.hasMore(memory, fragment);
        int length = end - fragment - Ipv6Fragment.SIZE;
        if (length <= 0) {
            graph.drop(slot, Drop.FRAGMENT_MALFORMED);
            return PacketSlab.NONE;
        }
        if (more && (length & 7) != 0) {
            graph.refuse(slot, Drop.FRAGMENT_MALFORMED, Telling.PARAMETER, PAYLOAD_LENGTH_AT);
            return PacketSlab.NONE;
        }
        if (header - Ipv6.SIZE + offset + length > Ipv6.PAYLOAD_LENGTH_MAX) {
            graph.refuse(slot, Drop.FRAGMENT_MALFORMED, Telling.PARAMETER, header + 2);
            return PacketSlab.NONE;
        }
        int next = Ipv6Fragment.nextHeader(memory, fragment);
        if (offset == 0) {
            Net.putU8(memory, Ipv6.chainEnd(memory, at, end), next);
            if (!more) {
                MemorySegment.copy(memory, at, memory, at + Ipv6Fragment.SIZE, header);
                slab.start[slot] = at + Ipv6Fragment.SIZE;
                Ipv6.putPayloadLength(memory, slab.start[slot], header - Ipv6.SIZE + length);
                return slot;
            }
        }
        sourceHigh = Ipv6.sourceHigh(memory, at);
        sourceLow = Ipv6.sourceLow(memory, at);
        destinationHigh = Ipv6.destinationHigh(memory, at);
        destinationLow = Ipv6.destinationLow(memory, at);
        identification = Ipv6Fragment.identification(memory, fragment);
        protocol = Ipv6.FRAGMENT;
        return add(slot, header, offset, length, more);
    }

    private int add(int slot, int header, int offset, int length, boolean more) {
        Waiting packet = find(slot);
        if (packet == null) {
            packet = begin(slot);
            if (packet == null) {
                return PacketSlab.NONE;
            }
        }
        return place(packet, slot, header, offset, length, more);
    }

    private int tunnelOf(int slot) {
        return (slab.flags[slot] & PacketFlag.PROTECTED) == 0 ? 0 : slab.ifIndex[slot];
    }

    private @Nullable Waiting find(int slot) {
        for (int i = 0; count > 0 && i < PACKETS_MAX; i++) {
            Waiting packet = waiting[i];
            if (packet.slot != PacketSlab.NONE
                    && packet.sourceLow == sourceLow
                    && packet.sourceHigh == sourceHigh
                    && packet.destinationLow == destinationLow
                    && packet.destinationHigh == destinationHigh
                    && packet.identification == identification
                    && packet.protocol == protocol
                    && packet.table == slab.table[slot]
                    && packet.tunnel == tunnelOf(slot)) {
                return packet;
            }
        }
        return null;
    }

    private @Nullable Waiting begin(int slot) {
        int ofSource = 0;
        Waiting free = null;
        for (int i = 0; i < PACKETS_MAX; i++) {
            Waiting packet = waiting[i];
            if (packet.slot == PacketSlab.NONE) {
                free = packet;
            } else if (packet.sourceLow == sourceLow && packet.sourceHigh == sourceHigh) {
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
        int whole = slab.allocate(HEADER_MAX + Ipv4.TOTAL_LENGTH_MAX);
        if (whole == PacketSlab.NONE) {
            graph.drop(slot, Drop.NO_SLOT);
            return null;
        }
        slab.copyFacts(slot, whole);
        Arrays.fill(free.units, 0);
        free.slot = whole;
        free.table = slab.table[slot];
        free.sourceHigh = sourceHigh;
        free.sourceLow = sourceLow;
        free.destinationHigh = destinationHigh;
        free.destinationLow = destinationLow;
        free.identification = identification;
        free.protocol = protocol;
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
        int to = slab.start[packet.slot] + HEADER_MAX + offset;
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
        int payload = slab.start[slot] + HEADER_MAX;
        int ip = payload - packet.header;
        int total = packet.header + packet.total;
        forget(packet);
        boolean six = Ipv4.version(memory, ip) == 6;
        if (total > (six ? Ipv6.SIZE + Ipv6.PAYLOAD_LENGTH_MAX : Ipv4.TOTAL_LENGTH_MAX)) {
            graph.drop(slot, Drop.FRAGMENT_MALFORMED);
            return PacketSlab.NONE;
        }
        slab.start[slot] = ip;
        slab.end[slot] = ip + total;
        slab.flags[slot] |= PacketFlag.REASSEMBLED;
        if (six) {
            Ipv6.putPayloadLength(memory, ip, total - Ipv6.SIZE);
        } else {
            Ipv4.putWord(memory, ip, 2, total);
            Ipv4.putWord(memory, ip, 6, 0);
        }
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
                int payload = slab.start[slot] + HEADER_MAX;
                slab.start[slot] = payload - header;
                slab.end[slot] = payload + firstLength;
                graph.refuse(slot, Drop.FRAGMENT_TIMEOUT, Telling.REASSEMBLY);
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
