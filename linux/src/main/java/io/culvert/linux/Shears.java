package io.culvert.linux;

import io.culvert.dataplane.HeaderPlaces;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.SegmentCutter;

/// Cuts super-packets for a port that does not send them whole.
final class Shears {
    /// Takes over slots and sends them.
    interface Sender {
        void transmit(int[] slots, int count);
    }

    private static final int BATCH = 64;

    private final PacketSlab slab;
    private final PortTally tally;
    private final Medium medium;
    private final SegmentCutter cutter;
    private final HeaderPlaces places = new HeaderPlaces();
    private final int[] pieces = new int[BATCH];

    Shears(PacketSlab slab, PortTally tally, Medium medium) {
        this.slab = slab;
        this.tally = tally;
        this.medium = medium;
        cutter = new SegmentCutter(slab);
    }

    /// Takes over a super-packet and sends the packets that it stands for.
    void send(int slot, Sender to) {
        if (!places.read(slab.memory(), slab.start[slot], slab.end[slot], medium)) {
            throw new IllegalStateException("the plane sends super-packets of TCP and UDP alone");
        }
        cutter.begin(slot, places);
        while (cutter.hasMore()) {
            int count = 0;
            while (count < BATCH && cutter.hasMore()) {
                int piece = cutter.next();
                if (piece == PacketSlab.NONE) {
                    tally.drop(PortDrop.NO_SLOT);
                } else {
                    pieces[count++] = piece;
                }
            }
            to.transmit(pieces, count);
        }
        slab.free(slot);
    }
}
