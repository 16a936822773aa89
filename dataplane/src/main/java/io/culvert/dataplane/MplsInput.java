package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.LabelHop;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.mpls.AssociatedChannel;
import io.culvert.wire.mpls.MplsEntry;

/// Acts on the top label (RFC 3031 section 3.10, RFC 3032): pop and look up, pop and forward, swap. Labels taken off stay in
/// front of the packet, counted in `labelDepth`, for ICMP errors.
final class MplsInput extends Node {
    MplsInput(Graph graph, int order) {
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
        Face face = graph.image.face(slab.ifIndex[slot]);
        if (face == null || !face.mpls) {
            graph.drop(slot, Drop.MPLS_DISABLED);
            return;
        }
        if ((slab.flags[slot] & PacketFlag.LINK_BROADCAST) != 0) {
            graph.drop(slot, Drop.LINK_BROADCAST_NOT_FORWARDED);
            return;
        }
        int whole = slab.length(slot);
        slab.labelDepth[slot] = 0;
        int timeToLiveMost = 255;
        for (int depth = 0; depth < LabelStack.DEPTH_MAX; depth++) {
            int at = slab.start[slot];
            if (!MplsEntry.fits(at, slab.end[slot])) {
                graph.drop(slot, Drop.MPLS_SHORT);
                return;
            }
            int label = MplsEntry.label(memory, at);
            int timeToLive = Math.min(timeToLiveMost, MplsEntry.timeToLive(memory, at));
            if (label >= MplsEntry.FIRST_UNRESERVED) {
                act(slot, at, label, timeToLive, whole, face);
                return;
            }
            if (!passReserved(slot, at, label, timeToLive, face)) {
                return;
            }
            if (graph.image.propagatesTtlForwarded()) {
                timeToLiveMost = timeToLive;
            }
        }
        graph.drop(slot, Drop.LABEL_DEPTH);
    }

    /// Takes a reserved label off; the answer is whether the next label is to be looked at. Explicit null of either family is
    /// legal anywhere in the stack (RFC 4182 section 2); the entropy indicator goes with the label under it (RFC 6790 section 4.1).
    /// In the uniform model what was counted on the label goes on with the one under it (RFC 3443 section 3.4).
    private boolean passReserved(int slot, int at, int label, int timeToLive, Face face) {
        boolean bottom = MplsEntry.isBottom(memory, at);
        switch (label) {
            case MplsEntry.IPV4_EXPLICIT_NULL, MplsEntry.IPV6_EXPLICIT_NULL -> {
                if (bottom) {
                    popToIp(slot, at, timeToLive, face.table, Ipv4Input.LOOKUP);
                    return false;
                }
                takeOff(slot, at);
                return true;
            }
            case MplsEntry.ENTROPY_INDICATOR -> {
                if (bottom
                        || !MplsEntry.fits(at + MplsEntry.SIZE, slab.end[slot])
                        || MplsEntry.isBottom(memory, at + MplsEntry.SIZE)) {
                    graph.drop(slot, Drop.LABEL_RESERVED);
                    return false;
                }
                takeOff(slot, at);
                takeOff(slot, at + MplsEntry.SIZE);
                return true;
            }
            case MplsEntry.IMPLICIT_NULL -> graph.drop(slot, Drop.LABEL_IMPLICIT_NULL);
            case MplsEntry.GAL -> graph.drop(slot, Drop.GAL_UNSUPPORTED);
            default -> graph.drop(slot, Drop.LABEL_RESERVED);
        }
        return false;
    }

    private void takeOff(int slot, int at) {
        slab.start[slot] = at + MplsEntry.SIZE;
        slab.labelDepth[slot]++;
    }

    private void act(int slot, int at, int label, int timeToLive, int whole, Face face) {
        LabelHop hop = graph.image.label(label);
        if (hop == null) {
            graph.drop(slot, Drop.LABEL_UNKNOWN);
            return;
        }
        boolean bottom = MplsEntry.isBottom(memory, at);
        if (isGivenAway(slot, at, bottom, hop)) {
            return;
        }
        graph.counters.label(label, whole);
        if (!bottom && hop.table != LabelAction.TABLE_UNKNOWN && isChannelUnder(slot, at)) {
            channel(slot, at, timeToLive, hop.table, face);
            return;
        }
        switch (hop.kind) {
            case LabelHop.POP_LOOKUP -> {
                if (!bottom) {
                    graph.drop(slot, Drop.LABEL_NOT_BOTTOM);
                } else {
                    popToIp(slot, at, timeToLive, hop.table, Ipv4Input.LOOKUP);
                }
            }
            case LabelHop.POP_FORWARD -> {
                if (bottom) {
                    popToIp(slot, at, timeToLive, hop.table, hop.entry);
                } else {
                    popToLabel(slot, at, timeToLive, hop);
                }
            }
            case LabelHop.SWAP -> swap(slot, at, timeToLive, bottom, hop);
            default -> graph.drop(slot, hop.discard);
        }
    }

