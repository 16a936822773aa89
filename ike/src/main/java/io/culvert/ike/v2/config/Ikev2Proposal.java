package io.culvert.ike.v2.config;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.Proposal;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.Transform;
import java.util.ArrayList;
import java.util.List;

/// `crypto ikev2 proposal NAME`: algorithms for the IKE SA, each list in order of preference. On the wire it becomes two
/// proposals where it mixes ciphers with and without integrity of their own, RFC 7296 section 3.3.
public record Ikev2Proposal(
        String name,
        List<Transform> encryption,
        List<Transform> prf,
        List<Transform> integrity,
        List<Transform> groups) {
    public static final Ikev2Proposal DEFAULT =
            new Ikev2Proposal("", List.of(), List.of(), List.of(), List.of());

    /// What exists under the name `default`: AES-CBC-256 with SHA-2, and AES-GCM apart.
    public static final Ikev2Proposal SMART_DEFAULT =
            new Ikev2Proposal(
                    "default",
                    List.of(Transform.AES_CBC_256, Transform.AES_GCM_256, Transform.AES_GCM_128),
                    List.of(Transform.PRF_HMAC_SHA2_512, Transform.PRF_HMAC_SHA2_384),
                    List.of(Transform.HMAC_SHA2_512_256, Transform.HMAC_SHA2_384_192),
                    List.of(Transform.ECP_256, Transform.MODP_2048, Transform.ECP_521));

    public Ikev2Proposal {
        encryption = List.copyOf(encryption);
        prf = List.copyOf(prf);
        integrity = List.copyOf(integrity);
        groups = List.copyOf(groups);
    }

    public Ikev2Proposal withName(String name) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withEncryption(List<Transform> encryption) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withPrf(List<Transform> prf) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withIntegrity(List<Transform> integrity) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    public Ikev2Proposal withGroups(List<Transform> groups) {
        return new Ikev2Proposal(name, encryption, prf, integrity, groups);
    }

    /// Whether it can be offered: IOS ignores a proposal that lacks a list.
    public boolean isComplete() {
        return !encryption.isEmpty()
                && !groups.isEmpty()
                && !prfs().isEmpty()
                && !toWire(1).isEmpty();
    }

    /// The PRFs offered: those configured, or else those of the integrity algorithms, as IOS derives them.
    public List<Transform> prfs() {
        return prf.isEmpty()
                ? integrity.stream().flatMap(hash -> Algorithms.prfOf(hash).stream()).toList()
                : prf;
    }

    /// The proposals to send, numbered from `first` on.
    public List<Proposal> toWire(int first) {
        var plain = encryption.stream().filter(cipher -> !Algorithms.isAead(cipher)).toList();
        var aead = encryption.stream().filter(Algorithms::isAead).toList();
        var proposals = new ArrayList<Proposal>();
        if (!plain.isEmpty() && !integrity.isEmpty()) {
            proposals.add(proposal(first, plain, integrity));
        }
        if (!aead.isEmpty()) {
            proposals.add(proposal(first + proposals.size(), aead, List.of()));
        }
        boolean aeadFirst = !encryption.isEmpty() && Algorithms.isAead(encryption.getFirst());
        if (aeadFirst && proposals.size() == 2) {
            return List.of(proposal(first, aead, List.of()), proposal(first + 1, plain, integrity));
        }
        return proposals;
    }

    private Proposal proposal(int number, List<Transform> ciphers, List<Transform> hashes) {
        var transforms = new ArrayList<Transform>(ciphers);
        transforms.addAll(prfs());
        transforms.addAll(hashes);
        transforms.addAll(groups);
        return new Proposal(number, ProtocolId.IKE, Bytes.EMPTY, transforms);
    }
}
