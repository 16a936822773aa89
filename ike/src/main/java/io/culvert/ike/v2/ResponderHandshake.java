package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.wire.ike.AuthMethod;
import io.culvert.wire.ike.AuthPayload;
import io.culvert.wire.ike.CertEncoding;
import io.culvert.wire.ike.CertPayload;
import io.culvert.wire.ike.CertRequestPayload;
import io.culvert.wire.ike.ConfigPayload;
import io.culvert.wire.ike.ConfigType;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The responder from a first message that was let in to its own proof.
/// ```
/// ANSWERING --secret--> WAITING --IKE_AUTH--> VERIFYING --verdict--> SIGNING --AUTH sent--> OVER
/// ```
final class ResponderHandshake {
    sealed interface State {
        record Answering(long job) implements State {}

        record Waiting(Bytes packet) implements State {}

        record Verifying(long job, Bytes packet, PayloadChain chain) implements State {}

        record Signing(
                long job,
                Peering peering,
                IdPayload id,
                Credentials.Own own,
                SignatureScheme scheme,
                PayloadChain chain)
                implements State {}

        record Over() implements State {}
    }

    private final IkeSa sa;
    private final Bytes request;
    private final Suites.IkeChoice choice;
    private final Bytes peerNonce;
    private final Bytes nonce;
    private final Path path;
    private State state;

    ResponderHandshake(
            Turn turn,
            IkeSa sa,
            IkeMessage message,
            Bytes packet,
            Suites.IkeChoice choice,
            Path path) {
        this.sa = sa;
        this.request = packet;
        this.choice = choice;
        this.path = path;
        this.peerNonce = message.chain().find(NoncePayload.class).orElseThrow().nonce();
        this.nonce = turn.world().entropy().bytes(IkeSa.NONCE_OCTETS);
        KeyExchangeMethod method = choice.suite().keyExchange();
        Bytes theirs = message.chain().find(KePayload.class).orElseThrow().data();
        var entropy = turn.world().entropy();
        this.state =
                new State.Answering(
                        turn.compute(sa.id(), () -> IkeSa.agree(method.generate(entropy), theirs)));
    }

    Bytes request() {
        return request;
    }

    String status() {
        return state.getClass().getSimpleName();
    }

    /// The same first message again: our answer again, if there is one yet.
    void repeat(Turn turn, Bytes packet) {
        if (state instanceof State.Waiting(var answer) && packet.equals(request)) {
            turn.emit(Requests.send(path, answer));
        } else {
            turn.drop(IkeDrop.DUPLICATE_REQUEST);
        }
    }

    void on(Turn turn, long job, Outcome outcome) {
        state =
                switch (state) {
                    case State.Answering(long mine)
                            when mine == job && outcome instanceof Outcome.Agreed agreed ->
                            answer(turn, agreed);
                    case State.Verifying verifying
                            when verifying.job == job
                                    && outcome instanceof Outcome.Verified verified ->
                            verified(turn, verifying, verified);
                    case State.Signing signing
                            when signing.job == job
                                    && outcome instanceof Outcome.Signed(var signature) ->
                            finish(
                                    turn,
                                    signing.peering,
                                    signing.id,
                                    Optional.of(signing.own),
                                    Proof.payload(
                                            signing.scheme, sa.abilities().hashes(), signature),
                                    signing.chain);
                    case State.Answering _,
                            State.Waiting _,
                            State.Verifying _,
                            State.Signing _,
                            State.Over _ ->
                            state;
                };
    }

