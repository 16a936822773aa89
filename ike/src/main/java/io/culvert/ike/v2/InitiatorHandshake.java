package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.wire.ike.AuthMethod;
import io.culvert.wire.ike.AuthPayload;
import io.culvert.wire.ike.CertEncoding;
import io.culvert.wire.ike.CertPayload;
import io.culvert.wire.ike.CertRequestPayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IdPayload;
import io.culvert.wire.ike.Identification;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TsPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The initiator from its first key exchange value to the peer's proof, RFC 7296 sections 1.2, 2.6, 2.7, 2.15 and 2.16.
/// ```
/// GENERATING --ours is made--> INVITING --good answer--> AGREEING --secret--> SIGNING --AUTH sent--> PROVING
///     ^   COOKIE, INVALID_KE_PAYLOAD |                                                        answer |
///     +------------------------------+                                  OVER <--verdict-- VERIFYING <+
/// ```
final class InitiatorHandshake {
    /// Rounds of COOKIE and INVALID_KE_PAYLOAD before we stop dancing (RFC 7296 section 2.6.1).
    static final int ROUNDS_MAX = 6;

    sealed interface State {
        record Generating(long job) implements State {}

        record Inviting(KeyExchange exchange, Bytes packet) implements State {}

        record Agreeing(long job, KeyExchange exchange, Bytes packet, Answer answer)
                implements State {}

        record Signing(
                long job,
                Answer answer,
                Bytes packet,
                Identification id,
                Credentials.Own own,
                SignatureScheme scheme)
                implements State {}

        record Proving(
                Answer answer,
                Identification id,
                String signedWith,
                int childSpi,
                SaPayload childOffer)
                implements State {}

        record Verifying(long job, Answer answer, Proving proving, PayloadChain chain)
                implements State {}

        record Over() implements State {}
    }

    /// The responder's IKE_SA_INIT.
    record Answer(
            Suites.IkeChoice choice,
            long spi,
            Bytes nonce,
            Bytes packet,
            List<Bytes> wantedAuthorities) {}

    private final IkeSa sa;
    private final TunnelRequest tunnel;
    private final Ikev2Profile profile;
    private final ChildPolicy policy;
    private final List<Ikev2Proposal> proposals;
    private final SaPayload offer;
    private final Bytes nonce;
    private Optional<Bytes> cookie = Optional.empty();
    private int rounds;
    private State state;
    private Optional<String> complaint = Optional.empty();

    InitiatorHandshake(
            Turn turn, IkeSa sa, TunnelRequest tunnel, Ikev2Profile profile, ChildPolicy policy) {
        this.sa = sa;
        this.tunnel = tunnel;
        this.profile = profile;
        this.policy = policy;
        this.proposals = turn.config().proposalsFor(tunnel.fvrf(), tunnel.local());
        this.offer = Suites.offerIke(proposals, Bytes.EMPTY);
        this.nonce = turn.world().entropy().bytes(IkeSa.NONCE_OCTETS);
        this.state = generate(turn, proposals.getFirst().groups().getFirst());
    }

    TunnelRequest tunnel() {
        return tunnel;
    }

    String status() {
        return state.getClass().getSimpleName();
    }

    private State generate(Turn turn, KeyExchangeMethod method) {
        var entropy = turn.world().entropy();
        return new State.Generating(
                turn.compute(sa.id(), () -> new Outcome.Generated(method.generate(entropy))));
    }

    void on(Turn turn, long job, Outcome outcome) {
        state =
                switch (state) {
                    case State.Generating(long mine)
                            when mine == job
                                    && outcome instanceof Outcome.Generated(var exchange) ->
                            invite(turn, exchange);
                    case State.Agreeing agreeing
                            when agreeing.job == job && outcome instanceof Outcome.Agreed agreed ->
                            agreed(turn, agreeing, agreed);
                    case State.Signing signing
                            when signing.job == job
                                    && outcome instanceof Outcome.Signed(var signature) ->
                            prove(
                                    turn,
                                    signing.answer,
                                    signing.id,
                                    Optional.of(signing.own),
                                    Proof.payload(
                                            signing.scheme, sa.abilities().hashes(), signature));
                    case State.Verifying verifying
                            when verifying.job == job
                                    && outcome instanceof Outcome.Verified verified ->
                            verified(turn, verifying, verified);
                    case State.Generating _,
                            State.Inviting _,
                            State.Agreeing _,
                            State.Signing _,
                            State.Proving _,
                            State.Verifying _,
                            State.Over _ ->
                            state;
                };
    }

