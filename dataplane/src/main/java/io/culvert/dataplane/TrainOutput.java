package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Sends super-packets on. Into a protected tunnel one is cut without copying its payloads: label, GRE and the packet's own headers are
/// written immediately in front of each payload, over the end of the one before, which is sealed already; the trailer goes
/// behind it, over the beginning of the next, which is put back afterwards. So each packet is one piece of clear text, which the
/// cipher takes from here into a train of datagrams (RFC 3948), a super-packet itself, or into a packet of its own where ESP goes right over IP.
/// A train that has room stays open for the next super-packet of the batch: the headers of ESP make more octets of a full super-packet than one train
/// holds, and a short train costs the kernel as much as a long one.
final class TrainOutput {
    /// Datagrams in one train: what the oldest kernels send that know trains.
    static final int TRAIN_MAX = 64;

    /// Octets of a train, which for a while is one IP packet.
    static final int TRAIN_OCTETS = 65_000;

    /// Words that a trailer may lie over.
    private static final int TRAILER_WORDS = 3;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;
    private final HeaderPlaces places;

    /// The headers that all packets of a super-packet have.
    private final MemorySegment headers = Arena.ofAuto().allocate(256, 8);

    private final long[] covered = new long[TRAILER_WORDS];

    /// The super-packet that is being cut: where the IP header and the next payload begin, and where it ends.
    private int slot;

    private int at;
    private int position;
    private int end;
    private int headerOctets;
    private int number;

    /// The train that is open, or [PacketSlab#NONE]: who it is for, what its outer header says, where its ESP begins and goes on, the octets of
    /// each of its packets and how many there may be.
    private int train = PacketSlab.NONE;

    private @Nullable Rewrite trainBy;
    private int trainService;
    private int trainFragmentation;
    private int trainFrom;
    private int trainTo;
    private int packet;
    private int most;

    /// What has been written of it so far.
    private int packets;

    private long inside;

