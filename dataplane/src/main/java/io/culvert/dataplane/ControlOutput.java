package io.culvert.dataplane;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.mpls.AssociatedChannel;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;

/// Sends what the router itself has to say right into a tunnel: NHRP, which is no IP packet and follows no route of its own. In the
/// channel of a label (RFC 5586 section 4.2.1.1) it takes the way of the data that travels under the label.
final class ControlOutput {
    /// The class of network control: precedence 6 (RFC 1812 section 4.3.2.5 has it so for ICMP).
    private static final int CONTROL_CLASS = 6;

    private static final int TIME_TO_LIVE = 255;

    /// RFC 5586 section 4.2.1.1: at least 1; nobody but the far end of the label is to see it.
    private static final int CHANNEL_TIME_TO_LIVE = 1;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;

    ControlOutput(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
    }

    /// Sends a packet of this kind, [Fit#PAYLOAD_MPLS] or [Gre#NHRP], into a tunnel.
    void intoTunnel(int slot, int ifIndex, int payload) {
        own(slot, 0);
        Face face = graph.image.face(ifIndex);
        if (face == null || face.tunnel == null) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
        } else {
            slab.table[slot] = face.table;
            send(slot, face, face.tunnel, face.tunnelEntry, payload);
        }
    }

    /// The same from the base of a multipoint tunnel to a peer that has no tunnel of its own.
    void toPeer(int slot, int ifIndex, IpAddress peer, int payload) {
        own(slot, 0);
        Face face = graph.image.face(ifIndex);
        if (face == null || face.tunnel == null) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
            return;
        }
        slab.table[slot] = face.table;
        if (!face.isMultipoint
                || peer.isUnspecified()
                || face.tunnel.source().isUnspecified()
                || face.six == peer.isIpv4()) {
            graph.drop(slot, Drop.TUNNEL_NO_DESTINATION);
            return;
        }
        Ipv6Address mapped = Hop.mapped(peer);
        slab.outerHigh[slot] = mapped.high();
        slab.outerLow[slot] = mapped.low();
        if (isReady(slot, face, face.tunnel, face.tunnelEntry, payload)) {
            graph.tunnelOutput.add(slot);
        }
    }

    /// Sends NHRP in the channel of the label under which data to `towards` travels.
    void onLabel(int slot, int table, IpAddress towards) {
        own(slot, table);
        if (table < 0 || table >= graph.image.tableCount()) {
            graph.drop(slot, Drop.TABLE_UNKNOWN);
            return;
        }
        int entry = entryTowards(table, towards);
        if (entry == RouteTable.NO_ENTRY) {
            graph.drop(slot, Drop.NO_ROUTE);
            return;
        }
        Hop hop = graph.image.hop(entry);
        Face face = graph.image.face(hop.ifIndex);
        if (hop.kind != Hop.TUNNEL
                || hop.labelCount() == 0
                || face == null
                || face.tunnel == null) {
            graph.drop(slot, Drop.CHANNEL_UNLABELLED);
            return;
        }
        putChannel(slab, slot);
        LabelStack.push(slab, memory, slot, hop, CONTROL_CLASS, false, TIME_TO_LIVE);
        send(slot, face, face.tunnel, entry, Fit.PAYLOAD_MPLS);
    }

    private int entryTowards(int table, IpAddress towards) {
        int entry = graph.image.table(table).lookup(towards);
        if (entry == RouteTable.NO_ENTRY) {
            return entry;
        }
        Hop hop = graph.image.hop(entry);
        if (hop.kind != Hop.MULTIPATH) {
            return entry;
        }
        Ipv6Address mapped = Hop.mapped(towards);
        return hop.member(IpLookup.mix(Long.hashCode(mapped.high() * 31 + mapped.low())));
    }

    /// The tunnel that data to `towards` leaves a table by, or -1.
    int tunnelTowards(int table, IpAddress towards) {
        if (table < 0 || table >= graph.image.tableCount()) {
            return -1;
        }
        int entry = entryTowards(table, towards);
        Hop hop = entry == RouteTable.NO_ENTRY ? null : graph.image.hop(entry);
        return hop != null && hop.kind == Hop.TUNNEL ? hop.ifIndex : -1;
    }

    /// Puts the header of the channel and its label, the last of the stack, in front of an NHRP packet.
    static void putChannel(PacketSlab slab, int slot) {
        int header = slab.start[slot] - AssociatedChannel.SIZE;
        AssociatedChannel.write(slab.memory(), header, AssociatedChannel.NHRP);
        int label = header - MplsEntry.SIZE;
        MplsEntry.write(slab.memory(), label, MplsEntry.GAL, 0, true, CHANNEL_TIME_TO_LIVE);
        slab.start[slot] = label;
    }

    /// Puts a label on what begins with one already.
    static void putLabel(PacketSlab slab, int slot, int label) {
        int at = slab.start[slot] - MplsEntry.SIZE;
        MplsEntry.write(slab.memory(), at, label, CONTROL_CLASS, false, TIME_TO_LIVE);
        slab.start[slot] = at;
    }

    private void own(int slot, int table) {
        slab.flags[slot] = PacketFlag.ORIGINATED;
        slab.labelDepth[slot] = 0;
        slab.ifIndex[slot] = 0;
        slab.table[slot] = table;
        slab.bound[slot] = Bound.ANYWHERE;
        slab.association[slot] = 0;
        graph.counters.originated++;
    }

    private void send(int slot, Face face, TunnelEnds ends, int entry, int payload) {
        slab.entry[slot] = entry;
        if (!face.hasEnds) {
            graph.drop(slot, Drop.TUNNEL_NO_DESTINATION);
        } else if (isReady(slot, face, ends, entry, payload)) {
            graph.tunnelOutput.add(slot);
        }
    }

    /// Whether the packet can go; otherwise it is dropped.
    private boolean isReady(int slot, Face face, TunnelEnds ends, int entry, int payload) {
        slab.entry[slot] = entry;
        slab.scratch[slot] = payload;
        if (!face.up) {
            graph.drop(slot, Drop.INTERFACE_DOWN);
        } else if (!carries(ends, payload)) {
            graph.drop(slot, Drop.TUNNEL_PAYLOAD);
        } else if (payload == Fit.PAYLOAD_MPLS && !face.mpls) {
            graph.drop(slot, Drop.MPLS_DISABLED);
        } else if (ends.protectionRequired() && graph.associations.own.newest(face.index) == null) {
            graph.events.associationWanted(face.index);
            graph.drop(slot, Drop.SA_MISSING);
        } else if (slab.length(slot) > graph.limits.payload(face)) {
            graph.drop(slot, Drop.TOO_BIG);
        } else {
            return true;
        }
        return false;
    }

    private static boolean carries(TunnelEnds ends, int payload) {
        return switch (payload) {
            case Gre.NHRP -> ends.encapsulation() == TunnelEnds.Encapsulation.GRE;
            case Fit.PAYLOAD_MPLS -> ends.encapsulation() != TunnelEnds.Encapsulation.IPSEC;
            default -> false;
        };
    }
}
