package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.dataplane.PacketSlab;

/// Moves packets between slots and byte strings, for the control side, which may copy.
final class SlotPackets {
    private final PacketSlab slab;

    SlotPackets(PacketSlab slab) {
        this.slab = slab;
    }

    /// The packet of a slot, which is free afterwards.
    Bytes take(int slot) {
        Bytes packet = Bytes.of(slab.memory(), slab.start[slot], slab.end[slot] - slab.start[slot]);
        slab.free(slot);
        return packet;
    }

    /// A slot with this packet, or [PacketSlab#NONE].
    int put(Bytes packet) {
        int slot = slab.allocate(packet.size());
        if (slot != PacketSlab.NONE) {
            packet.copyTo(slab.memory(), slab.start[slot]);
            slab.end[slot] = slab.start[slot] + packet.size();
        }
        return slot;
    }
}