    private State answer(Turn turn, Outcome.Agreed agreed) {
        if (agreed.shared().isEmpty()) {
            sa.failed(
                    turn,
                    "the peer's key exchange value is refused: " + agreed.refusal(),
                    "look at the peer",
                    false);
            return new State.Over();
        }
        IkeSuite suite = choice.suite();
        Secret shared = agreed.shared().get();
        Secret seed = IkeKeys.skeyseed(suite.prf(), peerNonce, nonce, shared);
        shared.wipe();
        IkeKeys keys = IkeKeys.derive(suite, seed, peerNonce, nonce, sa.remoteSpi(), sa.localSpi());
        seed.wipe();
        sa.secure(turn, sa.remoteSpi(), suite, keys);
        var payloads = new ArrayList<IkePayload>();
        payloads.add(new SaPayload(List.of(choice.answer())));
        payloads.add(new KePayload(suite.keyExchange().transformId(), agreed.publicValue()));
        payloads.add(new NoncePayload(nonce));
        payloads.addAll(
                Half.payloads(turn.config().settings(), path, sa.remoteSpi(), sa.localSpi()));
        List<String> trustpoints =
                turn.engine().profilesFor(path).stream()
                        .flatMap(profile -> profile.verifyingTrustpoints().stream())
                        .distinct()
                        .toList();
        if (!trustpoints.isEmpty()) {
            payloads.add(
                    CertRequestPayload.ofKeyHashes(
                            turn.world().credentials().authorityKeyHashes(trustpoints)));
        }
        Bytes packet =
                new IkeMessage(
                                sa.remoteSpi(),
                                sa.localSpi(),
                                ExchangeType.IKE_SA_INIT,
                                false,
                                true,
                                0,
                                payloads)
                        .toBytes();
        turn.emit(Requests.send(path, packet));
        return new State.Waiting(packet);
    }

    void onAuth(Turn turn, PayloadChain chain) {
        state =
                switch (state) {
                    case State.Waiting(var packet) -> check(turn, packet, chain);
                    case State.Answering _, State.Verifying _, State.Signing _, State.Over _ ->
                            state;
                };
    }

    private State check(Turn turn, Bytes packet, PayloadChain chain) {
        IdPayload id = (IdPayload) chain.find(PayloadType.ID_I).orElseThrow();
        Optional<AuthPayload> auth = chain.find(AuthPayload.class);
        List<Ikev2Profile> profiles = turn.engine().profilesFor(path);
        if (auth.isEmpty() || profiles.isEmpty()) {
            return refuse(
                    turn,
                    auth.isEmpty()
                            ? "the peer " + id.id() + " wants EAP, which we do not speak"
                            : "no profile covers "
                                    + path.local()
                                    + " in this VRF; the peer came as "
                                    + id.id(),
                    auth.isEmpty()
                            ? "have the peer authenticate with a certificate or a pre-shared key"
                            : "configure crypto ikev2 profile with 'match fvrf' and 'match identity remote'");
        }
        Bytes octets =
                IkeKeys.signedOctets(
                        sa.channel().suite().prf(),
                        request,
                        nonce,
                        sa.channel().keys().pi(),
                        id.body());
        var question =
                new Verification.Question(
                        id.id(),
                        auth.get(),
                        chain.all(CertPayload.class),
                        octets,
                        sa.channel().suite().prf(),
                        path.remote());
        long job = turn.compute(sa.id(), Verification.job(turn, profiles, question));
        return new State.Verifying(job, packet, chain);
    }

    private State refuse(Turn turn, String reason, String remedy) {
        // RFC 7296 section 2.21.2: the answer tells nothing but that.
        sa.reply(turn, List.of(new NotifyPayload(NotifyType.AUTHENTICATION_FAILED)));
        sa.failed(turn, reason, remedy, true);
        return new State.Over();
    }

