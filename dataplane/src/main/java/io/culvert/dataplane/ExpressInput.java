package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.LabelHop;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Udp;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The way in of the express lane: ESP for this router is opened, and what was labelled IPv4 in GRE for a customer here goes on at once. What
/// else comes out goes on in the graph as if [EspInput] had opened it.
final class ExpressInput {
    private final Graph graph;
    private final ExpressOutput output;
    private final PacketSlab slab;
    private final MemorySegment memory;

    private final int[] slots = new int[Express.BATCH];
    private final InboundSa[] sas = new InboundSa[Express.BATCH];
    private final Face[] ins = new Face[Express.BATCH];

    /// Where the outer IP header begins, and that of ESP, and where the packet ends.
    private final int[] ip = new int[Express.BATCH];

    private final int[] esp = new int[Express.BATCH];

    /// Where that header lies before the packet is opened: elsewhere in a train of datagrams, which is opened piece by piece into slots.
    private final int[] sealed = new int[Express.BATCH];

    private final int[] ends = new int[Express.BATCH];
    private final long[] sequence = new long[Express.BATCH];
    private final boolean[] isGood = new boolean[Express.BATCH];
    private int count;

    /// Of those that came out as they should: the customer's packet, what is to be done with the label in front of it, and the way.
    private final int[] inner = new int[Express.BATCH];

    private final int[] innerEnd = new int[Express.BATCH];
    private final LabelHop[] actions = new LabelHop[Express.BATCH];
    private final int[] entries = new int[Express.BATCH];
    private final Hop[] hops = new Hop[Express.BATCH];
    private final Routes4 routes = new Routes4();

    /// The association of the packets at hand, and its tunnel where that is ordinary.
    private @Nullable InboundSa known;

    private @Nullable Face tunnel;

    /// What came by it since it was last counted.
    private int packets;

    private long payloadOctets;
    private long insideOctets;
    private int label;
    private int labelOctets;

    ExpressInput(Graph graph, ExpressOutput output) {
        this.graph = graph;
        this.output = output;
        slab = graph.slab;
        memory = graph.memory;
    }

    /// Takes a packet for an address of this router, if it is ESP of an association that has been heard before, whose packets come from where
    /// they always do, and which is far from its limits.
    boolean take(int slot, int at, Face in) {
        int total = Ipv4.totalLength(memory, at);
        int end = at + total;
        int header = headerOfEsp(at, end);
        if (header < 0
                || Ipv4.isFragment(memory, at)
                || !Esp.fits(header, end)
                || !isExpected(at, header != at + Ipv4.SIZE, header, end, in)) {
            return false;
        }
        add(slot, at, header, header, end);
        return true;
    }

    /// Takes one datagram of a train for UDP port 4500 of this router on the same terms.
    ///
    /// @param at where the IP header of the train begins; a UDP header follows it
    /// @param header where the ESP packet begins, and its `end`
    boolean takePiece(int at, int header, int end, Face in) {
        int around = Ipv4.SIZE + Udp.SIZE;
        int octets = end - header;
        if (octets < Esp.SIZE
                || octets + around > PacketSlab.SMALL_OCTETS
                || Net.i32(memory, header) == 0
                || !isExpected(at, true, header, end, in)) {
            return false;
        }
        int slot = slab.allocate(around + octets);
        if (slot == PacketSlab.NONE) {
            return false;
        }
        int ip = slab.start[slot];
        MemorySegment.copy(memory, at, memory, ip, around);
        Net.putU16(memory, ip + 2, around + octets);
        Ipv4.seal(memory, ip);
        Net.putU16(memory, ip + Ipv4.SIZE + 4, Udp.SIZE + octets);
        add(slot, ip, header, ip + around, ip + around + octets);
        return true;
    }

    private void add(int slot, int at, int from, int header, int end) {
        slots[count] = slot;
        ip[count] = at;
        sealed[count] = from;
        esp[count] = header;
        ends[count++] = end;
    }

    /// Whether the packet is one that its association would take here and now.
    ///
    /// @param at the outer IP header, with a UDP header behind it if it is `inUdp`
    private boolean isExpected(int at, boolean inUdp, int header, int end, Face in) {
        InboundSa sa = find(in.table, Esp.spi(memory, header));
        if (sa == null
                || !sa.isFarFromLimits()
                || !sa.path.isBetweenFour(Ipv4.destination(memory, at), Ipv4.source(memory, at))
                || !isFromItsPort(sa, at, inUdp)
                || sa.clearOctetsIn(end - header) < 0) {
            return false;
        }
        long number = sa.window.infer(Esp.sequence(memory, header));
        if (!sa.window.mayAccept(number)) {
            return false;
        }
        sas[count] = sa;
        ins[count] = in;
        sequence[count] = number;
        return true;
    }

