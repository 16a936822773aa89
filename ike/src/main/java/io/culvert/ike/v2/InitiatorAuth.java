package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.wire.ike.AuthMethod;
import io.culvert.wire.ike.AuthPayload;
import io.culvert.wire.ike.CertPayload;
import io.culvert.wire.ike.CertRequestPayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IdPayload;
import io.culvert.wire.ike.Identification;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The initiator in IKE_AUTH, from its own proof to the peer's and the first Child SA, RFC 7296 sections 1.2, 2.15 and 2.21.2.
/// ```
///   READY --key of ours--> SIGNING --AUTH sent--> PROVING --answer--> VERIFYING --verdict--> OVER
///     |                                              ^
///     +--pre-shared key: AUTH sent-------------------+
/// ```
final class InitiatorAuth {
    sealed interface State {
        record Ready() implements State {}

        record Signing(long job, Identification id, Credentials.Own own, SignatureScheme scheme)
                implements State {}

        record Proving(Identification id, String signedWith, Asked.ChildOffer child)
                implements State {}

        record Verifying(long job, Proving proving, PayloadChain chain) implements State {}

        record Over() implements State {}
    }

    private sealed interface Event {
        record Begun() implements Event {}

        record Done(long job, Outcome outcome) implements Event {}

        record Answered(PayloadChain chain) implements Event {}
    }

    private record Step(State state, Event event) {}

    private final HandshakeCarrier sa;
    private final Attempt attempt;
    private final TunnelRequest tunnel;
    private final Ikev2Profile profile;
    private final Bytes invitation;
    private final InitiatorInit.Answer init;
    private State state = new State.Ready();

    /// @param invitation our IKE_SA_INIT, which our proof covers
    /// @param init the peer's
    InitiatorAuth(
            HandshakeCarrier sa, Attempt attempt, Bytes invitation, InitiatorInit.Answer init) {
        this.sa = sa;
        this.attempt = attempt;
        this.tunnel = attempt.tunnel();
        this.profile = attempt.profile();
        this.invitation = invitation;
        this.init = init;
    }

    TunnelRequest tunnel() {
        return tunnel;
    }

    String status() {
        return state.getClass().getSimpleName();
    }

    void begin(Turn turn) {
        on(turn, new Event.Begun());
    }

    void onComputed(Turn turn, long job, Outcome outcome) {
        on(turn, new Event.Done(job, outcome));
    }

    void onAnswer(Turn turn, PayloadChain chain) {
        on(turn, new Event.Answered(chain));
    }

    private void on(Turn turn, Event event) {
        state =
                switch (new Step(state, event)) {
                    case Step(State.Ready _, Event.Begun _) ->
                            localMethod().usesCertificate() ? sign(turn) : proveByKey(turn);
                    case Step(
                                    State.Signing signing,
                                    Event.Done(long job, Outcome.Signed(var signature)))
                            when signing.job == job ->
                            proveBySignature(turn, signing, signature);
                    case Step(State.Proving proving, Event.Answered(var chain)) ->
                            answered(turn, proving, chain);
                    case Step(
                                    State.Verifying verifying,
                                    Event.Done(long job, Outcome.Verified verified))
                            when verifying.job == job ->
                            verified(turn, verifying.proving, verifying.chain, verified);
                    case Step(var same, Event.Begun _) -> same;
                    case Step(var same, Event.Done _) -> same;
                    case Step(var same, Event.Answered _) -> same;
                };
    }

    // --- our proof ---

    private Authentication.Method localMethod() {
        return profile.authenticationLocal()
                .map(Authentication::method)
                .orElse(Authentication.Method.RSA_SIGNATURE);
    }

    private State proveByKey(Turn turn) {
        Optional<Secret> key =
                Identities.sharedKey(
                        turn.config(),
                        profile,
                        profile.authenticationLocal().orElseThrow(),
                        true,
                        tunnel.remote(),
                        Optional.empty());
        if (key.isEmpty()) {
            return fail(
                    turn,
                    "there is no pre-shared key of ours for " + tunnel.remote(),
                    "add a peer with that address and 'pre-shared-key local' to the keyring of crypto ikev2 profile "
                            + profile.name());
        }
        Path path = sa.exchanges().path();
        Identification id =
                Identities.local(profile, path, Optional.empty())
                        .orElseGet(() -> Identification.address(path.local()));
        Bytes auth =
                IkeKeys.sharedKeyAuth(
                        sa.exchanges().channel().suite().prf(), key.get(), ourOctets(id));
        return prove(turn, id, Optional.empty(), new AuthPayload(AuthMethod.SHARED_KEY, auth));
    }

