package io.culvert.lab;

import java.lang.foreign.MemorySegment;

/// The packet slots that all nodes of one lab share: a frame is a slot number.
public interface Frames {
    MemorySegment memory();

    /// A slot that holds `octets` octets between [#start] and [#end], not cleared, or -1 when the slab is used up.
    int take(int octets);

    /// The first octet of the frame, as an offset into [#memory].
    long start(int slot);

    /// The offset behind the last octet of the frame.
    long end(int slot);

    /// Moves the end of the frame.
    void end(int slot, long end);

    void release(int slot);

    default int length(int slot) {
        return (int) (end(slot) - start(slot));
    }

    /// A second slot with the same octets, or -1.
    default int copy(int slot) {
        int octets = length(slot);
        int copy = take(octets);
        if (copy >= 0) {
            MemorySegment.copy(memory(), start(slot), memory(), start(copy), octets);
        }
        return copy;
    }
}