    /// Packets come in trains: mostly it is the association of the packet before.
    private @Nullable InboundSa find(int table, int spi) {
        InboundSa last = count == 0 ? null : sas[count - 1];
        return last != null && last.spi == spi && last.frontDoor == table
                ? last
                : graph.associations.find(table, spi);
    }

    /// Says of a packet what the graph would know of it by now.
    private void tell(int i) {
        int slot = slots[i];
        slab.ifIndex[slot] = ins[i].index;
        slab.table[slot] = ins[i].table;
        slab.flags[slot] = 0;
        slab.labelDepth[slot] = 0;
        slab.bound[slot] = Bound.ANYWHERE;
        slab.entry[slot] = esp[i];
        slab.scratch[slot] = esp[i] == ip[i] + Ipv4.SIZE ? 0 : 1;
        slab.start[slot] = ip[i];
        slab.end[slot] = ends[i];
    }

    private int headerOfEsp(int at, int end) {
        return switch (Ipv4.protocol(memory, at)) {
            case Ipv4.ESP -> at + Ipv4.SIZE;
            case Ipv4.UDP -> headerInUdp(at + Ipv4.SIZE, end);
            default -> -1;
        };
    }

    private int headerInUdp(int udp, int end) {
        int header = udp + Udp.SIZE;
        boolean isEsp =
                end - header >= Esp.SIZE
                        && Udp.destinationPort(memory, udp) == UdpEncapsulation.PORT
                        && Udp.length(memory, udp) == end - udp
                        && Net.i32(memory, header) != 0;
        return isEsp ? header : -1;
    }

    private boolean isFromItsPort(InboundSa sa, int at, boolean inUdp) {
        return inUdp == sa.path.isUdp()
                && (!inUdp || sa.path.remotePort == Udp.sourcePort(memory, at + Ipv4.SIZE));
    }

    /// Opens what was taken and sends it on.
    void finish() {
        int taken = count;
        count = 0;
        for (int i = 0; i < taken; i++) {
            isGood[i] = open(i);
        }
        int opened = 0;
        for (int i = 0; i < taken; i++) {
            if (isGenuine(i)) {
                if (isLabelled(i)) {
                    if (i != opened) {
                        move(i, opened);
                    }
                    opened++;
                } else {
                    unusual(i);
                }
            }
        }
        lookUp(opened);
        for (int i = 0; i < opened; i++) {
            if (!isOnItsWay(i)) {
                unusual(i);
            }
        }
        turnTo(null);
        countLabel();
    }

    private boolean open(int i) {
        InboundSa sa = sas[i];
        int octets = ends[i] - esp[i];
        if (sealed[i] == esp[i]) {
            return sa.opener.open(memory, esp[i], octets, sequence[i]);
        }
        int clear = sa.clearOctetsIn(octets);
        int to = esp[i] + sa.clearAt;
        return sa.opener.openTo(memory, sealed[i], octets, sequence[i], to, sa.clearAt, clear);
    }

    private void countLabel() {
        if (labelOctets != 0) {
            graph.counters.label(label, labelOctets);
            labelOctets = 0;
        }
    }

    private boolean isGenuine(int i) {
        InboundSa sa = sas[i];
        if (!isGood[i]) {
            sa.authenticationDrops++;
            tell(i);
            graph.drop(slots[i], Drop.ESP_AUTHENTICATION);
            return false;
        }
        // The same number may have come twice in this batch.
        if (!sa.window.mayAccept(sequence[i])) {
            sa.replayDrops++;
            tell(i);
            graph.drop(slots[i], Drop.ESP_REPLAY);
            return false;
        }
        if (Long.compareUnsigned(sequence[i], sa.window.highest()) > 0) {
            sa.movedPort = 0;
        }
        sa.window.accept(sequence[i]);
        return true;
    }

    /// The graph knows what to do with it.
    private void unusual(int i) {
        InboundSa sa = sas[i];
        tell(i);
        graph.espInput.opened(slots[i], sa, ip[i], esp[i] + sa.clearAt, ends[i] - sa.icvOctets);
    }

    /// The places before `from` are free.
    private void move(int from, int to) {
        slots[to] = slots[from];
        sas[to] = sas[from];
        ins[to] = ins[from];
        ip[to] = ip[from];
        esp[to] = esp[from];
        ends[to] = ends[from];
        inner[to] = inner[from];
        innerEnd[to] = innerEnd[from];
        actions[to] = actions[from];
    }