    /// Whether another plane has the association that the packet would leave by, which has the packet then, with all its labels.
    private boolean isGivenAway(int slot, int at, boolean bottom, LabelHop action) {
        if (graph.exchange.isAlone()
                || action.kind != LabelHop.SWAP && action.kind != LabelHop.POP_FORWARD) {
            return false;
        }
        Hop way = wayOf(slot, at, bottom, action);
        int owner = way.kind == Hop.TUNNEL ? graph.exchange.sealerOf(way.ifIndex) : Exchange.HERE;
        if (owner == Exchange.HERE) {
            return false;
        }
        slab.start[slot] -= MplsEntry.SIZE * slab.labelDepth[slot];
        slab.labelDepth[slot] = 0;
        graph.exchange.give(slot, owner, Exchange.LABELLED, 0);
        return true;
    }

    /// The way that a packet will take: of several that which its hash says, as [#forward] and [IpLookup#take] have it.
    private Hop wayOf(int slot, int at, boolean bottom, LabelHop action) {
        Hop hop = graph.image.hop(action.entry);
        if (hop.kind != Hop.MULTIPATH) {
            return hop;
        }
        int under = at + MplsEntry.SIZE;
        int hash = 0;
        if (action.kind == LabelHop.SWAP) {
            hash = action.label(0);
        } else if (!bottom) {
            hash = MplsEntry.fits(under, slab.end[slot]) ? MplsEntry.label(memory, under) : hash;
        } else if (Ipv4.fits(under, slab.end[slot])) {
            slab.start[slot] = under;
            if (!IpHeader.isSix(memory, under)) {
                hash = graph.ipv4Lookup.flowHash(slot);
            } else if (Ipv6.fits(under, slab.end[slot])) {
                hash = graph.ipv6Lookup.flowHash(slot);
            }
            slab.start[slot] = at;
        }
        return graph.image.hop(hop.member(hash));
    }

    private boolean isChannelUnder(int slot, int at) {
        int under = at + MplsEntry.SIZE;
        return MplsEntry.fits(under, slab.end[slot])
                && MplsEntry.label(memory, under) == MplsEntry.GAL;
    }

    /// Takes what came in the associated channel of a label that stands for a table: NHRP about that table, from a tunnel that speaks it
    /// (nhrp.md section 6.2). A label that is swapped ends here too: whoever sent it here asks this router. Anything else goes no
    /// further (RFC 5586 section 4.2: nobody forwards by the label of channels; section 5: what nobody processes is discarded).
    private void channel(int slot, int at, int timeToLive, int table, Face face) {
        int label = at + MplsEntry.SIZE;
        int header = label + MplsEntry.SIZE;
        if (!face.nhrpMpls) {
            graph.drop(slot, Drop.CHANNEL_DISABLED);
        } else if (timeToLive == 0) {
            graph.drop(slot, Drop.TTL_EXPIRED);
        } else if (!MplsEntry.isBottom(memory, label)
                || MplsEntry.timeToLive(memory, label) == 0
                || !AssociatedChannel.stands(memory, header, slab.end[slot])) {
            graph.drop(slot, Drop.CHANNEL_HEADER);
        } else if (AssociatedChannel.type(memory, header) != AssociatedChannel.NHRP) {
            graph.drop(slot, Drop.CHANNEL_TYPE);
        } else if (table >= graph.image.tableCount()) {
            graph.drop(slot, Drop.TABLE_UNKNOWN);
        } else {
            slab.start[slot] = header + AssociatedChannel.SIZE;
            slab.table[slot] = table;
            graph.redirects.deliver(slot, face, true);
        }
    }

    /// Goes on with the IP packet under the last label. In the uniform model its time to live becomes what the label counted
    /// it down to, less this hop, and never more than it would be without the label (RFC 3443 sections 3.1 and 3.4); in the
    /// pipe model (section 3.3) the packet counts this hop itself.
    private void popToIp(int slot, int at, int timeToLive, int table, int entry) {
        ForwardingImage image = graph.image;
        if (table < 0 || table >= image.tableCount()) {
            graph.drop(slot, Drop.TABLE_UNKNOWN);
            return;
        }
        takeOff(slot, at);
        slab.table[slot] = table;
        int ip = at + MplsEntry.SIZE;
        if (!Ipv4.fits(ip, slab.end[slot])) {
            graph.drop(slot, Drop.LABEL_PAYLOAD);
            return;
        }
        int version = Ipv4.version(memory, ip);
        boolean six = version == 6 && Ipv6.fits(ip, slab.end[slot]);
        if (version != 4 && !six) {
            graph.drop(slot, Drop.LABEL_PAYLOAD);
            return;
        }
        if (image.propagatesTtlForwarded()) {
            int inner = six ? Ipv6.hopLimit(memory, ip) : Ipv4.timeToLive(memory, ip);
            int counted = Math.max(0, Math.min(inner, timeToLive) - 1);
            if (six) {
                Ipv6.putHopLimit(memory, ip, counted);
            } else {
                Ipv4.putTimeToLive(memory, ip, counted);
            }
            slab.flags[slot] |= PacketFlag.TTL_COUNTED;
        }
        slab.entry[slot] = entry;
        if (six) {
            graph.ipv6Input.add(slot);
        } else {
            graph.ipv4Input.add(slot);
        }
    }

