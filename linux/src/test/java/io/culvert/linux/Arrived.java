package io.culvert.linux;

import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// What a port has handed over.
final class Arrived {
    private Arrived() {}

    /// Takes over a slot and answers the packet in it, or those that a super-packet stands for.
    static List<byte[]> packets(PacketSlab slab, Medium medium, int slot) {
        var packets = new ArrayList<byte[]>();
        if (slab.segment[slot] == 0) {
            packets.add(octets(slab, slot));
        } else {
            new Shears(slab, new PortTally(), medium)
                    .send(
                            slot,
                            (slots, count) -> {
                                for (int i = 0; i < count; i++) {
                                    packets.add(octets(slab, slots[i]));
                                }
                            });
        }
        return packets;
    }

    private static byte[] octets(PacketSlab slab, int slot) {
        byte[] octets =
                slab.memory()
                        .asSlice(slab.start[slot], slab.length(slot))
                        .toArray(ValueLayout.JAVA_BYTE);
        slab.free(slot);
        return octets;
    }
}
