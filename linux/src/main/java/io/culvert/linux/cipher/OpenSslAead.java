package io.culvert.linux.cipher;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// AES-GCM (RFC 4106), ChaCha20-Poly1305 (RFC 7634) and GMAC (RFC 4543) by libcrypto: five calls a packet. One object is for one
/// direction.
final class OpenSslAead implements EspSealer, EspOpener {
    /// `EVP_CTRL_AEAD_GET_TAG` and `EVP_CTRL_AEAD_SET_TAG`.
    private static final int GET_TAG = 0x10;

    private static final int SET_TAG = 0x11;
    private static final int KEEP_DIRECTION = -1;

    private static final int NONCE = 0;
    private static final int IV = NONCE + 4;
    private static final int HEADER = NONCE + 16;
    private static final int DONE = HEADER + 16;
    private static final int NOTHING = DONE + 16;
    private static final int KEY = NOTHING + 16;
    private static final int SIZE = KEY + 32;

    private static final int CLEAR_AT = EspSuite.HEADER_OCTETS + 8;
    private static final int IV_OCTETS = 8;
    private static final int EXTENDED_HEADER_OCTETS = 12;

    private final EspSuite suite;
    private final int icvOctets;
    private final boolean isMac;
    private final boolean extendedSequence;
    private final LibCrypto crypto;
    private final SaMemory memory;
    private long context;

    OpenSslAead(
            EspSuite suite,
            EspKeys keys,
            boolean extendedSequence,
            boolean encrypts,
            LibCrypto crypto,
            Arena arena) {
        this.suite = suite;
        icvOctets = suite.icvOctets();
        isMac = suite.encryption().mode() == Encryption.Mode.GMAC;
        this.extendedSequence = extendedSequence;
        this.crypto = crypto;
        memory = new SaMemory(arena, SIZE);
        memory.put(NONCE, keys.salt());
        memory.put(KEY, keys.encryption());
        context = crypto.context(suite.encryption(), memory.address + KEY, encrypts);
        memory.wipe(KEY, SIZE - KEY);
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        assert Packet.carries(slab, espAt, sequence) : "the packet carries its sequence number";
        long esp = Packet.address(slab, espAt, CLEAR_AT + clearLength + icvOctets);
        slab.set(Packet.U64, espAt + EspSuite.HEADER_OCTETS, sequence);
        long tag = esp + CLEAR_AT + clearLength;
        begin(sequence);
        crypt(slab, espAt, esp, clearLength, sequence);
        long isGood = end();
        isGood &= Downcalls.critical(crypto.control, context, GET_TAG, icvOctets, tag);
        if ((int) isGood != 1) {
            throw new IllegalStateException("libcrypto does not seal with " + suite);
        }
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = suite.clearOctetsIn(espLength);
        if (clearLength < 0) {
            return false;
        }
        long esp = Packet.address(slab, espAt, espLength);
        long iv = slab.get(Packet.U64, espAt + EspSuite.HEADER_OCTETS);
        long tag = esp + CLEAR_AT + clearLength;
        begin(iv);
        Downcalls.critical(crypto.control, context, SET_TAG, icvOctets, tag);
        crypt(slab, espAt, esp, clearLength, sequence);
        if (end() == 1) {
            return true;
        }
        if (!isMac) {
            // The key stream once more gives back what came.
            begin(iv);
            text(esp, clearLength);
        }
        return false;
    }

    private void begin(long iv) {
        memory.octets.set(Packet.U64, IV, iv);
        Downcalls.critical(crypto.begin, context, 0, 0, 0, memory.address + NONCE, KEEP_DIRECTION);
    }

    private void crypt(MemorySegment slab, long espAt, long esp, int clearLength, long sequence) {
        if (extendedSequence) {
            Packet.putExtendedHeader(slab, espAt, sequence, memory.octets, HEADER);
            authenticate(memory.address + HEADER, EXTENDED_HEADER_OCTETS);
        } else {
            authenticate(esp, EspSuite.HEADER_OCTETS);
        }
        if (isMac) {
            authenticate(esp + EspSuite.HEADER_OCTETS, IV_OCTETS + clearLength);
        } else {
            text(esp, clearLength);
        }
    }

    private void authenticate(long from, int octets) {
        Downcalls.critical(crypto.update, context, 0, memory.address + DONE, from, octets);
    }

    private void text(long esp, int octets) {
        long at = esp + CLEAR_AT;
        Downcalls.critical(crypto.update, context, at, memory.address + DONE, at, octets);
    }

    private int end() {
        return (int)
                Downcalls.critical(
                        crypto.end, context, memory.address + NOTHING, memory.address + DONE);
    }

    @Override
    public void close() {
        if (context != 0) {
            Downcalls.plain(crypto.freeContext, context);
            context = 0;
        }
        memory.close();
    }
}