    private State sign(Turn turn) {
        Optional<Credentials.Own> own =
                Identities.own(profile, turn.world().credentials(), init.wantedAuthorities());
        if (own.isEmpty()) {
            return fail(
                    turn,
                    "we have no certificate to show under pki trustpoint "
                            + String.join(", ", profile.signingTrustpoints()),
                    "enrol the trustpoint, or add 'pki trustpoint' to crypto ikev2 profile "
                            + profile.name());
        }
        Optional<SignatureScheme> scheme =
                Proof.scheme(
                        own.get().keyType(),
                        sa.exchanges().abilities().hashes(),
                        localMethod() == Authentication.Method.RSA_PSS_SIGNATURE);
        Optional<Identification> id = Identities.local(profile, sa.exchanges().path(), own);
        if (scheme.isEmpty() || id.isEmpty()) {
            return fail(
                    turn,
                    "the peer cannot check a signature of our key, " + own.get().keyType(),
                    "use an RSA key, or have the peer announce hash algorithms of RFC 7427");
        }
        Bytes octets = ourOctets(id.get());
        Credentials.Own signer = own.get();
        long job =
                turn.compute(
                        sa.exchanges().sa(),
                        IkeEffect.Rank.BEGUN,
                        () -> new Outcome.Signed(signer.sign(scheme.get(), octets)));
        return new State.Signing(job, id.get(), signer, scheme.get());
    }

    private State proveBySignature(Turn turn, State.Signing signing, Bytes signature) {
        AuthPayload auth = Proof.payload(signing.scheme, signature);
        return prove(turn, signing.id, Optional.of(signing.own), auth);
    }

    /// RFC 7296 section 2.15: our IKE_SA_INIT, the peer's nonce and our identity.
    private Bytes ourOctets(Identification id) {
        SecureChannel channel = sa.exchanges().channel();
        return IkeKeys.signedOctets(
                channel.suite().prf(),
                invitation,
                init.nonce(),
                channel.keys().pi(),
                new IdPayload(true, id).body());
    }

    private State prove(
            Turn turn, Identification id, Optional<Credentials.Own> own, AuthPayload auth) {
        var offer = ChildInitiator.firstOffer(turn, attempt.policy(), attempt.nonce());
        var payloads = new ArrayList<IkePayload>();
        payloads.add(new IdPayload(true, id));
        own.ifPresent(certificate -> payloads.addAll(Proof.certificates(certificate)));
        if (profile.authenticationRemote().stream()
                .anyMatch(remote -> remote.method().usesCertificate())) {
            payloads.add(
                    CertRequestPayload.ofKeyHashes(
                            turn.world()
                                    .credentials()
                                    .authorityKeyHashes(profile.verifyingTrustpoints())));
        }
        payloads.add(auth);
        if (tunnel.wantsAddress()
                || Peering.authorization(turn, profile, own.isPresent()).isPresent()) {
            payloads.add(ConfigExchange.request(tunnel.wantsAddress()));
        }
        if (Companions.isFirstContact(turn, sa.exchanges())) {
            payloads.add(new NotifyPayload(NotifyType.INITIAL_CONTACT));
        }
        payloads.addAll(ChildInitiator.payloads(turn, sa.exchanges().path().fvrf(), offer));
        if (Mobility.isWanted(attempt)) {
            payloads.add(Mobility.offer());
        }
        payloads.add(Half.windowSize(turn.config().settings()));
        sa.exchanges().ask(turn, ExchangeType.IKE_AUTH, new Asked.Auth(), payloads);
        return new State.Proving(
                id, Proof.words(auth.method(), own.map(Credentials.Own::keyType)), offer);
    }

    // --- the peer's proof ---

