package io.culvert.dataplane;

import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;

/// Opens ESP packets for this router, in the order of RFC 4303 section 3.4: association, window, integrity, window again,
/// padding, next header, selectors. What comes out is inside the tunnel that the association is bound to, and nowhere else.
/// `entry` holds the place of the ESP header, `scratch` whether a UDP header is in front of it.
final class EspInput extends Node {
    EspInput(Graph graph, int order) {
        super(graph, order);
    }

    /// Takes a packet whose ESP header follows its IP headers.
    void plain(int slot, int esp) {
        slab.entry[slot] = esp;
        slab.scratch[slot] = 0;
        add(slot);
    }

    /// Takes a packet whose ESP header follows a UDP header.
    void inUdp(int slot, int esp) {
        slab.entry[slot] = esp;
        slab.scratch[slot] = 1;
        add(slot);
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
        int esp = slab.entry[slot];
        if (!Esp.fits(esp, end)) {
            graph.drop(slot, Drop.ESP_SHORT);
            return;
        }
        int spi = Esp.spi(memory, esp);
        int owner = graph.exchange.openerOf(spi);
        if (owner != Exchange.HERE) {
            graph.exchange.giveSealed(slot, owner, esp, slab.scratch[slot]);
            return;
        }
        InboundSa sa = graph.associations.find(slab.table[slot], spi);
        if (sa == null && graph.early.take(slot, spi)) {
            return;
        }
        if (sa == null || !sa.path.isTo(memory, ip)) {
            unknown(slot, ip, spi);
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
        boolean elsewhere = isElsewhere(slot, sa, ip, esp - Udp.SIZE);
        if (elsewhere && !udpChecksumHolds(ip, esp - Udp.SIZE, end)) {
            sa.otherDrops++;
            graph.drop(slot, Drop.ESP_UDP);
            return;
        }
        if (!sa.opener.open(memory, esp, end - esp, sequence)) {
            sa.authenticationDrops++;
            graph.drop(slot, Drop.ESP_AUTHENTICATION);
            return;
        }
        boolean isNewest = Long.compareUnsigned(sequence, sa.window.highest()) > 0;
        sa.window.accept(sequence);
        if (sa.isFirst()) {
            graph.events.firstInbound(sa.binding.ifIndex(), sa.spi);
        }
        if (isNewest) {
            follow(sa, ip, esp - Udp.SIZE, elsewhere);
        }
        int from = esp + sa.clearAt;
        opened(slot, sa, ip, from, from + clear);
    }

    private void unknown(int slot, int ip, int spi) {
        if (graph.rates.spiReports.take(graph.now)) {
            graph.events.invalidSpi(
                    slab.table[slot],
                    IpHeader.source(memory, ip),
                    IpHeader.destination(memory, ip),
                    spi);
        }
        graph.drop(slot, Drop.ESP_SPI_UNKNOWN);
    }

    /// Goes on with a packet whose tag and number are right.
    ///
    /// @param from where the clear text begins, and its `end`, trailer and all
    void opened(int slot, InboundSa sa, int ip, int from, int end) {
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
        boolean fits =
                sa.isTunnelMode
                        ? isInnerPacket(next, from, payloadEnd) && sa.selectors.takesIn(graph.flow)
                        : sa.selectors.carries(next) && mayComeFrom(slot, sa, ip);
        if (!fits) {
            refuse(slot, sa, Drop.ESP_SELECTOR);
            return;
        }
        slab.scratch[slot] = IpHeader.service(memory, ip);
        slab.start[slot] = from;
        slab.end[slot] = payloadEnd;
        slab.ifIndex[slot] = sa.binding.ifIndex();
        slab.flags[slot] = PacketFlag.PROTECTED;
        slab.outerHigh[slot] = sa.path.remote.high();
        slab.outerLow[slot] = sa.path.remote.low();
        if (sa.isTunnelMode) {
            graph.tunnelInput.innerPacket(slot);
        } else {
            graph.tunnelInput.payload(slot, next);
        }
    }

    /// Transport mode has no header inside that says where it comes from: the one outside must be the peer's (RFC 4301 section
    /// 5.2, step 4). Through a NAT it says nothing, and the addresses that were negotiated are not those on the wire (RFC 7296
    /// section 2.23.1).
    private boolean mayComeFrom(int slot, InboundSa sa, int ip) {
        return slab.scratch[slot] != 0 || sa.path.isFrom(memory, ip);
    }

    /// Whether a packet of tunnel mode is there, as the next header says; it is in the plane's [Flow] then.
    private boolean isInnerPacket(int next, int at, int end) {
        return graph.flow.read(memory, at, end)
                && next == (graph.flow.six ? Ipv4.IPV6 : Ipv4.IPIP)
                && (graph.flow.six || Ipv4.checksumHolds(memory, at));
    }

    /// Whether a packet in UDP comes from another address or port than those of the association.
    private boolean isElsewhere(int slot, InboundSa sa, int ip, int udp) {
        return slab.scratch[slot] != 0
                && sa.path.isUdp()
                && !(sa.path.isFrom(memory, ip)
                        && sa.path.remotePort == Udp.sourcePort(memory, udp));
    }

    /// ESP has no need of the checksum, which covers nothing else that counts, save where the peer's port is learned from it.
    private boolean udpChecksumHolds(int ip, int udp, int end) {
        if (Udp.checksum(memory, udp) == 0) {
            return true;
        }
        long pseudo =
                IpHeader.isSix(memory, ip)
                        ? Checksum.pseudoHeader6(
                                Ipv6.sourceHigh(memory, ip),
                                Ipv6.sourceLow(memory, ip),
                                Ipv6.destinationHigh(memory, ip),
                                Ipv6.destinationLow(memory, ip),
                                Ipv4.UDP,
                                end - udp)
                        : Checksum.pseudoHeader(
                                Ipv4.source(memory, ip),
                                Ipv4.destination(memory, ip),
                                Ipv4.UDP,
                                end - udp);
        return Checksum.finish(pseudo + Checksum.sum(memory, udp, end)) == 0;
    }

    /// The peer behind a NAT is where its newest authentic packet comes from (RFC 7296 section 2.23); whether to follow is for
    /// IKE to say.
    private void follow(InboundSa sa, int ip, int udp, boolean elsewhere) {
        if (!elsewhere) {
            sa.movedPort = 0;
            return;
        }
        int port = Udp.sourcePort(memory, udp);
        if (port != 0
                && sa.isNews(
                        IpHeader.sourceHigh(memory, ip), IpHeader.sourceLow(memory, ip), port)) {
            graph.events.peerMoved(sa.binding.ifIndex(), sa.spi, IpHeader.source(memory, ip), port);
        }
    }

    private void refuse(int slot, InboundSa sa, Drop reason) {
        sa.otherDrops++;
        graph.drop(slot, reason);
    }
}
