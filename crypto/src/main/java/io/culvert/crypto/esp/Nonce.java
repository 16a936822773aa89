package io.culvert.crypto.esp;

import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A combined-mode cipher of the JDK that begins each packet with a nonce of salt and IV.
final class Nonce {
    static final int IV_OCTETS = 8;

    private final boolean isGcm;
    private final int tagBits;
    private final SecretKeySpec key;
    private final byte[] octets = new byte[12];
    private Cipher cipher;
    private long last;
    private boolean hasBegun;

    Nonce(Encryption encryption, EspKeys keys) {
        isGcm = encryption.mode() != Encryption.Mode.CHACHA20;
        tagBits = 8 * encryption.tagOctets();
        key = key(keys.encryption(), isGcm ? "AES" : "ChaCha20");
        byte[] salt = keys.salt().toArray();
        System.arraycopy(salt, 0, octets, 0, 4);
        cipher = cipher();
    }

    static SecretKeySpec key(Secret secret, String algorithm) {
        byte[] octets = secret.toArray();
        var key = new SecretKeySpec(octets, algorithm);
        Arrays.fill(octets, (byte) 0);
        return key;
    }

    private Cipher cipher() {
        try {
            return Cipher.getInstance(isGcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has AES-GCM and ChaCha20-Poly1305", e);
        }
    }

    /// The cipher, ready for the packet with this IV. To receive one IV twice in a row is an attacker's doing or chance, and the
    /// JDK's ChaCha20 refuses it unless the object is fresh; to send one twice is our mistake, and both ciphers refuse that.
    Cipher begin(int mode, long iv) throws GeneralSecurityException {
        if (!isGcm && mode == Cipher.DECRYPT_MODE && hasBegun && iv == last) {
            cipher = cipher();
        }
        last = iv;
        hasBegun = true;
        Scratch.putLong(octets, 4, iv);
        AlgorithmParameterSpec parameters =
                isGcm ? new GCMParameterSpec(tagBits, octets) : new IvParameterSpec(octets);
        cipher.init(mode, key, parameters);
        return cipher;
    }

    void wipe() {
        Arrays.fill(octets, (byte) 0);
        cipher = cipher();
    }
}
