package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import java.util.List;

/// What one plane of a router gives to the others, and takes from them. Each association belongs to one of the planes, so that its numbers and
/// its window meet no lock: a receiving half to the plane that its SPI says, the sending half of a tunnel to the plane that the number of the
/// tunnel says, unless the plane at hand has one of its own (RFC 9611). Who has a packet for another's association gives it away as it is,
/// before anything was done to it that the image decided: the other may have taken over the next image already. Where a packet belongs is the same for all of
/// them, so it is given away once for each association that it needs.
final class Exchange {
    /// It belongs here.
    static final int HERE = -1;

    /// What is given away, and what the argument says: a frame or bare packet as a port brought it, and the port;
    static final int FRAME = 0;

    /// the same of which more is known than its octets: a super-packet, or one with a maker;
    static final int FRAME_WITH_FACTS = 1;

    /// an IP packet in its table, before its hop is counted;
    static final int IP = 2;

    /// a labelled packet, before its label is looked at;
    static final int LABELLED = 3;

    /// a packet for this router that holds ESP: the distance of the ESP header from the beginning, doubled, and one more if it is in UDP;
    static final int SEALED = 4;

    /// a copy of an ICMP message for this router, of which every plane learns, and the place of its ICMP header in the packet;
    static final int ERROR = 5;

    /// a frame or bare packet that is ready to leave by a port that only the first plane has, and the port;
    static final int READY = 6;

    /// the outer packet of a tunnel that goes into another one, and the interface of the first.
    static final int OUTER = 7;

    /// Packets that are taken from one plane before the next one's turn.
    private static final int TURN = 256;

    private final Graph graph;
    private final int number;

    /// By plane; that of the plane itself is never used.
    private final List<Passage> to;

    private final List<Passage> from;
    private final int count;
    private final int[] batch = new int[Express.BATCH];
    private final int[] one = new int[1];

    /// What is taken from another plane at once.
    private final int[] copies = new int[Express.BATCH];

    private final int[] kinds = new int[Express.BATCH];
    private final int[] arguments = new int[Express.BATCH];

    private int batched;
    private int batchPort;

    /// A bit for each plane that something was given to.
    private long receivers;

    /// The same of those that have not seen it.
    private long unpublished;

    /// One of the planes of a router.
    Exchange(Graph graph, int number, List<Passage> to, List<Passage> from) {
        this.graph = graph;
        this.number = number;
        this.to = List.copyOf(to);
        this.from = List.copyOf(from);
        count = Math.max(1, to.size());
    }

    /// Whose an inbound association with this SPI is.
    static int ownerOfSpi(int spi, int planes) {
        return Integer.remainderUnsigned(spi, planes);
    }

    /// Whose the sending half of a tunnel is, for those that have none.
    static int ownerOfTunnel(int ifIndex, int planes) {
        return ifIndex % planes;
    }

    /// The plane that opens packets with this SPI, or [#HERE].
    int openerOf(int spi) {
        if (count == 1) {
            return HERE;
        }
        int owner = ownerOfSpi(spi, count);
        return owner == number ? HERE : owner;
    }

    /// The plane that seals packets into a tunnel, or [#HERE] if this one does, or if there is nothing to seal.
    int sealerOf(int ifIndex) {
        if (count == 1 || graph.associations.own.newest(ifIndex) != null) {
            return HERE;
        }
        Face face = graph.image.face(ifIndex);
        int owner = ownerOfTunnel(ifIndex, count);
        return face == null
                        || face.tunnel == null
                        || !face.tunnel.protectionRequired()
                        || owner == number
                ? HERE
                : owner;
    }

    /// Gives a packet away; what there is no room for is dropped.
    void give(int slot, int owner, int kind, int argument) {
        if (to.get(owner).put(slot, kind, argument)) {
            receivers |= 1L << owner;
            unpublished |= 1L << owner;
        } else {
            graph.drop(slot, Drop.WORKER_BEHIND);
        }
    }

    /// Gives away a frame or bare packet as the port brought it.
    void giveFrame(int slot, int owner, int port) {
        boolean isPlain = graph.slab.segment[slot] == 0 && graph.slab.origin[slot] == 0;
        give(slot, owner, isPlain ? FRAME : FRAME_WITH_FACTS, port);
    }

    /// Lets the others see what was given to them: once for all of a batch.
    void publish() {
        while (unpublished != 0) {
            int owner = Long.numberOfTrailingZeros(unpublished);
            unpublished &= unpublished - 1;
            to.get(owner).publish();
        }
    }

