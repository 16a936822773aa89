package io.culvert.crypto.ike;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The Encrypted payload under a combined-mode cipher: RFC 5282 sections 3 to 5, RFC 7634 section 3. The associated data is
/// the whole prefix, the IV a counter from one on, the nonce salt and IV.
final class SkAead implements SkCipher {
    private static final int IV_OCTETS = 8;

    private static final String GCM = "AES/GCM/NoPadding";
    private static final String CHACHA20_POLY1305 = "ChaCha20-Poly1305";

    // Looked for once: to find a cipher by its name among all providers takes longer than to seal a
    // message with it.
    private static final Provider OF_GCM = provider(GCM);
    private static final Provider OF_CHACHA20_POLY1305 = provider(CHACHA20_POLY1305);

    private final Encryption encryption;
    private final SecretKeySpec key;
    private final Bytes salt;
    private long sealed;

    SkAead(Encryption encryption, Secret keyAndSalt) {
        this.encryption = encryption;
        byte[] octets = keyAndSalt.toArray();
        this.key =
                new SecretKeySpec(
                        octets, 0, encryption.keyOctets(), isGcm(encryption) ? "AES" : "ChaCha20");
        this.salt = Bytes.of(octets, encryption.keyOctets(), octets.length);
        Arrays.fill(octets, (byte) 0);
    }

    private static boolean isGcm(Encryption encryption) {
        return encryption.mode() == Encryption.Mode.GCM;
    }

    /// One octet of pad length and no pad: RFC 5282 section 3.
    @Override
    public int sealedOctets(int innerOctets) {
        return IV_OCTETS + innerOctets + 1 + encryption.tagOctets();
    }

    @Override
    public Bytes seal(Bytes prefix, Bytes inner) {
        Bytes iv = new ByteWriter().i64(++sealed).toBytes();
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, iv);
            cipher.updateAAD(prefix.toArray());
            return iv.plus(Bytes.of(cipher.doFinal(inner.plus(Bytes.zero(1)).toArray())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with " + encryption, e);
        }
    }

    @Override
    public Parse<Bytes> open(Bytes prefix, Bytes sealed) {
        if (sealed.size() < sealedOctets(0)) {
            return Parse.malformed(prefix.size(), "encrypted payload too short");
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, sealed.slice(0, IV_OCTETS));
            cipher.updateAAD(prefix.toArray());
            Bytes clear = Bytes.of(cipher.doFinal(sealed.slice(IV_OCTETS).toArray()));
            return SkPadding.strip(prefix.size(), clear);
        } catch (AEADBadTagException e) {
            return SkPadding.refused(prefix.size());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening with " + encryption, e);
        }
    }

    /// A fresh object each time: the JDK's ChaCha20 refuses to begin twice with one nonce, which a repeated message has.
    private Cipher cipher(int mode, Bytes iv) throws GeneralSecurityException {
        byte[] nonce = salt.plus(iv).toArray();
        AlgorithmParameterSpec parameters =
                isGcm(encryption)
                        ? new GCMParameterSpec(8 * encryption.tagOctets(), nonce)
                        : new IvParameterSpec(nonce);
        var cipher =
                isGcm(encryption)
                        ? Cipher.getInstance(GCM, OF_GCM)
                        : Cipher.getInstance(CHACHA20_POLY1305, OF_CHACHA20_POLY1305);
        cipher.init(mode, key, parameters);
        return cipher;
    }

    private static Provider provider(String transformation) {
        try {
            return Cipher.getInstance(transformation).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + transformation, e);
        }
    }
}
