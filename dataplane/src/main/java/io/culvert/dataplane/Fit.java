package io.culvert.dataplane;

import io.culvert.base.Ipv4Address;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.MemorySegment;

/// Makes a packet fit its way out, labels included: passes it, cuts the IPv4 packet into fragments that each carry the whole
/// label stack (RFC 3032 section 3.4), or refuses it when it must not be cut. Fragments are made before encryption, each
/// its own ESP packet. `scratch` says what the packet begins with.
final class Fit extends Node {
    static final int PAYLOAD_IPV4 = 0x0800;
    static final int PAYLOAD_MPLS = 0x8847;

    private static final int OPTION_COPIED = 0x80;

    Fit(Graph graph, int order) {
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
        Hop hop = graph.image.hop(slab.entry[slot]);
        Face face = graph.image.face(hop.ifIndex);
        if (face == null) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
            return;
        }
        boolean labelled = slab.scratch[slot] == PAYLOAD_MPLS;
        int length = slab.length(slot);
        int limit = graph.limits.payload(face);
        if (length <= (labelled || face.ipMtu == 0 ? limit : Math.min(limit, face.ipMtu))) {
            pass(slot, face);
        } else {
            cut(slot, face, labelled);
        }
    }

    private void pass(int slot, Face face) {
        if (face.tunnel != null) {
            graph.tunnelOutput.add(slot);
        } else {
            graph.ethernetOutput.add(slot);
        }
    }

    private void cut(int slot, Face face, boolean labelled) {
        int start = slab.start[slot];
        int at = labelled ? LabelStack.findIpv4(memory, start, slab.end[slot]) : start;
        if (at < 0) {
            graph.drop(slot, Drop.TOO_BIG);
            return;
        }
        int limit = graph.limits.ip(face, (at - start) / 4);
        slab.end[slot] = at + Ipv4.totalLength(memory, at);
        if (at + limit >= slab.end[slot]) {
            pass(slot, face);
        } else if (Ipv4.dontFragment(memory, at)) {
            tooBig(slot, at, limit);
        } else if (limit - Ipv4.headerLength(memory, at) < 8) {
            graph.drop(slot, Drop.TOO_BIG);
        } else {
            fragment(slot, face, at, limit);
        }
    }

    private void tooBig(int slot, int at, int limit) {
        slab.start[slot] = at;
        slab.labelDepth[slot] = 0;
        int mtu = Math.clamp(limit, 68, Ipv4.TOTAL_LENGTH_MAX);
        int flags = slab.flags[slot];
        if ((flags & PacketFlag.ORIGINATED) != 0) {
            if ((flags & PacketFlag.ENCAPSULATED) == 0) {
                graph.events.tooBig(
                        slab.table[slot], new Ipv4Address(Ipv4.destination(memory, at)), mtu);
            }
            graph.drop(slot, Drop.TOO_BIG);
        } else if (slab.table[slot] < 0) {
            graph.drop(slot, Drop.TOO_BIG);
        } else {
            graph.refuse(slot, Drop.TOO_BIG, Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, mtu);
        }
    }

    /// RFC 791 section 3.2, the example fragmentation procedure: every fragment but the last carries a multiple of 8
    /// octets; options go into the first alone unless marked to be copied.
    private void fragment(int slot, Face face, int at, int limit) {
        int header = Ipv4.headerLength(memory, at);
        int payload = slab.end[slot] - at - header;
        int laterHeader = Ipv4.SIZE + copiedOptions(at, header);
        int word = Ipv4.flagsAndOffset(memory, at);
        int offset = 0;
        while (offset < payload) {
            int size = offset == 0 ? header : laterHeader;
            int room = (limit - size) & ~7;
            int piece = Math.min(room, payload - offset);
            boolean last = offset + piece == payload;
            int made = fragmentSlot(slot, at, offset == 0, size, header + offset, piece);
            if (made == PacketSlab.NONE) {
                graph.drop(slot, Drop.NO_SLOT);
                return;
            }
            int more = last ? word & Ipv4.MORE_FRAGMENTS : Ipv4.MORE_FRAGMENTS;
            int units = (word & 0x1FFF) + offset / 8;
            int ip = slab.end[made] - size - piece;
            Net.putU16(memory, ip + 6, word & Ipv4.DONT_FRAGMENT | more | units);
            Net.putU8(memory, ip, 4 << 4 | size >>> 2);
            Net.putU16(memory, ip + 2, size + piece);
            Ipv4.seal(memory, ip);
            graph.counters.fragmentsMade++;
            pass(made, face);
            offset += piece;
        }
        slab.free(slot);
    }

    /// A new slot with the label stack, a header of `size` octets and the piece of payload at `from`, counted from the
    /// old header.
    private int fragmentSlot(int slot, int at, boolean first, int size, int from, int piece) {
        int labels = at - slab.start[slot];
        int made = slab.allocate(labels + size + piece);
        if (made == PacketSlab.NONE) {
            return PacketSlab.NONE;
        }
        slab.copyFacts(slot, made);
        int to = slab.start[made];
        MemorySegment.copy(
                memory, slab.start[slot], memory, to, labels + (first ? size : Ipv4.SIZE));
        if (!first && size > Ipv4.SIZE) {
            copyOptions(at, to + labels + Ipv4.SIZE, size - Ipv4.SIZE);
        }
        MemorySegment.copy(memory, at + from, memory, to + labels + size, piece);
        slab.end[made] = to + labels + size + piece;
        return made;
    }

    /// Octets of the options that every fragment carries, filled up to a multiple of 4.
    private int copiedOptions(int at, int header) {
        return walkOptions(at + Ipv4.SIZE, at + header, -1) + 3 & ~3;
    }

    private void copyOptions(int at, long to, int room) {
        int copied = walkOptions(at + Ipv4.SIZE, at + Ipv4.headerLength(memory, at), to);
        for (int i = copied; i < room; i++) {
            Net.putU8(memory, to + i, Ipv4.OPTION_END);
        }
    }

    /// Copies the options marked so to `to`, or only measures them when that is -1.
    private int walkOptions(int from, int end, long to) {
        int at = from;
        int copied = 0;
        while (at < end) {
            int type = Net.u8(memory, at);
            int length = type <= Ipv4.OPTION_NOP ? 1 : at + 1 < end ? Net.u8(memory, at + 1) : 0;
            if (type == Ipv4.OPTION_END || length < 1 || at + length > end) {
                return copied;
            }
            if ((type & OPTION_COPIED) != 0) {
                for (int i = 0; to >= 0 && i < length; i++) {
                    Net.putU8(memory, to + copied + i, Net.u8(memory, at + i));
                }
                copied += length;
            }
            at += length;
        }
        return copied;
    }
}
