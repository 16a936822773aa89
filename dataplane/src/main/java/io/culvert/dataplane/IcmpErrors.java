package io.culvert.dataplane;

import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Face;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Icmpv6;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Ipv6Fragment;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;

/// Answers refused packets with ICMP errors, within what RFC 1122 section 3.2.2, RFC 1812 section 4.3.2 and for IPv6 RFC 4443
/// section 2.4 allow: never about
/// errors, later fragments, broadcasts or sources that are no host, at a limited rate, and not at all where the interface
/// has unreachables turned off. Labels the packet came in under are appended (RFC 4950). `scratch` holds a [Telling] with
/// its value.
final class IcmpErrors extends Node {
    /// RFC 1812 section 4.3.2.3: as much of the packet as fits in 576 octets.
    private static final int LENGTH_MAX = 576;

    /// The quoted packet is padded to this in front of extensions (RFC 4884 section 3).
    private static final int QUOTE_WITH_EXTENSION = 128;

    /// Precedence 6, RFC 1812 section 4.3.2.5.
    private static final int INTERNETWORK_CONTROL = 0xC0;

    private static final int TIME_TO_LIVE = 255;

    /// RFC 4884 section 7: version 2; RFC 4950 section 5: class 1, type 1.
    private static final int EXTENSION_VERSION = 2 << 28;

    private static final int LABEL_STACK_OBJECT = 0x0101;

    IcmpErrors(Graph graph, int order) {
        super(graph, order);
    }

    @Override
    void run() {
        for (int slot = takeAll(); slot != PacketSlab.NONE; ) {
            int following = slab.next[slot];
            process(slot);
            slot = following;
        }
    }

    private void process(int slot) {
        int barred = PacketFlag.ORIGINATED | PacketFlag.ICMP_ERROR | PacketFlag.LINK_BROADCAST;
        Face face = graph.image.face(slab.ifIndex[slot]);
        if (face == null || (slab.flags[slot] & barred) != 0) {
            graph.counters.icmpErrorsSuppressed++;
        } else if (Ipv4.version(memory, slab.start[slot]) == 6) {
            process6(slot, face, Telling.of(slab.scratch[slot]), slab.scratch[slot] & 0xFFFF);
        } else {
            process4(slot, face, Telling.of(slab.scratch[slot]), slab.scratch[slot] & 0xFFFF);
        }
        slab.free(slot);
    }

    private void process4(int slot, Face face, Telling telling, int value) {
        boolean quiet = telling.type4 == Icmp.UNREACHABLE && !face.unreachables;
        int source = sourceAddress(slot, face);
        if (quiet || source == 0 || !mayAnswer(slot)) {
            graph.counters.icmpErrorsSuppressed++;
        } else if (isWithinRate()) {
            answer(slot, source, telling.type4, telling.code4, value);
        }
    }

    /// "Packet too big" is never turned off: without it nothing large ever arrives (RFC 4890 section 4.3.1).
    private void process6(int slot, Face face, Telling telling, int value) {
        boolean quiet = telling.type6 == Icmpv6.UNREACHABLE && !face.ipv6.unreachables();
        Ipv6Address source = sourceAddress6(slot, face);
        if (quiet || source.isUnspecified() || !mayAnswer6(slot)) {
            graph.counters.icmpErrorsSuppressed++;
        } else if (isWithinRate()) {
            answer6(slot, source, telling, value);
        }
    }

    private boolean isWithinRate() {
        boolean within = graph.rates.icmpErrors.take(graph.now);
        graph.counters.icmpErrorsLimited += within ? 0 : 1;
        return within;
    }

    /// The address of the interface the packet came in by, if that is of the packet's table: it shows traceroute the way.
    /// RFC 1812 section 4.3.2.4 asks for the interface that the error leaves by; no router in use does that.
    private int sourceAddress(int slot, Face face) {
        int table = slab.table[slot];
        if (table == face.table || table < 0) {
            return face.address != 0 ? face.address : graph.image.tableAddress(face.table);
        }
        // What waited for fragments or a neighbour may have outlived its table.
        return table < graph.image.tableCount() ? graph.image.tableAddress(table) : 0;
    }