    /// Whether what came out is an ordinary IPv4 packet under one label of ours, in GRE without options.
    private boolean isLabelled(int i) {
        InboundSa sa = sas[i];
        if (sa != known) {
            turnTo(sa);
        }
        Face in = tunnel;
        int from = esp[i] + sa.clearAt;
        int end = ends[i] - sa.icvOctets;
        int at = from + Gre.SIZE + MplsEntry.SIZE;
        if (in == null
                || end - at < Ipv4.SIZE + Esp.TRAILER
                || Esp.nextHeader(memory, end) != Ipv4.GRE
                || !Esp.paddingHolds(memory, from, end)
                || Net.i32(memory, from) != Gre.MPLS) {
            return false;
        }
        int payloadEnd = end - Esp.TRAILER - Esp.padLength(memory, end);
        int word = Net.i32(memory, at - MplsEntry.SIZE);
        LabelHop action = graph.image.label(word >>> MplsEntry.LABEL_SHIFT);
        if (action == null
                || action.kind > LabelHop.POP_FORWARD
                || action.table < 0
                || action.table >= graph.image.tableCount()
                || (word & MplsEntry.BOTTOM) == 0
                || payloadEnd - at < Ipv4.SIZE
                || !Express.isOrdinary(memory, at, payloadEnd)
                || Express.isClamped(memory, in, at)) {
            return false;
        }
        inner[i] = at;
        innerEnd[i] = payloadEnd;
        actions[i] = action;
        return true;
    }

    /// In loops of their own, in which the memory works on several packets at once.
    private void lookUp(int opened) {
        ForwardingImage image = graph.image;
        routes.begin();
        for (int i = 0; i < opened; i++) {
            LabelHop action = actions[i];
            if (action.kind == LabelHop.POP_FORWARD) {
                routes.know(i, action.entry);
            } else {
                routes.want(i, action.table, Ipv4.destination(memory, inner[i]));
            }
        }
        routes.find(image);
        for (int i = 0; i < opened; i++) {
            int found = routes.entry(i);
            entries[i] = found;
            hops[i] = image.hop(found == RouteTable.NO_ENTRY ? 0 : found);
        }
    }

    /// Sends on what is ordinary, and leaves everything else as it is.
    private boolean isOnItsWay(int i) {
        Hop hop = hops[i];
        boolean isLink = hop.kind == Hop.ATTACHED || hop.kind == Hop.ADJACENCY;
        if (entries[i] == RouteTable.NO_ENTRY || !isLink) {
            return false;
        }
        InboundSa sa = sas[i];
        if (sa != known) {
            turnTo(sa);
        }
        int at = inner[i];
        int word = Net.i32(memory, at - MplsEntry.SIZE);
        int before = Net.i32(memory, at + 8);
        int mostOnLabel = graph.image.propagatesTtlForwarded() ? word & 0xFF : 255;
        int left = Math.min(before >>> 24, mostOnLabel) - 1;
        if (left < 1) {
            return false;
        }
        Ipv4.putTimeToLive(memory, at, left);
        if (!output.ontoLink(slots[i], at, hop, true)) {
            Net.putI32(memory, at + 8, before);
            return false;
        }
        int payload = innerEnd[i] - esp[i] - sa.clearAt;
        packets++;
        payloadOctets += payload;
        insideOctets += payload - Gre.SIZE;
        if (word >>> MplsEntry.LABEL_SHIFT != label) {
            countLabel();
            label = word >>> MplsEntry.LABEL_SHIFT;
        }
        labelOctets += payload - Gre.SIZE;
        return true;
    }

    /// Goes on with the packets of another association; those of the last one are counted together.
    private void turnTo(@Nullable InboundSa next) {
        InboundSa last = known;
        Face in = tunnel;
        if (last != null && in != null && packets != 0) {
            last.take(packets, payloadOctets, graph.now);
            graph.counters.in(in.index, packets, insideOctets, graph.now);
            graph.counters.ipv4Received += packets;
        }
        packets = 0;
        payloadOctets = 0;
        insideOctets = 0;
        known = next;
        tunnel = next == null ? null : ordinaryTunnel(next);
    }

    /// The tunnel of an association, or null where its packets are not ordinary.
    private @Nullable Face ordinaryTunnel(InboundSa sa) {
        Face face = graph.image.face(sa.binding.ifIndex());
        TunnelEnds ends = face == null ? null : face.tunnel;
        boolean isOrdinary =
                face != null
                        && ends != null
                        && face.up
                        && face.mpls
                        && !sa.isTunnelMode
                        && sa.selectors.carries(Ipv4.GRE)
                        && ends.encapsulation() == TunnelEnds.Encapsulation.GRE
                        && ends.key() == TunnelEnds.NO_KEY;
        return isOrdinary ? face : null;
    }
}
