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

/// The way in of the express lane: ESP for this router is opened, and what was labelled IPv4 in GRE for a customer here goes on at once. What
/// else comes out goes on in the graph as if [EspInput] had opened it.
final class ExpressInput {
    private final Graph graph;
    private final ExpressOutput output;
    private final PacketSlab slab;
    private final MemorySegment memory;

    private final int[] slots = new int[Express.BATCH];
    private final InboundSa[] sas = new InboundSa[Express.BATCH];

    /// Where the outer IP header begins, and that of ESP.
    private final int[] ip = new int[Express.BATCH];

    private final int[] esp = new int[Express.BATCH];
    private final long[] sequence = new long[Express.BATCH];
    private final boolean[] isGood = new boolean[Express.BATCH];
    private int count;

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
        if (header < 0 || Ipv4.isFragment(memory, at) || !Esp.fits(header, end)) {
            return false;
        }
        InboundSa sa = graph.associations.find(in.table, Esp.spi(memory, header));
        if (sa == null
                || !sa.isFarFromLimits()
                || !sa.path.isBetweenFour(Ipv4.destination(memory, at), Ipv4.source(memory, at))
                || !isFromItsPort(sa, at, header)
                || sa.clearOctetsIn(end - header) < 0) {
            return false;
        }
        long number = sa.window.infer(Esp.sequence(memory, header));
        if (!sa.window.mayAccept(number)) {
            return false;
        }
        slab.end[slot] = end;
        slab.ifIndex[slot] = in.index;
        slab.table[slot] = in.table;
        slab.flags[slot] = 0;
        slab.labelDepth[slot] = 0;
        slab.bound[slot] = Bound.ANYWHERE;
        slab.entry[slot] = header;
        slab.scratch[slot] = header == at + Ipv4.SIZE ? 0 : 1;
        slab.start[slot] = at;
        slots[count] = slot;
        sas[count] = sa;
        ip[count] = at;
        esp[count] = header;
        sequence[count++] = number;
        return true;
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

    private boolean isFromItsPort(InboundSa sa, int at, int header) {
        boolean inUdp = header != at + Ipv4.SIZE;
        return inUdp == sa.path.isUdp()
                && (!inUdp || sa.path.remotePort == Udp.sourcePort(memory, at + Ipv4.SIZE));
    }

    /// Opens what was taken and sends it on.
    void finish() {
        int taken = count;
        count = 0;
        for (int i = 0; i < taken; i++) {
            int length = slab.end[slots[i]] - esp[i];
            isGood[i] = sas[i].opener.open(memory, esp[i], length, sequence[i]);
        }
        for (int i = 0; i < taken; i++) {
            finish(i);
        }
    }

    private void finish(int i) {
        int slot = slots[i];
        InboundSa sa = sas[i];
        if (!isGood[i]) {
            sa.authenticationDrops++;
            graph.drop(slot, Drop.ESP_AUTHENTICATION);
            return;
        }
        // The same number may have come twice in this batch.
        if (!sa.window.mayAccept(sequence[i])) {
            sa.replayDrops++;
            graph.drop(slot, Drop.ESP_REPLAY);
            return;
        }
        if (Long.compareUnsigned(sequence[i], sa.window.highest()) > 0) {
            sa.movedPort = 0;
        }
        sa.window.accept(sequence[i]);
        int from = esp[i] + sa.clearAt;
        int end = slab.end[slot] - sa.icvOctets;
        if (!isOnItsWay(slot, sa, from, end)) {
            graph.espInput.opened(slot, sa, ip[i], from, end);
        }
    }

    /// Sends on what is ordinary, and leaves everything else as it is.
    private boolean isOnItsWay(int slot, InboundSa sa, int from, int end) {
        Face tunnel = graph.image.face(sa.binding.ifIndex());
        TunnelEnds ends = tunnel == null ? null : tunnel.tunnel;
        if (tunnel == null
                || ends == null
                || sa.isTunnelMode
                || !tunnel.up
                || !tunnel.mpls
                || ends.encapsulation() != TunnelEnds.Encapsulation.GRE
                || ends.key() != TunnelEnds.NO_KEY
                || end - from < Gre.SIZE + MplsEntry.SIZE + Ipv4.SIZE + Esp.TRAILER
                || Esp.nextHeader(memory, end) != Ipv4.GRE
                || !Esp.paddingHolds(memory, from, end)
                || Net.i32(memory, from) != Gre.MPLS) {
            return false;
        }
        int payloadEnd = end - Esp.TRAILER - Esp.padLength(memory, end);
        int label = from + Gre.SIZE;
        int at = label + MplsEntry.SIZE;
        int stack = Net.i32(memory, label);
        LabelHop action = graph.image.label(stack >>> MplsEntry.LABEL_SHIFT);
        boolean isLast =
                (stack & MplsEntry.BOTTOM) != 0
                        && stack >>> MplsEntry.LABEL_SHIFT >= MplsEntry.FIRST_UNRESERVED;
        if (action == null
                || !isLast
                || action.kind > LabelHop.POP_FORWARD
                || action.table < 0
                || action.table >= graph.image.tableCount()
                || payloadEnd - at < Ipv4.SIZE
                || !sa.selectors.carries(Ipv4.GRE)
                || !Express.isOrdinary(memory, at, payloadEnd)
                || Express.isClamped(memory, tunnel, at)) {
            return false;
        }
        return leave(slot, sa, tunnel, action, from, at, payloadEnd);
    }

    private boolean leave(
            int slot,
            InboundSa sa,
            Face tunnel,
            LabelHop action,
            int from,
            int at,
            int payloadEnd) {
        ForwardingImage image = graph.image;
        int entry =
                action.kind == LabelHop.POP_FORWARD
                        ? action.entry
                        : image.table(action.table).lookup4(Ipv4.destination(memory, at));
        if (entry == RouteTable.NO_ENTRY) {
            return false;
        }
        Hop hop = image.hop(entry);
        if (hop.kind != Hop.ATTACHED && hop.kind != Hop.ADJACENCY) {
            return false;
        }
        int inner = Ipv4.timeToLive(memory, at);
        int label = at - MplsEntry.SIZE;
        int onLabel = MplsEntry.timeToLive(memory, label);
        boolean isUniform = image.propagatesTtlForwarded();
        int counted = isUniform ? Math.min(inner, onLabel) - 1 : inner - 1;
        if (counted < 1) {
            return false;
        }
        int labelValue = MplsEntry.label(memory, label);
        int before = Net.i32(memory, at + 8);
        Ipv4.putTimeToLive(memory, at, counted);
        if (!output.ontoLink(slot, at, hop, true)) {
            Net.putI32(memory, at + 8, before);
            return false;
        }
        int inside = payloadEnd - from - Gre.SIZE;
        sa.take(payloadEnd - from, graph.now);
        graph.counters.in(tunnel.index, inside, graph.now);
        graph.counters.label(labelValue, inside);
        graph.counters.ipv4Received++;
        return true;
    }
}
