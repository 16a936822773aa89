package io.culvert.dataplane;

import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.SourceCheck;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The express lane: packets that are as most are go from port to port in a few loops over the batch, each header touched once. A packet
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

    /// Fewer packets that came by one interface and go one way are not worth a loop of their own where others go into the same tunnel.
    private static final int RUN_MIN = 4;

    private static final int VLAN_MASK = 0xFFF;

    /// Where the type of a frame stands.
    private static final int TYPE_AT = Ethernet.SIZE - 2;

    /// The most that may be left of a packet.
    static final int TO_LIVE_MAX = 255;

    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;
    final ExpressOutput output;
    final ExpressInput input;

    /// Those of this batch; what is kept of them is moved to the front.
    private final LanePacket[] packets = LanePacket.batch();

    private final Routes routes = new Routes();
    private final Foresight foresight;

    /// The interface that the packet came by that was looked at last.
    @Nullable Face face;

    private final Arrivals arrivals;

    Express(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
        foresight = new Foresight(graph);
        arrivals = new Arrivals(graph);
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
        boolean isBare = trunk != null && Framing.isBare(trunk);
        read(from, first, end - first, isBare);
        int taken = classify(port, trunk, end - first, isBare);
        routes.find(graph.image);
        boolean mayAlternate = routes.mayAlternate();
        if (mayAlternate) {
            sortByTunnel(taken);
        }
        foresight.look(routes, packets, taken);
        int next;
        for (int i = 0; i < taken; i = next) {
            next = endOfRun(i, taken);
            int mixed = mayAlternate && next - i < RUN_MIN ? endOfMixed(i, taken) : i;
            if (mixed > next) {
                next = mixed;
                mixedIntoTunnel(i, next, port);
            } else {
                sendOn(i, next, port);
            }
        }
        arrivals.finish(trunk);
        input.finish();
        output.finish();
    }

    /// Each tunnel takes its packets all at once. Flows keep their order, for each goes into one tunnel at most.
    private void sortByTunnel(int count) {
        for (int i = 0; i < count; i++) {
            LanePacket packet = packets[i];
            Hop hop = routes.hop(graph.image, packet);
            packet.look = hop != null && hop.kind == Hop.TUNNEL ? hop.ifIndex : 0;
        }
        output.sorter.together(packets, count);
    }

    /// Reads what tells packets apart, whatever they are. A loop that does nothing else: what is the same for all of them the compiler takes out of
    /// it.
    private void read(int[] from, int first, int count, boolean isBare) {
        for (int i = 0; i < count; i++) {
            LanePacket packet = packets[i];
            int slot = from[first + i];
            int frame = slab.start[slot];
            long type = Net.i64(memory, frame + TYPE_AT);
            int tagged = type >>> 48 == Ethernet.VLAN ? VlanTag.SIZE : 0;
            int at = isBare ? frame : frame + Ethernet.SIZE + tagged;
            packet.slot = slot;
            packet.at = at;
            packet.addresses = Net.i64(memory, frame);
            packet.type = type;
            packet.head = Net.i64(memory, at);
            packet.middle = Net.i64(memory, at + 8);
            packet.destination = Net.i32(memory, at + 16);
            packet.behind = Net.i64(memory, at + Ipv4.SIZE);
        }
    }

    /// Keeps what is ordinary, in order, and gives everything else to the graph.
    private int classify(int port, @Nullable Face trunk, int count, boolean isBare) {
        int taken = 0;
        face = trunk;
        routes.begin();
        for (int i = 0; i < count; i++) {
            LanePacket packet = packets[i];
            boolean six = Ordinary6.isSix(packet.head);
            if ((isBare || isForUs(packet, port, trunk, six ? Ethernet.IPV6 : Ethernet.IPV4))
                    && (six ? takes6(packet) : takes(packet))) {
                packets[i] = packets[taken];
                packets[taken++] = packet;
            } else {
                graph.enter(packet.slot, port);
            }
        }
        return taken;
    }

    /// Whether an IPv4 packet, which came by the interface in [#face], is ordinary; it wants to be looked up then.
    private boolean takes(LanePacket packet) {
        Face by = face;
        int slot = packet.slot;
        int room = slab.end[slot] - packet.at;
        if (by == null
                || !by.up
                || !slab.isSmall(slot)
                || room < Ipv4.SIZE
                || !Ordinary4.isOrdinary(packet.head, packet.middle, packet.destination, room)) {
            return false;
        }
        packet.in = by;
        routes.want(packet, by.table, packet.destination);
        return true;
    }

    /// The same for IPv6.
    private boolean takes6(LanePacket packet) {
        Face by = face;
        int slot = packet.slot;
        int at = packet.at;
        if (by == null
                || !by.up
                || !slab.isSmall(slot)
                || !mayGoOn6(by)
                || !Ordinary6.isOrdinary(memory, at, slab.end[slot] - at)) {
            return false;
        }
        long first = packet.head;
        packet.head = Ordinary6.head(first);
        packet.middle = Ordinary6.middle(first);
        packet.in = by;
        long high = Ipv6.destinationHigh(memory, at);
        routes.want6(packet, by.table, high, Ipv6.destinationLow(memory, at));
        return true;
    }

    /// Whether IPv6 packets without labels may come in by an interface and leave by another.
    boolean mayGoOn6(Face by) {
        return by.takesIpv6 && graph.image.forwardsIpv6();
    }

    /// Whether a frame, if it is long enough, holds a packet of this family for this router; the interface that it is for is in [#face] then.
    private boolean isForUs(LanePacket packet, int port, @Nullable Face trunk, int family) {
        return isForUs(packet.addresses, packet.type, port, trunk, family);
    }

    private boolean isForUs(
            long addressesOf, long type, int port, @Nullable Face trunk, int family) {
        boolean isTagged = type >>> 48 == Ethernet.VLAN;
        int vlan = isTagged ? (int) (type >>> 32) & VLAN_MASK : 0;
        Face known = face;
        if (known == null || known.vlan != vlan) {
            known = vlan == 0 ? trunk : graph.image.faceOfPort(port, vlan);
            face = known;
        }
        return known != null
                && addressesOf >>> 16 == known.mac
                && (addressesOf & 0x100) == 0
                && (trunk == null || trunk.up)
                && (isTagged ? type >>> 16 & 0xFFFF : type >>> 48) == family;
    }

    /// Where the packet begins that came by a port, bare or in a frame for this router, and its interface in [#face]; or [#NOT_ORDINARY].
    int place(int slot, int port, @Nullable Face trunk) {
        int at = slab.start[slot];
        face = trunk;
        if (trunk != null && Framing.isBare(trunk)) {
            return at;
        }
        if (slab.end[slot] - at < Ethernet.SIZE + VlanTag.SIZE) {
            return NOT_ORDINARY;
        }
        long type = Net.i64(memory, at + TYPE_AT);
        int tagged = type >>> 48 == Ethernet.VLAN ? VlanTag.SIZE : 0;
        int packet = at + Ethernet.SIZE + tagged;
        int family = IpHeader.isSix(memory, packet) ? Ethernet.IPV6 : Ethernet.IPV4;
        return isForUs(Net.i64(memory, at), type, port, trunk, family) ? packet : NOT_ORDINARY;
    }

    /// Where those end that came by one interface and go one way with the packet `i`; they are of one family.
    private int endOfRun(int i, int count) {
        int end = i + 1;
        LanePacket one = packets[i];
        while (end < count
                && packets[end].in == one.in
                && routes.isAlike(graph.image, packets[end], one)) {
            end++;
        }
        return end;
    }

    /// Where those end that go into one tunnel with the packet `i`, whatever interfaces they came by and whatever labels they get; at `i` where that
    /// goes elsewhere. They have been sorted by tunnel.
    private int endOfMixed(int i, int count) {
        int tunnel = packets[i].look;
        int end = i;
        while (end < count
                && tunnel != 0
                && packets[end].look == tunnel
                && !isWatched(packets[end].in, Ordinary6.isSix(packets[end].head))) {
            end++;
        }
        return end;
    }

    /// As [#intoTunnel], where hardly any packet has the interface and the way of the one before: all is asked of each, and there is less to keep.
    private void mixedIntoTunnel(int first, int end, int port) {
        Hop way = routes.hop(graph.image, packets[first]);
        Rewrite by = way == null ? null : output.toward(way);
        for (int i = first; i < end; i++) {
            LanePacket packet = packets[i];
            Face from = packet.in;
            boolean six = Ordinary6.isSix(packet.head);
            Hop hop = routes.hop(graph.image, packet);
            if (by == null || hop == null || !output.mayTake(by, packet, hop, six)) {
                sendOn(i, i + 1, port);
                continue;
            }
            int octets = slab.length(packet.slot);
            output.take(packet, by, hop);
            output.use(hop);
            arrivals.count(from, 1, octets, six ? 0 : 1);
        }
    }

    private static boolean isWatched(Face from, boolean six) {
        return six ? from.isWatchedIn6 : from.isWatchedIn;
    }

    private void sendOn(int first, int end, int port) {
        LanePacket one = packets[first];
        Face from = one.in;
        Hop hop = routes.hop(graph.image, one);
        boolean six = Ordinary6.isSix(one.head);
        boolean isWatched = isWatched(from, six);
        if (hop != null && hop.kind == Hop.TUNNEL && !isWatched) {
            intoTunnel(first, end, hop, from, port, six);
            return;
        }
        if (hop != null && hop.kind == Hop.RECEIVE && !isWatched && !six) {
            receive(first, end, from, port);
            return;
        }
        if (hop != null && hop.isLink() && !isWatched) {
            ontoLink(first, end, hop, from, port, six);
            return;
        }
        for (int i = first; i < end; i++) {
            LanePacket packet = packets[i];
            if (hop == null || !isLetIn(from, packet.at, six) || !isOnItsWay(i, hop, six)) {
                graph.enter(packet.slot, port);
            }
        }
    }

    private void ontoLink(int first, int end, Hop hop, Face from, int port, boolean six) {
        long octets = 0;
        for (int i = first; i < end; i++) {
            octets += slab.length(packets[i].slot);
        }
        int sent = output.ontoLink(packets, first, end, hop, six, TO_LIVE_MAX);
        for (int i = first; i < end && sent < end - first; i++) {
            LanePacket packet = packets[i];
            if (!packet.isGood) {
                octets -= slab.length(packet.slot);
                graph.enter(packet.slot, port);
            }
        }
        if (sent != 0) {
            arrivals.gather(from, sent, octets, six);
        }
    }

    private void intoTunnel(int first, int end, Hop hop, Face from, int port, boolean six) {
        Rewrite by = output.toward(hop);
        int owner = by == null ? graph.exchange.sealerOf(hop.ifIndex) : Exchange.HERE;
        if (owner != Exchange.HERE) {
            for (int i = first; i < end; i++) {
                graph.exchange.giveFrame(packets[i].slot, owner, port);
            }
            return;
        }
        int most = by == null ? -1 : by.most(hop.labelCount(), six);
        int taken = 0;
        long octets = 0;
        for (int i = first; i < end; i++) {
            LanePacket packet = packets[i];
            if (by != null
                    && Ordinary4.totalLength(packet.head) <= most
                    && Ordinary4.timeToLive(packet.middle) > 1
                    && output.mayTake(by, packet, six)) {
                octets += slab.length(packet.slot);
                taken++;
                output.take(packet, by, hop);
            } else {
                graph.enter(packet.slot, port);
            }
        }
        if (taken != 0) {
            output.use(hop);
            arrivals.gather(from, taken, octets, six);
        }
    }

    private void receive(int first, int end, Face from, int port) {
        int taken = 0;
        long octets = 0;
        for (int i = first; i < end; i++) {
            LanePacket packet = packets[i];
            if (input.take(packet)) {
                octets += slab.length(packet.slot);
                taken++;
            } else {
                leave(packet, port);
            }
        }
        if (taken != 0) {
            arrivals.gather(from, taken, octets, false);
        }
    }

    /// Gives away ESP that another plane opens; anything else is for the graph.
    private void leave(LanePacket packet, int port) {
        int slot = packet.slot;
        int spi = graph.exchange.isAlone() ? 0 : input.spiOf(packet);
        int owner = spi == 0 ? Exchange.HERE : graph.exchange.openerOf(spi);
        if (owner == Exchange.HERE) {
            graph.enter(slot, port);
        } else {
            graph.exchange.giveFrame(slot, owner, port);
        }
    }

    private boolean isOnItsWay(int i, Hop hop, boolean six) {
        LanePacket packet = packets[i];
        int octets = slab.length(packet.slot);
        boolean taken =
                switch (hop.kind) {
                    case Hop.TUNNEL -> output.intoTunnel(packet, hop, six);
                    case Hop.ATTACHED, Hop.ADJACENCY ->
                            output.ontoLink(packets, i, i + 1, hop, six, TO_LIVE_MAX) != 0;
                    case Hop.RECEIVE -> !six && input.take(packet);
                    default -> false;
                };
        if (taken) {
            arrivals.gather(packet.in, 1, octets, six);
        }
        return taken;
    }

    boolean isLetIn(Face from, int at, boolean six) {
        if (!SourceCheck.permits(graph.image, from, memory, at, six)) {
            return false;
        }
        if (six) {
            return !Ordinary6.isClamped(memory, from, at);
        }
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
}
