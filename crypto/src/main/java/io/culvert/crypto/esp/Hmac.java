package io.culvert.crypto.esp;

import io.culvert.crypto.Integrity;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/// A truncated HMAC over an ESP packet: SPI to the end of the ciphertext, then the high half of an extended sequence number,
/// which is not sent (RFC 4303 section 2.2.1).
final class Hmac {
    private final Mac mac;
    private final boolean extendedSequence;
    private final int icvOctets;
    private final byte[] high = new byte[4];
    private final byte[] tag;

    Hmac(Integrity integrity, EspKeys keys, boolean extendedSequence) {
        this.extendedSequence = extendedSequence;
        this.icvOctets = integrity.icvOctets();
        try {
            mac = Mac.getInstance(integrity.macName());
            mac.init(Nonce.key(keys.integrity(), integrity.macName()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + integrity.macName(), e);
        }
        tag = new byte[mac.getMacLength()];
    }

    void update(byte[] octets, int from, int count) {
        mac.update(octets, from, count);
    }

    /// The whole tag; its first octets are the ICV.
    byte[] finish(long sequence) {
        if (extendedSequence) {
            Scratch.putInt(high, 0, (int) (sequence >>> 32));
            mac.update(high, 0, high.length);
        }
        try {
            mac.doFinal(tag, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the tag has room", e);
        }
        return tag;
    }

    /// Compares the ICV in constant time.
    boolean matches(long sequence, byte[] octets, int icvAt) {
        byte[] expected = finish(sequence);
        int difference = 0;
        for (int i = 0; i < icvOctets; i++) {
            difference |= expected[i] ^ octets[icvAt + i];
        }
        return difference == 0;
    }

    void wipe() {
        mac.reset();
        Arrays.fill(tag, (byte) 0);
    }
}
