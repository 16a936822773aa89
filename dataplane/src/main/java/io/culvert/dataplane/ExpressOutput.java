package io.culvert.dataplane;

import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The way out of the express lane: hop count, labels, GRE, ESP, outer header, frame. All headers of a batch are written first, then all
/// packets are sealed: by then the octets have left the store buffers, and the cipher does not wait for them.
final class ExpressOutput {
    /// What stands behind a payload that needs so much padding, pad length included, and room for the next header: RFC 4303 section 2.4.
    private static final long[] TRAILERS = {
        0L, 0x0101L << 48, 0x01_0202L << 40, 0x0102_0303L << 32,
    };

    /// Octets between the beginning of a slot and that of the IP packet in it at most: the headroom and the longest link layer header.
    private static final int PLACE_MAX = PacketSlab.HEADROOM + 32;

    /// Octets that are free behind the largest packet that [Rewrite] lets in.
    static final int TOTAL_MAX = PacketSlab.SMALL_SIZE - PLACE_MAX - 64;

    private static final int NO_TUNNEL = -1;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;

    /// Packets that wait for one port at most: those of a few super-packets, which the port may join again only if it gets them at once.
    static final int READY_MAX = 512;

    /// The packets of this batch that are ready, in order and for one port.
    private final int[] ready = new int[READY_MAX];

    private int readyCount;
    private int port;

    /// Those that wait to be written for one tunnel.
    private final LanePacket[] waiting = new LanePacket[Express.BATCH];

    private int count;
    private int tunnel = NO_TUNNEL;
    private @Nullable Rewrite rewrite;

    /// What left by one link, without a tunnel, since it was last counted.
    private @Nullable Framing link;

    /// The way and the destination of the packet before, in this batch, and the link and the neighbour that they lead to; no link where that is not
    /// ordinary.
    private @Nullable Hop wayOf;

    private long wayToHigh;
    private long wayToLow;
    private @Nullable Framing way;
    private long mac;
    private int linkPackets;
    private long linkOctets;

    /// Packets that left by the lane.
    long carried;

    final TrainSorter sorter;

    ExpressOutput(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
        sorter = new TrainSorter(memory);
    }

    /// Seals what is there and sends all that is ready.
    void finish() {
        settle();
        sendReady();
    }

    /// Seals and counts what is there, and keeps what is ready for more of the same batch.
    void settle() {
        turnTo(NO_TUNNEL);
        countLink();
        wayOf = null;
    }

    private void countLink() {
        Framing last = link;
        if (last != null) {
            last.count(graph.counters, linkPackets, linkOctets, graph.now);
            countForwarded(linkPackets, last.six);
        }
        link = null;
        linkPackets = 0;
        linkOctets = 0;
    }

    void countForwarded(int packets, boolean six) {
        graph.counters.ipv4Forwarded += six ? 0 : packets;
    }

    void sendReady() {
        if (readyCount != 0) {
            int sent = readyCount;
            readyCount = 0;
            carried += sent;
            graph.output.transmit(port, ready, sent);
        }
    }

    /// Makes one slot ready that stands for so many packets.
    void ready(int slot, Framing framing, int packets) {
        turnTo(framing);
        makeReady(slot);
        carried += packets - 1;
    }

    private void makeReady(int slot) {
        makeRoom(1);
        ready[readyCount++] = slot;
    }

    /// What waits for one tunnel is written and sealed before anything for another.
    private void turnTo(int next) {
        Rewrite last = rewrite;
        if (last != null && count != 0) {
            encapsulate(last, count);
            count = 0;
        }
        tunnel = next;
        Rewrite known = next == NO_TUNNEL ? null : graph.rewrites.of(next);
        rewrite = known == null || !known.sa.isFarFromLimits() ? null : known;
    }