    /// Goes on with the label under the one taken off.
    private void popToLabel(int slot, int at, int timeToLive, LabelHop action) {
        if (timeToLive < 2) {
            expired(slot, at, action.table);
            return;
        }
        int under = at + MplsEntry.SIZE;
        if (!MplsEntry.fits(under, slab.end[slot])) {
            graph.drop(slot, Drop.MPLS_SHORT);
            return;
        }
        int trafficClass = MplsEntry.trafficClass(memory, at);
        int inner = MplsEntry.timeToLive(memory, under);
        if (graph.image.propagatesTtlForwarded()) {
            MplsEntry.putTimeToLive(memory, under, Math.min(inner, timeToLive - 1));
        }
        slab.start[slot] = under;
        forward(slot, action, trafficClass, timeToLive - 1);
    }

    private void swap(int slot, int at, int timeToLive, boolean bottom, LabelHop action) {
        if (timeToLive < 2) {
            expired(slot, at, action.table);
            return;
        }
        int trafficClass = MplsEntry.trafficClass(memory, at);
        int to = at;
        int last = action.labelCount() - 1;
        for (int i = last; i >= 0; i--) {
            MplsEntry.write(
                    memory, to, action.label(i), trafficClass, bottom && i == last, timeToLive - 1);
            to -= MplsEntry.SIZE;
        }
        slab.start[slot] = to + MplsEntry.SIZE;
        forward(slot, action, trafficClass, timeToLive - 1);
    }

    /// Sends the labelled packet out by the entry of the action, under the labels of that.
    private void forward(int slot, LabelHop action, int trafficClass, int timeToLive) {
        slab.labelDepth[slot] = 0;
        slab.table[slot] = action.table;
        Hop hop = graph.image.hop(action.entry);
        int entry = action.entry;
        if (hop.kind == Hop.MULTIPATH) {
            entry = hop.member(Net.i32(memory, slab.start[slot]) >>> 12);
            hop = graph.image.hop(entry);
        }
        slab.entry[slot] = entry;
        Face face = graph.image.face(hop.ifIndex);
        if (hop.kind == Hop.DISCARD) {
            graph.drop(slot, hop.discard);
        } else if (face == null || hop.kind == Hop.RECEIVE || hop.kind == Hop.ATTACHED) {
            graph.drop(slot, Drop.LABEL_NOT_BOTTOM);
        } else if (!face.up) {
            graph.drop(slot, Drop.INTERFACE_DOWN);
        } else if (!face.mpls) {
            graph.drop(slot, Drop.MPLS_DISABLED);
        } else if (face.isMultipoint) {
            graph.redirects.wantEndpoint(face, hop.nextHopHigh, hop.nextHopLow);
            graph.drop(slot, Drop.ENDPOINT_UNKNOWN);
        } else if (isUnprotected(face)) {
            graph.events.associationWanted(face.index);
            graph.drop(slot, Drop.SA_MISSING);
        } else {
            if (face.network != 0 && action.table != LabelAction.TABLE_UNKNOWN) {
                graph.redirects.lookUnder(slot, face);
            }
            if (hop.mark != 0) {
                graph.counters.use(hop.mark, graph.now);
            }
            slab.scratch[slot] = Fit.PAYLOAD_MPLS;
            slab.association[slot] = 0;
            int outer = graph.image.propagatesTtlForwarded() ? timeToLive : 255;
            LabelStack.push(slab, memory, slot, hop, trafficClass, false, outer);
            graph.fit.add(slot);
        }
    }

    private boolean isUnprotected(Face face) {
        return face.tunnel != null
                && face.tunnel.protectionRequired()
                && graph.associations.own.newest(face.index) == null;
    }

    /// The error is about the IP packet under the stack (RFC 3032 section 2.3). In a VRF we know, it is routed there;
    /// otherwise it follows the packet's own way to the end of the path, which knows a way back (section 2.3.2).
    private void expired(int slot, int at, int table) {
        int ip = LabelStack.findIp(memory, at, slab.end[slot]);
        if (ip < 0) {
            graph.drop(slot, Drop.TTL_EXPIRED);
            return;
        }
        slab.labelDepth[slot] += (ip - at) / MplsEntry.SIZE;
        slab.start[slot] = ip;
        slab.end[slot] = ip + LabelStack.ipLength(memory, ip);
        slab.table[slot] = table == LabelAction.TABLE_UNKNOWN ? -1 : table;
        graph.refuse(slot, Drop.TTL_EXPIRED, Telling.HOP_LIMIT);
    }
}
