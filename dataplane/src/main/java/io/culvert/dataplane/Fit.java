package io.culvert.dataplane;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Ipv6Fragment;
import java.lang.foreign.MemorySegment;

/// Makes a packet fit its way out, labels included: passes it, cuts the IPv4 packet (of IPv6 our own) into fragments that each carry the whole
/// label stack (RFC 3032 section 3.4), or refuses it when it must not be cut. Fragments are made before encryption, each
/// its own ESP packet. `scratch` says what the packet begins with.
final class Fit extends Node {
    static final int PAYLOAD_IPV4 = 0x0800;
    static final int PAYLOAD_IPV6 = 0x86DD;
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
        int limit =
                switch (slab.scratch[slot]) {
                    case PAYLOAD_IPV4 -> graph.limits.ip(face, 0);
                    case PAYLOAD_IPV6 -> graph.limits.ip6(face, 0);
                    default -> graph.limits.payload(face);
                };
        if (slab.length(slot) <= limit) {
            pass(slot, face);
        } else {
            cut(slot, face);
        }
    }

    private void pass(int slot, Face face) {
        if (face.tunnel != null) {
            graph.tunnelOutput.add(slot);
        } else {
            graph.ethernetOutput.add(slot);
        }
    }

    private void cut(int slot, Face face) {
        int start = slab.start[slot];
        boolean labelled = slab.scratch[slot] == PAYLOAD_MPLS;
        int at = labelled ? LabelStack.findIp(memory, start, slab.end[slot]) : start;
        if (at < 0) {
            graph.drop(slot, Drop.TOO_BIG);
            return;
        }
        slab.end[slot] = at + LabelStack.ipLength(memory, at);
        if (Ipv4.version(memory, at) == 6) {
            cut6(slot, face, at, graph.limits.ip6(face, (at - start) / 4));
        } else {
            cut4(slot, face, at, graph.limits.ip(face, (at - start) / 4));
        }
    }

    private void cut4(int slot, Face face, int at, int limit) {
        if (at + limit >= slab.end[slot]) {
            pass(slot, face);
        } else if (Ipv4.dontFragment(memory, at)) {
            tooBig(slot, at, Math.clamp(limit, 68, Ipv4.TOTAL_LENGTH_MAX));
        } else if (limit - Ipv4.headerLength(memory, at) < 8) {
            graph.drop(slot, Drop.TOO_BIG);
        } else {
            fragment(slot, face, at, limit);
        }
    }

    /// Only the source of an IPv6 packet cuts it (RFC 8200 section 4.5), and every link carries 1280 octets (section 5): a tunnel
    /// that does not has its own outer packets cut for them (as RFC 4213 section 3.2.1 has it). A TCP segment of ours is
    /// made anew, smaller.
    private void cut6(int slot, Face face, int at, int limit) {
        int length = slab.end[slot] - at;
        boolean own = (slab.flags[slot] & PacketFlag.ORIGINATED) != 0;
        boolean carried = length <= Ipv6.MTU_MIN && face.tunnel != null;
        if (length <= limit || carried) {
            pass(slot, face);
        } else if (!own || Ipv6.nextHeader(memory, at) == Ipv4.TCP) {
            tooBig(slot, at, Math.clamp(limit, Ipv6.MTU_MIN, Ipv6.PAYLOAD_LENGTH_MAX));
        } else if (limit - Ipv6.SIZE - Ipv6Fragment.SIZE < 8) {
            graph.drop(slot, Drop.TOO_BIG);
        } else {
            fragment6(slot, face, at, limit);
        }
    }

    private void tooBig(int slot, int at, int mtu) {
        slab.start[slot] = at;
        slab.labelDepth[slot] = 0;
        int flags = slab.flags[slot];
        if ((flags & PacketFlag.ORIGINATED) != 0) {
            if ((flags & PacketFlag.ENCAPSULATED) == 0) {
                graph.events.tooBig(slab.table[slot], destination(at), mtu);
            }
            graph.drop(slot, Drop.TOO_BIG);
        } else if (slab.table[slot] < 0) {
            graph.drop(slot, Drop.TOO_BIG);
        } else {
            graph.refuse(slot, Drop.TOO_BIG, Telling.TOO_BIG, mtu);
        }
    }

    private IpAddress destination(int at) {
        return Ipv4.version(memory, at) == 6
                ? new Ipv6Address(Ipv6.destinationHigh(memory, at), Ipv6.destinationLow(memory, at))
                : new Ipv4Address(Ipv4.destination(memory, at));
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
            int kept = offset == 0 ? size : Ipv4.SIZE;
            int made = fragmentSlot(slot, at, kept, size, header + offset, piece);
            if (made == PacketSlab.NONE) {
                graph.drop(slot, Drop.NO_SLOT);
                return;
            }
            int more = last ? word & Ipv4.MORE_FRAGMENTS : Ipv4.MORE_FRAGMENTS;
            int units = (word & 0x1FFF) + offset / 8;
            int ip = slab.end[made] - size - piece;
            if (size > kept) {
                copyOptions(at, ip + Ipv4.SIZE, size - Ipv4.SIZE);
            }
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

    /// RFC 8200 section 4.5: the header, the fragment header, the piece. A packet of ours has no other headers that every
    /// fragment would have to carry.
    private void fragment6(int slot, Face face, int at, int limit) {
        int payload = slab.end[slot] - at - Ipv6.SIZE;
        int room = (limit - Ipv6.SIZE - Ipv6Fragment.SIZE) & ~7;
        int identification = graph.nextIdentification6();
        int size = Ipv6.SIZE + Ipv6Fragment.SIZE;
        for (int offset = 0; offset < payload; offset += room) {
            int piece = Math.min(room, payload - offset);
            int made = fragmentSlot(slot, at, Ipv6.SIZE, size, Ipv6.SIZE + offset, piece);
            if (made == PacketSlab.NONE) {
                graph.drop(slot, Drop.NO_SLOT);
                return;
            }
            int ip = slab.end[made] - size - piece;
            boolean more = offset + piece < payload;
            int next = Ipv6.nextHeader(memory, ip);
            Ipv6Fragment.write(memory, ip + Ipv6.SIZE, next, offset, more, identification);
            Ipv6.putNextHeader(memory, ip, Ipv6.FRAGMENT);
            Ipv6.putPayloadLength(memory, ip, Ipv6Fragment.SIZE + piece);
            graph.counters.fragmentsMade++;
            pass(made, face);
        }
        slab.free(slot);
    }

    /// A new slot with the label stack, a header of `size` octets, `kept` of them from the old one, and the piece of payload at
    /// `from`, counted from the old header.
    private int fragmentSlot(int slot, int at, int kept, int size, int from, int piece) {
        int labels = at - slab.start[slot];
        int made = slab.allocate(labels + size + piece);
        if (made == PacketSlab.NONE) {
            return PacketSlab.NONE;
        }
        slab.copyFacts(slot, made);
        int to = slab.start[made];
        MemorySegment.copy(memory, slab.start[slot], memory, to, labels + kept);
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
