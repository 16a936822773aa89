package io.culvert.crypto.esp;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/// ENCR_NULL_AUTH_AES_GMAC, RFC 4543 section 3: nothing is encrypted; header, IV and clear text are all associated data.
final class JdkGmac implements EspSealer, EspOpener {
    private final EspSuite suite;
    private final Nonce nonce;
    private final Header header;
    private final Scratch scratch = new Scratch();

    JdkGmac(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        this.suite = suite;
        this.nonce = new Nonce(suite.encryption(), keys);
        this.header = new Header(extendedSequence);
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        slab.set(Scratch.U64, espAt + EspSuite.HEADER_OCTETS, sequence);
        try {
            Cipher cipher =
                    begin(
                            Cipher.ENCRYPT_MODE,
                            slab,
                            espAt,
                            Nonce.IV_OCTETS + clearLength,
                            0,
                            sequence);
            cipher.doFinal(scratch.output, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with " + suite, e);
        }
        scratch.store(0, slab, espAt + suite.clearAt() + clearLength, suite.icvOctets());
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = suite.clearOctetsIn(espLength);
        if (clearLength < 0) {
            return false;
        }
        int covered = Nonce.IV_OCTETS + clearLength;
        try {
            Cipher cipher =
                    begin(Cipher.DECRYPT_MODE, slab, espAt, covered, suite.icvOctets(), sequence);
            cipher.doFinal(scratch.input, covered, suite.icvOctets(), scratch.output, 0);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening with " + suite, e);
        }
    }

    /// Loads IV, clear text and tag, and hands header, IV and clear text to the cipher.
    private Cipher begin(
            int mode, MemorySegment slab, long espAt, int covered, int tag, long sequence)
            throws GeneralSecurityException {
        scratch.room(covered + tag);
        scratch.load(slab, espAt + EspSuite.HEADER_OCTETS, covered + tag);
        header.read(slab, espAt, sequence);
        Cipher cipher = nonce.begin(mode, slab.get(Scratch.U64, espAt + EspSuite.HEADER_OCTETS));
        cipher.updateAAD(header.octets);
        cipher.updateAAD(scratch.input, 0, covered);
        return cipher;
    }

    @Override
    public void close() {
        nonce.wipe();
        scratch.wipe();
    }
}
