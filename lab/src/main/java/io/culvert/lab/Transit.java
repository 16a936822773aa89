package io.culvert.lab;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The way of a frame through the faults of a link, from the transmitter to the agenda.
final class Transit {
    /// How long a cable is: so much passes on every link, whatever its faults, so that two nodes can never keep the
    /// time standing still.
    static final long LATENCY_NANOS = 10_000;

    /// What waits at most for a transmitter with a rate: a hundred full frames.
    static final int QUEUE_OCTETS_MAX = 100 * 1514;

    /// How long a reordered frame is held back at most, where the delay is shorter.
    static final long HOLD_NANOS = 10_000_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;

    /// Takes a slot over with the time at which it arrives.
    interface Arrivals {
        void add(long at, LinkEnd from, int slot);
    }

    private final Frames frames;
    private final Arrivals arrivals;

    Transit(Frames frames, Arrivals arrivals) {
        this.frames = frames;
        this.arrivals = arrivals;
    }

    void pass(long now, LinkEnd from, int slot) {
        Faults faults = from.faults;
        int longest =
                faults.mtu() > 0
                        ? faults.mtu()
                        : faults.fragmentDf() ? from.link().mtu() : Integer.MAX_VALUE;
        long start = frames.start(slot);
        long network = FrameView.network(frames.memory(), start, frames.end(slot));
        if (frames.end(slot) - network <= longest) {
            impair(now, from, slot);
        } else if (faults.fragmentDf() && isIpv4(slot, network)) {
            fragment(now, from, slot, network, longest);
        } else {
            from.counters.tooLong++;
            frames.release(slot);
        }
    }

    private boolean isIpv4(int slot, long network) {
        MemorySegment slab = frames.memory();
        return network - frames.start(slot) >= FrameView.ETHERNET_SIZE
                && Net.u16(slab, network - 2) == FrameView.TYPE_IPV4
                && frames.end(slot) - network >= 20
                && Net.u8(slab, network) >>> 4 == 4
                && headerOctets(network) >= 20
                && headerOctets(network) <= Net.u16(slab, network + 2)
                && Net.u16(slab, network + 2) <= frames.end(slot) - network;
    }

    private int headerOctets(long network) {
        return (Net.u8(frames.memory(), network) & 0x0F) * 4;
    }

    /// Fragments an IPv4 packet as RFC 791 section 3.2 does, DF or not; the fragments go without DF. Options are
    /// copied to every fragment, which is more than RFC 791 section 3.1 asks and harms nobody.
    private void fragment(long now, LinkEnd from, int slot, long network, int longest) {
        MemorySegment slab = frames.memory();
        int linkOctets = (int) (network - frames.start(slot));
        int header = headerOctets(network);
        int total = Net.u16(slab, network + 2);
        int offsetField = Net.u16(slab, network + 6);
        int share = (longest - header) / 8 * 8;
        if (share < 8) {
            from.counters.tooLong++;
            frames.release(slot);
            return;
        }
        from.counters.fragmented++;
        for (int done = 0; done < total - header; done += share) {
            int part = Math.min(share, total - header - done);
            int piece = frames.take(linkOctets + header + part);
            if (piece < 0) {
                from.counters.noSlot++;
                break;
            }
            long at = frames.start(piece);
            MemorySegment.copy(slab, frames.start(slot), slab, at, linkOctets + header);
            MemorySegment.copy(slab, network + header + done, slab, at + linkOctets + header, part);
            boolean more = done + part < total - header || (offsetField & MORE_FRAGMENTS) != 0;
            int flags = offsetField & ~DONT_FRAGMENT & ~MORE_FRAGMENTS & ~0x1FFF;
            int offset = (offsetField & 0x1FFF) + done / 8;
            Net.putU16(slab, at + linkOctets + 2, header + part);
            Net.putU16(
                    slab,
                    at + linkOctets + 6,
                    flags | (more ? MORE_FRAGMENTS : 0) | offset & 0x1FFF);
            sumHeader(at + linkOctets, header);
            impair(now, from, piece);
        }
        frames.release(slot);
    }

