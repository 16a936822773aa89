package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.LabelHop;
import io.culvert.dataplane.fib.SourceCheck;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The way in of the express lane: ESP for this router is opened, and what is for a customer here goes on at once: under a label in GRE, in GRE
/// alone, or right in ESP. What else comes out goes on in the graph as if [EspInput] had opened it.
final class ExpressInput {
    /// What stands in front of the pad length under so much padding: RFC 4303 section 2.4.
    private static final long[] PADDINGS = {
        0, 0x01, 0x0102, 0x01_0203, 0x0102_0304, 0x01_0203_0405L, 0x0102_0304_0506L,
    };
    /// Octets in front of a customer's packet under a label.
    private static final int LABELLED = Gre.SIZE + MplsEntry.SIZE;

    private static final int NO_HEADER = -1;

    private final Graph graph;
    private final ExpressOutput output;
    private final PacketSlab slab;
    private final MemorySegment memory;

    /// Those of this batch, and others for pieces of trains.
    private final LanePacket[] packets = new LanePacket[Express.BATCH];

    private final LanePacket[] pieces = LanePacket.batch();
    private int count;
    private final Routes routes = new Routes();
    private final Inside inside;

    /// Packets come in trains: mostly GRE and label are those of the packet before, and so is what is done with it.
    private long front;

    private @Nullable LabelHop action;

    ExpressInput(Graph graph, ExpressOutput output) {
        this.graph = graph;
        this.output = output;
        inside = new Inside(graph);
        slab = graph.slab;
        memory = graph.memory;
    }

    /// Takes a packet for an address of this router, if it is ESP of an association that has been heard before, whose packets come from where
    /// they always do, and which is far from its limits.
    boolean take(LanePacket packet) {
        int end = packet.at + Ordinary4.totalLength(packet.head);
        int header = headerOfEsp(packet, end);
        if (header == NO_HEADER) {
            return false;
        }
        boolean isPlain = header == packet.at + Ipv4.SIZE;
        long word = isPlain ? packet.behind : Net.i64(memory, header);
        int port = isPlain ? 0 : (int) (packet.behind >>> 48);
        if (!isExpected(packet, word, port, end - header)) {
            return false;
        }
        packet.sealed = header;
        packet.esp = header;
        packet.end = end;
        packets[count++] = packet;
        return true;
    }

    /// Takes one datagram of a train for UDP port 4500 of this router on the same terms.
    ///
    /// @param at where the IP header of the train begins; a UDP header follows it
    /// @param header where the ESP packet begins, and its `end`
    boolean takePiece(int at, int header, int end, Face in) {
        int around = Ipv4.SIZE + Udp.SIZE;
        int octets = end - header;
        long word = Net.i64(memory, header);
        int port = Udp.sourcePort(memory, at + Ipv4.SIZE);
        LanePacket piece = pieces[count];
        piece.in = in;
        piece.middle = Net.i64(memory, at + 8);
        piece.destination = Ipv4.destination(memory, at);
        if (octets < Esp.SIZE
                || octets + around > PacketSlab.SMALL_OCTETS
                || word >>> 32 == 0
                || port == 0
                || !isExpected(piece, word, port, octets)) {
            return false;
        }
        int slot = slab.allocate(around + octets);
        if (slot == PacketSlab.NONE) {
            return false;
        }
        int ip = slab.start[slot];
        piece.slot = slot;
        piece.at = ip;
        piece.train = at;
        piece.sealed = header;
        piece.esp = ip + around;
        piece.end = ip + around + octets;
        packets[count++] = piece;
        return true;
    }

    /// Writes the headers in front of a piece of a train, which nobody reads where all is ordinary.
    private void putHeaders(LanePacket piece) {
        int at = piece.outer;
        int octets = piece.end - at;
        MemorySegment.copy(memory, piece.train, memory, at, piece.esp - at);
        Net.putU16(memory, at + 2, octets);
        Ipv4.seal(memory, at);
        Net.putU16(memory, at + Ipv4.SIZE + 4, octets - Ipv4.SIZE);
    }