    /// The same for IPv6 (RFC 4443 section 2.2 (d)).
    private Ipv6Address sourceAddress6(int slot, Face face) {
        int table = slab.table[slot];
        if (table == face.table || table < 0) {
            return face.ipv6.address().isUnspecified()
                    ? graph.image.tableAddress6(face.table)
                    : face.ipv6.address();
        }
        return table < graph.image.tableCount()
                ? graph.image.tableAddress6(table)
                : Ipv6Address.ANY;
    }

    private boolean mayAnswer(int slot) {
        int at = slab.start[slot];
        int end = slab.end[slot];
        if (Ipv4.fragmentOffset(memory, at) != 0
                || Ipv4.destination(memory, at) >>> 28 >= 0xE
                || Ipv4Input.isMartianSource(Ipv4.source(memory, at))) {
            return false;
        }
        int payload = at + Ipv4.headerLength(memory, at);
        return Ipv4.protocol(memory, at) != Ipv4.ICMP
                || (payload < end && !Icmp.isError(Net.u8(memory, payload)));
    }

    /// RFC 4443 section 2.4 (e).
    private boolean mayAnswer6(int slot) {
        int at = slab.start[slot];
        int end = slab.end[slot];
        long source = Ipv6.sourceHigh(memory, at);
        if (Ipv6.isMulticast(Ipv6.destinationHigh(memory, at))
                || Ipv6.isMulticast(source)
                || Ipv6Input.isMartian(source, Ipv6.sourceLow(memory, at))) {
            return false;
        }
        int upper = Ipv6.upperLayer(memory, at, end);
        int type = upper < 0 ? -1 : Net.u8(memory, Ipv6.chainEnd(memory, at, end));
        if (type == Ipv6.FRAGMENT && Ipv6Fragment.fits(upper, end)) {
            // An error, which fits every link, is never a later fragment.
            boolean first = Ipv6Fragment.offset(memory, upper) == 0;
            type = first ? Ipv6Fragment.nextHeader(memory, upper) : Ipv6.FRAGMENT;
            upper += Ipv6Fragment.SIZE;
        }
        return type != -1
                && (type != Ipv6.ICMPV6 || (upper < end && !Icmpv6.isError(Net.u8(memory, upper))));
    }

    private void answer(int slot, int source, int type, int code, int value) {
        int depth = Math.min(slab.labelDepth[slot], LabelStack.DEPTH_MAX);
        int at = slab.start[slot];
        int quote = Math.min(slab.length(slot), LENGTH_MAX - Ipv4.SIZE - Icmp.SIZE);
        int extension = 0;
        if (depth > 0) {
            quote = Math.min(quote, QUOTE_WITH_EXTENSION);
            extension = 8 + depth * MplsEntry.SIZE;
        }
        int quoteRoom = depth > 0 ? QUOTE_WITH_EXTENSION : quote;
        int made = slab.allocate(LENGTH_MAX);
        if (made == PacketSlab.NONE) {
            graph.counters.icmpErrorsLimited++;
            return;
        }
        int ip = slab.start[made];
        int icmp = ip + Ipv4.SIZE;
        int end = icmp + Icmp.SIZE + quoteRoom + extension;
        slab.end[made] = end;
        // The length of the quoted packet, in words, stands in the sixth octet (RFC 4884 section
        // 4.1).
        int rest = type == Icmp.PARAMETER_PROBLEM ? value << 24 : value;
        Icmp.write(memory, icmp, type, code, (depth > 0 ? quoteRoom / 4 << 16 : 0) | rest);
        int to = icmp + Icmp.SIZE;
        memory.asSlice(to + quote, quoteRoom - quote).fill((byte) 0);
        MemorySegment.copy(memory, at, memory, to, quote);
        if (depth > 0) {
            putLabels(slot, to + quoteRoom, depth);
        }
        Icmp.seal(memory, icmp, end);
        Ipv4.write(
                memory,
                ip,
                INTERNETWORK_CONTROL,
                end - ip,
                graph.nextIdentification(),
                0,
                TIME_TO_LIVE,
                Ipv4.ICMP,
                source,
                Ipv4.source(memory, at));
        send(slot, made, depth);
    }

