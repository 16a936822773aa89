package io.culvert.crypto.esp;

import io.culvert.base.Bytes;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The ciphers of the JDK as they are, which take any associated data. They come to what a published case says, or the test ends
/// there; then they say what the same case comes to over the header of an ESP packet.
final class RawCiphers {
    private RawCiphers() {}

    /// Ciphertext and whole tag.
    static Bytes seal(Encryption.Mode mode, Bytes key, Bytes nonce, Bytes associated, Bytes text) {
        boolean isChaCha = mode == Encryption.Mode.CHACHA20;
        AlgorithmParameterSpec parameters =
                isChaCha
                        ? new IvParameterSpec(nonce.toArray())
                        : new GCMParameterSpec(128, nonce.toArray());
        try {
            Cipher cipher =
                    Cipher.getInstance(isChaCha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key.toArray(), isChaCha ? "ChaCha20" : "AES"),
                    parameters);
            cipher.updateAAD(associated.toArray());
            return Bytes.of(cipher.doFinal(text.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + mode, e);
        }
    }

    /// The text of a ciphertext: these ciphers are streams, which the same step puts on and takes off.
    static Bytes text(Encryption.Mode mode, Bytes key, Bytes nonce, Bytes sealed) {
        return seal(mode, key, nonce, Bytes.EMPTY, sealed).slice(0, sealed.size());
    }

    static Bytes tag(
            Encryption.Mode mode, Bytes key, Bytes nonce, Bytes associated, Bytes text, int size) {
        return seal(mode, key, nonce, associated, text).slice(text.size(), text.size() + size);
    }

    /// The first octets of an HMAC.
    static Bytes mac(Integrity integrity, Bytes key, Bytes message, int size) {
        try {
            Mac mac = Mac.getInstance(integrity.macName());
            mac.init(new SecretKeySpec(key.toArray(), integrity.macName()));
            return Bytes.of(mac.doFinal(message.toArray())).slice(0, size);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + integrity.macName(), e);
        }
    }

    static Bytes xor(Bytes one, Bytes other) {
        byte[] octets = one.toArray();
        for (int i = 0; i < octets.length; i++) {
            octets[i] ^= other.get(i);
        }
        return Bytes.of(octets);
    }
}