    private State answered(Turn turn, State.Proving proving, PayloadChain chain) {
        Optional<IdPayload> id = chain.find(PayloadType.ID_R).map(IdPayload.class::cast);
        Optional<AuthPayload> auth = chain.find(AuthPayload.class);
        if (id.isEmpty() || auth.isEmpty()) {
            String error = chain.error().map(notify -> notify.what().toString()).orElse("nothing");
            return fail(
                    turn,
                    "the peer refused our IKE_AUTH with " + error,
                    "look there with 'show crypto ikev2 why "
                            + sa.exchanges().path().local()
                            + "': it does not accept our identity "
                            + proving.id
                            + " or our "
                            + proving.signedWith);
        }
        SecureChannel channel = sa.exchanges().channel();
        Bytes octets =
                IkeKeys.signedOctets(
                        channel.suite().prf(),
                        init.packet(),
                        attempt.nonce(),
                        channel.keys().pr(),
                        id.get().body());
        var question =
                new Verification.Question(
                        id.get().id(),
                        auth.get(),
                        chain.all(CertPayload.class),
                        octets,
                        channel.suite().prf(),
                        tunnel.remote());
        Optional<Outcome.Verified> byKey = Verification.byKey(turn, List.of(profile), question);
        if (byKey.isPresent()) {
            return verified(turn, proving, chain, byKey.get());
        }
        long job =
                turn.compute(
                        sa.exchanges().sa(),
                        IkeEffect.Rank.BEGUN,
                        Verification.job(turn, List.of(profile), question));
        return new State.Verifying(job, proving, chain);
    }

    private State verified(
            Turn turn, State.Proving proving, PayloadChain chain, Outcome.Verified verified) {
        IdPayload id = (IdPayload) chain.find(PayloadType.ID_R).orElseThrow();
        var judgement =
                Verification.judge(turn, List.of(profile), id.id(), tunnel.remote(), verified);
        switch (judgement) {
            case Verification.Judgement.Refused(var reason, var remedy) -> {
                // RFC 7296 section 2.21.2: the responder believes that all is well, so it is told
                // before we go.
                sa.exchanges()
                        .ask(
                                turn,
                                ExchangeType.INFORMATIONAL,
                                new Asked.DeleteIke(),
                                List.of(new NotifyPayload(NotifyType.AUTHENTICATION_FAILED)));
                sa.failed(turn, reason, remedy, true);
            }
            case Verification.Judgement.Accepted(var _, var certificate) -> {
                Asked.ChildOffer child = proving.child;
                if (Mobility.isWanted(attempt) && chain.has(NotifyType.MOBIKE_SUPPORTED)) {
                    sa.exchanges().learn(sa.exchanges().abilities().mobile());
                }
                sa.establish(turn, peering(turn, proving, chain, id.id(), certificate), chain);
                if (!chain.has(NotifyType.INTERNAL_ADDRESS_FAILURE)) {
                    sa.tellUp(turn);
                }
                sa.children().initiator().onFirstAnswer(turn, child, chain, init.nonce());
                sa.announce(turn);
            }
        }
        return new State.Over();
    }

    private Peering peering(
            Turn turn,
            State.Proving proving,
            PayloadChain chain,
            Identification peerId,
            Optional<PeerCertificate> certificate) {
        AuthPayload auth = chain.find(AuthPayload.class).orElseThrow();
        return new Peering(
                turn.nextSession(),
                true,
                profile,
                proving.id,
                peerId,
                certificate,
                Peering.authorization(turn, profile, certificate.isPresent()),
                Optional.of(tunnel.name()),
                Optional.empty(),
                Optional.of(attempt.policy()),
                tunnel.wantsAddress(),
                proving.signedWith,
                Proof.words(auth.method(), certificate.map(PeerCertificate::keyType)));
    }

    // --- the end ---

    /// The budget of IKE_AUTH is used up.
    void unanswered(Turn turn) {
        state = fail(turn, "the peer does not answer IKE_AUTH", attempt.unreachable());
    }

    private State fail(Turn turn, String what, String remedy) {
        sa.failed(turn, what, remedy, false);
        return new State.Over();
    }
}
