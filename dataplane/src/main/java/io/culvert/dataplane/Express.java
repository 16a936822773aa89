package io.culvert.dataplane;

import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The express lane: IPv4 packets that are as most are go from port to port in a few loops over the batch, each header touched once. A packet
/// that is not is left to the [Graph] untouched, which knows everything; what the lane does itself is what the graph would do, to the
/// octet and to the counter. So nothing is refused, dropped or reported here but packets whose tag is wrong, and the lane is
/// closed while somebody watches every step ([Tap]).
/// ```
/// port -> classify -> look up -> ExpressOutput: labels, GRE, ESP, outer header, frame -> seal -> port
///                            \-> ExpressInput: open -> tunnel, label, look up -> frame -> port, or on in the graph
/// ```
final class Express {
    /// Packets that go through each loop together: what they touch stays in the nearest cache.
    static final int BATCH = 64;

    static final int NOT_ORDINARY = -1;

    /// Version 4, and a header of five words.
    private static final int PLAIN_HEADER = 0x45;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;
    final ExpressOutput output;
    final ExpressInput input;

    final int[] slots = new int[BATCH];

    /// Where the IP header begins.
    final int[] ip = new int[BATCH];

    private final int[] entry = new int[BATCH];
    private final Face[] in = new Face[BATCH];
    private final Hop[] hops = new Hop[BATCH];
    private final Routes4 routes = new Routes4();

    /// The interface that the packet came by of which [#place] was asked last.
    @Nullable Face face;

    private @Nullable Face gatheredFrom;
    private int gathered;
    private long gatheredOctets;

    Express(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
        output = new ExpressOutput(graph);
        input = new ExpressInput(graph, output);
    }

    /// How many packets it has carried from port to port.
    long carried() {
        return output.carried;
    }

    /// Takes the packets `first` to `end` from a port, [#BATCH] at most; those that are not ordinary wait in the graph afterwards, and should
    /// not wait long: no more packets may overtake them than the smallest anti-replay window holds.
    void run(int port, int[] from, int first, int end) {
        Face trunk = graph.image.faceOfPort(port, 0);
        int taken = classify(port, trunk, from, first, end);
        lookUp(taken);
        for (int i = 0; i < taken; i++) {
            if (!isOnItsWay(i, trunk)) {
                graph.enter(slots[i], port);
            }
        }
        count(trunk);
        input.finish();
        output.finish();
    }

    private int classify(int port, @Nullable Face trunk, int[] from, int first, int end) {
        int taken = 0;
        turnTo(trunk);
        for (int i = first; i < end; i++) {
            int slot = from[i];
            int at = place(slot, port, trunk);
            Face entered = face;
            if (at != NOT_ORDINARY
                    && entered != null
                    && entered.up
                    && slab.isSmall(slot)
                    && isOrdinary(at, slab.end[slot])) {
                slots[taken] = slot;
                ip[taken] = at;
                in[taken] = entered;
                taken++;
            } else {
                graph.enter(slot, port);
            }
        }
        return taken;
    }

    /// Asks [#place] about one port in one image from here on.
    void turnTo(@Nullable Face trunk) {
        face = trunk;
    }

    /// Where the IPv4 packet begins that came by a port, bare or in a frame for this router, and its interface in [#face]; or [#NOT_ORDINARY].
    int place(int slot, int port, @Nullable Face trunk) {
        int at = slab.start[slot];
        if (trunk != null && Framing.isBare(trunk)) {
            return at;
        }
        if (slab.end[slot] - at < Ethernet.SIZE + VlanTag.SIZE) {
            return NOT_ORDINARY;
        }
        long addresses = Net.i64(memory, at);
        int type = Net.u16(memory, at + 12);
        int payload = at + Ethernet.SIZE;
        int vlan = 0;
        if (type == Ethernet.VLAN) {
            vlan = VlanTag.vlan(memory, payload);
            type = VlanTag.type(memory, payload);
            payload += VlanTag.SIZE;
        }
        Face known = face;
        if (known == null || known.vlan != vlan) {
            known = vlan == 0 ? trunk : graph.image.faceOfPort(port, vlan);
            face = known;
        }
        boolean isForUs =
                known != null
                        && addresses >>> 16 == known.mac
                        && (addresses & 0x100) == 0
                        && (trunk == null || trunk.up);
        return isForUs && type == Ethernet.IPV4 ? payload : NOT_ORDINARY;
    }

