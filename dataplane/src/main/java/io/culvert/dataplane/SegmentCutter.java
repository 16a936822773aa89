package io.culvert.dataplane;

import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Tcp;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;

/// Cuts a super-packet ([PacketSlab#segment]) into the packets that it stands for, checksums complete. Each packet gets the headers of the
/// whole; lengths, the IPv4 identification and the sequence number go on, PSH and FIN stay with the last and CWR with the first
/// (RFC 3168 section 6.1.2).
public final class SegmentCutter {
    private static final int CWR = 0x80;

    private final PacketSlab slab;
    private final MemorySegment memory;
    private HeaderPlaces places = new HeaderPlaces();
    private MemorySegment source = MemorySegment.NULL;
    private long from;
    private int octets;
    private int segment;
    private int position;
    private int count;

    public SegmentCutter(PacketSlab slab) {
        this.slab = slab;
        memory = slab.memory();
    }

    /// Begins with a super-packet, which stays the caller's and as it is until [#hasMore] is false.
    ///
    /// @param headers of it; read already
    public void begin(int slot, HeaderPlaces headers) {
        begin(memory, slab.start[slot], slab.length(slot), slab.segment[slot], headers);
    }

    /// The same with one that lies outside the slab, and must stay there.
    ///
    /// @param at where it begins, `length` octets long
    /// @param segmentOctets of payload in each packet
    public void begin(
            MemorySegment memory, long at, int length, int segmentOctets, HeaderPlaces headers) {
        source = memory;
        from = at;
        places = headers;
        segment = segmentOctets;
        octets = length;
        position = headers.payload;
        count = 0;
    }

    public boolean hasMore() {
        return position < octets;
    }

    /// The next packet, or `NONE` if there was no slot for it.
    public int next() {
        int length = Math.min(segment, octets - position);
        int next = slab.allocate(places.payload + length);
        if (next != PacketSlab.NONE) {
            int at = slab.start[next];
            MemorySegment.copy(source, from, memory, at, places.payload);
            MemorySegment.copy(source, from + position, memory, at + places.payload, length);
            slab.end[next] = at + places.payload + length;
            complete(places, memory, at, slab.end[next], count, position, octets, segment);
        }
        position += length;
        count++;
        return next;
    }

    /// Leaves out the next packet, and answers how many octets of payload it would have had.
    int skip() {
        int length = Math.min(segment, octets - position);
        position += length;
        count++;
        return length;
    }

    /// Makes headers, which are those of the whole, say what they should in one packet of it.
    ///
    /// @param at where the packet begins, and its `end`
    /// @param number of the packet, from 0
    /// @param position of its payload in the whole, of so many `octets` with its headers
    static void complete(
            HeaderPlaces places,
            MemorySegment memory,
            long at,
            long end,
            int number,
            int position,
            int octets,
            int segment) {
        int length = (int) (end - at);
        if (!places.isIpv6) {
            long ip = at + places.ip;
            Net.putU16(memory, ip + 4, Ipv4.identification(memory, ip) + number);
        }
        places.putLength(memory, at, length);
        long transport = at + places.transport;
        int transportLength = length - places.transport;
        long pseudoHeader = places.pseudoHeader(memory, at, transportLength);
        if (places.protocol == Ipv4.UDP) {
            Net.putU16(memory, transport + 4, transportLength);
            if (places.isIpv6 || Udp.checksum(memory, transport) != 0) {
                Udp.seal(memory, transport, end, pseudoHeader);
            }
            return;
        }
        int sequence = Tcp.sequence(memory, transport) + position - places.payload;
        Net.putI32(memory, transport + 4, sequence);
        int flags = Tcp.flags(memory, transport);
        if (position + segment < octets) {
            flags &= ~(Tcp.FIN | Tcp.PSH);
        }
        if (number > 0) {
            flags &= ~CWR;
        }
        Net.putU8(memory, transport + 13, flags);
        Tcp.seal(memory, transport, end, pseudoHeader);
    }

    /// Gives up what is left.
    public void end() {
        position = 0;
        octets = 0;
    }

    /// How many packets a super-packet stands for.
    static int packets(PacketSlab slab, int slot, HeaderPlaces places) {
        int segment = slab.segment[slot];
        return (slab.length(slot) - places.payload + segment - 1) / segment;
    }
}
