package io.culvert.crypto.esp;

import java.lang.foreign.MemorySegment;

/// Encrypts and authenticates the outgoing packets of one SA, in place. Belongs to one worker.
public interface EspSealer extends EspKeyHolder {
    /// Seals a packet in which SPI and low sequence number are written at `espAt` and the clear text with its trailer stands
    /// behind the room for the IV ([EspSuite#clearAt]). Writes the IV before and the tag behind it.
    ///
    /// @param clearLength octets of clear text, a multiple of [EspSuite#alignment]
    /// @param sequence all 64 bits of the sequence number, never twice the same: the counter modes make their nonce of it
    ///     (RFC 4106 section 3.1)
    void seal(MemorySegment slab, long espAt, int clearLength, long sequence);

    /// Seals clear text that stands elsewhere in the slab into a packet, which may lie nowhere over it.
    ///
    /// @param from where the clear text with its trailer begins; it is not changed
    /// @param clearAt what [EspSuite#clearAt] says
    default void sealFrom(
            MemorySegment slab,
            long from,
            long espAt,
            int clearAt,
            int clearLength,
            long sequence) {
        MemorySegment.copy(slab, from, slab, espAt + clearAt, clearLength);
        seal(slab, espAt, clearLength, sequence);
    }

    /// Seals the first `count` packets of a batch.
    default void seal(
            MemorySegment slab, long[] espAt, int[] clearLength, long[] sequence, int count) {
        for (int i = 0; i < count; i++) {
            seal(slab, espAt[i], clearLength[i], sequence[i]);
        }
    }
}