    private State verified(Turn turn, State.Verifying verifying, Outcome.Verified verified) {
        PayloadChain chain = verifying.chain;
        Identification peerId = ((IdPayload) chain.find(PayloadType.ID_I).orElseThrow()).id();
        var judgement =
                Verification.judge(
                        turn, turn.engine().profilesFor(path), peerId, path.remote(), verified);
        if (judgement instanceof Verification.Judgement.Refused(var reason, var remedy)) {
            return refuse(turn, reason, remedy);
        }
        var accepted = (Verification.Judgement.Accepted) judgement;
        Ikev2Profile profile = accepted.profile();
        Authentication.Method method =
                profile.authenticationLocal()
                        .map(Authentication::method)
                        .orElse(Authentication.Method.RSA_SIGNATURE);
        List<Bytes> wanted =
                chain.all(CertRequestPayload.class).stream()
                        .flatMap(payload -> payload.keyHashes().stream())
                        .toList();
        Optional<Credentials.Own> own =
                method.usesCertificate()
                        ? Identities.own(profile, turn.world().credentials(), wanted)
                        : Optional.empty();
        Optional<Secret> key =
                method.usesCertificate()
                        ? Optional.empty()
                        : Identities.sharedKey(
                                turn.config(),
                                profile,
                                profile.authenticationLocal().orElseThrow(),
                                true,
                                path.remote(),
                                Optional.of(peerId));
        Optional<SignatureScheme> scheme =
                own.flatMap(
                        certificate ->
                                Proof.scheme(certificate.keyType(), sa.abilities().hashes()));
        Optional<Identification> id = Identities.local(profile, path, own);
        if (id.isEmpty()
                || method.usesCertificate() && scheme.isEmpty()
                || !method.usesCertificate() && key.isEmpty()) {
            return refuse(
                    turn,
                    "we cannot prove ourselves to the peer with " + method.word(),
                    method.usesCertificate()
                            ? "enrol a trustpoint named in 'pki trustpoint' of crypto ikev2 profile "
                                    + profile.name()
                            : "add 'pre-shared-key local' for the peer to the keyring");
        }
        Peering peering = peering(turn, accepted, peerId, id.get(), own, verified.method());
        var idPayload = new IdPayload(false, id.get());
        Bytes octets =
                IkeKeys.signedOctets(
                        sa.channel().suite().prf(),
                        verifying.packet,
                        peerNonce,
                        sa.channel().keys().pr(),
                        idPayload.body());
        if (key.isPresent()) {
            Bytes auth = IkeKeys.sharedKeyAuth(sa.channel().suite().prf(), key.get(), octets);
            return finish(
                    turn,
                    peering,
                    idPayload,
                    Optional.empty(),
                    new AuthPayload(AuthMethod.SHARED_KEY, auth),
                    chain);
        }
        Credentials.Own signer = own.orElseThrow();
        long job =
                turn.compute(sa.id(), () -> new Outcome.Signed(signer.sign(scheme.get(), octets)));
        return new State.Signing(job, peering, idPayload, signer, scheme.get(), chain);
    }

    private Peering peering(
            Turn turn,
            Verification.Judgement.Accepted accepted,
            Identification peerId,
            Identification localId,
            Optional<Credentials.Own> own,
            AuthMethod peerMethod) {
        Ikev2Profile profile = accepted.profile();
        IkeEngine.Place place = turn.engine().placeFor(path, profile);
        return new Peering(
                turn.engine().nextSession(),
                false,
                profile,
                localId,
                peerId,
                accepted.certificate(),
                IkeSa.authorization(turn, profile, accepted.certificate().isPresent()),
                place.staticTunnel().map(TunnelRequest::name),
                place.virtualTemplate(),
                place.policy(),
                place.staticTunnel().map(TunnelRequest::wantsAddress).orElse(false),
                Proof.words(
                        own.isPresent() ? AuthMethod.RSA_SIGNATURE : AuthMethod.SHARED_KEY,
                        own.map(Credentials.Own::keyType)),
                Proof.words(peerMethod, accepted.certificate().map(PeerCertificate::keyType)));
    }

    private State finish(
            Turn turn,
            Peering peering,
            IdPayload id,
            Optional<Credentials.Own> own,
            AuthPayload auth,
            PayloadChain chain) {
        var payloads = new ArrayList<IkePayload>();
        payloads.add(id);
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
        payloads.add(auth);
        sa.establish(turn, peering, chain);
        if (chain.has(NotifyType.INITIAL_CONTACT)) {
            turn.engine().initialContact(turn, sa);
        }
        Optional<ConfigPayload> wanted =
                chain.find(ConfigPayload.class)
                        .filter(payload -> payload.config().equals(ConfigType.REQUEST));
        Optional<NotifyType> refusal = Optional.empty();
        if (wanted.isPresent()) {
            var reply = sa.configure(turn, wanted.get());
            reply.ifPresent(payloads::add);
            refusal =
                    reply.isEmpty()
                            ? Optional.of(NotifyType.INTERNAL_ADDRESS_FAILURE)
                            : Optional.empty();
        }
        if (chain.find(SaPayload.class).isPresent()) {
            payloads.addAll(
                    refusal.isPresent()
                            ? List.of(new NotifyPayload(refusal.get()))
                            : sa.children().answerFirst(turn, chain, peerNonce, nonce));
        }
        payloads.add(IkeSa.windowSize(turn.config()));
        sa.reply(turn, payloads);
        return new State.Over();
    }
}
