package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// AES-GCM (RFC 4106) by the multi-buffer library: one call a packet, and the IV is the sequence number. The same for both
/// directions.
final class MultiBufferGcm implements EspSealer, EspOpener {
    /// What each packet writes stands in front of the keys it reads, on one page with them: where there are thousands of associations, none of it
    /// is in any cache.
    private static final int NONCE = 0;

    private static final int IV = NONCE + 4;
    private static final int HEADER = NONCE + 16;
    private static final int TAG = HEADER + 16;
    private static final int CONTEXT = 64;
    private static final int KEY_DATA = CONTEXT + Gcm.CONTEXT_OCTETS;
    private static final int KEY = KEY_DATA + Gcm.KEY_DATA_OCTETS;
    private static final int SIZE = KEY + 32;

    /// The scratch and the round keys.
    private static final int FORESEEN = KEY_DATA + 256;

    private static final int CLEAR_AT = EspSuite.HEADER_OCTETS + 8;
    private static final int EXTENDED_HEADER_OCTETS = 12;

    /// Octets of a packet beside its clear text, of which there is a multiple of so many.
    private final int around;

    private final int alignment;
    private final int icvOctets;
    private final boolean extendedSequence;
    private final Gcm gcm;
    private final SaMemory memory;

    MultiBufferGcm(EspSuite suite, EspKeys keys, boolean extendedSequence, Gcm gcm, Arena arena) {
        around = suite.espOctets(0);
        alignment = suite.alignment();
        this.icvOctets = suite.icvOctets();
        this.extendedSequence = extendedSequence;
        this.gcm = gcm;
        memory = new SaMemory(arena, SIZE);
        memory.put(NONCE, keys.salt());
        memory.put(KEY, keys.encryption());
        Downcalls.plain(gcm.expand(), memory.address + KEY, memory.address + KEY_DATA);
        memory.wipe(KEY, SIZE - KEY);
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        assert Packet.carries(slab, espAt, sequence) : "the packet carries its sequence number";
        long esp = Packet.address(slab, espAt, CLEAR_AT + clearLength + icvOctets);
        slab.set(Packet.U64, espAt + EspSuite.HEADER_OCTETS, sequence);
        long tag = esp + CLEAR_AT + clearLength;
        long clear = esp + CLEAR_AT;
        crypt(gcm.seal(), slab, espAt, esp, clear, clear, clearLength, sequence, sequence, tag);
    }

    @Override
    public void sealFrom(
            MemorySegment slab,
            long from,
            long espAt,
            int clearAt,
            int clearLength,
            long sequence) {
        assert Packet.carries(slab, espAt, sequence) : "the packet carries its sequence number";
        long esp = Packet.address(slab, espAt, CLEAR_AT + clearLength + icvOctets);
        long clear = Packet.address(slab, from, clearLength);
        slab.set(Packet.U64, espAt + EspSuite.HEADER_OCTETS, sequence);
        long to = esp + CLEAR_AT;
        long tag = to + clearLength;
        crypt(gcm.seal(), slab, espAt, esp, clear, to, clearLength, sequence, sequence, tag);
    }

    @Override
    public void seal(
            MemorySegment slab, long[] espAt, int[] clearLength, long[] sequence, int count) {
        for (int i = 0; i < count; i++) {
            seal(slab, espAt[i], clearLength[i], sequence[i]);
        }
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = espLength - around;
        if (!isClearLength(clearLength)) {
            return false;
        }
        long esp = Packet.address(slab, espAt, espLength);
        long iv = slab.get(Packet.U64, espAt + EspSuite.HEADER_OCTETS);
        long tag = memory.address + TAG;
        long clear = esp + CLEAR_AT;
        crypt(gcm.open(), slab, espAt, esp, clear, clear, clearLength, iv, sequence, tag);
        if (Packet.matches(slab, espAt + CLEAR_AT + clearLength, memory.octets, TAG, icvOctets)) {
            return true;
        }
        // The key stream once more gives back what came.
        crypt(gcm.open(), slab, espAt, esp, clear, clear, clearLength, iv, sequence, tag);
        return false;
    }

    @Override
    public boolean openTo(
            MemorySegment slab,
            long espAt,
            int espLength,
            long sequence,
            long to,
            int clearAt,
            int clearLength) {
        if (clearLength != espLength - around || !isClearLength(clearLength)) {
            return false;
        }
        long esp = Packet.address(slab, espAt, espLength);
        long clear = Packet.address(slab, to, clearLength);
        long iv = slab.get(Packet.U64, espAt + EspSuite.HEADER_OCTETS);
        long tag = memory.address + TAG;
        crypt(gcm.open(), slab, espAt, esp, esp + CLEAR_AT, clear, clearLength, iv, sequence, tag);
        long carried = espAt + CLEAR_AT + clearLength;
        return Packet.matches(slab, carried, memory.octets, TAG, icvOctets);
    }

    private boolean isClearLength(int octets) {
        return octets >= alignment && (octets & alignment - 1) == 0;
    }

    @Override
    public long foresee() {
        MemorySegment octets = memory.octets;
        long sum = 0;
        for (int at = 0; at < FORESEEN; at += 64) {
            sum += octets.get(Packet.U64, at);
        }
        return sum;
    }

    private void crypt(
            MemorySegment function,
            MemorySegment slab,
            long espAt,
            long esp,
            long from,
            long to,
            int octets,
            long iv,
            long sequence,
            long tag) {
        memory.octets.set(Packet.U64, IV, iv);
        long header = esp;
        int headerOctets = EspSuite.HEADER_OCTETS;
        if (extendedSequence) {
            Packet.putExtendedHeader(slab, espAt, sequence, memory.octets, HEADER);
            header = memory.address + HEADER;
            headerOctets = EXTENDED_HEADER_OCTETS;
        }
        Downcalls.critical(
                function,
                memory.address + KEY_DATA,
                memory.address + CONTEXT,
                to,
                from,
                octets,
                memory.address + NONCE,
                header,
                headerOctets,
                tag,
                icvOctets);
    }

    @Override
    public void close() {
        memory.close();
    }
}
