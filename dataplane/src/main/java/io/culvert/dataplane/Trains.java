package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The express lane of super-packets ([PacketSlab#segment]): one look at the headers, one lookup and one hop count for all packets that it
/// stands for. It is cut where ESP needs packets ([TrainOutput]), goes on whole from link to link, and a train of datagrams
/// with ESP is opened piece by piece by [ExpressInput]. One that is not ordinary is cut at once, and its packets go by the
/// [Express] lane or the [Graph] like any others.
final class Trains {
    private final Graph graph;
    private final PacketSlab slab;
    private final MemorySegment memory;
    private final TrainOutput output;
    private final SegmentCutter cutter;
    private final HeaderPlaces places = new HeaderPlaces();
    private final int[] pieces = new int[Express.BATCH];

    Trains(Graph graph) {
        this.graph = graph;
        slab = graph.slab;
        memory = graph.memory;
        output = new TrainOutput(graph, places);
        cutter = new SegmentCutter(slab);
    }

    /// Takes a super-packet from a port and handles its packets to completion; whole where packets may go by the lane.
    void run(int port, int slot) {
        Face trunk = graph.image.faceOfPort(port, 0);
        if (!graph.isLaneOpen() || !goesWhole(port, slot, trunk)) {
            cut(port, slot, trunk);
        }
    }

    private boolean goesWhole(int port, int slot, @Nullable Face trunk) {
        int at = graph.express.place(slot, port, trunk);
        Face in = graph.express.face;
        int start = slab.start[slot];
        int end = slab.end[slot];
        if (at == Express.NOT_ORDINARY
                || in == null
                || !in.up
                || !places.read(memory, start, end, at - start)
                || !(places.isIpv6 ? isOrdinary6(in, at, end) : isOrdinary4(at, end))
                || !graph.express.isLetIn(in, at, places.isIpv6)) {
            return false;
        }
        int entry = lookUp(graph.image.table(in.table), at);
        if (entry == RouteTable.NO_ENTRY) {
            return false;
        }
        Hop hop = graph.image.hop(entry);
        if (hop.kind == Hop.RECEIVE) {
            return !places.isIpv6
                    && isTrain(at)
                    && (isGivenAway(slot, port, openerOf(slot))
                            || receive(port, slot, at, in, trunk));
        }
        if (hop.kind == Hop.TUNNEL
                && isGivenAway(slot, port, graph.exchange.sealerOf(hop.ifIndex))) {
            return true;
        }
        int packets = SegmentCutter.packets(slab, slot, places);
        long octets = end - start + (packets - 1L) * places.payload;
        boolean taken =
                switch (hop.kind) {
                    case Hop.TUNNEL -> output.intoTunnel(slot, at, hop, in, packets);
                    case Hop.ATTACHED, Hop.ADJACENCY ->
                            output.ontoLink(slot, at, hop, packets, octets);
                    default -> false;
                };
        if (taken) {
            count(in, trunk, packets, octets, places.isIpv6);
        }
        return taken;
    }

    private boolean isOrdinary4(int at, int end) {
        return end - at == Ipv4.totalLength(memory, at) && Ordinary4.isOrdinary(memory, at, end);
    }

    private boolean isOrdinary6(Face in, int at, int end) {
        return end - at == Ipv6.SIZE + Ipv6.payloadLength(memory, at)
                && graph.express.mayGoOn6(in)
                && Ordinary6.isOrdinary(memory, at, end - at);
    }

    private int lookUp(RouteTable table, int at) {
        return places.isIpv6
                ? table.lookup6(Ipv6.destinationHigh(memory, at), Ipv6.destinationLow(memory, at))
                : table.lookup4(Ipv4.destination(memory, at));
    }

    private boolean isGivenAway(int slot, int port, int owner) {
        if (owner != Exchange.HERE) {
            graph.exchange.giveFrame(slot, owner, port);
        }
        return owner != Exchange.HERE;
    }

    /// The plane that opens a train, which a sender makes with one association. What is no ESP is opened by nobody.
    private int openerOf(int slot) {
        int esp = slab.start[slot] + places.payload;
        int spi = Esp.fits(esp, slab.end[slot]) ? Esp.spi(memory, esp) : 0;
        return spi == 0 ? Exchange.HERE : graph.exchange.openerOf(spi);
    }

    private void count(Face in, @Nullable Face trunk, int packets, long octets, boolean six) {
        graph.counters.in(in.index, packets, octets, graph.now);
        if (trunk != null && trunk != in) {
            graph.counters.in(trunk.index, packets, octets, graph.now);
        }
        graph.counters.ipv4Received += six ? 0 : packets;
    }

    /// Whether datagrams are for UDP-encapsulated ESP.
    private boolean isTrain(int at) {
        return places.protocol == Ipv4.UDP
                && Udp.destinationPort(memory, at + Ipv4.SIZE) == UdpEncapsulation.PORT;
    }

    private boolean receive(int port, int slot, int at, Face in, @Nullable Face trunk) {
        ForwardingImage image = graph.image;
        cutter.begin(slot, places);
        int position = slab.start[slot] + places.payload;
        while (cutter.hasMore()) {
            int taken = 0;
            long octets = 0;
            for (int i = 0; i < Express.BATCH && cutter.hasMore(); i++) {
                int end = Math.min(position + slab.segment[slot], slab.end[slot]);
                if (image == graph.image && graph.express.input.takePiece(at, position, end, in)) {
                    octets += places.payload + cutter.skip();
                    taken++;
                } else {
                    intoGraph(port, cutter.next());
                }
                position = end;
            }
            if (taken != 0) {
                count(in, trunk, taken, octets, false);
                graph.express.input.finish();
                graph.express.output.settle();
            }
            graph.drainTrains();
        }
        slab.free(slot);
        return true;
    }

    private void intoGraph(int port, int slot) {
        if (slot == PacketSlab.NONE) {
            graph.counters.drop(Drop.NO_SLOT, 0, 0);
        } else {
            graph.enter(slot, port);
        }
    }

    /// Cuts a super-packet for the graph while a batch is running.
    void enter(int slot, int port) {
        var headers = new HeaderPlaces();
        if (readFrame(slot, graph.image.faceOfPort(port, 0), headers)) {
            var other = new SegmentCutter(slab);
            other.begin(slot, headers);
            while (other.hasMore()) {
                intoGraph(port, other.next());
            }
            slab.free(slot);
        }
    }

    /// Finds the headers of what came by a port, or drops it.
    private boolean readFrame(int slot, @Nullable Face trunk, HeaderPlaces into) {
        boolean isBare = trunk != null && Framing.isBare(trunk);
        Medium medium = isBare ? Medium.IP : Medium.ETHERNET;
        boolean isRead = into.read(memory, slab.start[slot], slab.end[slot], medium);
        if (!isRead) {
            graph.drop(slot, Drop.IP_SHORT);
        }
        return isRead;
    }

    /// Sends what has been made of the super-packets of this batch.
    void finish() {
        output.finishTrain();
        graph.express.output.sendReady();
    }

    /// Cuts a super-packet, and sends its packets by the express lane where that is open.
    void cut(int port, int slot, @Nullable Face trunk) {
        if (!readFrame(slot, trunk, places)) {
            return;
        }
        finish();
        cutter.begin(slot, places);
        while (cutter.hasMore()) {
            int count = 0;
            while (count < Express.BATCH && cutter.hasMore()) {
                int piece = cutter.next();
                if (piece == PacketSlab.NONE) {
                    graph.counters.drop(Drop.NO_SLOT, 0, 0);
                } else {
                    pieces[count++] = piece;
                }
            }
            if (graph.isLaneOpen()) {
                graph.express.run(port, pieces, 0, count);
            } else {
                for (int i = 0; i < count; i++) {
                    graph.enter(pieces[i], port);
                }
            }
            graph.drain();
        }
        slab.free(slot);
    }
}
