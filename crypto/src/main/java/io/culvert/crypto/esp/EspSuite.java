package io.culvert.crypto.esp;

import io.culvert.base.Invariant;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What protects the packets of an ESP SA: a combined-mode cipher alone, or a cipher and an integrity algorithm.
public record EspSuite(Encryption encryption, Integrity integrity) {
    /// SPI and sequence number.
    public static final int HEADER_OCTETS = 8;

    /// Pad length and next header, which end the clear text (RFC 4303 section 2).
    public static final int TRAILER_OCTETS = 2;

    public static final EspSuite GCM_128 = new EspSuite(Encryption.AES_GCM_16_128, Integrity.NONE);
    public static final EspSuite GCM_192 = new EspSuite(Encryption.AES_GCM_16_192, Integrity.NONE);
    public static final EspSuite GCM_256 = new EspSuite(Encryption.AES_GCM_16_256, Integrity.NONE);
    public static final EspSuite CHACHA20_POLY1305 =
            new EspSuite(Encryption.CHACHA20_POLY1305, Integrity.NONE);

    public EspSuite {
        if (!fit(encryption, integrity)) {
            throw new IllegalArgumentException(encryption + " with " + integrity);
        }
    }

    /// A combined-mode cipher wants no integrity algorithm, any other cipher wants one (RFC 7296 section 3.3, RFC 8221
    /// section 4).
    private static boolean fit(Encryption encryption, Integrity integrity) {
        return encryption.isAead() == (integrity == Integrity.NONE);
    }

    /// Every suite there is, in the order of its algorithms.
    public static List<EspSuite> all() {
        var all = new ArrayList<EspSuite>();
        for (Encryption encryption : Encryption.values()) {
            for (Integrity integrity : Integrity.values()) {
                of(encryption, integrity).ifPresent(all::add);
            }
        }
        return List.copyOf(all);
    }

    /// The suite of two algorithms; empty where they do not go together.
    public static Optional<EspSuite> of(Encryption encryption, Integrity integrity) {
        return fit(encryption, integrity)
                ? Optional.of(new EspSuite(encryption, integrity))
                : Optional.empty();
    }

    /// The suite of the numbers in a proposal; empty where we do not have it.
    public static Optional<EspSuite> of(int encryptionId, int keyLengthAttribute, int integrityId) {
        return Encryption.of(encryptionId, keyLengthAttribute)
                .flatMap(
                        encryption ->
                                Integrity.of(integrityId)
                                        .flatMap(integrity -> of(encryption, integrity)));
    }

    public int ivOctets() {
        return encryption.ivOctets();
    }

    /// Octets of the tag behind the ciphertext.
    public int icvOctets() {
        return encryption.isAead() ? encryption.tagOctets() : integrity.icvOctets();
    }

    /// What the clear text with its trailer is a multiple of, RFC 4303 section 2.4.
    public int alignment() {
        return Math.max(4, encryption.blockOctets());
    }

    /// Octets of key material for one direction: cipher key, salt, integrity key, in this order (RFC 7296 section 2.17).
    public int keyMaterialOctets() {
        return encryption.keyOctets() + encryption.saltOctets() + integrity.keyOctets();
    }

    /// Cuts the keys of one direction out of the key material.
    public EspKeys keys(Secret material, int at) {
        Invariant.hold(
                material.size() - at >= keyMaterialOctets(),
                "the key material holds the keys of the suite");
        int salt = at + encryption.keyOctets();
        int integrityKey = salt + encryption.saltOctets();
        return new EspKeys(
                material.slice(at, salt),
                material.slice(salt, integrityKey),
                material.slice(integrityKey, integrityKey + integrity.keyOctets()));
    }

    /// Octets of pad for a payload, so that payload, pad and trailer fill the alignment.
    public int padOctets(int payloadOctets) {
        return -(payloadOctets + TRAILER_OCTETS) & (alignment() - 1);
    }

    /// Octets of clear text for a payload: payload, pad and trailer.
    public int clearOctets(int payloadOctets) {
        return payloadOctets + padOctets(payloadOctets) + TRAILER_OCTETS;
    }

    /// Octets of the whole ESP packet for a clear text, from SPI to tag.
    public int espOctets(int clearOctets) {
        return HEADER_OCTETS + ivOctets() + clearOctets + icvOctets();
    }

    /// Where the clear text begins, counted from the SPI.
    public int clearAt() {
        return HEADER_OCTETS + ivOctets();
    }

    /// Octets of clear text in an ESP packet of this length, or -1 if no packet of this suite has it.
    public int clearOctetsIn(int espOctets) {
        int clear = espOctets - HEADER_OCTETS - ivOctets() - icvOctets();
        return clear >= alignment() && (clear & (alignment() - 1)) == 0 ? clear : -1;
    }

    /// The words of a transform set: `esp-gcm 256`, `esp-aes 256 esp-sha512-hmac`.
    public String words() {
        return integrity == Integrity.NONE
                ? encryption.espWords()
                : encryption.espWords() + " " + integrity.espWord();
    }

    /// The words of `show crypto ipsec sa`: `esp-gcm 256`, `esp-256-aes esp-sha512-hmac`.
    public String showWords() {
        return integrity == Integrity.NONE
                ? encryption.espShowWords()
                : encryption.espShowWords() + " " + integrity.espWord();
    }

    @Override
    public String toString() {
        return words();
    }
}
