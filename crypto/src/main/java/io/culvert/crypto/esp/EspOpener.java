package io.culvert.crypto.esp;

import java.lang.foreign.MemorySegment;

/// Verifies and decrypts the incoming packets of one SA, in place. Belongs to one worker.
public interface EspOpener extends EspKeyHolder {
    /// Opens a packet of `espLength` octets from SPI to tag. The clear text with its trailer then stands at
    /// [EspSuite#clearAt]. If the length or the tag is wrong the answer is no, and the packet stands as it came.
    ///
    /// @param sequence the low half as received and the high half as inferred (RFC 4303 appendix A)
    boolean open(MemorySegment slab, long espAt, int espLength, long sequence);

    /// Opens a packet so that its clear text with its trailer stands elsewhere in the slab, nowhere over the packet, which is not to be
    /// looked at afterwards.
    ///
    /// @param to where the clear text goes; what it holds after a wrong tag is not to be looked at
    /// @param clearAt what [EspSuite#clearAt] says
    /// @param clearLength octets of clear text in a packet of this length
    default boolean openTo(
            MemorySegment slab,
            long espAt,
            int espLength,
            long sequence,
            long to,
            int clearAt,
            int clearLength) {
        if (!open(slab, espAt, espLength, sequence)) {
            return false;
        }
        MemorySegment.copy(slab, espAt + clearAt, slab, to, clearLength);
        return true;
    }

    /// Opens the first `count` packets of a batch and says of each whether it was good.
    default void open(
            MemorySegment slab,
            long[] espAt,
            int[] espLength,
            long[] sequence,
            boolean[] isGood,
            int count) {
        for (int i = 0; i < count; i++) {
            isGood[i] = open(slab, espAt[i], espLength[i], sequence[i]);
        }
    }
}
