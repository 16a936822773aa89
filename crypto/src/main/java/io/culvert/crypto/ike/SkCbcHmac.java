package io.culvert.crypto.ike;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.engine.Entropy;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The Encrypted payload under AES-CBC and HMAC: RFC 7296 section 3.14. The tag covers the whole message before it and is
/// checked before anything is decrypted.
final class SkCbcHmac implements SkCipher {
    private static final int BLOCK = 16;

    private final Integrity integrity;
    private final Key encryptionKey;
    private final Key integrityKey;
    private final Entropy entropy;

    SkCbcHmac(
            Encryption encryption,
            Integrity integrity,
            Secret encryptionKey,
            Secret integrityKey,
            Entropy entropy) {
        if (encryptionKey.size() != encryption.keyOctets()
                || integrityKey.size() != integrity.keyOctets()) {
            throw new IllegalArgumentException("keys of another suite");
        }
        this.integrity = integrity;
        this.encryptionKey = key(encryptionKey, "AES");
        this.integrityKey = key(integrityKey, integrity.macName());
        this.entropy = entropy;
    }

    private static Key key(Secret secret, String algorithm) {
        byte[] octets = secret.toArray();
        var key = new SecretKeySpec(octets, algorithm);
        Arrays.fill(octets, (byte) 0);
        return key;
    }

    private static int padded(int innerOctets) {
        return (innerOctets + 1 + BLOCK - 1) / BLOCK * BLOCK;
    }

    @Override
    public int sealedOctets(int innerOctets) {
        return BLOCK + padded(innerOctets) + integrity.icvOctets();
    }

    @Override
    public Bytes seal(Bytes prefix, Bytes inner) {
        int pad = padded(inner.size()) - inner.size() - 1;
        Bytes clear =
                new ByteWriter(inner.size() + BLOCK).bytes(inner).zeros(pad).u8(pad).toBytes();
        Bytes iv = entropy.bytes(BLOCK);
        try {
            Bytes sealed = iv.plus(crypt(Cipher.ENCRYPT_MODE, iv, clear));
            return sealed.plus(tag(prefix, sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with AES-CBC and " + integrity, e);
        }
    }

    @Override
    public Parse<Bytes> open(Bytes prefix, Bytes sealed) {
        int tagAt = sealed.size() - integrity.icvOctets();
        if (tagAt < 2 * BLOCK || tagAt % BLOCK != 0) {
            return Parse.malformed(prefix.size(), "length of the encrypted payload");
        }
        try {
            Bytes body = sealed.slice(0, tagAt);
            if (!MessageDigest.isEqual(
                    tag(prefix, body).toArray(), sealed.slice(tagAt).toArray())) {
                return SkPadding.refused(prefix.size());
            }
            Bytes clear = crypt(Cipher.DECRYPT_MODE, body.slice(0, BLOCK), body.slice(BLOCK));
            return SkPadding.strip(prefix.size(), clear);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening with AES-CBC and " + integrity, e);
        }
    }

    private Bytes crypt(int mode, Bytes iv, Bytes input) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, encryptionKey, new IvParameterSpec(iv.toArray()));
        return Bytes.of(cipher.doFinal(input.toArray()));
    }

    private Bytes tag(Bytes prefix, Bytes body) throws GeneralSecurityException {
        var mac = Mac.getInstance(integrity.macName());
        mac.init(integrityKey);
        mac.update(prefix.toArray());
        return Bytes.of(mac.doFinal(body.toArray()), 0, integrity.icvOctets());
    }
}