    /// RFC 4443 section 3. Only "unreachable" and "time exceeded" take extensions (RFC 4884 section 4), their length being in
    /// units of 8 octets.
    private void answer6(int slot, Ipv6Address source, Telling telling, int value) {
        boolean extensible =
                telling.type6 == Icmpv6.UNREACHABLE || telling.type6 == Icmpv6.TIME_EXCEEDED;
        int depth = Math.min(slab.labelDepth[slot], LabelStack.DEPTH_MAX);
        boolean shown = extensible && depth > 0;
        int at = slab.start[slot];
        int quote = Math.min(slab.length(slot), Ipv6.MTU_MIN - Ipv6.SIZE - Icmp.SIZE);
        quote = shown ? Math.min(quote, QUOTE_WITH_EXTENSION) : quote;
        int quoteRoom = shown ? QUOTE_WITH_EXTENSION : quote;
        int extension = shown ? 8 + depth * MplsEntry.SIZE : 0;
        int made = slab.allocate(Ipv6.MTU_MIN);
        if (made == PacketSlab.NONE) {
            graph.counters.icmpErrorsLimited++;
            return;
        }
        int ip = slab.start[made];
        int icmp = ip + Ipv6.SIZE;
        int to = icmp + Icmp.SIZE;
        int end = to + quoteRoom + extension;
        slab.end[made] = end;
        Icmp.write(
                memory,
                icmp,
                telling.type6,
                telling.code6,
                (shown ? quoteRoom / 8 << 24 : 0) | value);
        memory.asSlice(to + quote, quoteRoom - quote).fill((byte) 0);
        MemorySegment.copy(memory, at, memory, to, quote);
        if (shown) {
            putLabels(slot, to + quoteRoom, depth);
        }
        Ipv6.write(memory, ip, INTERNETWORK_CONTROL, 0, end - icmp, Ipv6.ICMPV6, TIME_TO_LIVE);
        Ipv6.putSource(memory, ip, source.high(), source.low());
        long asker = Ipv6.sourceHigh(memory, at);
        Ipv6.putDestination(memory, ip, asker, Ipv6.sourceLow(memory, at));
        Icmpv6.seal(memory, ip, icmp, end);
        slab.bound[made] = Ipv6.isLinkLocal(asker) ? slab.ifIndex[slot] : Bound.ANYWHERE;
        send(slot, made, depth);
    }

    /// The labels as they were received lie in front of the packet.
    private void putLabels(int slot, int at, int depth) {
        int length = depth * MplsEntry.SIZE;
        Net.putI32(memory, at, EXTENSION_VERSION);
        Net.putI32(memory, at + 4, (4 + length) << 16 | LABEL_STACK_OBJECT);
        MemorySegment.copy(memory, slab.start[slot] - length, memory, at + 8, length);
        Net.putU16(memory, at + 2, Checksum.of(memory, at, at + 8 + length));
    }

    private void send(int slot, int made, int depth) {
        slab.flags[made] = PacketFlag.ORIGINATED | PacketFlag.ICMP_ERROR;
        slab.table[made] = slab.table[slot];
        slab.origin[made] = slab.origin[slot];
        graph.counters.icmpErrorsSent++;
        if (slab.table[slot] >= 0) {
            graph.tap.originated(made, slab.table[made]);
            if (Ipv4.version(memory, slab.start[made]) == 6) {
                graph.ipv6Lookup.add(made);
            } else {
                graph.ipv4Lookup.add(made);
            }
            return;
        }
        int length = depth * MplsEntry.SIZE;
        MemorySegment.copy(
                memory, slab.start[slot] - length, memory, slab.start[made] - length, length);
        slab.start[made] -= length;
        slab.ifIndex[made] = slab.ifIndex[slot];
        for (int i = 0; i < depth; i++) {
            MplsEntry.putTimeToLive(memory, slab.start[made] + i * MplsEntry.SIZE, TIME_TO_LIVE);
        }
        graph.mplsInput.add(made);
    }
}
