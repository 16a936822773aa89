package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.Prf;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.Proposal;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.Transform;
import io.culvert.wire.ike.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Offers, choices and their checks, RFC 7296 sections 2.7 and 3.3.
final class Suites {
    /// What both sides agreed on for an IKE SA, and the proposal that says so.
    record IkeChoice(IkeSuite suite, Proposal answer) {}

    /// What both sides agreed on for a Child SA.
    ///
    /// @param group a key exchange of its own, if one was agreed on
    /// @param peerSpi on which the peer receives
    record ChildChoice(
            EspSuite suite,
            boolean isEsn,
            Optional<KeyExchangeMethod> group,
            Proposal answer,
            int peerSpi) {}

    private Suites() {}

    // --- IKE SA ---

    static SaPayload offerIke(List<Ikev2Proposal> configured, Bytes spi) {
        var proposals = new ArrayList<Proposal>();
        for (Ikev2Proposal proposal : configured) {
            var plain =
                    ike(
                            proposals.size() + 1,
                            spi,
                            proposal,
                            proposal.plainCiphers(),
                            proposal.integrity());
            var combined =
                    ike(proposals.size() + 1, spi, proposal, proposal.combinedCiphers(), List.of());
            boolean hasPlain =
                    !proposal.plainCiphers().isEmpty() && !proposal.integrity().isEmpty();
            boolean combinedFirst = proposal.encryption().getFirst().isAead();
            if (combinedFirst || !hasPlain) {
                proposals.add(combined);
            }
            if (hasPlain) {
                proposals.add(renumbered(plain, proposals.size() + 1));
            }
            if (!combinedFirst && hasPlain && !proposal.combinedCiphers().isEmpty()) {
                proposals.add(renumbered(combined, proposals.size() + 1));
            }
        }
        return new SaPayload(
                proposals.subList(
                        0,
                        Math.min(proposals.size(), io.culvert.wire.ike.IkeLimits.PROPOSALS_MAX)));
    }

    private static Proposal renumbered(Proposal proposal, int number) {
        return new Proposal(number, proposal.protocol(), proposal.spi(), proposal.transforms());
    }

    private static Proposal ike(
            int number,
            Bytes spi,
            Ikev2Proposal proposal,
            List<Encryption> ciphers,
            List<Integrity> hashes) {
        var transforms = new ArrayList<Transform>();
        ciphers.forEach(cipher -> transforms.add(transform(cipher)));
        proposal.prfs()
                .forEach(
                        prf ->
                                transforms.add(
                                        Transform.of(TransformType.PRF, prf.transformId(), 0)));
        hashes.forEach(hash -> transforms.add(transform(hash)));
        proposal.groups().forEach(group -> transforms.add(transform(group)));
        return new Proposal(number, ProtocolId.IKE, spi, transforms);
    }

