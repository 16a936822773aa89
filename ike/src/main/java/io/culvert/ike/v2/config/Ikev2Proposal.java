package io.culvert.ike.v2.config;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.Prf;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `crypto ikev2 proposal NAME`: algorithms for the IKE SA, each list in order of preference. On the wire it becomes two
/// proposals where it mixes ciphers with and without integrity of their own, RFC 7296 section 3.3.
///
/// @param prf empty: the functions over the hashes of `integrity`, as IOS derives them
public record Ikev2Proposal(
        String name,
        List<Encryption> encryption,
        List<Prf> prf,
        List<Integrity> integrity,
        List<KeyExchangeMethod> groups) {
    public static final Ikev2Proposal DEFAULT =
            new Ikev2Proposal("", List.of(), List.of(), List.of(), List.of());

    /// What exists under the name `default`: AES-CBC-256 with SHA-2, and AES-GCM apart.
    public static final Ikev2Proposal SMART_DEFAULT =
            new Ikev2Proposal(
                    "default",
                    List.of(
                            Encryption.AES_CBC_256,
                            Encryption.AES_GCM_16_256,
                            Encryption.AES_GCM_16_128),
                    List.of(Prf.HMAC_SHA2_512, Prf.HMAC_SHA2_384),
                    List.of(Integrity.HMAC_SHA2_512_256, Integrity.HMAC_SHA2_384_192),
                    List.of(
                            KeyExchangeMethod.ECP_256,
                            KeyExchangeMethod.MODP_2048,
                            KeyExchangeMethod.ECP_521));

    public Ikev2Proposal {
        encryption = List.copyOf(encryption);
        prf = List.copyOf(prf);
        integrity = List.copyOf(integrity);
        groups = List.copyOf(groups);
    }

    public Ikev2Proposal withName(String name) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withEncryption(List<Encryption> encryption) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withPrf(List<Prf> prf) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withIntegrity(List<Integrity> integrity) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withGroups(List<KeyExchangeMethod> groups) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public List<Encryption> combinedCiphers() {
        return encryption.stream().filter(Encryption::isAead).toList();
    }

    public List<Encryption> plainCiphers() {
        return encryption.stream().filter(cipher -> !cipher.isAead()).toList();
    }

    /// The functions offered.
    public List<Prf> prfs() {
        return prf.isEmpty()
                ? integrity.stream().flatMap(hash -> prfOf(hash).stream()).toList()
                : prf;
    }

    /// Whether it can be offered: IOS ignores a proposal that lacks a list.
    public boolean isComplete() {
        boolean hasCipher =
                !combinedCiphers().isEmpty() || !plainCiphers().isEmpty() && !integrity.isEmpty();
        return hasCipher && !groups.isEmpty() && !prfs().isEmpty();
    }

    private static Optional<Prf> prfOf(Integrity integrity) {
        return Stream.of(Prf.values())
                .filter(prf -> prf.word().equals(integrity.word()))
                .findFirst();
    }
}
