package io.culvert.lab;

import io.culvert.dataplane.PacketSlab;
import java.lang.foreign.MemorySegment;

/// The packet slots that all nodes of one lab share: a frame is a slot number. What is done to a frame on the links is
/// said here in the words of the lab; the routers use the slab itself.
public final class Frames {
    private static final int SMALL_SLOTS = 16_384;
    private static final int LARGE_SLOTS = 256;

    private final PacketSlab slab;

    public Frames(PacketSlab slab) {
        this.slab = slab;
    }

    /// A slab for one lab.
    public static Frames ofOneLab() {
        return new Frames(new PacketSlab(SMALL_SLOTS, LARGE_SLOTS));
    }

    public PacketSlab slab() {
        return slab;
    }

    public MemorySegment memory() {
        return slab.memory();
    }

    /// A slot that holds `octets` octets between [#start] and [#end], not cleared, or -1 when the slab is used up.
    public int take(int octets) {
        int slot = slab.allocate(octets);
        if (slot != PacketSlab.NONE) {
            slab.end[slot] = slab.start[slot] + octets;
        }
        return slot;
    }

    /// The first octet of the frame, as an offset into [#memory].
    public long start(int slot) {
        return slab.start[slot];
    }

    /// The offset behind the last octet of the frame.
    public long end(int slot) {
        return slab.end[slot];
    }

    public int length(int slot) {
        return slab.length(slot);
    }

    public void release(int slot) {
        slab.free(slot);
    }

    /// A second slot with the same octets, or -1.
    public int copy(int slot) {
        return slab.copy(slot);
    }
}