    /// Chooses as a responder: the initiator's order of proposals, our order of algorithms, and the group of its KE payload
    /// if we allow that one, which saves a round trip.
    static Optional<IkeChoice> chooseIke(
            SaPayload offered, List<Ikev2Proposal> ours, int keMethod, Bytes ourSpi) {
        for (Proposal theirs : offered.proposals()) {
            for (Ikev2Proposal own : ours) {
                Optional<IkeChoice> choice = chooseIke(theirs, own, keMethod, ourSpi);
                if (choice.isPresent()) {
                    return choice;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<IkeChoice> chooseIke(
            Proposal theirs, Ikev2Proposal own, int keMethod, Bytes ourSpi) {
        if (!theirs.protocol().equals(ProtocolId.IKE) || hasUnknownType(theirs, 4)) {
            return Optional.empty();
        }
        Optional<Prf> prf =
                own.prfs().stream()
                        .filter(
                                candidate ->
                                        has(theirs, TransformType.PRF, candidate.transformId()))
                        .findFirst();
        Optional<KeyExchangeMethod> group =
                own.groups().stream()
                        .filter(candidate -> candidate.transformId() == keMethod)
                        .filter(candidate -> theirs.transforms().contains(transform(candidate)))
                        .findFirst()
                        .or(
                                () ->
                                        own.groups().stream()
                                                .filter(
                                                        candidate ->
                                                                theirs.transforms()
                                                                        .contains(
                                                                                transform(
                                                                                        candidate)))
                                                .findFirst());
        for (Encryption cipher : own.encryption()) {
            Optional<Integrity> integrity = integrity(theirs, cipher, own.integrity());
            if (theirs.transforms().contains(transform(cipher))
                    && integrity.isPresent()
                    && prf.isPresent()
                    && group.isPresent()) {
                return IkeSuite.of(cipher, prf.get(), integrity.get(), group.get())
                        .map(suite -> new IkeChoice(suite, answer(theirs, suite, ourSpi)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Integrity> integrity(
            Proposal theirs, Encryption cipher, List<Integrity> ours) {
        if (cipher.isAead()) {
            boolean none =
                    theirs.transforms(TransformType.INTEGRITY).isEmpty()
                            || has(theirs, TransformType.INTEGRITY, 0);
            return none ? Optional.of(Integrity.NONE) : Optional.empty();
        }
        return ours.stream()
                .filter(hash -> has(theirs, TransformType.INTEGRITY, hash.transformId()))
                .findFirst();
    }

    private static Proposal answer(Proposal theirs, IkeSuite suite, Bytes ourSpi) {
        var transforms = new ArrayList<Transform>();
        transforms.add(transform(suite.encryption()));
        transforms.add(Transform.of(TransformType.PRF, suite.prf().transformId(), 0));
        if (suite.integrity() != Integrity.NONE) {
            transforms.add(transform(suite.integrity()));
        }
        transforms.add(transform(suite.keyExchange()));
        return new Proposal(theirs.number(), ProtocolId.IKE, ourSpi, transforms);
    }

    /// Checks the answer to our offer: one of our proposals, and of each type one transform that we offered.
    static Optional<IkeChoice> acceptIke(SaPayload offer, SaPayload answer) {
        if (answer.proposals().size() != 1) {
            return Optional.empty();
        }
        Proposal chosen = answer.proposals().getFirst();
        if (!isSelection(offer, chosen)) {
            return Optional.empty();
        }
        Optional<Encryption> cipher = encryption(chosen);
        Optional<Integrity> integrity = chosenIntegrity(chosen);
        Optional<Prf> prf =
                chosen.transforms(TransformType.PRF).stream()
                        .flatMap(transform -> Prf.of(transform.id()).stream())
                        .findFirst();
        Optional<KeyExchangeMethod> group = group(chosen);
        if (cipher.isEmpty() || integrity.isEmpty() || prf.isEmpty() || group.isEmpty()) {
            return Optional.empty();
        }
        return IkeSuite.of(cipher.get(), prf.get(), integrity.get(), group.get())
                .map(suite -> new IkeChoice(suite, chosen));
    }

    // --- Child SA ---

    static SaPayload offerChild(
            List<EspSuite> suites, Optional<KeyExchangeMethod> group, boolean isEsn, int spi) {
        var proposals = new ArrayList<Proposal>();
        for (EspSuite suite : suites) {
            var transforms = new ArrayList<Transform>();
            transforms.add(transform(suite.encryption()));
            if (suite.integrity() != Integrity.NONE) {
                transforms.add(transform(suite.integrity()));
            }
            group.ifPresent(method -> transforms.add(transform(method)));
            if (isEsn) {
                transforms.add(Transform.PARTIAL_64);
            }
            transforms.add(Transform.SEQUENTIAL_32);
            proposals.add(new Proposal(proposals.size() + 1, ProtocolId.ESP, spi(spi), transforms));
        }
        return new SaPayload(proposals);
    }

    /// Chooses as a responder, our order of suites before theirs. Without `pfs` of our own we take a group that the
    /// initiator insists on.
    ///
    /// @param withGroup false in IKE_AUTH, which has no key exchange for the Child SA (RFC 7296 section 1.2)
    static Optional<ChildChoice> chooseChild(
            SaPayload offered,
            List<EspSuite> ours,
            Optional<KeyExchangeMethod> pfs,
            boolean isEsn,
            boolean withGroup,
            int keMethod,
            int ourSpi) {
        for (EspSuite suite : ours) {
            for (Proposal theirs : offered.proposals()) {
                if (!isUsable(theirs, suite)) {
                    continue;
                }
                var groups = theirs.transforms(TransformType.KEY_EXCHANGE);
                Optional<KeyExchangeMethod> group =
                        withGroup ? pickGroup(groups, pfs, keMethod) : Optional.empty();
                boolean isOptional = groups.isEmpty() || groups.contains(Transform.KE_NONE);
                if (withGroup && group.isEmpty() && (pfs.isPresent() || !isOptional)) {
                    continue;
                }
                boolean esn =
                        isEsn && theirs.transforms().contains(Transform.PARTIAL_64)
                                || !theirs.transforms().contains(Transform.SEQUENTIAL_32)
                                        && theirs.transforms().contains(Transform.PARTIAL_64);
                return Optional.of(
                        new ChildChoice(
                                suite,
                                esn,
                                group,
                                answer(theirs, suite, group, esn, ourSpi),
                                theirs.spi().i32(0)));
            }
        }
        return Optional.empty();
    }

    private static boolean isUsable(Proposal theirs, EspSuite suite) {
        boolean integrity =
                suite.integrity() == Integrity.NONE
                        ? theirs.transforms(TransformType.INTEGRITY).isEmpty()
                                || has(theirs, TransformType.INTEGRITY, 0)
                        : has(theirs, TransformType.INTEGRITY, suite.integrity().transformId());
        return theirs.protocol().equals(ProtocolId.ESP)
                && theirs.spi().size() == 4
                && Integer.compareUnsigned(theirs.spi().i32(0), 255) > 0
                && !hasUnknownType(theirs, 5)
                && theirs.transforms().contains(transform(suite.encryption()))
                && integrity
                && (theirs.transforms().contains(Transform.SEQUENTIAL_32)
                        || theirs.transforms().contains(Transform.PARTIAL_64)
                        || theirs.transforms(TransformType.SEQUENCE_NUMBERS).isEmpty());
    }

    private static Optional<KeyExchangeMethod> pickGroup(
            List<Transform> offered, Optional<KeyExchangeMethod> pfs, int keMethod) {
        if (pfs.isPresent()) {
            return pfs.filter(method -> offered.contains(transform(method)));
        }
        var known =
                offered.stream()
                        .flatMap(transform -> KeyExchangeMethod.of(transform.id()).stream())
                        .filter(method -> !method.isLegacy())
                        .toList();
        return known.stream()
                .filter(method -> method.transformId() == keMethod)
                .findFirst()
                .or(
                        () ->
                                offered.contains(Transform.KE_NONE)
                                        ? Optional.empty()
                                        : known.stream().findFirst());
    }

    private static Proposal answer(
            Proposal theirs,
            EspSuite suite,
            Optional<KeyExchangeMethod> group,
            boolean isEsn,
            int ourSpi) {
        var transforms = new ArrayList<Transform>();
        transforms.add(transform(suite.encryption()));
        if (suite.integrity() != Integrity.NONE) {
            transforms.add(transform(suite.integrity()));
        }
        group.ifPresent(method -> transforms.add(transform(method)));
        if (!theirs.transforms(TransformType.SEQUENCE_NUMBERS).isEmpty()) {
            transforms.add(isEsn ? Transform.PARTIAL_64 : Transform.SEQUENTIAL_32);
        }
        return new Proposal(theirs.number(), ProtocolId.ESP, spi(ourSpi), transforms);
    }

    static Optional<ChildChoice> acceptChild(SaPayload offer, SaPayload answer) {
        if (answer.proposals().size() != 1) {
            return Optional.empty();
        }
        Proposal chosen = answer.proposals().getFirst();
        if (!isSelection(offer, chosen)
                || chosen.spi().size() != 4
                || Integer.compareUnsigned(chosen.spi().i32(0), 255) <= 0) {
            return Optional.empty();
        }
        boolean isEsn = chosen.transforms().contains(Transform.PARTIAL_64);
        return encryption(chosen)
                .flatMap(
                        cipher ->
                                chosenIntegrity(chosen).flatMap(hash -> EspSuite.of(cipher, hash)))
                .map(
                        suite ->
                                new ChildChoice(
                                        suite, isEsn, group(chosen), chosen, chosen.spi().i32(0)));
    }

    // --- common ---

    private static boolean isSelection(SaPayload offer, Proposal chosen) {
        boolean single =
                chosen.transforms().stream().map(Transform::type).distinct().count()
                        == chosen.transforms().size();
        return single
                && offer.proposals().stream()
                        .filter(proposal -> proposal.number() == chosen.number())
                        .filter(proposal -> proposal.protocol().equals(chosen.protocol()))
                        .anyMatch(
                                proposal ->
                                        chosen.transforms().stream()
                                                .allMatch(
                                                        transform ->
                                                                proposal.transforms()
                                                                                .contains(transform)
                                                                        || transform.equals(
                                                                                Transform
                                                                                        .INTEGRITY_NONE)
                                                                        || transform.equals(
                                                                                Transform
                                                                                        .KE_NONE)));
    }

    private static Optional<Encryption> encryption(Proposal proposal) {
        return proposal.transforms(TransformType.ENCRYPTION).stream()
                .flatMap(
                        transform ->
                                Encryption.of(transform.id(), transform.keyBits().orElse(0))
                                        .stream())
                .findFirst();
    }

    private static Optional<Integrity> chosenIntegrity(Proposal proposal) {
        var hashes = proposal.transforms(TransformType.INTEGRITY);
        return hashes.isEmpty()
                ? Optional.of(Integrity.NONE)
                : Integrity.of(hashes.getFirst().id());
    }

    private static Optional<KeyExchangeMethod> group(Proposal proposal) {
        return proposal.transforms(TransformType.KEY_EXCHANGE).stream()
                .flatMap(transform -> KeyExchangeMethod.of(transform.id()).stream())
                .findFirst();
    }

    /// RFC 7296 section 3.3.6: a proposal with a transform type that we do not know is not acceptable.
    private static boolean hasUnknownType(Proposal proposal, int last) {
        return proposal.transforms().stream()
                .anyMatch(
                        transform -> transform.type().code() < 1 || transform.type().code() > last);
    }

    private static boolean has(Proposal proposal, TransformType type, int id) {
        return proposal.transforms().contains(Transform.of(type, id, 0));
    }

    static Transform transform(Encryption cipher) {
        return Transform.of(
                TransformType.ENCRYPTION, cipher.transformId(), cipher.keyLengthAttribute());
    }

    static Transform transform(Integrity hash) {
        return Transform.of(TransformType.INTEGRITY, hash.transformId(), 0);
    }

    static Transform transform(KeyExchangeMethod method) {
        return Transform.of(TransformType.KEY_EXCHANGE, method.transformId(), 0);
    }

    /// RFC 7296 section 1.3: which group the peer is to use instead of that of its key exchange value.
    static NotifyPayload otherGroup(KeyExchangeMethod wanted) {
        int id = wanted.transformId();
        return new NotifyPayload(
                NotifyType.INVALID_KE_PAYLOAD, Bytes.of((byte) (id >>> 8), (byte) id));
    }

    static Bytes spi(int spi) {
        return Bytes.of((byte) (spi >>> 24), (byte) (spi >>> 16), (byte) (spi >>> 8), (byte) spi);
    }

    /// An offer in words, for the operator.
    static String words(SaPayload offer) {
        return offer.proposals().stream()
                .map(
                        proposal ->
                                proposal.transforms().stream()
                                        .map(transform -> transform.type() + " " + transform)
                                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; or "));
    }
}
