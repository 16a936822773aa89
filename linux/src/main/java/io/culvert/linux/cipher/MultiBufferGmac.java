package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// ENCR_NULL_AUTH_AES_GMAC (RFC 4543 section 3) by the multi-buffer library: header, IV and clear text are authenticated. They lie
/// in one piece and take one call as associated data of GCM over nothing, unless the high half of the sequence number, which is
/// not sent, comes between them.
final class MultiBufferGmac implements EspSealer, EspOpener {
    private static final int CONTEXT = Gcm.KEY_DATA_OCTETS;
    private static final int NONCE = CONTEXT + Gcm.CONTEXT_OCTETS;
    private static final int IV = NONCE + 4;
    private static final int NONCE_OCTETS = 12;
    private static final int HEADER = NONCE + 16;
    private static final int TAG = HEADER + 16;
    private static final int KEY = TAG + 16;
    private static final int SIZE = KEY + 32;

    private static final int CLEAR_AT = EspSuite.HEADER_OCTETS + 8;
    private static final int EXTENDED_HEADER_OCTETS = 12;

    private final EspSuite suite;
    private final int icvOctets;
    private final boolean extendedSequence;
    private final Gcm gcm;
    private final SaMemory memory;

    MultiBufferGmac(EspSuite suite, EspKeys keys, boolean extendedSequence, Gcm gcm, Arena arena) {
        this.suite = suite;
        this.icvOctets = suite.icvOctets();
        this.extendedSequence = extendedSequence;
        this.gcm = gcm;
        memory = new SaMemory(arena, SIZE);
        memory.put(NONCE, keys.salt());
        memory.put(KEY, keys.encryption());
        Downcalls.plain(gcm.expand(), memory.address + KEY, memory.address);
        memory.wipe(KEY, SIZE - KEY);
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        assert Packet.carries(slab, espAt, sequence) : "the packet carries its sequence number";
        long esp = Packet.address(slab, espAt, CLEAR_AT + clearLength + icvOctets);
        slab.set(Packet.U64, espAt + EspSuite.HEADER_OCTETS, sequence);
        authenticate(slab, espAt, esp, clearLength, sequence, esp + CLEAR_AT + clearLength);
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = suite.clearOctetsIn(espLength);
        if (clearLength < 0) {
            return false;
        }
        long esp = Packet.address(slab, espAt, espLength);
        authenticate(slab, espAt, esp, clearLength, sequence, memory.address + TAG);
        return Packet.matches(slab, espAt + CLEAR_AT + clearLength, memory.octets, TAG, icvOctets);
    }

    private void authenticate(
            MemorySegment slab, long espAt, long esp, int clearLength, long sequence, long tag) {
        long key = memory.address;
        long context = key + CONTEXT;
        memory.octets.set(Packet.U64, IV, slab.get(Packet.U64, espAt + EspSuite.HEADER_OCTETS));
        if (!extendedSequence) {
            Downcalls.critical(
                    gcm.seal(),
                    key,
                    context,
                    esp,
                    esp,
                    0,
                    key + NONCE,
                    esp,
                    CLEAR_AT + clearLength,
                    tag,
                    icvOctets);
            return;
        }
        Packet.putExtendedHeader(slab, espAt, sequence, memory.octets, HEADER);
        long behind = esp + EspSuite.HEADER_OCTETS;
        int octetsBehind = CLEAR_AT - EspSuite.HEADER_OCTETS + clearLength;
        Downcalls.critical(gcm.macBegin(), key, context, key + NONCE, NONCE_OCTETS);
        Downcalls.critical(gcm.macUpdate(), key, context, key + HEADER, EXTENDED_HEADER_OCTETS);
        Downcalls.critical(gcm.macUpdate(), key, context, behind, octetsBehind);
        Downcalls.critical(gcm.macEnd(), key, context, tag, icvOctets);
    }

    @Override
    public void close() {
        memory.close();
    }
}
