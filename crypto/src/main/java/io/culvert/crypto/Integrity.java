package io.culvert.crypto;

import java.util.Optional;

/// Integrity algorithms: transform type 3 of RFC 7296 section 3.3.2. For HMAC see RFC 2404 and RFC 4868 section 2.
public enum Integrity {
    /// Not sent, or sent as number 0, beside a combined-mode cipher.
    NONE(0, "", 0, 0, "", "NULL", "NONE [RFC4306]"),
    HMAC_SHA1_96(
            2, "HmacSHA1", 20, 12, "sha1", "HMAC-SHA-1-96 [RFC2404]", "HMAC_SHA1_96 [RFC2404]"),
    HMAC_SHA2_256_128(
            12,
            "HmacSHA256",
            32,
            16,
            "sha256",
            "HMAC-SHA-256-128 [RFC4868]",
            "HMAC_SHA2_256_128 [RFC4868]"),
    HMAC_SHA2_384_192(
            13,
            "HmacSHA384",
            48,
            24,
            "sha384",
            "HMAC-SHA-384-192 [RFC4868]",
            "HMAC_SHA2_384_192 [RFC4868]"),
    HMAC_SHA2_512_256(
            14,
            "HmacSHA512",
            64,
            32,
            "sha512",
            "HMAC-SHA-512-256 [RFC4868]",
            "HMAC_SHA2_512_256 [RFC4868]");

    private final int transformId;
    private final String macName;
    private final int keyOctets;
    private final int icvOctets;
    private final String word;
    private final String wiresharkEsp;
    private final String wiresharkIke;

    Integrity(
            int transformId,
            String macName,
            int keyOctets,
            int icvOctets,
            String word,
            String wiresharkEsp,
            String wiresharkIke) {
        this.transformId = transformId;
        this.macName = macName;
        this.keyOctets = keyOctets;
        this.icvOctets = icvOctets;
        this.word = word;
        this.wiresharkEsp = wiresharkEsp;
        this.wiresharkIke = wiresharkIke;
    }

    /// The algorithm of a number in a proposal; empty for one that we do not have.
    public static Optional<Integrity> of(int transformId) {
        for (Integrity integrity : values()) {
            if (integrity.transformId == transformId) {
                return Optional.of(integrity);
            }
        }
        return Optional.empty();
    }

    public int transformId() {
        return transformId;
    }

    public int keyOctets() {
        return keyOctets;
    }

    /// Octets of the tag as sent.
    public int icvOctets() {
        return icvOctets;
    }

    /// The name of the untruncated algorithm in the JDK.
    public String macName() {
        return macName;
    }

    /// The word of an IKEv2 proposal of the configuration, such as `sha256`; empty for none.
    public String word() {
        return word;
    }

    /// The word of a transform set, such as `esp-sha256-hmac`; empty for none.
    public String espWord() {
        return switch (this) {
            case NONE -> "";
            case HMAC_SHA1_96 -> "esp-sha-hmac";
            default -> "esp-" + word + "-hmac";
        };
    }

    /// The name in Wireshark's table `esp_sa`.
    public String wiresharkEsp() {
        return wiresharkEsp;
    }

    /// The name in Wireshark's table `ikev2_decryption_table`.
    public String wiresharkIke() {
        return wiresharkIke;
    }
}