    private State invite(Turn turn, KeyExchange exchange) {
        var payloads = new ArrayList<IkePayload>();
        cookie.ifPresent(value -> payloads.add(new NotifyPayload(NotifyType.COOKIE, value)));
        payloads.add(offer);
        payloads.add(new KePayload(exchange.method().transformId(), exchange.publicValue()));
        payloads.add(new NoncePayload(nonce));
        payloads.addAll(Half.payloads(turn.config().settings(), sa.path(), sa.localSpi(), 0));
        Bytes packet =
                new IkeMessage(sa.localSpi(), 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads)
                        .toBytes();
        if (rounds == 0) {
            sa.requests()
                    .ask(
                            turn,
                            sa.path(),
                            new Asked.Init(),
                            Requests.Patience.USUAL,
                            _ -> List.of(packet));
        } else {
            sa.requests().restart(turn, sa.path(), 0, new Asked.Init(), packet);
        }
        return new State.Inviting(exchange, packet);
    }

    /// An answer to IKE_SA_INIT. Nobody signed it, so it never ends the attempt (RFC 7296 section 2.21.1).
    void onInit(Turn turn, Path path, IkeMessage message, Bytes packet) {
        state =
                switch (state) {
                    case State.Inviting inviting -> answered(turn, path, inviting, message, packet);
                    case State.Generating _,
                            State.Agreeing _,
                            State.Signing _,
                            State.Proving _,
                            State.Verifying _,
                            State.Over _ -> {
                        turn.drop(IkeDrop.STRAY_RESPONSE);
                        yield state;
                    }
                };
    }

    private State answered(
            Turn turn, Path path, State.Inviting inviting, IkeMessage message, Bytes packet) {
        PayloadChain chain = message.chain();
        Optional<NotifyPayload> wanted = chain.notify(NotifyType.COOKIE);
        if (wanted.isPresent() && chain.find(SaPayload.class).isEmpty()) {
            if (++rounds > ROUNDS_MAX
                    || wanted.get().data().size() > 64
                    || wanted.get().data().isEmpty()) {
                turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
                return inviting;
            }
            cookie = Optional.of(wanted.get().data());
            return invite(turn, inviting.exchange);
        }
        Optional<NotifyPayload> otherGroup = chain.notify(NotifyType.INVALID_KE_PAYLOAD);
        if (otherGroup.isPresent()) {
            return otherGroup(turn, inviting, otherGroup.get());
        }
        if (chain.error().isPresent()) {
            complaint = Optional.of(chain.error().get().what().toString());
            turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
            return inviting;
        }
        if (!Shapes.holds(ExchangeType.IKE_SA_INIT, true, chain) || message.responderSpi() == 0) {
            turn.drop(IkeDrop.MESSAGE_SHAPE);
            return inviting;
        }
        Optional<Suites.IkeChoice> choice =
                Suites.acceptIke(offer, chain.find(SaPayload.class).orElseThrow());
        KePayload theirs = chain.find(KePayload.class).orElseThrow();
        if (choice.isEmpty()
                || choice.get().suite().keyExchange() != inviting.exchange.method()
                || theirs.method() != inviting.exchange.method().transformId()) {
            complaint = Optional.of("an answer that we did not offer");
            turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
            return inviting;
        }
        var abilities =
                Half.read(
                        turn.config().settings(),
                        chain,
                        path,
                        sa.localSpi(),
                        message.responderSpi());
        sa.learned(abilities);
        List<Bytes> authorities =
                chain.all(CertRequestPayload.class).stream()
                        .flatMap(request -> request.keyHashes().stream())
                        .toList();
        var answer =
                new Answer(
                        choice.get(),
                        message.responderSpi(),
                        chain.find(NoncePayload.class).orElseThrow().nonce(),
                        packet,
                        authorities);
        KeyExchange exchange = inviting.exchange;
        long job = turn.compute(sa.id(), () -> IkeSa.agree(exchange, theirs.data()));
        return new State.Agreeing(job, exchange, inviting.packet, answer);
    }

