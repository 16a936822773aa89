package io.culvert.crypto;

import java.util.Optional;

/// Encryption algorithms: transform type 1 of RFC 7296 section 3.3.2, with the key length attribute where the algorithm has
/// more than one.
public enum Encryption {
    NULL(11, Mode.NULL, 0, 0),
    AES_CBC_128(12, Mode.CBC, 128, 0),
    AES_CBC_192(12, Mode.CBC, 192, 0),
    AES_CBC_256(12, Mode.CBC, 256, 0),
    /// The 8-octet tag is understood in proposals and never chosen: RFC 4106 section 6 and RFC 8221 section 5 prefer 16.
    AES_GCM_8_128(18, Mode.GCM, 128, 8),
    AES_GCM_8_192(18, Mode.GCM, 192, 8),
    AES_GCM_8_256(18, Mode.GCM, 256, 8),
    AES_GCM_12_128(19, Mode.GCM, 128, 12),
    AES_GCM_12_192(19, Mode.GCM, 192, 12),
    AES_GCM_12_256(19, Mode.GCM, 256, 12),
    AES_GCM_16_128(20, Mode.GCM, 128, 16),
    AES_GCM_16_192(20, Mode.GCM, 192, 16),
    AES_GCM_16_256(20, Mode.GCM, 256, 16),
    /// Authentication without encryption, RFC 4543; ESP alone.
    NULL_AES_GMAC_128(21, Mode.GMAC, 128, 16),
    NULL_AES_GMAC_192(21, Mode.GMAC, 192, 16),
    NULL_AES_GMAC_256(21, Mode.GMAC, 256, 16),
    /// RFC 7634; its key has one length and no key length attribute.
    CHACHA20_POLY1305(28, Mode.CHACHA20, 256, 16);

    /// How a cipher is used.
    public enum Mode {
        NULL,
        CBC,
        GCM,
        GMAC,
        CHACHA20
    }

    private final int transformId;
    private final Mode mode;
    private final int keyBits;
    private final int tagOctets;

    Encryption(int transformId, Mode mode, int keyBits, int tagOctets) {
        this.transformId = transformId;
        this.mode = mode;
        this.keyBits = keyBits;
        this.tagOctets = tagOctets;
    }

    /// The algorithm of a number in a proposal and its key length attribute (zero if there is none); empty for one that we do
    /// not have.
    public static Optional<Encryption> of(int transformId, int keyLengthAttribute) {
        for (Encryption encryption : values()) {
            if (encryption.transformId == transformId
                    && encryption.keyLengthAttribute() == keyLengthAttribute) {
                return Optional.of(encryption);
            }
        }
        return Optional.empty();
    }

    public int transformId() {
        return transformId;
    }

    public Mode mode() {
        return mode;
    }

    /// The value of the key length attribute in bits, or zero where it must not be sent (RFC 7296 section 3.3.5).
    public int keyLengthAttribute() {
        return mode == Mode.CHACHA20 ? 0 : keyBits;
    }

    public int keyBits() {
        return keyBits;
    }

    public int keyOctets() {
        return keyBits / 8;
    }

    /// Octets that follow the key in the key material and begin each nonce: RFC 4106 section 8.1, RFC 4543 section 5.4,
    /// RFC 7634 section 2.
    public int saltOctets() {
        return isAead() ? 4 : 0;
    }

    /// Octets of the initialisation vector in each packet or message.
    public int ivOctets() {
        return isAead() ? 8 : mode == Mode.CBC ? 16 : 0;
    }

    /// Octets of the tag of a combined-mode cipher; zero for the others.
    public int tagOctets() {
        return tagOctets;
    }

    /// What the ciphertext is a multiple of; ESP asks for 4 at least (RFC 4303 section 2.4).
    public int blockOctets() {
        return mode == Mode.CBC ? 16 : 1;
    }

    /// Whether the cipher authenticates too, so that no integrity algorithm stands beside it.
    public boolean isAead() {
        return tagOctets > 0;
    }

    /// Whether we can protect IKE messages with it.
    public boolean isForIke() {
        return mode != Mode.NULL && mode != Mode.GMAC && tagOctets != 8;
    }

    /// The word of an IKEv2 proposal of the configuration, such as `aes-cbc-256`.
    public String word() {
        return switch (mode) {
            case NULL -> "null";
            case CBC -> "aes-cbc-" + keyBits;
            case GCM -> "aes-gcm-" + keyBits + (tagOctets == 16 ? "" : "-" + tagOctets);
            case GMAC -> "aes-gmac-" + keyBits;
            case CHACHA20 -> "chacha20-poly1305";
        };
    }

    /// The words of a transform set, such as `esp-gcm 256`; 128 bits are not said.
    public String espWords() {
        String size = keyBits == 128 ? "" : " " + keyBits;
        return switch (mode) {
            case NULL -> "esp-null";
            case CBC -> "esp-aes" + size;
            case GCM -> "esp-gcm" + (tagOctets == 16 ? "" : "-" + tagOctets) + size;
            case GMAC -> "esp-gmac" + size;
            case CHACHA20 -> "esp-chacha20-poly1305";
        };
    }

    /// The words of `show crypto ipsec sa`, which differ for AES-CBC: `esp-256-aes`.
    public String espShowWords() {
        return mode == Mode.CBC && keyBits != 128 ? "esp-" + keyBits + "-aes" : espWords();
    }

    /// The name in Wireshark's table `esp_sa`; empty where it has none.
    public Optional<String> wiresharkEsp() {
        return switch (mode) {
            case NULL -> Optional.of("NULL");
            case CBC -> Optional.of("AES-CBC [RFC3602]");
            case GCM -> Optional.of("AES-GCM with " + tagOctets + " octet ICV [RFC4106]");
            case GMAC -> Optional.empty();
            case CHACHA20 -> Optional.of("ChaCha20 with Poly1305 [RFC7634]");
        };
    }

    /// The name in Wireshark's table `ikev2_decryption_table`; empty where it has none.
    public Optional<String> wiresharkIke() {
        return switch (mode) {
            case CBC -> Optional.of("AES-CBC-" + keyBits + " [RFC3602]");
            case GCM ->
                    Optional.of(
                            "AES-GCM-" + keyBits + " with " + tagOctets + " octet ICV [RFC5282]");
            case NULL, GMAC, CHACHA20 -> Optional.empty();
        };
    }
}