    /// Gives away a packet for this router that holds ESP.
    void giveSealed(int slot, int owner, int esp, int inUdp) {
        give(slot, owner, SEALED, esp - graph.slab.start[slot] << 1 | inUdp);
    }

    /// Gives a copy of an ICMP message to all others.
    void spread(int slot, int icmp) {
        for (int i = 0; i < count; i++) {
            if (i != number) {
                int copy = graph.slab.copy(slot);
                if (copy != PacketSlab.NONE) {
                    give(copy, i, ERROR, icmp - graph.slab.start[slot]);
                }
            }
        }
    }

    boolean isAlone() {
        return count == 1;
    }

    /// The planes that something was given to since this was asked last, a bit for each.
    long takeReceivers() {
        publish();
        long taken = receivers;
        receivers = 0;
        return taken;
    }

    void takeBack() {
        for (int i = 0; i < to.size(); i++) {
            if (i != number) {
                to.get(i).takeBack();
            }
        }
    }

    boolean hasWaiting() {
        for (int i = 0; i < from.size(); i++) {
            if (i != number && from.get(i).waiting() != 0) {
                return true;
            }
        }
        return false;
    }

    /// Handles what the others have given to this plane, outside a batch.
    void receive(long nowNanos) {
        for (int i = 0; i < from.size(); i++) {
            if (i != number) {
                receive(from.get(i), nowNanos);
            }
        }
    }

    private void receive(Passage passage, long nowNanos) {
        int most = Math.min(TURN, passage.waiting());
        for (int first = 0; first < most; first += Express.BATCH) {
            int count = Math.min(Express.BATCH, most - first);
            copy(passage, count);
            for (int i = 0; i < count; i++) {
                take(copies[i], kinds[i], arguments[i], nowNanos);
            }
        }
        flush(nowNanos);
        graph.run(nowNanos);
        graph.ethernetOutput.flush();
    }

    /// Copies packets of another plane, all of them before anything is done with one: their slots go back at once.
    private void copy(Passage passage, int count) {
        PacketSlab theirs = passage.sender();
        for (int i = 0; i < count; i++) {
            int kind = passage.kind(i);
            int slot = passage.slot(i);
            kinds[i] = kind;
            arguments[i] = passage.argument(i);
            copies[i] =
                    kind == FRAME
                            ? graph.slab.copyOctets(theirs, slot, passage.start(i), passage.end(i))
                            : graph.slab.copyFrom(theirs, slot);
        }
        passage.taken(count);
    }

    private void take(int slot, int kind, int argument, long nowNanos) {
        if (slot == PacketSlab.NONE) {
            graph.counters.drop(Drop.NO_SLOT, 0, 0);
        } else if (kind == FRAME || kind == FRAME_WITH_FACTS) {
            gather(slot, argument, nowNanos);
        } else {
            flush(nowNanos);
            enter(slot, kind, argument);
        }
    }

    private void gather(int slot, int port, long nowNanos) {
        if (batched == batch.length || batched != 0 && port != batchPort) {
            flush(nowNanos);
        }
        batchPort = port;
        batch[batched++] = slot;
    }

    /// What came before goes before.
    private void flush(long nowNanos) {
        if (batched != 0) {
            int ready = batched;
            batched = 0;
            graph.run(nowNanos);
            graph.input(nowNanos, batchPort, batch, ready);
        }
    }

    private void enter(int slot, int kind, int argument) {
        PacketSlab slab = graph.slab;
        int at = slab.start[slot];
        if (slab.table[slot] >= graph.image.tableCount()) {
            graph.drop(slot, Drop.TABLE_UNKNOWN);
            return;
        }
        switch (kind) {
            case IP -> {
                if (IpHeader.isSix(graph.memory, at)) {
                    graph.ipv6Lookup.add(slot);
                } else {
                    graph.ipv4Lookup.add(slot);
                }
            }
            case LABELLED -> graph.mplsInput.add(slot);
            case SEALED -> {
                int esp = at + (argument >>> 1);
                if ((argument & 1) == 0) {
                    graph.espInput.plain(slot, esp);
                } else {
                    graph.espInput.inUdp(slot, esp);
                }
            }
            case READY -> {
                one[0] = slot;
                graph.output.transmit(argument, one, 1);
            }
            case OUTER -> {
                Face tunnel = graph.image.face(argument);
                if (tunnel == null) {
                    graph.drop(slot, Drop.INTERFACE_UNKNOWN);
                } else {
                    graph.forwardOuter(slot, tunnel);
                }
            }
            default -> {
                graph.localInput.pathMtu().hear(slot, at + argument);
                slab.free(slot);
            }
        }
    }
}
