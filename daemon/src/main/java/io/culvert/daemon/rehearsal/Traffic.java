package io.culvert.daemon.rehearsal;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.MacAddress;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// What a host sends in one go: a train of large datagrams in one super-packet, small ones, and now and then one that is not for the
/// quick way.
enum Traffic {
    USUAL,
    /// With a question for the router's hardware address, as hosts ask again every half a minute, and a frame for another.
    WITH_NEIGHBORS,
    /// With one whose hop count is at its end.
    AT_THE_LAST_HOP,
    /// With one for nobody.
    FOR_NOBODY,
    /// With one that is too large and must not be cut.
    TOO_LARGE,
    /// With one that is too large and may be cut, and a piece of another.
    IN_PIECES;

    private static final int TRAIN = 16;
    private static final int LARGE = 1372;
    private static final int SMALL = 36;
    private static final int OVERSIZE = 1472;
    private static final int SINGLES = 16;
    private static final int PORT = 9;
    private static final int HOPS = 64;
    private static final Ipv4Address NOBODY = Ipv4Address.of("10.99.0.1");

    /// Slots with frames of it; fewer where there are no more slots.
    int[] fill(
            PacketSlab slab,
            MacAddress to,
            MacAddress from,
            Ipv4Address source,
            Ipv4Address sink,
            Ipv4Address gateway) {
        var frames = new Frames(slab, to, from, source);
        frames.add(sink, TRAIN * LARGE, LARGE, HOPS, Ipv4.DONT_FRAGMENT);
        for (int i = 0; i < SINGLES; i++) {
            frames.add(sink, SMALL, 0, HOPS, Ipv4.DONT_FRAGMENT);
        }
        switch (this) {
            case USUAL -> {}
            case WITH_NEIGHBORS -> {
                Bytes question = ArpPacket.request(from, source, gateway).toBytes();
                frames.raw(to, Ethernet.ARP, question);
                frames.raw(from, Ethernet.IPV4, question);
                frames.raw(to, Ethernet.IPV6, question);
            }
            case AT_THE_LAST_HOP -> frames.add(sink, SMALL, 0, 1, 0);
            case FOR_NOBODY -> frames.add(NOBODY, SMALL, 0, HOPS, 0);
            case TOO_LARGE -> frames.add(sink, OVERSIZE, 0, HOPS, Ipv4.DONT_FRAGMENT);
            case IN_PIECES -> {
                frames.add(sink, OVERSIZE, 0, HOPS, 0);
                frames.add(sink, SMALL, 0, HOPS, 8);
            }
        }
        return frames.slots();
    }

    private static final class Frames {
        private final PacketSlab slab;
        private final MemorySegment memory;
        private final MacAddress to;
        private final MacAddress from;
        private final Ipv4Address source;
        private final int[] slots = new int[SINGLES + 4];
        private int count;

        Frames(PacketSlab slab, MacAddress to, MacAddress from, Ipv4Address source) {
            this.slab = slab;
            memory = slab.memory();
            this.to = to;
            this.from = from;
            this.source = source;
        }

        /// @param segment octets of payload of each packet of a super-packet, or 0 for a single one
        void add(Ipv4Address sink, int payload, int segment, int hops, int flags) {
            int udp = Udp.SIZE + payload;
            int octets = Ethernet.SIZE + Ipv4.SIZE + udp;
            int slot = slab.allocate(octets);
            if (slot == PacketSlab.NONE) {
                return;
            }
            int frame = slab.start[slot];
            int ip = frame + Ethernet.SIZE;
            int at = ip + Ipv4.SIZE;
            Ethernet.write(memory, frame, to.bits(), from.bits(), Ethernet.IPV4);
            Ipv4.write(
                    memory,
                    ip,
                    0,
                    Ipv4.SIZE + udp,
                    1,
                    flags,
                    hops,
                    Ipv4.UDP,
                    source.bits(),
                    sink.bits());
            Udp.write(memory, at, PORT, PORT, udp);
            // The sum of the pseudo-header, to which the port adds the rest.
            long sum = Checksum.pseudoHeader(source.bits(), sink.bits(), Ipv4.UDP, udp);
            Net.putU16(memory, at + 6L, ~Checksum.finish(sum) & 0xFFFF);
            slab.end[slot] = frame + octets;
            slab.segment[slot] = segment;
            slots[count++] = slot;
        }

        void raw(MacAddress destination, int type, Bytes payload) {
            int octets = Ethernet.SIZE + payload.size();
            int slot = slab.allocate(octets);
            if (slot != PacketSlab.NONE) {
                int frame = slab.start[slot];
                Ethernet.write(memory, frame, destination.bits(), from.bits(), type);
                payload.copyTo(memory, frame + Ethernet.SIZE);
                slab.end[slot] = frame + octets;
                slots[count++] = slot;
            }
        }

        int[] slots() {
            return Arrays.copyOf(slots, count);
        }
    }
}