    private State otherGroup(Turn turn, State.Inviting inviting, NotifyPayload notify) {
        Optional<KeyExchangeMethod> method =
                notify.data().size() == 2
                        ? KeyExchangeMethod.of(notify.data().u16(0))
                        : Optional.empty();
        boolean isOffered =
                method.isPresent()
                        && proposals.stream()
                                .anyMatch(proposal -> proposal.groups().contains(method.get()));
        if (!isOffered || method.get() == inviting.exchange.method() || ++rounds > ROUNDS_MAX) {
            turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
            return inviting;
        }
        // The cookie goes along, RFC 7296 section 2.6.1: a responder that asks for one then saves a
        // round trip.
        return generate(turn, method.get());
    }

    private State agreed(Turn turn, State.Agreeing agreeing, Outcome.Agreed agreed) {
        if (agreed.shared().isEmpty()) {
            complaint = Optional.of("a key exchange value that is refused: " + agreed.refusal());
            turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
            return new State.Inviting(agreeing.exchange, agreeing.packet);
        }
        Answer answer = agreeing.answer;
        sa.requests().answered(turn, sa.path(), 0);
        IkeSuite suite = answer.choice.suite();
        Secret shared = agreed.shared().get();
        Secret seed = IkeKeys.skeyseed(suite.prf(), nonce, answer.nonce, shared);
        shared.wipe();
        IkeKeys keys = IkeKeys.derive(suite, seed, nonce, answer.nonce, sa.localSpi(), answer.spi);
        seed.wipe();
        sa.secure(turn, answer.spi, suite, keys);
        if (sa.abilities().isNat()) {
            sa.moveTo(sa.path().onNatPort());
        }
        return sign(turn, agreeing.packet, answer);
    }

    private State sign(Turn turn, Bytes packet, Answer answer) {
        Authentication.Method method =
                profile.authenticationLocal()
                        .map(Authentication::method)
                        .orElse(Authentication.Method.RSA_SIGNATURE);
        if (!method.usesCertificate()) {
            Optional<Secret> key =
                    Identities.sharedKey(
                            turn.config(),
                            profile,
                            profile.authenticationLocal().orElseThrow(),
                            true,
                            tunnel.remote(),
                            Optional.empty());
            Identification id =
                    Identities.local(profile, sa.path(), Optional.empty())
                            .orElseGet(() -> Identification.address(sa.path().local()));
            if (key.isEmpty()) {
                return fail(
                        turn,
                        "there is no pre-shared key of ours for " + tunnel.remote(),
                        "add a peer with that address and 'pre-shared-key local' to the keyring of crypto ikev2 profile "
                                + profile.name());
            }
            Bytes auth =
                    IkeKeys.sharedKeyAuth(
                            sa.channel().suite().prf(),
                            key.get(),
                            octets(packet, answer.nonce, true, new IdPayload(true, id)));
            return prove(
                    turn,
                    answer,
                    id,
                    Optional.empty(),
                    new AuthPayload(AuthMethod.SHARED_KEY, auth));
        }
        Optional<Credentials.Own> own =
                Identities.own(profile, turn.world().credentials(), answer.wantedAuthorities);
        if (own.isEmpty()) {
            return fail(
                    turn,
                    "we have no certificate to show under pki trustpoint "
                            + String.join(", ", profile.signingTrustpoints()),
                    "enrol the trustpoint, or add 'pki trustpoint' to crypto ikev2 profile "
                            + profile.name());
        }
        Optional<SignatureScheme> scheme =
                Proof.scheme(own.get().keyType(), sa.abilities().hashes());
        Optional<Identification> id = Identities.local(profile, sa.path(), own);
        if (scheme.isEmpty() || id.isEmpty()) {
            return fail(
                    turn,
                    "the peer cannot check a signature of our key, " + own.get().keyType(),
                    "use an RSA key, or have the peer announce hash algorithms of RFC 7427");
        }
        Bytes octets = octets(packet, answer.nonce, true, new IdPayload(true, id.get()));
        Credentials.Own signer = own.get();
        long job =
                turn.compute(sa.id(), () -> new Outcome.Signed(signer.sign(scheme.get(), octets)));
        return new State.Signing(job, answer, packet, id.get(), signer, scheme.get());
    }

