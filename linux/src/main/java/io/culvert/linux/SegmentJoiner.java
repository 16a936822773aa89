package io.culvert.linux;

import io.culvert.dataplane.HeaderPlaces;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Tcp;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;

/// Finds consecutive TCP segments, or UDP datagrams, of one flow that the kernel can take as one: the same headers but for lengths,
/// IPv4 identification, sequence number and checksums, payloads of one size (the last may be shorter), in sequence, each with its
/// checksum right, since the kernel will not look at them again. This is what the kernel's own GRO joins.
final class SegmentJoiner {
    private static final int IP_MAX = 65_535;

    /// Packets of one super-packet, as the kernel bounds those of UDP.
    private static final int PACKETS_MAX = 64;

    private final PacketSlab slab;
    private final Medium medium;

    /// Whether datagrams are joined: as long as the kernel takes them so.
    boolean joinsDatagrams;

    private final MemorySegment memory;
    private final HeaderPlaces first = new HeaderPlaces();
    private final Likeness likeness;
    private int segment;

    /// @param joinsDatagrams whether the kernel takes super-packets of UDP, as far as is known
    SegmentJoiner(PacketSlab slab, Medium medium, boolean joinsDatagrams) {
        this.slab = slab;
        this.medium = medium;
        this.joinsDatagrams = joinsDatagrams;
        memory = slab.memory();
        likeness = new Likeness(memory);
    }

    /// Writes the header of the message that `run` slots from `at` on become, as [#run] has just found them. More than one: the first packet now
    /// says that it is all of them, and of the others only what follows [#headerOctets] is to be sent.
    void describe(int[] slots, int at, int run, MemorySegment headers, long header) {
        if (slab.segment[slots[at]] != 0) {
            describeWhole(slots[at], headers, header);
        } else if (run == 1) {
            VnetHeader.writeNothing(headers, header);
        } else {
            describeRun(slots, at, run, headers, header);
        }
    }

    /// Whether a super-packet is one of TCP.
    boolean isTcp(int slot) {
        return first.read(memory, slab.start[slot], slab.end[slot], medium)
                && first.protocol == Ipv4.TCP;
    }

    int headerOctets() {
        return first.payload;
    }

    /// How many of the slots from `at` to `end` go into one message.
    int run(int[] slots, int at, int end) {
        int slot = slots[at];
        if (at + 1 == end || slab.segment[slot] != 0 || !isFirst(slot)) {
            return 1;
        }
        segment = slab.length(slot) - first.payload;
        int most = Math.min(end - at, PACKETS_MAX);
        int total = slab.length(slot) - first.ip;
        boolean isTcp = first.protocol == Ipv4.TCP;
        int sequence = Tcp.sequence(memory, slab.start[slot] + first.transport) + segment;
        boolean isOpen = !pushes(slot);
        likeness.learn(slab.start[slot], first);
        int run = 1;
        while (isOpen && run < most) {
            int next = slots[at + run];
            int payload = slab.length(next) - first.payload;
            if (slab.segment[next] != 0
                    || payload <= 0
                    || payload > segment
                    || total + payload > IP_MAX
                    || !matches(next)
                    || isTcp && Tcp.sequence(memory, slab.start[next] + first.transport) != sequence
                    || run == 1 && !checksumHolds(slot)
                    || !checksumHolds(next)) {
                break;
            }
            total += payload;
            sequence += payload;
            isOpen = payload == segment && !pushes(next);
            run++;
        }
        return run;
    }

    /// Whether this is a segment or a datagram that others may follow; where its headers are is in [#first] then.
    private boolean isFirst(int slot) {
        int at = slab.start[slot];
        int end = slab.end[slot];
        return first.read(memory, at, end, medium) && at + first.payload < end && isPlain(at, end);
    }

    /// Whether what has its headers where the first packet has them is a data segment without more to it, or a datagram with a checksum,
    /// exactly as long as its headers say.
    private boolean isPlain(int at, int end) {
        int ip = at + first.ip;
        int transport = at + first.transport;
        int length = first.isIpv6 ? 40 + Net.u16(memory, ip + 4) : Ipv4.totalLength(memory, ip);
        return length == end - ip
                && (first.protocol == Ipv4.UDP
                        ? joinsDatagrams
                                && Udp.checksum(memory, transport) != 0
                                && Udp.length(memory, transport) == end - transport
                        : (Tcp.flags(memory, transport) & ~Tcp.PSH) == Tcp.ACK);
    }

    private boolean pushes(int slot) {
        return first.protocol == Ipv4.TCP
                && (Tcp.flags(memory, slab.start[slot] + first.transport) & Tcp.PSH) != 0;
    }

    /// Whether the headers of a packet are those of the first one, where they must be, and stand where they stand there: what says where
    /// headers end is the same.
    private boolean matches(int slot) {
        int at = slab.start[slot];
        return likeness.isOf(at) && isPlain(at, slab.end[slot]);
    }

    private boolean checksumHolds(int slot) {
        int at = slab.start[slot];
        int end = slab.end[slot];
        int transport = at + first.transport;
        long pseudoHeader = first.pseudoHeader(memory, at, end - transport);
        return Checksum.finish(pseudoHeader + Checksum.sum(memory, transport, end)) == 0;
    }

    private void describeRun(int[] slots, int at, int run, MemorySegment headers, long header) {
        int slot = slots[at];
        int from = slab.start[slot];
        int length = slab.length(slot);
        for (int i = 1; i < run; i++) {
            length += slab.length(slots[at + i]) - first.payload;
        }
        first.putLength(memory, from, length);
        int transport = from + first.transport;
        if (first.protocol == Ipv4.UDP) {
            Net.putU16(memory, transport + 4, length - first.transport);
        } else {
            int last = slots[at + run - 1];
            int flags = Tcp.flags(memory, slab.start[last] + first.transport);
            Net.putU8(memory, transport + 13, flags);
        }
        write(from, length, segment, headers, header);
    }

    private void describeWhole(int slot, MemorySegment headers, long header) {
        int at = slab.start[slot];
        boolean isRead = first.read(memory, at, slab.end[slot], medium);
        assert isRead : "the plane sends only super-packets that can be cut";
        write(at, slab.length(slot), slab.segment[slot], headers, header);
    }

    /// Writes the header of a super-packet whose headers are in [#first], and what the kernel wants in its checksum, even where UDP had none.
    private void write(
            int from, int length, int segmentOctets, MemorySegment headers, long header) {
        boolean isUdp = first.protocol == Ipv4.UDP;
        int checksum = isUdp ? VnetHeader.UDP_CHECKSUM : VnetHeader.TCP_CHECKSUM;
        long pseudoHeader = first.pseudoHeader(memory, from, length - first.transport);
        Net.putU16(
                memory, from + first.transport + checksum, ~Checksum.finish(pseudoHeader) & 0xFFFF);
        VnetHeader.write(
                headers,
                header,
                isUdp ? VnetHeader.UDP : first.isIpv6 ? VnetHeader.TCP6 : VnetHeader.TCP4,
                first.payload,
                segmentOctets,
                first.transport,
                checksum);
    }
}