    private void sumHeader(long network, int header) {
        Net.putU16(
                frames.memory(),
                network + 10,
                FrameView.headerChecksum(frames.memory(), network, header));
    }

    private void impair(long now, LinkEnd from, int slot) {
        Faults faults = from.faults;
        LinkCounters counters = from.counters;
        if (happens(from, faults.loss())) {
            counters.lost++;
            frames.release(slot);
            return;
        }
        if (faults.clearDscp()) {
            clearDscp(slot);
        }
        if (happens(from, faults.corrupt())) {
            counters.corrupted++;
            flipOneBit(from, slot);
        }
        long departure = depart(now, from, frames.length(slot));
        if (departure < 0) {
            counters.queueFull++;
            frames.release(slot);
            return;
        }
        long arrival = arrive(departure, from);
        int twin = -1;
        if (happens(from, faults.duplicate())) {
            twin = frames.copy(slot);
            if (twin < 0) {
                counters.noSlot++;
            } else {
                counters.duplicated++;
            }
        }
        arrivals.add(arrival, from, slot);
        if (twin >= 0) {
            arrivals.add(arrival, from, twin);
        }
    }

    private static boolean happens(LinkEnd from, double share) {
        return share > 0 && from.random.nextDouble() < share;
    }

    /// When the last bit leaves, or -1 if the queue is full.
    private static long depart(long now, LinkEnd from, int octets) {
        long rate = from.faults.rateBitsPerSecond();
        if (rate == 0) {
            return now;
        }
        long begin = Math.max(now, from.busyUntil);
        double waiting = (double) (begin - now) / NANOS_PER_SECOND * rate / 8;
        if (waiting + octets > QUEUE_OCTETS_MAX) {
            return -1;
        }
        from.busyUntil = begin + (long) Math.ceil(octets * 8.0 * NANOS_PER_SECOND / rate);
        return from.busyUntil;
    }

    private static long arrive(long departure, LinkEnd from) {
        Faults faults = from.faults;
        long arrival = departure + LATENCY_NANOS + faults.delayNanos();
        if (faults.jitterNanos() > 0) {
            long least = Math.max(-faults.jitterNanos(), -faults.delayNanos());
            arrival += from.random.nextLong(least, faults.jitterNanos() + 1);
        }
        if (happens(from, faults.reorder())) {
            from.counters.reordered++;
            return Math.max(arrival, from.lastArrival)
                    + from.random.nextLong(1, Math.max(HOLD_NANOS, faults.delayNanos()));
        }
        from.lastArrival = Math.max(arrival, from.lastArrival);
        return from.lastArrival;
    }

    private void flipOneBit(LinkEnd from, int slot) {
        int bit = from.random.nextInt(frames.length(slot) * 8);
        long at = frames.start(slot) + bit / 8;
        Net.putU8(frames.memory(), at, Net.u8(frames.memory(), at) ^ 1 << bit % 8);
    }

    /// RFC 2474 section 3: the upper six bits of the former TOS or traffic class octet; the two of ECN stay.
    private void clearDscp(int slot) {
        MemorySegment slab = frames.memory();
        long end = frames.end(slot);
        long network = FrameView.network(slab, frames.start(slot), end);
        int type = FrameView.type(slab, frames.start(slot), end);
        if (type == FrameView.TYPE_IPV4 && isIpv4(slot, network)) {
            Net.putU8(slab, network + 1, Net.u8(slab, network + 1) & 0x03);
            sumHeader(network, headerOctets(network));
        } else if (type == FrameView.TYPE_IPV6 && end - network >= 40) {
            Net.putU16(slab, network, Net.u16(slab, network) & 0xF03F);
        }
    }
}