    /// Whether a packet with this outer header is one that its association would take here and now.
    ///
    /// @param word the header of ESP
    /// @param port the source port of the UDP header in front of that, or 0 where there is none
    /// @param octets from there on
    private boolean isExpected(LanePacket packet, long word, int port, int octets) {
        InboundSa sa = find(packet.in.table, (int) (word >>> 32));
        if (sa == null
                || !sa.isFarFromLimits()
                || !sa.path.isBetweenFour(packet.destination, (int) packet.middle)
                || sa.path.remotePort != port
                || sa.clearOctetsIn(octets) < 0) {
            return false;
        }
        long number = sa.window.infer((int) word);
        if (!sa.window.mayAccept(number)) {
            return false;
        }
        packet.comesBy(sa);
        packet.sequence = number;
        return true;
    }

    /// Packets come in trains: mostly it is the association of the packet before.
    private @Nullable InboundSa find(int table, int spi) {
        InboundSa last = count == 0 ? null : packets[count - 1].sa();
        return last != null && last.spi == spi && last.frontDoor == table
                ? last
                : graph.associations.find(table, spi);
    }

    /// Says of a packet what the graph would know of it by now.
    private void tell(LanePacket packet) {
        int slot = packet.slot;
        if (packet.sealed != packet.esp) {
            putHeaders(packet);
        }
        slab.ifIndex[slot] = packet.in.index;
        slab.table[slot] = packet.in.table;
        slab.flags[slot] = 0;
        slab.labelDepth[slot] = 0;
        slab.bound[slot] = Bound.ANYWHERE;
        slab.entry[slot] = packet.esp;
        slab.scratch[slot] = packet.esp == packet.outer + Ipv4.SIZE ? 0 : 1;
        slab.start[slot] = packet.outer;
        slab.end[slot] = packet.end;
    }

    /// The SPI of a packet, or 0 if it holds no ESP or is a fragment.
    int spiOf(LanePacket packet) {
        int header = headerOfEsp(packet, packet.at + Ordinary4.totalLength(packet.head));
        return header == NO_HEADER ? 0 : Esp.spi(memory, header);
    }

    /// Where the ESP header begins of a packet that is no fragment and has no options, or [#NO_HEADER].
    private int headerOfEsp(LanePacket packet, int end) {
        int behind = packet.at + Ipv4.SIZE;
        int protocol = Ordinary4.protocol(packet.middle);
        int header = protocol == Ipv4.ESP ? behind : protocol == Ipv4.UDP ? behind + Udp.SIZE : end;
        boolean isEsp =
                end - header >= Esp.SIZE
                        && ((int) packet.head & Ipv4.FRAGMENT_MASK) == 0
                        && (header == behind || isEncapsulated(packet.behind, header, end));
        return isEsp ? header : NO_HEADER;
    }

    /// Whether a datagram of these ports and this length holds ESP, not IKE: RFC 3948 section 2.2.
    private boolean isEncapsulated(long udp, int header, int end) {
        return udp >>> 48 != 0
                && ((int) (udp >>> 32) & 0xFFFF) == UdpEncapsulation.PORT
                && ((int) udp >>> 16) == end - header + Udp.SIZE
                && Net.i32(memory, header) != 0;
    }

    /// Opens what was taken and sends it on.
    void finish() {
        int taken = count;
        count = 0;
        open(taken);
        read(taken);
        int opened = sort(taken);
        routes.find(graph.image);
        int next;
        for (int i = 0; i < opened; i = next) {
            next = endOfRun(i, opened);
            sendOn(i, next);
        }
        inside.finish();
    }

    private void open(int taken) {
        for (int i = 0; i < taken; i++) {
            LanePacket packet = packets[i];
            packet.isGood = open(packet);
        }
    }

    /// Moves what is genuine and ordinary to the front, and answers how much that is.
    private int sort(int taken) {
        routes.begin();
        front = 0;
        action = null;
        int opened = 0;
        for (int i = 0; i < taken; i++) {
            LanePacket packet = packets[i];
            if (isGenuine(packet)) {
                if (isOrdinary(packet)) {
                    packets[opened++] = packet;
                } else {
                    unusual(packet);
                }
            }
        }
        return opened;
    }