    /// @param places of the super-packet at hand
    TrainOutput(Graph graph, HeaderPlaces places) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
        this.places = places;
    }

    /// Sends customer's packets into a protected tunnel, if they are ordinary there.
    ///
    /// @param start where the IP header begins
    /// @param count packets that the super-packet stands for
    boolean intoTunnel(int whole, int start, Hop hop, Face in, int count) {
        Rewrite by = graph.rewrites.of(hop.ifIndex);
        if (by == null) {
            return false;
        }
        int headersHere = places.payload - places.ip;
        int longest =
                headersHere + Math.min(slab.segment[whole], slab.length(whole) - places.payload);
        boolean six = places.isIpv6;
        if (longest > by.most(hop.labelCount(), six)
                || timeToLive(start) < 2
                || slab.headroom(whole) < by.front
                || headersHere > headers.byteSize()
                || !by.sa.isFarFromLimits(count)
                || !graph.express.output.mayPass(by, in, start, six)) {
            return false;
        }
        slot = whole;
        at = start;
        headerOctets = headersHere;
        position = start + headersHere;
        end = slab.end[whole];
        number = 0;
        graph.express.output.use(hop);
        seal(by, hop);
        slab.free(whole);
        return true;
    }

    private int timeToLive(int start) {
        return places.isIpv6 ? Ipv6.hopLimit(memory, start) : Ipv4.timeToLive(memory, start);
    }

    private int countHop(int start) {
        boolean six = places.isIpv6;
        long middle = six ? Ordinary6.middle(Net.i64(memory, start)) : Net.i64(memory, start + 8);
        return graph.express.output.countHop(start, middle, six);
    }

    private void seal(Rewrite by, Hop hop) {
        boolean six = places.isIpv6;
        int timeToLive = countHop(at);
        int service = IpHeader.service(memory, at);
        int around = service >>> 5 << 9 | timeToLive | by.labelTtl;
        int inner = hop.labelCount() == 0 ? service : service & 0xE0;
        int outerService = inner & by.serviceCopied | by.serviceSet;
        int flags = six ? 0 : Net.i32(memory, at + 4);
        int fragmentation = flags & by.flagsCopied | by.flagsSet;
        MemorySegment.copy(memory, at, headers, 0, headerOctets);
        while (position < end) {
            int octets = espOctets(by, hop);
            if (!continues(by, outerService, fragmentation, octets)) {
                finishTrain();
                if (!begin(by, outerService, fragmentation, octets)) {
                    drop(Math.min(most, packetsLeft()), by);
                    continue;
                }
            }
            trainTo = sealOne(by, hop, around, trainTo);
            if (packets == most || octets < packet) {
                finishTrain();
            }
        }
    }

    /// Whether a packet of so many octets goes into the train that is open: it has room, and only its last packet may be shorter.
    private boolean continues(Rewrite by, int service, int fragmentation, int octets) {
        return train != PacketSlab.NONE
                && trainBy == by
                && trainService == service
                && trainFragmentation == fragmentation
                && octets <= packet;
    }

    /// Opens a train, if there is a slot for it.
    private boolean begin(Rewrite by, int service, int fragmentation, int octets) {
        packet = octets;
        most = by.ports == 0 ? 1 : Math.min(TRAIN_MAX, TRAIN_OCTETS / octets);
        train = slab.allocate(by.outerOctets + octets * most);
        if (train == PacketSlab.NONE) {
            return false;
        }
        trainBy = by;
        trainService = service;
        trainFragmentation = fragmentation;
        trainFrom = slab.start[train] + by.framing.octets + by.outerOctets;
        trainTo = trainFrom;
        packets = 0;
        inside = 0;
        return true;
    }

    /// Sends the train that is open, if there is one, on its way.
    void finishTrain() {
        Rewrite by = trainBy;
        if (train == PacketSlab.NONE || by == null) {
            return;
        }
        int out = train;
        train = PacketSlab.NONE;
        int octets = trainTo - trainFrom;
        int identification = graph.takeIdentifications(packets) & 0xFFFF;
        int ip =
                graph.express.output.putOuter(
                        by,
                        trainFrom,
                        by.outerOctets + octets,
                        trainService,
                        trainFragmentation,
                        identification);
        slab.start[out] = by.framing.put(memory, ip, by.mac);
        slab.end[out] = trainTo;
        slab.segment[out] = packets == 1 ? 0 : packet;
        long framed = octets + (long) packets * (by.framing.octets + by.outerOctets);
        by.count(graph.counters, packets, inside, framed, graph.now);
        graph.express.output.ready(out, by.framing, packets);
    }

    /// Octets of ESP that the next packet makes.
    private int espOctets(Rewrite by, Hop hop) {
        int payload = payloadOctets(by, hop);
        return by.aroundOctets
                - by.outerOctets
                + payload
                + Esp.padding(payload, by.alignment)
                + Esp.TRAILER;
    }

    /// Octets of the next packet with its labels and GRE.
    private int payloadOctets(Rewrite by, Hop hop) {
        return headerOctets
                + Math.min(slab.segment[slot], end - position)
                + MplsEntry.SIZE * hop.labelCount()
                + by.greOctets;
    }

    private int packetsLeft() {
        return (end - position + slab.segment[slot] - 1) / slab.segment[slot];
    }

    private void drop(int count, Rewrite by) {
        for (int i = 0; i < count; i++) {
            graph.counters.drop(Drop.NO_SLOT, 0, by.tunnel.index);
        }
        number += count;
        position = Math.min(end, position + count * slab.segment[slot]);
    }

    /// Makes the next packet at `to`, and answers where it ends.
    private int sealOne(Rewrite by, Hop hop, int around, int to) {
        int octets = Math.min(slab.segment[slot], end - position);
        int start = position - headerOctets;
        if (number != 0) {
            MemorySegment.copy(headers, 0, memory, start, headerOctets);
        }
        SegmentCutter.complete(
                places,
                memory,
                start - places.ip,
                position + octets,
                number,
                position - at + places.ip,
                end - at + places.ip,
                slab.segment[slot]);
        ExpressOutput output = graph.express.output;
        start = output.putTunnel(by, hop.stack, hop.labelCount(), start, around, places.isIpv6);
        int payload = position + octets - start;
        int padding = Esp.padding(payload, by.alignment);
        int clear = payload + padding + Esp.TRAILER;
        cover(position + octets);
        int nextHeader = places.isIpv6 ? by.nextHeader6 : by.nextHeader;
        output.putTrailer(position + octets, padding, nextHeader);
        OutboundSa sa = by.sa;
        long sequence = ++sa.sequence;
        Net.putI64(memory, to, by.spi | sequence & 0xFFFF_FFFFL);
        sa.sealer.sealFrom(memory, start, to, Esp.SIZE + by.ivOctets, clear, sequence);
        uncover(position + octets);
        position += octets;
        number++;
        packets++;
        output.countForwarded(1, places.isIpv6);
        inside += payload - by.greOctets;
        return to + Esp.SIZE + by.ivOctets + clear + by.icvOctets;
    }

    private void cover(int place) {
        for (int i = 0; i < TRAILER_WORDS; i++) {
            covered[i] = Net.i64(memory, place + i * Long.BYTES);
        }
    }

    private void uncover(int place) {
        for (int i = 0; i < TRAILER_WORDS; i++) {
            Net.putI64(memory, place + i * Long.BYTES, covered[i]);
        }
    }

    /// Sends a super-packet on whole by a link without labels, if it is ordinary there too.
    ///
    /// @param count packets that it stands for
    /// @param octets of those, with the frames they came in
    boolean ontoLink(int whole, int start, Hop hop, int count, long octets) {
        boolean six = places.isIpv6;
        Framing framing = graph.rewrites.framing(hop.ifIndex, six);
        ExpressOutput output = graph.express.output;
        int longest = places.payload - places.ip + slab.segment[whole];
        if (framing == null
                || hop.labelCount() != 0
                || timeToLive(start) < 2
                || longest > framing.most
                || slab.headroom(whole) + places.ip < framing.octets
                || framing.isWatched && !output.mayLeave(framing.out, start, six)) {
            return false;
        }
        long mac =
                framing.octets == 0
                        ? 0
                        : output.neighbor(
                                hop,
                                IpHeader.destinationHigh(memory, start),
                                IpHeader.destinationLow(memory, start));
        if (mac == Neighbors.UNKNOWN) {
            return false;
        }
        countHop(start);
        output.use(hop);
        slab.start[whole] = framing.put(memory, start, mac);
        long framed = octets + (long) count * (framing.octets - places.ip);
        framing.count(graph.counters, count, framed, graph.now);
        output.countForwarded(count, six);
        output.ready(whole, framing, count);
        return true;
    }
}
