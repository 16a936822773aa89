package io.culvert.crypto.ike;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Invariant;
import io.culvert.base.Secret;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Pseudorandom functions: transform type 2 of RFC 7296 section 3.3.2. For HMAC the preferred key length is the output's
/// (RFC 4868 section 2.1.2).
public enum Prf {
    HMAC_SHA1(2, "HmacSHA1", 20, "sha1"),
    HMAC_SHA2_256(5, "HmacSHA256", 32, "sha256"),
    HMAC_SHA2_384(6, "HmacSHA384", 48, "sha384"),
    HMAC_SHA2_512(7, "HmacSHA512", 64, "sha512");

    /// The counter of prf+ is one octet (RFC 7296 section 2.13).
    public static final int PLUS_BLOCKS_MAX = 255;

    private final int transformId;
    private final String macName;

    /// Without a key, to be copied: the JDK takes longer to find a function by its name than to compute it.
    private final Mac unkeyed;

    private final int octets;
    private final String word;

    Prf(int transformId, String macName, int octets, String word) {
        this.transformId = transformId;
        this.macName = macName;
        this.unkeyed = unkeyed(macName);
        this.octets = octets;
        this.word = word;
    }

    /// The function of a number in a proposal; empty for one that we do not have.
    public static Optional<Prf> of(int transformId) {
        for (Prf prf : values()) {
            if (prf.transformId == transformId) {
                return Optional.of(prf);
            }
        }
        return Optional.empty();
    }

    public int transformId() {
        return transformId;
    }

    /// Octets of output, and of the preferred key.
    public int octets() {
        return octets;
    }

    /// The word of a configuration: `sha256`.
    public String word() {
        return word;
    }

    /// prf(key, data) for a result that is sent: the octets of AUTH and what goes into them.
    public Bytes apply(Secret key, Bytes... data) {
        byte[] output = compute(mac(key), data);
        return Bytes.of(output);
    }

    /// prf(key, data) for a result that is a key.
    public Secret derive(Secret key, Bytes... data) {
        byte[] output = compute(mac(key), data);
        Secret secret = Secret.of(output);
        Arrays.fill(output, (byte) 0);
        return secret;
    }

    /// prf+(key, seed) of RFC 7296 section 2.13, the first `length` octets.
    public Secret plus(Secret key, Bytes seed, int length) {
        Invariant.hold(length <= octets * PLUS_BLOCKS_MAX, "prf+ has at most 255 blocks");
        Mac mac = mac(key);
        var stream = new ByteWriter(length + octets);
        Bytes last = Bytes.EMPTY;
        for (int block = 1; stream.size() < length; block++) {
            last = Bytes.of(compute(mac, last, seed, Bytes.of((byte) block)));
            stream.bytes(last);
        }
        return Secret.of(stream.toBytes().slice(0, length));
    }

    private static byte[] compute(Mac mac, Bytes... data) {
        for (Bytes part : data) {
            mac.update(part.toArray());
        }
        return mac.doFinal();
    }

    private Mac mac(Secret key) {
        // HMAC pads a short key with zeros (RFC 2104 section 2), so one zero is the empty key,
        // which the JDK refuses.
        byte[] octets = key.size() == 0 ? new byte[1] : key.toArray();
        try {
            Mac mac = fresh();
            mac.init(new SecretKeySpec(octets, macName));
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(macName + " takes any key", e);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private Mac fresh() {
        try {
            return (Mac) unkeyed.clone();
        } catch (CloneNotSupportedException _) {
            return unkeyed(macName); // of a provider whose functions cannot be copied
        }
    }

    private static Mac unkeyed(String name) {
        try {
            // With the provider said, the choice is made here and not when the first key comes.
            return Mac.getInstance(name, Mac.getInstance(name).getProvider());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + name, e);
        }
    }
}
