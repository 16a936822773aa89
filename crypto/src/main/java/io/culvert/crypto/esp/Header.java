package io.culvert.crypto.esp;

import java.lang.foreign.MemorySegment;

/// The header as the combined-mode ciphers authenticate it: SPI and sequence number, the latter with its high half if it is
/// extended (RFC 4106 section 5, RFC 4543 section 3.3, RFC 7634 section 2.1).
final class Header {
    final byte[] octets;

    Header(boolean extendedSequence) {
        octets = new byte[extendedSequence ? 12 : 8];
    }

    void read(MemorySegment slab, long espAt, long sequence) {
        int low = slab.get(Scratch.U32, espAt + 4);
        assert low == (int) sequence : "the packet carries the low half of its sequence number";
        Scratch.putInt(octets, 0, slab.get(Scratch.U32, espAt));
        if (octets.length == 12) {
            Scratch.putInt(octets, 4, (int) (sequence >>> 32));
        }
        Scratch.putInt(octets, octets.length - 4, low);
    }
}