    /// Sends packets on that go one way, by a link without labels, and answers how many; those that are not ordinary there are not good.
    ///
    /// @param mostToLive the most that may be left of a packet before this hop
    int ontoLink(LanePacket[] packets, int first, int end, Hop hop, boolean six, int mostToLive) {
        Framing framing = wayOf(hop, packets[first], six);
        if (framing == null) {
            for (int i = first; i < end; i++) {
                packets[i].isGood = false;
            }
            return 0;
        }
        if (count != 0) {
            turnTo(NO_TUNNEL);
        }
        turnTo(framing);
        makeRoom(end - first);
        int sent = 0;
        long octets = 0;
        for (int i = first; i < end; i++) {
            LanePacket packet = packets[i];
            int slot = packet.slot;
            int at = packet.at;
            int total = Ordinary4.totalLength(packet.head);
            int left = Math.min(Ordinary4.timeToLive(packet.middle), mostToLive) - 1;
            boolean goes =
                    left >= 1
                            && total <= framing.most
                            && at - PacketSlab.smallBase(slot) >= framing.octets
                            && (!framing.isWatched || mayLeave(framing.out, at, six));
            packet.isGood = goes;
            if (goes) {
                putTimeToLive(packet, at, left, six);
                int begin = framing.put(memory, at, mac);
                slab.start[slot] = begin;
                slab.end[slot] = at + total;
                ready[readyCount + sent++] = slot;
                octets += at + total - begin;
            }
        }
        if (sent != 0) {
            readyCount += sent;
            if (framing != link) {
                countLink();
                link = framing;
            }
            linkPackets += sent;
            linkOctets += octets;
            use(hop);
        }
        return sent;
    }

    private void putTimeToLive(LanePacket packet, int at, int left, boolean six) {
        if (six) {
            Ipv6.putHopLimit(memory, at, left);
        } else {
            int word = Ordinary4.withTimeToLive((int) (packet.middle >>> 32), left);
            Net.putI32(memory, at + 8, word);
        }
    }

    private void makeRoom(int packets) {
        if (readyCount + packets > READY_MAX) {
            sendReady();
        }
    }

    /// The link of a packet, or null where that is not ordinary. Packets come in trains: mostly it is that of the packet before.
    private @Nullable Framing wayOf(Hop hop, LanePacket packet, boolean six) {
        int at = packet.at;
        long high = six ? Ipv6.destinationHigh(memory, at) : 0;
        long low = six ? Ipv6.destinationLow(memory, at) : Hop.mapped(packet.destination);
        if (hop != wayOf || low != wayToLow || high != wayToHigh) {
            findWay(hop, high, low, six);
        }
        return way;
    }

    private void findWay(Hop hop, long high, long low, boolean six) {
        wayOf = hop;
        wayToHigh = high;
        wayToLow = low;
        way = null;
        Framing framing =
                hop.isLink() && hop.labelCount() == 0
                        ? graph.rewrites.framing(hop.ifIndex, six)
                        : null;
        if (framing != null) {
            mac = framing.octets == 0 ? 0 : neighbor(hop, high, low);
            way = mac == Neighbors.UNKNOWN ? null : framing;
        }
    }

    /// The address of the next station, or [Neighbors#UNKNOWN].
    long neighbor(Hop hop, long destinationHigh, long destinationLow) {
        return hop.kind == Hop.ATTACHED
                ? graph.neighbors.lookup(hop.ifIndex, destinationHigh, destinationLow)
                : graph.neighbors.lookup(hop.ifIndex, hop.nextHopHigh, hop.nextHopLow);
    }

    /// Counts the hop of a packet, at least two of which are left, and answers what is left then.
    int countHop(int at, long middle, boolean six) {
        if (six) {
            int left = Ordinary4.timeToLive(middle) - 1;
            Ipv6.putHopLimit(memory, at, left);
            return left;
        }
        int counted = Ordinary4.afterHop(middle);
        Net.putI32(memory, at + 8, counted);
        return counted >>> 24;
    }

    /// What packets get that go this way, into a tunnel, or null where they are not ordinary.
    @Nullable Rewrite toward(Hop hop) {
        if (hop.ifIndex != tunnel) {
            turnTo(hop.ifIndex);
        }
        return rewrite;
    }

