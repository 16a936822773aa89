package io.culvert.dataplane;

import io.culvert.base.Ipv4Address;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Ipv4;

/// Opens ESP packets for this router, in the order of RFC 4303 section 3.4: association, window, integrity, window again,
/// padding, next header, selectors. What comes out is inside the tunnel that the association is bound to, and nowhere else.
final class EspInput extends Node {
    EspInput(Graph graph, int order) {
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
        int ip = slab.start[slot];
        int end = slab.end[slot];
        int esp = ip + Ipv4.headerLength(memory, ip);
        if (!Esp.fits(esp, end)) {
            graph.drop(slot, Drop.ESP_SHORT);
            return;
        }
        InboundSa sa = graph.associations.find(slab.table[slot], Esp.spi(memory, esp));
        if (sa == null || sa.local != Ipv4.destination(memory, ip)) {
            unknown(slot, ip, esp);
            return;
        }
        if (sa.binding.isSpent(sa.octets)) {
            sa.otherDrops++;
            graph.drop(slot, Drop.SA_LIFETIME);
            return;
        }
        int clear = sa.clearOctetsIn(end - esp);
        if (clear < 0) {
            sa.otherDrops++;
            graph.drop(slot, Drop.ESP_SHORT);
            return;
        }
        long sequence = sa.window.infer(Esp.sequence(memory, esp));
        if (!sa.window.mayAccept(sequence)) {
            sa.replayDrops++;
            graph.drop(slot, Drop.ESP_REPLAY);
            return;
        }
        if (!sa.opener.open(memory, esp, end - esp, sequence)) {
            sa.authenticationDrops++;
            graph.drop(slot, Drop.ESP_AUTHENTICATION);
            return;
        }
        sa.window.accept(sequence);
        if (sa.isFirst()) {
            graph.events.firstInbound(sa.binding.ifIndex(), sa.spi);
        }
        int from = esp + sa.clearAt;
        opened(slot, sa, ip, from, from + clear);
    }

    private void unknown(int slot, int ip, int esp) {
        if (graph.spiBucket.take(graph.now)) {
            graph.events.invalidSpi(
                    slab.table[slot],
                    new Ipv4Address(Ipv4.source(memory, ip)),
                    new Ipv4Address(Ipv4.destination(memory, ip)),
                    Esp.spi(memory, esp));
        }
        graph.drop(slot, Drop.ESP_SPI_UNKNOWN);
    }

    private void opened(int slot, InboundSa sa, int ip, int from, int end) {
        if (!Esp.paddingHolds(memory, from, end)) {
            refuse(slot, sa, Drop.ESP_PADDING);
            return;
        }
        int next = Esp.nextHeader(memory, end);
        int payloadEnd = end - Esp.TRAILER - Esp.padLength(memory, end);
        if (sa.count(payloadEnd - from, graph.now)) {
            graph.events.softLimit(sa.binding.ifIndex(), sa.spi, true);
        }
        if (next == Ipv4.NO_NEXT_HEADER) {
            graph.drop(slot, Drop.ESP_DUMMY);
            return;
        }
        slab.end[slot] = payloadEnd;
        int payload = sa.isTunnelMode ? innerPayload(slot, sa, next, from, payloadEnd) : from;
        boolean fits =
                sa.isTunnelMode
                        ? payload >= 0
                        : next == sa.binding.payloadProtocol()
                                && sa.remote == Ipv4.source(memory, ip);
        if (!fits) {
            refuse(slot, sa, Drop.ESP_SELECTOR);
            return;
        }
        slab.scratch[slot] = Ipv4.typeOfService(memory, ip);
        slab.start[slot] = payload;
        slab.ifIndex[slot] = sa.binding.ifIndex();
        slab.flags[slot] = PacketFlag.PROTECTED;
        graph.greInput.fromSa(slot, sa.binding.payloadProtocol());
    }

    /// The payload of the inner packet of tunnel mode, or -1 when that is not the one packet flow that was negotiated: whole,
    /// of the payload protocol, between the same two addresses (RFC 4301 section 5.2, step 4).
    private int innerPayload(int slot, InboundSa sa, int next, int at, int end) {
        if (next != Ipv4.IPIP || !Ipv4.fits(at, end) || Ipv4.version(memory, at) != 4) {
            return -1;
        }
        int header = Ipv4.headerLength(memory, at);
        int total = Ipv4.totalLength(memory, at);
        if (header < Ipv4.SIZE
                || total < header
                || total > end - at
                || !Ipv4.checksumHolds(memory, at)
                || Ipv4.isFragment(memory, at)
                || Ipv4.protocol(memory, at) != sa.binding.payloadProtocol()
                || Ipv4.source(memory, at) != sa.remote
                || Ipv4.destination(memory, at) != sa.local) {
            return -1;
        }
        slab.end[slot] = at + total;
        return at + header;
    }

    private void refuse(int slot, InboundSa sa, Drop reason) {
        sa.otherDrops++;
        graph.drop(slot, reason);
    }
}