    /// Whether it is a whole IPv4 packet without options between addresses of hosts that may go on: what [Ipv4Input] checks.
    private boolean isOrdinary(int at, int end) {
        return end - at >= Ipv4.SIZE && isOrdinary(memory, at, end);
    }

    static boolean isOrdinary(MemorySegment memory, int at, int end) {
        long first = Net.i64(memory, at);
        long second = Net.i64(memory, at + 8);
        int destination = Net.i32(memory, at + 16);
        int total = (int) (first >>> 32) & 0xFFFF;
        long sum =
                (first >>> 32)
                        + (first & 0xFFFF_FFFFL)
                        + (second >>> 32)
                        + (second & 0xFFFF_FFFFL)
                        + (destination & 0xFFFF_FFFFL);
        int folded = Checksum.fold((int) (sum >>> 16) + (int) (sum & 0xFFFF));
        return first >>> 56 == PLAIN_HEADER
                && total >= Ipv4.SIZE
                && total <= end - at
                && folded == 0xFFFF
                && isHost((int) second)
                && isHost(destination);
    }

    private static boolean isHost(int address) {
        int network = address >>> 24;
        return network != 0 && network != 127 && network < 224;
    }

    /// In loops of their own, in which the memory works on several packets at once.
    private void lookUp(int count) {
        ForwardingImage image = graph.image;
        routes.begin();
        for (int i = 0; i < count; i++) {
            routes.want(i, in[i].table, Ipv4.destination(memory, ip[i]));
        }
        routes.find(image);
        for (int i = 0; i < count; i++) {
            int found = routes.entry(i);
            entry[i] = found;
            hops[i] = image.hop(found == RouteTable.NO_ENTRY ? 0 : found);
        }
    }

    private boolean isOnItsWay(int i, @Nullable Face trunk) {
        int at = ip[i];
        Face from = in[i];
        boolean isWatched = from.accessIn != null || from.mssClamp != 0;
        if (entry[i] == RouteTable.NO_ENTRY || isWatched && !isLetIn(from, at)) {
            return false;
        }
        int slot = slots[i];
        Hop hop = hops[i];
        int octets = slab.length(slot);
        boolean taken =
                switch (hop.kind) {
                    case Hop.TUNNEL -> output.intoTunnel(slot, at, hop, from);
                    case Hop.ATTACHED, Hop.ADJACENCY -> output.ontoLink(slot, at, hop, false);
                    case Hop.RECEIVE -> input.take(slot, at, from);
                    default -> false;
                };
        if (taken) {
            gather(from, trunk, octets);
        }
        return taken;
    }

    boolean isLetIn(Face from, int at) {
        AccessList access = from.accessIn;
        return (access == null || access.permits(memory, at, at + Ipv4.totalLength(memory, at)))
                && !isClamped(memory, from, at);
    }

    /// Whether the maximum segment size of this packet may be lowered.
    static boolean isClamped(MemorySegment memory, Face face, int at) {
        return face.mssClamp != 0
                && Ipv4.protocol(memory, at) == Ipv4.TCP
                && Ipv4.totalLength(memory, at) >= Ipv4.SIZE + Tcp.SIZE
                && (Tcp.flags(memory, at + Ipv4.SIZE) & Tcp.SYN) != 0;
    }

    /// What comes by one interface is counted together.
    private void gather(Face from, @Nullable Face trunk, int octets) {
        if (from != gatheredFrom) {
            count(trunk);
            gatheredFrom = from;
        }
        gathered++;
        gatheredOctets += octets;
    }

    private void count(@Nullable Face trunk) {
        Face from = gatheredFrom;
        if (from != null) {
            graph.counters.in(from.index, gathered, gatheredOctets, graph.now);
            if (trunk != null && trunk != from) {
                graph.counters.in(trunk.index, gathered, gatheredOctets, graph.now);
            }
            graph.counters.ipv4Received += gathered;
        }
        gatheredFrom = null;
        gathered = 0;
        gatheredOctets = 0;
    }
}