    private Bytes octets(Bytes message, Bytes peerNonce, boolean ofInitiator, IdPayload id) {
        IkeKeys keys = sa.channel().keys();
        return IkeKeys.signedOctets(
                sa.channel().suite().prf(),
                message,
                peerNonce,
                ofInitiator ? keys.pi() : keys.pr(),
                id.body());
    }

    private State prove(
            Turn turn,
            Answer answer,
            Identification id,
            Optional<Credentials.Own> own,
            AuthPayload auth) {
        int spi = turn.engine().nextChildSpi();
        SaPayload childOffer =
                Suites.offerChild(policy.suites(), Optional.empty(), policy.profile().isEsn(), spi);
        var payloads = new ArrayList<IkePayload>();
        payloads.add(new IdPayload(true, id));
        own.ifPresent(
                certificate ->
                        certificate
                                .chain()
                                .forEach(
                                        der ->
                                                payloads.add(
                                                        new CertPayload(
                                                                CertEncoding.X509_SIGNATURE,
                                                                der))));
        if (profile.authenticationRemote().stream()
                .anyMatch(remote -> remote.method().usesCertificate())) {
            payloads.add(
                    CertRequestPayload.ofKeyHashes(
                            turn.world()
                                    .credentials()
                                    .authorityKeyHashes(profile.verifyingTrustpoints())));
        }
        payloads.add(auth);
        if (tunnel.wantsAddress() || authorization(turn, own.isPresent()).isPresent()) {
            payloads.add(ConfigExchange.request(tunnel.wantsAddress()));
        }
        if (!turn.engine().knows(sa.path(), sa.id())) {
            payloads.add(new NotifyPayload(NotifyType.INITIAL_CONTACT));
        }
        payloads.addAll(IkeSa.childPayloads(policy, childOffer));
        payloads.add(IkeSa.windowSize(turn.config()));
        sa.ask(turn, ExchangeType.IKE_AUTH, new Asked.Auth(), payloads);
        return new State.Proving(
                answer,
                id,
                Proof.words(auth.method(), own.map(Credentials.Own::keyType)),
                spi,
                childOffer);
    }

    private Optional<AuthorizationPolicy> authorization(Turn turn, boolean byCertificate) {
        return IkeSa.authorization(turn, profile, byCertificate);
    }

    void onAuth(Turn turn, PayloadChain chain) {
        state =
                switch (state) {
                    case State.Proving proving -> check(turn, proving, chain);
                    case State.Generating _,
                            State.Inviting _,
                            State.Agreeing _,
                            State.Signing _,
                            State.Verifying _,
                            State.Over _ ->
                            state;
                };
    }

    private State check(Turn turn, State.Proving proving, PayloadChain chain) {
        Optional<IdPayload> id = chain.find(PayloadType.ID_R).map(IdPayload.class::cast);
        Optional<AuthPayload> auth = chain.find(AuthPayload.class);
        if (id.isEmpty() || auth.isEmpty()) {
            String error = chain.error().map(notify -> notify.what().toString()).orElse("nothing");
            return fail(
                    turn,
                    "the peer refused our IKE_AUTH with " + error,
                    "look there with 'show crypto ikev2 why "
                            + sa.path().local()
                            + "': it does not accept our identity "
                            + proving.id
                            + " or our "
                            + proving.signedWith);
        }
        Answer answer = proving.answer;
        Bytes octets = octets(answer.packet, nonce, false, id.get());
        Verification.Question question =
                new Verification.Question(
                        id.get().id(),
                        auth.get(),
                        chain.all(CertPayload.class),
                        octets,
                        sa.channel().suite().prf(),
                        tunnel.remote());
        long job = turn.compute(sa.id(), Verification.job(turn, List.of(profile), question));
        return new State.Verifying(job, answer, proving, chain);
    }

