package io.culvert.crypto.esp;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/// AES-GCM (RFC 4106) and ChaCha20-Poly1305 (RFC 7634): the IV is the sequence number.
final class JdkAead implements EspSealer, EspOpener {
    private final EspSuite suite;
    private final int clearOffset;
    private final int icvOctets;
    private final Nonce nonce;
    private final Header header;
    private final Scratch scratch = new Scratch();

    JdkAead(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        this.suite = suite;
        clearOffset = suite.clearAt();
        icvOctets = suite.icvOctets();
        this.nonce = new Nonce(suite.encryption(), keys);
        this.header = new Header(extendedSequence);
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        long clearAt = espAt + clearOffset;
        int sealed = clearLength + icvOctets;
        scratch.room(sealed);
        scratch.load(slab, clearAt, clearLength);
        header.read(slab, espAt, sequence);
        slab.set(Scratch.U64, espAt + EspSuite.HEADER_OCTETS, sequence);
        try {
            Cipher cipher = nonce.begin(Cipher.ENCRYPT_MODE, sequence);
            cipher.updateAAD(header.octets);
            cipher.doFinal(scratch.input, 0, clearLength, scratch.output, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with " + suite, e);
        }
        scratch.store(0, slab, clearAt, sealed);
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = suite.clearOctetsIn(espLength);
        if (clearLength < 0) {
            return false;
        }
        long clearAt = espAt + clearOffset;
        int sealed = clearLength + icvOctets;
        scratch.room(sealed);
        scratch.load(slab, clearAt, sealed);
        header.read(slab, espAt, sequence);
        try {
            Cipher cipher =
                    nonce.begin(
                            Cipher.DECRYPT_MODE,
                            slab.get(Scratch.U64, espAt + EspSuite.HEADER_OCTETS));
            cipher.updateAAD(header.octets);
            cipher.doFinal(scratch.input, 0, sealed, scratch.output, 0);
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening with " + suite, e);
        }
        scratch.store(0, slab, clearAt, clearLength);
        return true;
    }

    @Override
    public void close() {
        nonce.wipe();
        scratch.wipe();
    }
}
