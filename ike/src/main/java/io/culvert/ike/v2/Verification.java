package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.Prf;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.IdentityMatch;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.wire.ike.AuthMethod;
import io.culvert.wire.ike.AuthPayload;
import io.culvert.wire.ike.CertEncoding;
import io.culvert.wire.ike.CertPayload;
import io.culvert.wire.ike.Identification;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Whether a peer is who it says, and which profile it belongs to. Signatures and certificates are checked in a job; a pre-shared key,
/// which takes three hashes, at once. The judgement is ours.
final class Verification {
    /// @param octets what the peer's AUTH covers
    record Question(
            Identification id,
            AuthPayload auth,
            List<CertPayload> certificates,
            Bytes octets,
            Prf prf,
            IpAddress remote) {}

    sealed interface Judgement {
        record Accepted(Ikev2Profile profile, Optional<PeerCertificate> certificate)
                implements Judgement {}

        record Refused(String reason, String remedy) implements Judgement {}
    }

    private Verification() {}

    /// What a proof by a pre-shared key comes to under each profile; empty for a proof of another kind. To hand it to another thread and
    /// wait for it takes longer than the check.
    static Optional<Outcome.Verified> byKey(
            Turn turn, List<Ikev2Profile> profiles, Question question) {
        if (!question.auth.method().equals(AuthMethod.SHARED_KEY)) {
            return Optional.empty();
        }
        var verdicts = new LinkedHashMap<String, Outcome.Verdict>();
        for (Ikev2Profile profile : profiles) {
            Optional<Secret> key =
                    profile.remote(Authentication.Method.PRE_SHARED_KEY)
                            .flatMap(
                                    method ->
                                            Identities.sharedKey(
                                                    turn.config(),
                                                    profile,
                                                    method,
                                                    false,
                                                    question.remote,
                                                    Optional.of(question.id)));
            verdicts.put(profile.name(), judge(profile.name(), key, question));
        }
        return Optional.of(new Outcome.Verified(verdicts, question.auth.method()));
    }

    /// A job that checks a signature under each profile; profiles with the same trustpoints share the work.
    static Supplier<Outcome> job(Turn turn, List<Ikev2Profile> profiles, Question question) {
        Map<List<String>, Credentials.Validator> validators = new LinkedHashMap<>();
        Map<String, List<String>> trustpoints = new LinkedHashMap<>();
        for (Ikev2Profile profile : profiles) {
            if (profile.authenticationRemote().stream()
                    .anyMatch(remote -> remote.method().usesCertificate())) {
                trustpoints.put(profile.name(), profile.verifyingTrustpoints());
                validators.computeIfAbsent(
                        profile.verifyingTrustpoints(), turn.world().credentials()::validator);
            }
        }
        return () -> signature(trustpoints, validators, question);
    }

    private static Outcome.Verdict judge(String profile, Optional<Secret> key, Question question) {
        if (key.isEmpty()) {
            return new Outcome.Verdict.Refused(
                    "there is no pre-shared key of the peer " + question.id,
                    "add the peer with 'pre-shared-key remote' to the keyring of crypto ikev2 profile "
                            + profile);
        }
        Bytes expected = IkeKeys.sharedKeyAuth(question.prf, key.get(), question.octets);
        return MessageDigest.isEqual(expected.toArray(), question.auth.data().toArray())
                ? new Outcome.Verdict.Proved(Optional.empty())
                : new Outcome.Verdict.Refused(
                        "the pre-shared keys differ",
                        "make 'pre-shared-key remote' here the same as 'pre-shared-key local' there");
    }

    private static Outcome signature(
            Map<String, List<String>> trustpoints,
            Map<List<String>, Credentials.Validator> validators,
            Question question) {
        var byTrust = new LinkedHashMap<List<String>, Outcome.Verdict>();
        validators.forEach(
                (names, validator) -> byTrust.put(names, judge(names, validator, question)));
        var verdicts = new LinkedHashMap<String, Outcome.Verdict>();
        trustpoints.forEach(
                (profile, names) ->
                        Optional.ofNullable(byTrust.get(names))
                                .ifPresent(verdict -> verdicts.put(profile, verdict)));
        return new Outcome.Verified(verdicts, question.auth.method());
    }