    private boolean open(LanePacket packet) {
        InboundSa sa = packet.sa();
        int esp = packet.esp;
        int octets = packet.end - esp;
        long sequence = packet.sequence;
        if (packet.sealed == esp) {
            return sa.opener.open(memory, esp, octets, sequence);
        }
        int clear = sa.clearOctetsIn(octets);
        int to = esp + sa.clearAt;
        return sa.opener.openTo(memory, packet.sealed, octets, sequence, to, sa.clearAt, clear);
    }

    /// Reads what tells packets apart, whatever they are. A loop that does nothing else: what is the same for all of them the compiler takes out of
    /// it.
    private void read(int taken) {
        for (int i = 0; i < taken; i++) {
            LanePacket packet = packets[i];
            InboundSa sa = packet.sa();
            int from = packet.esp + sa.clearAt;
            long begin = Net.i64(memory, from);
            int at = from + headersInside(sa, begin);
            packet.trailer = Net.i64(memory, packet.end - sa.icvOctets - Long.BYTES);
            packet.front = begin;
            packet.outer = packet.at;
            packet.at = at;
            packet.head = Net.i64(memory, at);
            packet.middle = Net.i64(memory, at + 8);
            packet.destination = Net.i32(memory, at + 16);
        }
    }

    /// Octets of GRE and label in front of a customer's packet, if that is what is there.
    private static int headersInside(InboundSa sa, long begin) {
        if (sa.isTunnelMode) {
            return 0;
        }
        long gre = begin >>> 32;
        return gre == Gre.IPV4 || gre == Gre.IPV6 ? Gre.SIZE : LABELLED;
    }

    private boolean isGenuine(LanePacket packet) {
        InboundSa sa = packet.sa();
        if (!packet.isGood) {
            sa.authenticationDrops++;
            tell(packet);
            graph.drop(packet.slot, Drop.ESP_AUTHENTICATION);
            return false;
        }
        long highest = sa.window.highest();
        // The same number may have come twice in this batch.
        if (!sa.window.take(packet.sequence)) {
            sa.replayDrops++;
            tell(packet);
            graph.drop(packet.slot, Drop.ESP_REPLAY);
            return false;
        }
        if (sa.movedPort != 0 && Long.compareUnsigned(packet.sequence, highest) > 0) {
            sa.movedPort = 0;
        }
        return true;
    }

    /// The graph knows what to do with it.
    private void unusual(LanePacket packet) {
        InboundSa sa = packet.sa();
        tell(packet);
        graph.espInput.opened(
                packet.slot, sa, packet.outer, packet.esp + sa.clearAt, packet.end - sa.icvOctets);
    }

    /// Whether what came out is an ordinary packet: under one label of ours in GRE without options, in such GRE alone, or by itself in a
    /// tunnel that has no header of its own.
    ///
    private boolean isOrdinary(LanePacket packet) {
        InboundSa sa = packet.sa();
        if (sa != inside.sa) {
            inside.turnTo(sa);
        }
        Face in = inside.face;
        int from = packet.esp + sa.clearAt;
        int end = packet.end - sa.icvOctets;
        int at = packet.at;
        if (in == null || end - at < Ipv4.SIZE + Esp.TRAILER) {
            return false;
        }
        long trailer = packet.trailer;
        int padding = (int) (trailer >>> 8) & 0xFF;
        int room = end - Esp.TRAILER - padding - at;
        boolean six = Ordinary6.isSix(packet.head);
        if ((trailer & 0xFF) != inside.nextHeader(six)
                || !paddingHolds(trailer, padding, from, end)
                || room < Ipv4.SIZE
                || !(six ? isOrdinary6(packet, room, in) : isOrdinary4(packet, room, in))) {
            return false;
        }
        packet.payload = room + at - from;
        packet.label = 0;
        if (at - from != LABELLED) {
            want(packet, in.table, six);
            return isLetIn(packet, in, six) && isCongestionInside(packet);
        }
        if (packet.front != front) {
            front = packet.front;
            action = actionOf(front);
        }
        LabelHop now = action;
        if (now == null || !in.mpls) {
            return false;
        }
        packet.label = (int) front;
        if (now.kind == LabelHop.POP_FORWARD) {
            routes.know(packet, now.entry);
        } else {
            want(packet, now.table, six);
        }
        return true;
    }

