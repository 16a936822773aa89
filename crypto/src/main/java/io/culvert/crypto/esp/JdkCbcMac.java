package io.culvert.crypto.esp;

import io.culvert.base.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-CBC (RFC 3602) with an HMAC over IV and ciphertext. The IV is the sequence number enciphered, so that nobody can
/// foresee it: the first method of SP 800-38A appendix C, but under a key of its own instead of the one for the packets.
final class JdkCbcMac implements EspSealer, EspOpener {
    private static final int IV_OCTETS = 16;
    private static final int CLEAR_AT = EspSuite.HEADER_OCTETS + IV_OCTETS;

    private final EspSuite suite;
    private final Hmac hmac;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final Cipher ivCipher;
    private final byte[] counter = new byte[IV_OCTETS];
    private final byte[] iv = new byte[IV_OCTETS];
    private final Scratch scratch = new Scratch();

    /// @param ivKey of 16 octets that nobody knows
    JdkCbcMac(EspSuite suite, EspKeys keys, boolean extendedSequence, Bytes ivKey) {
        this.suite = suite;
        this.hmac = new Hmac(suite.integrity(), keys, extendedSequence);
        this.key = Nonce.key(keys.encryption(), "AES");
        try {
            cipher = Cipher.getInstance("AES/CBC/NoPadding");
            ivCipher = Cipher.getInstance("AES/ECB/NoPadding");
            ivCipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(ivKey.toArray(), "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has AES-CBC", e);
        }
    }

    /// An opener makes no IV.
    static EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        return new JdkCbcMac(suite, keys, extendedSequence, Bytes.zero(EspCiphers.IV_KEY_OCTETS));
    }

    @Override
    public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
        Scratch.putLong(counter, IV_OCTETS - 8, sequence);
        try {
            ivCipher.doFinal(counter, 0, IV_OCTETS, iv, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("making an IV", e);
        }
        MemorySegment.copy(
                iv, 0, slab, ValueLayout.JAVA_BYTE, espAt + EspSuite.HEADER_OCTETS, IV_OCTETS);
        sealWithIv(slab, espAt, clearLength, sequence);
    }

    /// Seals with the IV that stands in the packet already.
    void sealWithIv(MemorySegment slab, long espAt, int clearLength, long sequence) {
        scratch.room(CLEAR_AT + clearLength + suite.icvOctets());
        scratch.load(slab, espAt, CLEAR_AT + clearLength);
        hmac.update(scratch.input, 0, CLEAR_AT);
        crypt(Cipher.ENCRYPT_MODE, clearLength);
        hmac.update(scratch.output, CLEAR_AT, clearLength);
        byte[] tag = hmac.finish(sequence);
        System.arraycopy(tag, 0, scratch.output, CLEAR_AT + clearLength, suite.icvOctets());
        scratch.store(CLEAR_AT, slab, espAt + CLEAR_AT, clearLength + suite.icvOctets());
    }

    @Override
    public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
        int clearLength = suite.clearOctetsIn(espLength);
        if (clearLength < 0) {
            return false;
        }
        scratch.room(espLength);
        scratch.load(slab, espAt, espLength);
        hmac.update(scratch.input, 0, CLEAR_AT + clearLength);
        if (!hmac.matches(sequence, scratch.input, CLEAR_AT + clearLength)) {
            return false;
        }
        crypt(Cipher.DECRYPT_MODE, clearLength);
        scratch.store(CLEAR_AT, slab, espAt + CLEAR_AT, clearLength);
        return true;
    }

    private void crypt(int mode, int length) {
        try {
            cipher.init(
                    mode,
                    key,
                    new IvParameterSpec(scratch.input, EspSuite.HEADER_OCTETS, IV_OCTETS));
            cipher.doFinal(scratch.input, CLEAR_AT, length, scratch.output, CLEAR_AT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC over whole blocks", e);
        }
    }

    @Override
    public void close() {
        hmac.wipe();
        scratch.wipe();
    }
}
