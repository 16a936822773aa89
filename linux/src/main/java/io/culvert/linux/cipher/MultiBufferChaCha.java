package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// ChaCha20-Poly1305 (RFC 7634) by a job of the multi-buffer library for each packet; it ends when it is handed in. The same for
/// both directions.
final class MultiBufferChaCha implements EspSealer, EspOpener {
    private static final EspSuite SUITE = EspSuite.CHACHA20_POLY1305;
    private static final int CLEAR_AT = SUITE.clearAt();
    private static final int ICV_OCTETS = SUITE.icvOctets();
    private static final int NONCE_OCTETS = 12;
    private static final int KEY_OCTETS = 32;
    private static final int EXTENDED_HEADER_OCTETS = 12;

    private static final int KEY = 0;
    private static final int NONCE = KEY + KEY_OCTETS;
    private static final int IV = NONCE + 4;
    private static final int HEADER = NONCE + 16;
    private static final int TAG = HEADER + 16;
    private static final int SIZE = TAG + 16;

    private final boolean extendedSequence;
    private final ThreadLocal<JobRing> rings;
    private final SaMemory memory;

    MultiBufferChaCha(
            EspKeys keys, boolean extendedSequence, ThreadLocal<JobRing> rings, Arena arena) {
        this.extendedSequence = extendedSequence;
        this.rings = rings;
        memory = new SaMemory(arena, SIZE);
        memory.put(KEY, keys.encryption());
        memory.put(NONCE, keys.salt());
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        assert Packet.carries(slab, espAt, sequence) : "the packet carries its sequence number";
        long esp = Packet.address(slab, espAt, CLEAR_AT + clearLength + ICV_OCTETS);
        slab.set(Packet.U64, espAt + EspSuite.HEADER_OCTETS, sequence);
        long tag = esp + CLEAR_AT + clearLength;
        crypt(true, slab, espAt, esp, clearLength, sequence, sequence, tag);
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = SUITE.clearOctetsIn(espLength);
        if (clearLength < 0) {
            return false;
        }
        long esp = Packet.address(slab, espAt, espLength);
        long iv = slab.get(Packet.U64, espAt + EspSuite.HEADER_OCTETS);
        long tag = memory.address + TAG;
        crypt(false, slab, espAt, esp, clearLength, iv, sequence, tag);
        if (Packet.matches(slab, espAt + CLEAR_AT + clearLength, memory.octets, TAG, ICV_OCTETS)) {
            return true;
        }
        // The key stream once more gives back what came.
        crypt(false, slab, espAt, esp, clearLength, iv, sequence, tag);
        return false;
    }

    private void crypt(
            boolean encrypts,
            MemorySegment slab,
            long espAt,
            long esp,
            int clearLength,
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
        JobRing jobs = rings.get();
        jobs.begin(JobRing.CIPHER_CHACHA20_POLY1305, JobRing.HASH_CHACHA20_POLY1305, encrypts);
        jobs.key(memory.address + KEY, memory.address + KEY, KEY_OCTETS);
        jobs.iv(memory.address + NONCE, NONCE_OCTETS);
        jobs.text(esp, esp + CLEAR_AT, CLEAR_AT, clearLength);
        jobs.hash(CLEAR_AT, clearLength, header, headerOctets);
        jobs.tag(tag, ICV_OCTETS);
        jobs.submit();
        jobs.finish();
    }

    @Override
    public void close() {
        memory.close();
    }
}
