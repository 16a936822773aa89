package io.culvert.lab.capture;

import io.culvert.base.Secret;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// Gathers keys as lines of Wireshark's tables `esp_sa` and `ikev2_decryption_table`, in the form that Wireshark 4.0
/// reads. Both ends of an SA report the same keys; each line stands once. An SA of an algorithm for which Wireshark has no
/// name becomes a comment: one line that it cannot read, and it would read none of the table.
public final class WiresharkKeys implements KeyLog {
    /// More SAs than this are not written; a day of a hundred spokes has fewer.
    public static final int LINES_MAX = 100_000;

    private static final int NULL = 11;
    private static final int AES_CBC = 12;
    private static final int AES_CTR = 13;

    private final Set<String> esp = new LinkedHashSet<>();
    private final Set<String> ike = new LinkedHashSet<>();

    @Override
    public void ikeSa(IkeKeys keys) {
        if (ike.size() >= LINES_MAX) {
            return;
        }
        Optional<String> encryption = ikeEncryption(keys.encryption(), keys.keyBits());
        Optional<String> integrity = ikeIntegrity(keys.integrity());
        ike.add(
                encryption.isEmpty() || integrity.isEmpty()
                        ? unknown(
                                "IKE %016x %016x"
                                        .formatted(keys.initiatorSpi(), keys.responderSpi()),
                                keys.encryption(),
                                keys.integrity())
                        : "%016x,%016x,%s,%s,\"%s\",%s,%s,\"%s\""
                                .formatted(
                                        keys.initiatorSpi(),
                                        keys.responderSpi(),
                                        hex(keys.skEi()),
                                        hex(keys.skEr()),
                                        encryption.get(),
                                        hex(keys.skAi()),
                                        hex(keys.skAr()),
                                        integrity.get()));
    }

    @Override
    public void espSa(EspKeys keys) {
        if (esp.size() >= LINES_MAX) {
            return;
        }
        Optional<String> encryption = espEncryption(keys.encryption());
        Optional<String> integrity = espIntegrity(keys.integrity());
        String authenticationKey = hex(keys.integrityKey());
        esp.add(
                encryption.isEmpty() || integrity.isEmpty()
                        ? unknown(
                                "ESP 0x%08x".formatted(keys.spi()),
                                keys.encryption(),
                                keys.integrity())
                        : "\"%s\",\"%s\",\"%s\",\"0x%08x\",\"%s\",\"0x%s\",\"%s\",\"%s\""
                                .formatted(
                                        keys.source().isIpv4() ? "IPv4" : "IPv6",
                                        keys.source(),
                                        keys.destination(),
                                        keys.spi(),
                                        encryption.get(),
                                        hex(keys.encryptionKey()),
                                        integrity.get(),
                                        authenticationKey.isEmpty()
                                                ? ""
                                                : "0x" + authenticationKey));
    }

    private static String unknown(String association, int encryption, int integrity) {
        return "# %s: Wireshark has no name for transforms %d and %d"
                .formatted(association, encryption, integrity);
    }

    private static String hex(Secret secret) {
        return HexFormat.of().formatHex(secret.toArray());
    }

    private static Optional<String> ikeEncryption(int number, int keyBits) {
        return switch (number) {
            case 3 -> Optional.of("3DES [RFC2451]");
            case NULL -> Optional.of("NULL [RFC2410]");
            case AES_CBC -> Optional.of("AES-CBC-" + keyBits + " [RFC3602]");
            case AES_CTR -> Optional.of("AES-CTR-" + keyBits + " [RFC5930]");
            case 14, 15, 16 ->
                    Optional.of(
                            "AES-CCM-"
                                    + keyBits
                                    + " with "
                                    + icv(number - 14)
                                    + " octet ICV [RFC5282]");
            case 18, 19, 20 ->
                    Optional.of(
                            "AES-GCM-"
                                    + keyBits
                                    + " with "
                                    + icv(number - 18)
                                    + " octet ICV [RFC5282]");
            default -> Optional.empty();
        };
    }

    private static int icv(int step) {
        return 8 + 4 * step;
    }

    private static Optional<String> ikeIntegrity(int number) {
        return switch (number) {
            case 0 -> Optional.of("NONE [RFC4306]");
            case 1 -> Optional.of("HMAC_MD5_96 [RFC2403]");
            case 2 -> Optional.of("HMAC_SHA1_96 [RFC2404]");
            case 12 -> Optional.of("HMAC_SHA2_256_128 [RFC4868]");
            case 13 -> Optional.of("HMAC_SHA2_384_192 [RFC4868]");
            case 14 -> Optional.of("HMAC_SHA2_512_256 [RFC4868]");
            default -> Optional.empty();
        };
    }

    private static Optional<String> espEncryption(int number) {
        return switch (number) {
            case 3 -> Optional.of("TripleDES-CBC [RFC2451]");
            case NULL -> Optional.of("NULL");
            case AES_CBC -> Optional.of("AES-CBC [RFC3602]");
            case AES_CTR -> Optional.of("AES-CTR [RFC3686]");
            case 18 -> Optional.of("AES-GCM with 8 octet ICV [RFC4106]");
            case 19 -> Optional.of("AES-GCM with 12 octet ICV [RFC4106]");
            case 20 -> Optional.of("AES-GCM with 16 octet ICV [RFC4106]");
            default -> Optional.empty();
        };
    }

    private static Optional<String> espIntegrity(int number) {
        return switch (number) {
            case 0 -> Optional.of("NULL");
            case 1 -> Optional.of("HMAC-MD5-96 [RFC2403]");
            case 2 -> Optional.of("HMAC-SHA-1-96 [RFC2404]");
            case 12 -> Optional.of("HMAC-SHA-256-128 [RFC4868]");
            case 13 -> Optional.of("HMAC-SHA-384-192 [RFC4868]");
            case 14 -> Optional.of("HMAC-SHA-512-256 [RFC4868]");
            default -> Optional.empty();
        };
    }

    /// The file `esp_sa`.
    public String espTable() {
        return table(esp);
    }

    /// The file `ikev2_decryption_table`.
    public String ikeTable() {
        return table(ike);
    }

    private static String table(Set<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /// The file `preferences` that makes Wireshark use the tables.
    public static String preferences() {
        return """
                esp.enable_encryption_decode: TRUE
                esp.enable_authentication_check: TRUE
                ip.check_checksum: TRUE
                tcp.check_checksum: TRUE
                udp.check_checksum: TRUE
                """;
    }
}
