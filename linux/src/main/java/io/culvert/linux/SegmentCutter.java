package io.culvert.linux;

import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Tcp;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;

/// Cuts what the kernel left whole into the packets that it stands for, checksums complete: TCP over IPv4 and IPv6, and
/// UDP. Each packet gets the headers of the whole; lengths, the IPv4 identification and the sequence number go on, PSH and
/// FIN stay with the last and CWR with the first (RFC 3168 section 6.1.2).
final class SegmentCutter {
    private static final int CWR = 0x80;

    private final PacketSlab slab;
    private final Medium medium;
    private final Flow flow = new Flow();

    private MemorySegment source = MemorySegment.NULL;
    private long from;
    private int octets;
    private int tag;
    private int segment;
    private int position;
    private int count;

    SegmentCutter(PacketSlab slab, Medium medium) {
        this.slab = slab;
        this.medium = medium;
    }

    /// Begins with a message of so many octets at `at`; it must stay there until [#hasMore] is false. Whether it makes sense.
    ///
    /// @param tag a VLAN tag to be put into every frame, or 0
    boolean begin(
            MemorySegment headers,
            long header,
            MemorySegment memory,
            long at,
            int length,
            int tag) {
        end();
        int kind = VnetHeader.kind(headers, header) & ~VnetHeader.ECN;
        int start = VnetHeader.checksumStart(headers, header);
        segment = VnetHeader.segmentOctets(headers, header);
        boolean isWhole =
                (VnetHeader.flags(headers, header) & VnetHeader.NEEDS_CHECKSUM) != 0
                        && segment > 0
                        && flow.readSegments(memory, at, at + length, medium, kind, start)
                        && flow.payload < length;
        if (!isWhole) {
            return false;
        }
        source = memory;
        from = at;
        octets = length;
        position = flow.payload;
        count = 0;
        this.tag = tag;
        return true;
    }

    boolean hasMore() {
        return position < octets;
    }

    /// The next packet, or `NONE` if there was no slot for it.
    int next() {
        int length = Math.min(segment, octets - position);
        int slot = slab.allocate(flow.payload + length);
        if (slot != PacketSlab.NONE) {
            int at = slab.start[slot];
            MemorySegment memory = slab.memory();
            MemorySegment.copy(source, from, memory, at, flow.payload);
            MemorySegment.copy(source, from + position, memory, at + flow.payload, length);
            slab.end[slot] = at + flow.payload + length;
            complete(memory, at, slab.end[slot]);
            if (tag != 0) {
                Intake.insertTag(slab, slot, tag);
            }
        }
        position += length;
        count++;
        return slot;
    }

    private void complete(MemorySegment memory, long at, long end) {
        int length = (int) (end - at);
        if (!flow.isIpv6) {
            long ip = at + flow.ip;
            Net.putU16(memory, ip + 4, Ipv4.identification(memory, ip) + count);
        }
        flow.putLength(memory, at, length);
        long transport = at + flow.transport;
        int transportLength = length - flow.transport;
        long pseudoHeader = flow.pseudoHeader(memory, at, transportLength);
        if (flow.protocol == Ipv4.UDP) {
            Net.putU16(memory, transport + 4, transportLength);
            Udp.seal(memory, transport, end, pseudoHeader);
            return;
        }
        Net.putI32(
                memory, transport + 4, Tcp.sequence(memory, transport) + position - flow.payload);
        int flags = Tcp.flags(memory, transport);
        if (position + segment < octets) {
            flags &= ~(Tcp.FIN | Tcp.PSH);
        }
        if (count > 0) {
            flags &= ~CWR;
        }
        Net.putU8(memory, transport + 13, flags);
        Tcp.seal(memory, transport, end, pseudoHeader);
    }

    /// Gives up what is left.
    void end() {
        position = 0;
        octets = 0;
    }
}