    /// Whether there is room around a packet, and nobody has more to do with it.
    boolean mayTake(Rewrite by, LanePacket packet, boolean six) {
        int place = packet.at - PacketSlab.smallBase(packet.slot);
        return place >= by.front && place <= PLACE_MAX && mayPass(by, packet.in, packet.at, six);
    }

    /// Whether a packet fits the tunnel too, and has a hop left.
    boolean mayTake(Rewrite by, LanePacket packet, Hop hop, boolean six) {
        return Ordinary4.totalLength(packet.head) <= by.most(hop.labelCount(), six)
                && Ordinary4.timeToLive(packet.middle) > 1
                && mayTake(by, packet, six);
    }

    /// Takes a customer's packet, which is ordinary, into the tunnel that was turned to last.
    void take(LanePacket packet, Rewrite by, Hop hop) {
        int labels = hop.labelCount();
        int payload = Ordinary4.totalLength(packet.head) + MplsEntry.SIZE * labels + by.greOctets;
        packet.stack = hop.stack;
        packet.labelCount = labels;
        packet.clear = payload + Esp.padding(payload, by.alignment) + Esp.TRAILER;
        waiting[count++] = packet;
    }

    /// Sends a customer's packet into a protected tunnel, if it is ordinary there too.
    boolean intoTunnel(LanePacket packet, Hop hop, boolean six) {
        Rewrite by = toward(hop);
        if (by == null || !mayTake(by, packet, hop, six)) {
            return false;
        }
        take(packet, by, hop);
        use(hop);
        return true;
    }

    /// Writes all headers of packets for one tunnel, then seals the packets.
    private void encapsulate(Rewrite by, int packets) {
        if (by.ports != 0) {
            sort(by, packets);
        }
        OutboundSa sa = by.sa;
        long first = sa.sequence + 1;
        int identification = graph.takeIdentifications(packets);
        long inside = 0;
        long framed = 0;
        int sixes = 0;
        for (int i = 0; i < packets; i++) {
            LanePacket packet = waiting[i];
            int at = packet.at;
            long head = packet.head;
            boolean six = Ordinary6.isSix(head);
            int timeToLive = countHop(at, packet.middle, six);
            int labels = packet.labelCount;
            int labelled = Ordinary4.totalLength(head) + MplsEntry.SIZE * labels;
            int payload = labelled + by.greOctets;
            int padding = packet.clear - Esp.TRAILER - payload;
            int service = (int) (head >>> 48) & 0xFF;
            int around = service >>> 5 << 9 | timeToLive | by.labelTtl;
            int start = putTunnel(by, packet.stack, labels, at, around, six);
            service &= labels == 0 ? 0xFF : 0xE0;
            putTrailer(start + payload, padding, six ? by.nextHeader6 : by.nextHeader);
            int header = start - by.ivOctets - Esp.SIZE;
            Net.putI64(memory, header, by.spi | first + i & 0xFFFF_FFFFL);
            packet.esp = header;
            int length = by.aroundOctets + packet.clear;
            int fragmentation = (int) head & by.flagsCopied | by.flagsSet;
            int ip =
                    putOuter(
                            by,
                            header,
                            length,
                            service & by.serviceCopied | by.serviceSet,
                            fragmentation,
                            identification + i & 0xFFFF);
            int begin = by.framing.put(memory, ip, by.mac);
            int slot = packet.slot;
            slab.start[slot] = begin;
            slab.end[slot] = ip + length;
            inside += labelled;
            framed += ip + length - begin;
            sixes += six ? 1 : 0;
        }
        sa.sequence += packets;
        countForwarded(packets - sixes, false);
        by.count(graph.counters, packets, inside, framed, graph.now);
        for (int i = 0; i < packets; i++) {
            LanePacket packet = waiting[i];
            sa.sealer.seal(memory, packet.esp, packet.clear, first + i);
        }
        turnTo(by.framing);
        makeRoom(packets);
        for (int i = 0; i < packets; i++) {
            ready[readyCount++] = waiting[i].slot;
        }
    }

