package io.culvert.router.capture;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.KeyLog;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.mpls.AssociatedChannel;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// Gathers keys for Wireshark's tables `esp_sa` and `ikev2_decryption_table`, in the form that Wireshark 4.0 reads. Both ends
/// of an SA report the same keys; each line stands once. An SA of an algorithm for which Wireshark has no name becomes a
/// comment: one line that it cannot read, and it would read none of the table.
public final class WiresharkKeys implements KeyLog {
    /// More SAs than this are not written; a day of a hundred spokes has fewer.
    public static final int LINES_MAX = 100_000;

    private static final int NULL = 11;
    private static final int AES_CBC = 12;
    private static final int AES_CTR = 13;

    private final Set<IkeLine> ike = new LinkedHashSet<>();
    private final Set<EspLine> esp = new LinkedHashSet<>();

    /// A line of one of the tables, whose keys are copies of its own.
    private sealed interface Line {
        String text();

        void wipe();
    }

    /// The keys of an IKEv2 SA, RFC 7296 section 2.14.
    ///
    /// @param encryption number of the IANA registry of IKEv2 transform type 1
    /// @param keyBits of the encryption algorithm, 0 where it has one length alone
    /// @param integrity number of transform type 3; 0 for a combined-mode cipher
    /// @param ei with the salt of a combined-mode cipher at its end
    private record IkeLine(
            long initiatorSpi,
            long responderSpi,
            int encryption,
            int keyBits,
            int integrity,
            Secret ei,
            Secret er,
            Secret ai,
            Secret ar)
            implements Line {
        @Override
        public String text() {
            Optional<String> cipher = ikeEncryption(encryption, keyBits);
            Optional<String> hash = ikeIntegrity(integrity);
            return cipher.isEmpty() || hash.isEmpty()
                    ? unknown(
                            "IKE %016x %016x".formatted(initiatorSpi, responderSpi),
                            encryption,
                            integrity)
                    : "%016x,%016x,%s,%s,\"%s\",%s,%s,\"%s\""
                            .formatted(
                                    initiatorSpi,
                                    responderSpi,
                                    hex(ei),
                                    hex(er),
                                    cipher.get(),
                                    hex(ai),
                                    hex(ar),
                                    hash.get());
        }

        @Override
        public void wipe() {
            ei.wipe();
            er.wipe();
            ai.wipe();
            ar.wipe();
        }
    }

    /// One direction of an ESP SA.
    ///
    /// @param source outer address of the sender
    /// @param encryption number of the IANA registry of IKEv2 transform type 1
    /// @param key with the salt of a combined-mode cipher at its end
    /// @param integrity number of transform type 3; 0 for a combined-mode cipher
    private record EspLine(
            IpAddress source,
            IpAddress destination,
            int spi,
            int encryption,
            Secret key,
            int integrity,
            Secret integrityKey)
            implements Line {
        @Override
        public String text() {
            Optional<String> cipher = espEncryption(encryption);
            Optional<String> hash = espIntegrity(integrity);
            String authenticationKey = hex(integrityKey);
            return cipher.isEmpty() || hash.isEmpty()
                    ? unknown("ESP 0x%08x".formatted(spi), encryption, integrity)
                    : "\"%s\",\"%s\",\"%s\",\"0x%08x\",\"%s\",\"0x%s\",\"%s\",\"%s\""
                            .formatted(
                                    source.isIpv4() ? "IPv4" : "IPv6",
                                    source,
                                    destination,
                                    spi,
                                    cipher.get(),
                                    hex(key),
                                    hash.get(),
                                    authenticationKey.isEmpty() ? "" : "0x" + authenticationKey);
        }

        @Override
        public void wipe() {
            key.wipe();
            integrityKey.wipe();
        }
    }

    @Override
    public void ikeSa(long initiatorSpi, long responderSpi, IkeSuite suite, IkeKeys keys) {
        add(
                ike,
                new IkeLine(
                        initiatorSpi,
                        responderSpi,
                        suite.encryption().transformId(),
                        suite.encryption().keyBits(),
                        suite.integrity().transformId(),
                        copy(keys.ei()),
                        copy(keys.er()),
                        copy(keys.ai()),
                        copy(keys.ar())));
    }

    @Override
    public void childSa(ChildSa child) {
        half(child, child.remote(), child.local(), child.inboundSpi(), child.inboundKeys());
        half(child, child.local(), child.remote(), child.outboundSpi(), child.outboundKeys());
    }

    private void half(
            ChildSa child, IpAddress source, IpAddress destination, int spi, EspKeys keys) {
        add(
                esp,
                new EspLine(
                        source,
                        destination,
                        spi,
                        child.suite().encryption().transformId(),
                        Secret.of(Bytes.concat(clear(keys.encryption()), clear(keys.salt()))),
                        child.suite().integrity().transformId(),
                        copy(keys.integrity())));
    }

    private static <L extends Line> void add(Set<L> lines, L line) {
        if (lines.size() >= LINES_MAX || !lines.add(line)) {
            line.wipe();
        }
    }

    private static Secret copy(Secret secret) {
        return secret.slice(0, secret.size());
    }

    private static Bytes clear(Secret secret) {
        return Bytes.of(secret.toArray());
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

    /// How many IKE SAs, and directions of ESP SAs, there are keys of.
    public int size() {
        return ike.size() + esp.size();
    }

    /// The file `esp_sa`.
    public String espTable() {
        return table(esp);
    }

    /// The file `ikev2_decryption_table`.
    public String ikeTable() {
        return table(ike);
    }

    private static String table(Collection<? extends Line> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    /// Overwrites every key and forgets it.
    public void wipe() {
        esp.forEach(Line::wipe);
        ike.forEach(Line::wipe);
        esp.clear();
        ike.clear();
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

    /// The file `init.lua`, which has Wireshark look for NHRP where we put it beside GRE: in an associated channel of a label, of a
    /// type from the range for experiments, which Wireshark can know from us alone.
    public static String dissectors() {
        return """
                -- NHRP about the VRF of a label
                local nhrp = DissectorTable.get("gre.proto"):get_dissector(0x%04x)
                DissectorTable.get("pwach.channel_type"):add(0x%04x, nhrp)
                """
                .formatted(Gre.NHRP, AssociatedChannel.NHRP);
    }
}