    private boolean isOrdinary4(LanePacket packet, int room, Face in) {
        return Ordinary4.isOrdinary(packet.head, packet.middle, packet.destination, room)
                && (Ordinary4.protocol(packet.middle) != Ipv4.TCP
                        || !Express.isClamped(memory, in, packet.at));
    }

    private boolean isOrdinary6(LanePacket packet, int room, Face in) {
        int at = packet.at;
        if (!graph.image.forwardsIpv6()
                || !Ordinary6.isOrdinary(memory, at, room)
                || Ordinary6.isClamped(memory, in, at)) {
            return false;
        }
        long first = packet.head;
        packet.head = Ordinary6.head(first);
        packet.middle = Ordinary6.middle(first);
        return true;
    }

    private void want(LanePacket packet, int table, boolean six) {
        if (six) {
            int at = packet.at;
            long high = Ipv6.destinationHigh(memory, at);
            routes.want6(packet, table, high, Ipv6.destinationLow(memory, at));
        } else {
            routes.want(packet, table, packet.destination);
        }
    }

    /// Whether a packet may come out of a tunnel without a label: GRE, if any, says of which family it is.
    private boolean isLetIn(LanePacket packet, Face in, boolean six) {
        boolean isAsSaid =
                packet.sa().isTunnelMode || packet.front >>> 32 == (six ? Gre.IPV6 : Gre.IPV4);
        return isAsSaid
                && (six ? in.takesIpv6 : in.accessIn == null)
                && SourceCheck.permits(graph.image, in, memory, packet.at, six);
    }

    /// Whether the congestion marks of the outer header leave those of the customer's as they are.
    private boolean isCongestionInside(LanePacket packet) {
        int header = packet.sealed == packet.esp ? packet.outer : packet.train;
        int outer = Net.u8(memory, header + 1) & 3;
        int inside = (int) (packet.head >>> 48) & 3;
        return outer == 0 || Congestion.join(outer, inside) == inside;
    }

    /// What is done with a packet behind GRE and a label stack entry, or null where these are not ordinary.
    private @Nullable LabelHop actionOf(long front) {
        int word = (int) front;
        LabelHop found = graph.image.label(word >>> MplsEntry.LABEL_SHIFT);
        boolean isOrdinary =
                front >>> 32 == Gre.MPLS
                        && found != null
                        && found.kind <= LabelHop.POP_FORWARD
                        && found.table >= 0
                        && found.table < graph.image.tableCount()
                        && (word & MplsEntry.BOTTOM) != 0;
        return isOrdinary ? found : null;
    }

    private boolean paddingHolds(long trailer, int padding, int from, int end) {
        if (padding >= PADDINGS.length) {
            return Esp.paddingHolds(memory, from, end);
        }
        long mask = (1L << 8 * padding) - 1;
        return (trailer >>> 16 & mask) == PADDINGS[padding];
    }

    /// Where those end that came by one association, under one label if any, and go one way with the packet `i`; they are of one family.
    private int endOfRun(int i, int count) {
        LanePacket one = packets[i];
        boolean six = Ordinary6.isSix(one.head);
        int end = i + 1;
        while (end < count
                && packets[end].sa() == one.sa()
                && Ordinary6.isSix(packets[end].head) == six
                && packets[end].label == one.label
                && routes.isAlike(graph.image, packets[end], one)) {
            end++;
        }
        return end;
    }

    /// Sends on what is ordinary, and leaves everything else to the graph.
    private void sendOn(int first, int end) {
        LanePacket one = packets[first];
        Hop hop = routes.hop(graph.image, one);
        InboundSa sa = one.sa();
        if (sa != inside.sa) {
            inside.turnTo(sa);
        }
        boolean six = Ordinary6.isSix(one.head);
        int label = one.label;
        int mostToLive =
                label != 0 && graph.image.propagatesTtlForwarded()
                        ? label & 0xFF
                        : Express.TO_LIVE_MAX;
        int sent = hop == null ? 0 : output.ontoLink(packets, first, end, hop, six, mostToLive);
        long payload = 0;
        for (int i = first; i < end; i++) {
            LanePacket packet = packets[i];
            if (hop != null && packet.isGood) {
                payload += packet.payload;
            } else {
                unusual(packet);
            }
        }
        if (sent != 0) {
            inside.count(sent, payload, six, label);
        }
    }
}