    private static Outcome.Verdict judge(
            List<String> names, Credentials.Validator validator, Question question) {
        List<Bytes> certificates =
                question.certificates.stream()
                        .filter(
                                certificate ->
                                        certificate.encoding().equals(CertEncoding.X509_SIGNATURE))
                        .map(CertPayload::data)
                        .toList();
        Optional<Proof.Claimed> claimed = Proof.read(question.auth);
        if (certificates.isEmpty()) {
            return new Outcome.Verdict.Refused(
                    "the peer sent no certificate",
                    "have it send one: it may not trust what we asked for");
        }
        if (claimed.isEmpty()) {
            return new Outcome.Verdict.Refused(
                    "the peer signed in a way that we do not accept: " + question.auth.method(),
                    "have it use RSA or ECDSA with SHA-2, or EdDSA");
        }
        return switch (validator.validate(certificates)) {
            case Credentials.Verdict.Refused(var reason, var remedy) ->
                    new Outcome.Verdict.Refused(
                            reason + " (pki trustpoint " + String.join(", ", names) + ")", remedy);
            case Credentials.Verdict.Trusted(var certificate, var verifier) ->
                    claimed.get().scheme().takes(certificate.keyType())
                                    && verifier.verify(
                                            claimed.get().scheme(),
                                            question.octets,
                                            claimed.get().signature())
                            ? new Outcome.Verdict.Proved(Optional.of(certificate))
                            : new Outcome.Verdict.Refused(
                                    "the signature does not fit the certificate "
                                            + certificate.subjectText(),
                                    "the peer signs with another key than that of its certificate: enrol it again");
        };
    }

    /// The first profile that the peer matches and under which it proved itself.
    static Judgement judge(
            Turn turn,
            List<Ikev2Profile> profiles,
            Identification id,
            IpAddress remote,
            Outcome.Verified verified) {
        Optional<Judgement.Refused> refused = Optional.empty();
        boolean isProved = false;
        Optional<PeerCertificate> shown = Optional.empty();
        for (Ikev2Profile profile : profiles) {
            Outcome.Verdict verdict = verified.verdicts().get(profile.name());
            if (verdict instanceof Outcome.Verdict.Refused(var reason, var remedy)) {
                refused = refused.or(() -> Optional.of(new Judgement.Refused(reason, remedy)));
            } else if (verdict instanceof Outcome.Verdict.Proved(var certificate)) {
                isProved = true;
                shown = certificate;
                if (Identities.matches(
                        profile, turn.world().credentials(), id, remote, certificate)) {
                    return bound(turn, profile, id, certificate);
                }
            }
        }
        if (!isProved && refused.isPresent()) {
            return refused.get();
        }
        return new Judgement.Refused(
                "no profile matches the peer's identity "
                        + id
                        + shown.map(known -> ", certificate " + known.subjectText()).orElse(""),
                "add 'match identity remote' or 'match certificate' to one of: " + lines(profiles));
    }

    private static Judgement bound(
            Turn turn,
            Ikev2Profile profile,
            Identification id,
            Optional<PeerCertificate> certificate) {
        if (certificate.isEmpty() || Identities.isBound(id, certificate.get())) {
            return new Judgement.Accepted(profile, certificate);
        }
        String what =
                "the identity "
                        + id
                        + " does not stand in the certificate "
                        + certificate.get().subjectText();
        if (profile.isBindingStrict()) {
            return new Judgement.Refused(
                    what,
                    "put the identity into the certificate, or lift the strict binding of crypto ikev2 profile "
                            + profile.name());
        }
        turn.notice(
                5,
                "ID_NOT_IN_CERT",
                what + "; crypto ikev2 profile " + profile.name() + " allows it");
        return new Judgement.Accepted(profile, certificate);
    }

    private static String lines(List<Ikev2Profile> profiles) {
        var lines = new ArrayList<String>();
        for (Ikev2Profile profile : profiles) {
            String maps =
                    profile.certificateMaps().stream()
                            .map(map -> "certificate " + map)
                            .collect(Collectors.joining(", "));
            String identities =
                    profile.identities().stream()
                            .map(IdentityMatch::words)
                            .collect(Collectors.joining(", "));
            lines.add(
                    "profile "
                            + profile.name()
                            + " (matches "
                            + (maps + " " + identities).strip()
                            + ")");
        }
        return lines.isEmpty()
                ? "no profile covers this address and VRF"
                : String.join("; ", lines);
    }
}
