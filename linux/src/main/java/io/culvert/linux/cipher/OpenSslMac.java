package io.culvert.linux.cipher;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// AES-CBC (RFC 3602) or nothing (RFC 2410), with an HMAC over header, IV and ciphertext, by libcrypto: three calls for the HMAC,
/// one more for an extended sequence number, two for AES-CBC and one for its IV ([EspCiphers] says which). One object is for one
/// direction.
final class OpenSslMac implements EspSealer, EspOpener {
    private static final int KEEP_DIRECTION = -1;
    private static final int BLOCK_OCTETS = 16;

    private static final int COUNTER = 0;
    private static final int HIGH = COUNTER + BLOCK_OCTETS;
    private static final int DONE = HIGH + 16;
    private static final int TAG = DONE + 16;
    private static final int KEY = TAG + 64;
    private static final int SIZE = KEY + 64;

    private final EspSuite suite;
    private final int clearAt;
    private final int icvOctets;
    private final boolean isCbc;
    private final boolean extendedSequence;
    private final LibCrypto crypto;
    private final SaMemory memory;
    private long mac;
    private long cipher;
    private long vectors;

    private OpenSslMac(
            EspSuite suite,
            EspKeys keys,
            boolean extendedSequence,
            boolean encrypts,
            LibCrypto crypto,
            Arena arena) {
        this.suite = suite;
        clearAt = suite.clearAt();
        icvOctets = suite.icvOctets();
        isCbc = suite.encryption().mode() == Encryption.Mode.CBC;
        this.extendedSequence = extendedSequence;
        this.crypto = crypto;
        memory = new SaMemory(arena, SIZE);
        memory.put(KEY, keys.integrity());
        mac = crypto.mac(suite.integrity(), memory.address + KEY);
        if (isCbc) {
            memory.put(KEY, keys.encryption());
            cipher = crypto.context(suite.encryption(), memory.address + KEY, encrypts);
        }
        memory.wipe(KEY, SIZE - KEY);
    }

    /// @param vectorKey for the initialisation vectors, of no octets if the suite has none
    static EspSealer sealer(
            EspSuite suite,
            EspKeys keys,
            boolean extendedSequence,
            Bytes vectorKey,
            LibCrypto crypto,
            Arena arena) {
        var sealer = new OpenSslMac(suite, keys, extendedSequence, true, crypto, arena);
        if (sealer.isCbc) {
            Secret key = Secret.of(vectorKey);
            sealer.memory.put(KEY, key);
            key.wipe();
            sealer.vectors = crypto.context(crypto.vectorCipher, sealer.memory.address + KEY, true);
            sealer.memory.wipe(KEY, SIZE - KEY);
        }
        return sealer;
    }

    static EspOpener opener(
            EspSuite suite, EspKeys keys, boolean extendedSequence, LibCrypto crypto, Arena arena) {
        return new OpenSslMac(suite, keys, extendedSequence, false, crypto, arena);
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        memory.requireOpen();
        long esp = Packet.address(slab, espAt, clearAt + clearLength + icvOctets);
        if (isCbc) {
            memory.octets.set(Packet.U64, COUNTER + BLOCK_OCTETS - 8, sequence);
            crypt(vectors, memory.address + COUNTER, esp + EspSuite.HEADER_OCTETS, BLOCK_OCTETS);
            crypt(esp, clearLength);
        }
        authenticate(esp, clearAt + clearLength, sequence);
        MemorySegment.copy(memory.octets, TAG, slab, espAt + clearAt + clearLength, icvOctets);
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = suite.clearOctetsIn(espLength);
        if (clearLength < 0) {
            return false;
        }
        memory.requireOpen();
        long esp = Packet.address(slab, espAt, espLength);
        authenticate(esp, clearAt + clearLength, sequence);
        if (!Packet.matches(slab, espAt + clearAt + clearLength, memory.octets, TAG, icvOctets)) {
            return false;
        }
        if (isCbc) {
            crypt(esp, clearLength);
        }
        return true;
    }

    /// Text in place, under the IV that stands in the packet.
    private void crypt(long esp, int clearLength) {
        Downcalls.critical(
                crypto.begin, cipher, 0, 0, 0, esp + EspSuite.HEADER_OCTETS, KEEP_DIRECTION);
        crypt(cipher, esp + clearAt, esp + clearAt, clearLength);
    }

    private void crypt(long context, long from, long to, int octets) {
        long isGood =
                Downcalls.critical(crypto.update, context, to, memory.address + DONE, from, octets);
        if ((int) isGood != 1) {
            throw new IllegalStateException("libcrypto does not work whole blocks of " + suite);
        }
    }

    private void authenticate(long esp, int octets, long sequence) {
        Downcalls.critical(crypto.beginMac, mac, 0, 0, 0, 0);
        Downcalls.critical(crypto.updateMac, mac, esp, octets);
        if (extendedSequence) {
            memory.octets.set(Packet.U32, HIGH, (int) (sequence >>> 32));
            Downcalls.critical(crypto.updateMac, mac, memory.address + HIGH, 4);
        }
        long isGood =
                Downcalls.critical(crypto.endMac, mac, memory.address + TAG, memory.address + DONE);
        if ((int) isGood != 1) {
            throw new IllegalStateException("libcrypto does not authenticate with " + suite);
        }
    }

    @Override
    public void close() {
        mac = free(crypto.freeMac, mac);
        cipher = free(crypto.freeContext, cipher);
        vectors = free(crypto.freeContext, vectors);
        memory.close();
    }

    /// Libcrypto wipes what it frees.
    private static long free(MemorySegment function, long context) {
        if (context != 0) {
            Downcalls.plain(function, context);
        }
        return 0;
    }
}
