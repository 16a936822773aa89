package io.culvert.dataplane;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Ipv6Fragment;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;

/// Notices packets that come out of one tunnel and go into another of the same NHRP network: their two ends could have a tunnel of
/// their own (nhrp.md section 3, "Redirect generation"). It tells of a flow once in a while and of no
/// more than [#TOLD_MAX] packets in [#WINDOW_NANOS], and creates nothing for a packet that it does not tell of. The same for next
/// hops of multipoint tunnels that have no tunnel of their own yet.
final class Redirects {
    /// Flows that are remembered at once: as many as may be told in the usual interval of 8 seconds.
    static final int FLOWS_MAX = 1 << 13;

    /// Next hops of multipoint tunnels that are remembered at once.
    static final int ENDPOINTS_MAX = 1 << 9;

    /// Packets that are told in one window at most.
    static final int TOLD_MAX = 10_000;

    static final long WINDOW_NANOS = 10_000_000_000L;

    /// Next hops of multipoint tunnels that are told, a second and at once.
    static final int ENDPOINTS_PER_SECOND = 100;

    /// The least time between two wishes for the same next hop.
    static final long ENDPOINT_NANOS = 1_000_000_000L;

    private static final int LINK_LOCAL4 = 0xA9FE;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;
    private final Recent flows = new Recent(FLOWS_MAX);
    private final Recent endpoints = new Recent(ENDPOINTS_MAX);

    Redirects(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
    }

    /// Makes room where an image has a use for it.
    void prepare() {
        if (graph.image.hasRedirects()) {
            flows.prepare();
        }
        if (graph.image.hasMultipoint()) {
            endpoints.prepare();
        }
    }

    /// Looks at a packet that leaves by a tunnel with NHRP, its IP header in front.
    void look(int slot, Face out) {
        Face in = graph.image.face(slab.ifIndex[slot]);
        if (in == null || in.redirectNanos == 0 || in.network != out.network) {
            return;
        }
        int at = slab.start[slot];
        boolean isLabelled =
                slab.labelDepth[slot] > 0
                        && MplsEntry.label(memory, at - MplsEntry.SIZE)
                                >= MplsEntry.FIRST_UNRESERVED;
        look(slot, in, out, at, isLabelled);
    }

    /// The same for a packet that was switched by its label, under which there may be IP.
    void lookUnder(int slot, Face out) {
        Face in = graph.image.face(slab.ifIndex[slot]);
        if (in == null || in.redirectNanos == 0 || in.network != out.network) {
            return;
        }
        int at = LabelStack.findIp(memory, slab.start[slot], slab.end[slot]);
        if (at >= 0) {
            look(slot, in, out, at, true);
        }
    }

    private void look(int slot, Face in, Face out, int at, boolean isLabelled) {
        boolean concerned =
                IpHeader.isSix(memory, at) ? mayRedirect6(at, slab.end[slot]) : mayRedirect4(at);
        if (concerned && mayTell(slab.table[slot], in.redirectNanos, at)) {
            int length = Math.min(PlaneEvents.HEAD_MAX, slab.end[slot] - at);
            graph.events.transited(
                    in.index,
                    farEnd(slot, in),
                    out.index,
                    slab.table[slot],
                    isLabelled,
                    Bytes.of(memory, at, length));
        }
    }

    /// First fragments of unicast between addresses that are not of a link alone.
    private boolean mayRedirect4(int at) {
        int source = Ipv4.source(memory, at);
        int destination = Ipv4.destination(memory, at);
        return Ipv4.fragmentOffset(memory, at) == 0
                && source >>> 16 != LINK_LOCAL4
                && destination >>> 16 != LINK_LOCAL4
                && destination >>> 28 < 0xE;
    }

    private boolean mayRedirect6(int at, int end) {
        long source = Ipv6.sourceHigh(memory, at);
        long destination = Ipv6.destinationHigh(memory, at);
        return !Ipv6.isLinkLocal(source)
                && !Ipv6.isLinkLocal(destination)
                && !Ipv6.isMulticast(destination)
                && !isLaterFragment6(at, end);
    }

    private boolean isLaterFragment6(int at, int end) {
        int upper = Ipv6.upperLayer(memory, at, end);
        return upper >= 0
                && Net.u8(memory, Ipv6.chainEnd(memory, at, end)) == Ipv6.FRAGMENT
                && Ipv6Fragment.fits(upper, end)
                && Ipv6Fragment.offset(memory, upper) != 0;
    }

    private boolean mayTell(int table, long intervalNanos, int at) {
        long fromHigh = IpHeader.sourceHigh(memory, at);
        long fromLow = IpHeader.sourceLow(memory, at);
        long toHigh = IpHeader.destinationHigh(memory, at);
        long toLow = IpHeader.destinationLow(memory, at);
        if (!flows.mayTell(table, fromHigh, fromLow, toHigh, toLow, graph.now)) {
            graph.counters.redirectsHeldBack++;
            return false;
        }
        if (!graph.rates.redirects.take(graph.now)) {
            graph.counters.redirectsLimited++;
            return false;
        }
        flows.keep(table, fromHigh, fromLow, toHigh, toLow, graph.now + intervalNanos);
        graph.counters.redirectsTold++;
        return true;
    }

    /// Tells that somebody has to find out where a next hop of a multipoint tunnel is; `::` stands for none.
    void wantEndpoint(Face base, long high, long low) {
        boolean isKnown = (high | low) != 0;
        if (isKnown
                && endpoints.mayTell(base.index, 0, 0, high, low, graph.now)
                && graph.rates.endpoints.take(graph.now)) {
            endpoints.keep(base.index, 0, 0, high, low, graph.now + ENDPOINT_NANOS);
            graph.events.endpointWanted(base.index, Hop.unmapped(high, low));
        }
    }

    /// Hands NHRP to the router.
    void deliver(int slot, Face face, boolean isLabelled) {
        graph.counters.delivered++;
        boolean isProtected = (slab.flags[slot] & PacketFlag.PROTECTED) != 0;
        graph.events.deliverNhrp(
                slot, face.index, slab.table[slot], isLabelled, isProtected, farEnd(slot, face));
    }

    /// Where the peer is: the far end of the tunnel, which its packets come from in the clear and out of an association alike. The base
    /// of a multipoint tunnel has none, and the packet says it.
    private IpAddress farEnd(int slot, Face face) {
        return face.hasEnds
                ? Hop.unmapped(face.destination.high(), face.destination.low())
                : Hop.unmapped(slab.outerHigh[slot], slab.outerLow[slot]);
    }
}