    private void sort(Rewrite by, int packets) {
        for (int i = 0; i < packets; i++) {
            LanePacket packet = waiting[i];
            packet.look =
                    packet.clear | by.copiedOutside(packet.head, packet.labelCount) << Short.SIZE;
        }
        sorter.flowByFlow(waiting, packets);
    }

    /// Whether nobody has more to do with a packet into a tunnel: two ends that could have a tunnel of their own are for [Redirects].
    boolean mayPass(Rewrite by, Face in, int at, boolean six) {
        if (!(six ? by.isWatched6 : by.isWatched)) {
            return true;
        }
        Face tunnel = by.tunnel;
        boolean mayRedirect =
                tunnel.network != 0 && in.redirectNanos != 0 && in.network == tunnel.network;
        return !mayRedirect && mayLeave(tunnel, at, six);
    }

    boolean mayLeave(Face out, int at, boolean six) {
        if (six) {
            return !Ordinary6.isClamped(memory, out, at);
        }
        AccessList access = out.accessOut;
        return (access == null || access.permits(memory, at, at + Ipv4.totalLength(memory, at)))
                && !Express.isClamped(memory, out, at);
    }

    /// Puts labels, as [LabelStack#push], and GRE in front of a packet, and answers where they begin. Mostly it is one label under GRE without a key: one
    /// store.
    ///
    /// @param around the class and the time to live of each label
    int putTunnel(Rewrite by, long stack, int labels, int at, int around, boolean six) {
        if (labels == 1 && by.hasPlainGre) {
            int start = at - Gre.SIZE - MplsEntry.SIZE;
            Net.putI64(memory, start, (long) Gre.MPLS << 32 | stack | around);
            return start;
        }
        int start = putLabels(stack, labels, at, around);
        int protocol = labels != 0 ? Gre.MPLS : six ? Gre.IPV6 : Gre.IPV4;
        return by.greOctets == 0 ? start : putGre(by, start, protocol);
    }

    private int putLabels(long stack, int labels, int at, int around) {
        int start = at - MplsEntry.SIZE * labels;
        if (labels == 1) {
            Net.putI32(memory, start, (int) stack | around);
        } else if (labels != 0) {
            Net.putI64(memory, start, stack | (long) around << 32 | around);
        }
        return start;
    }

    private int putGre(Rewrite rewrite, int at, int protocol) {
        int start = at - rewrite.greOctets;
        if (rewrite.greFlags != 0) {
            Net.putI32(memory, at - 4, rewrite.greKey);
        }
        Net.putI32(memory, start, rewrite.greFlags | protocol);
        return start;
    }

    /// A short trailer is one store, whose rest the tag is written over.
    void putTrailer(int at, int padding, int nextHeader) {
        if (padding < TRAILERS.length) {
            Net.putI64(memory, at, TRAILERS[padding] | (long) nextHeader << 48 - 8 * padding);
        } else {
            Esp.writeTrailer(memory, at, padding, nextHeader);
        }
    }

    /// Puts UDP, if any, and IP in front of ESP and answers where the packet begins.
    int putOuter(
            Rewrite by,
            int header,
            int length,
            int service,
            int fragmentation,
            int identification) {
        if (by.ports != 0) {
            Net.putI64(memory, header - Udp.SIZE, by.ports | (long) (length - Ipv4.SIZE) << 16);
        }
        int at = header - by.outerOctets;
        int words = service + length + identification + fragmentation;
        int sum = Checksum.fold(by.outerSum + words);
        int head = 0x4500_0000 | service << 16 | length;
        int second = identification << 16 | fragmentation;
        Net.putI64(memory, at, (long) head << 32 | second & 0xFFFF_FFFFL);
        Net.putI64(memory, at + 8, by.outerThirdAndSource | (~sum & 0xFFFFL) << 32);
        Net.putI32(memory, at + 16, by.outerDestination);
        return at;
    }

    void use(Hop hop) {
        if (hop.mark != 0) {
            graph.counters.use(hop.mark, graph.now);
        }
    }

    /// What is ready leaves before anything by another port.
    private void turnTo(Framing framing) {
        if (framing.out.port != port) {
            sendReady();
            port = framing.out.port;
        }
    }
}