    private State verified(Turn turn, State.Verifying verifying, Outcome.Verified verified) {
        IdPayload id = (IdPayload) verifying.chain.find(PayloadType.ID_R).orElseThrow();
        Verification.Judgement judgement =
                Verification.judge(turn, List.of(profile), id.id(), tunnel.remote(), verified);
        if (judgement instanceof Verification.Judgement.Refused(var reason, var remedy)) {
            // RFC 7296 section 2.21.2: the responder believes that all is well, so it is told
            // before we go.
            sa.ask(
                    turn,
                    ExchangeType.INFORMATIONAL,
                    new Asked.DeleteIke(),
                    List.of(new NotifyPayload(NotifyType.AUTHENTICATION_FAILED)));
            sa.failed(turn, reason, remedy, true);
            return new State.Over();
        }
        var accepted = (Verification.Judgement.Accepted) judgement;
        AuthPayload auth = verifying.chain.find(AuthPayload.class).orElseThrow();
        var peering =
                new Peering(
                        turn.engine().nextSession(),
                        true,
                        profile,
                        verifying.proving.id,
                        id.id(),
                        accepted.certificate(),
                        authorization(turn, accepted.certificate().isPresent()),
                        Optional.of(tunnel.name()),
                        OptionalInt.empty(),
                        Optional.of(policy),
                        tunnel.wantsAddress(),
                        verifying.proving.signedWith,
                        Proof.words(
                                auth.method(),
                                accepted.certificate().map(PeerCertificate::keyType)));
        sa.establish(turn, peering, verifying.chain);
        child(turn, verifying);
        return new State.Over();
    }

    /// The rest of the IKE_AUTH answer: the configuration and the first Child SA. Their failure leaves the IKE SA.
    private void child(Turn turn, State.Verifying verifying) {
        PayloadChain chain = verifying.chain;
        Optional<SaPayload> answer = chain.find(SaPayload.class);
        Optional<TsPayload> local = chain.find(PayloadType.TS_I).map(TsPayload.class::cast);
        Optional<TsPayload> remote = chain.find(PayloadType.TS_R).map(TsPayload.class::cast);
        Optional<Suites.ChildChoice> choice =
                answer.flatMap(
                        payload -> Suites.acceptChild(verifying.proving.childOffer, payload));
        if (choice.isEmpty() || local.isEmpty() || remote.isEmpty()) {
            sa.childRefused(turn, chain.error());
            return;
        }
        Optional<String> mismatch =
                IkeSa.mismatch(policy, local.get().selectors(), remote.get().selectors());
        sa.configured(turn, chain);
        sa.sessionUp(turn);
        var material =
                new ChildMaker.Material(
                        true,
                        nonce,
                        verifying.answer.nonce,
                        Optional.empty(),
                        verifying.proving.childSpi);
        List<TrafficSelector> ours = local.get().selectors();
        Child child =
                sa.addChild(
                        turn,
                        ChildMaker.make(
                                turn,
                                sa,
                                policy,
                                choice.get(),
                                material,
                                chain.has(NotifyType.USE_TRANSPORT_MODE),
                                ours,
                                remote.get().selectors(),
                                OptionalLong.empty()),
                        true,
                        Child.lower(nonce, verifying.answer.nonce),
                        true);
        mismatch.ifPresent(
                what -> {
                    turn.engine()
                            .failures()
                            .record(
                                    turn.now(),
                                    sa.path(),
                                    what,
                                    "make the selectors of the peer cover protocol 47 between both addresses");
                    sa.deleteChild(turn, child);
                });
        sa.announce(turn);
    }

    /// The budget of IKE_SA_INIT or IKE_AUTH is used up.
    void unanswered(Turn turn) {
        String what =
                state instanceof State.Proving
                        ? "the peer does not answer IKE_AUTH"
                        : complaint
                                .map(text -> "the peer answers IKE_SA_INIT with " + text)
                                .orElse("the peer does not answer IKE_SA_INIT");
        String remedy =
                complaint
                                .filter(
                                        text ->
                                                text.equals(
                                                        NotifyType.NO_PROPOSAL_CHOSEN.toString()))
                                .isPresent()
                        ? "agree on algorithms in crypto ikev2 proposal; we offer "
                                + Suites.words(offer)
                        : "check that "
                                + tunnel.remote()
                                + " can be reached from "
                                + tunnel.local()
                                + " and that UDP 500 and 4500 pass";
        state = fail(turn, what, remedy);
    }

    private State fail(Turn turn, String what, String remedy) {
        sa.failed(turn, what, remedy, false);
        return new State.Over();
    }
}
