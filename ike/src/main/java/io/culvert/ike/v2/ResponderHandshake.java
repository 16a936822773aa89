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

/// The responder from a first message that was let in to its own proof, RFC 7296 sections 1.2, 2.14, 2.15 and 2.21.2.
/// ```
///   ANSWERING --secret--> WAITING --signature--> VERIFYING --verdict--> SIGNING --AUTH sent--> OVER
///                            |                       |                     ^                     ^
///                            |                       +--pre-shared key, or refused---------------+
///                            +--by pre-shared key--------------------------+---------------------+
/// ```
final class ResponderHandshake {
    sealed interface State {
        record Answering(long job) implements State {}

        record Waiting(Bytes packet) implements State {}

        record Verifying(long job, Bytes packet, PayloadChain chain) implements State {}

        record Signing(
                long job,
                Peering peering,
                Credentials.Own own,
                SignatureScheme scheme,
                PayloadChain chain)
                implements State {}

        record Over() implements State {}
    }

    private sealed interface Event {
        record Done(long job, Outcome outcome) implements Event {}

        record Asked(PayloadChain chain) implements Event {}
    }

    private record Step(State state, Event event) {}

    /// The peer, who has proved it, and the profile that it belongs to.
    private record Peer(
            Identification id,
            AuthMethod method,
            Ikev2Profile profile,
            Optional<PeerCertificate> certificate) {}

    private final HandshakeCarrier sa;
    private final Bytes request;
    private final Suites.IkeChoice choice;
    private final Bytes peerNonce;
    private final Bytes nonce;
    private final Path path;
    private State state;

    ResponderHandshake(
            Turn turn,
            HandshakeCarrier sa,
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
        var answers = turn.world().answers();
        this.state =
                new State.Answering(
                        turn.compute(
                                sa.exchanges().sa(),
                                IkeEffect.Rank.NEW,
                                () -> Outcome.agreed(answers.apply(method, theirs))));
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

    void onComputed(Turn turn, long job, Outcome outcome) {
        on(turn, new Event.Done(job, outcome));
    }

    void onAuth(Turn turn, PayloadChain chain) {
        on(turn, new Event.Asked(chain));
    }

    private void on(Turn turn, Event event) {
        state =
                switch (new Step(state, event)) {
                    case Step(
                                    State.Answering(long ours),
                                    Event.Done(long job, Outcome.Agreed agreed))
                            when ours == job ->
                            answer(turn, agreed);
                    case Step(State.Answering(long ours), Event.Done(long job, Outcome.Refused _))
                            when ours == job ->
                            dismiss(turn);
                    case Step(State.Waiting(var packet), Event.Asked(var chain)) ->
                            check(turn, packet, chain);
                    case Step(
                                    State.Verifying verifying,
                                    Event.Done(long job, Outcome.Verified verified))
                            when verifying.job == job ->
                            verified(turn, verifying.packet, verifying.chain, verified);
                    case Step(
                                    State.Signing signing,
                                    Event.Done(long job, Outcome.Signed(var signature)))
                            when signing.job == job ->
                            signed(turn, signing, signature);
                    case Step(var same, Event.Done _) -> same;
                    case Step(var same, Event.Asked _) -> same;
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
        IkeKeys keys =
                IkeKeys.derive(
                        suite,
                        seed,
                        peerNonce,
                        nonce,
                        sa.exchanges().remoteSpi(),
                        sa.exchanges().localSpi());
        seed.wipe();
        sa.exchanges().secure(turn, sa.exchanges().remoteSpi(), suite, keys);
        var payloads = new ArrayList<IkePayload>();
        payloads.add(new SaPayload(List.of(choice.answer())));
        payloads.add(new KePayload(suite.keyExchange().transformId(), agreed.publicValue()));
        payloads.add(new NoncePayload(nonce));
        payloads.addAll(
                Half.payloads(
                        turn.config().settings(),
                        path,
                        sa.exchanges().spis(),
                        Placement.isNatForced(turn, path)));
        List<String> trustpoints =
                Placement.profiles(turn, path).stream()
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
                                sa.exchanges().remoteSpi(),
                                sa.exchanges().localSpi(),
                                ExchangeType.IKE_SA_INIT,
                                false,
                                true,
                                0,
                                payloads)
                        .toBytes();
        turn.emit(Requests.send(path, packet));
        return new State.Waiting(packet);
    }

    private State dismiss(Turn turn) {
        sa.dismiss(turn);
        return new State.Over();
    }

    private State check(Turn turn, Bytes packet, PayloadChain chain) {
        IdPayload id = (IdPayload) chain.find(PayloadType.ID_I).orElseThrow();
        Optional<AuthPayload> auth = chain.find(AuthPayload.class);
        List<Ikev2Profile> profiles = Placement.profiles(turn, path);
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
        if (Mobility.isNatUnexpected(chain, sa.exchanges().requestPath())) {
            sa.exchanges()
                    .reply(turn, List.of(new NotifyPayload(NotifyType.UNEXPECTED_NAT_DETECTED)));
            sa.failed(
                    turn,
                    "the peer forbids NAT, and its addresses are translated",
                    "allow NAT traversal at the peer",
                    true);
            return new State.Over();
        }
        Bytes octets =
                IkeKeys.signedOctets(
                        sa.exchanges().channel().suite().prf(),
                        request,
                        nonce,
                        sa.exchanges().channel().keys().pi(),
                        id.body());
        var question =
                new Verification.Question(
                        id.id(),
                        auth.get(),
                        chain.all(CertPayload.class),
                        octets,
                        sa.exchanges().channel().suite().prf(),
                        path.remote());
        Optional<Outcome.Verified> byKey = Verification.byKey(turn, profiles, question);
        if (byKey.isPresent()) {
            return verified(turn, packet, chain, byKey.get());
        }
        long job =
                turn.compute(
                        sa.exchanges().sa(),
                        IkeEffect.Rank.BEGUN,
                        Verification.job(turn, profiles, question));
        return new State.Verifying(job, packet, chain);
    }

    private State refuse(Turn turn, String reason, String remedy) {
        // RFC 7296 section 2.21.2: the answer tells nothing but that.
        sa.exchanges().reply(turn, List.of(new NotifyPayload(NotifyType.AUTHENTICATION_FAILED)));
        sa.failed(turn, reason, remedy, true);
        return new State.Over();
    }

    /// @param packet our IKE_SA_INIT
    private State verified(Turn turn, Bytes packet, PayloadChain chain, Outcome.Verified verified) {
        Identification id = ((IdPayload) chain.find(PayloadType.ID_I).orElseThrow()).id();
        var judgement =
                Verification.judge(
                        turn, Placement.profiles(turn, path), id, path.remote(), verified);
        return switch (judgement) {
            case Verification.Judgement.Refused(var reason, var remedy) ->
                    refuse(turn, reason, remedy);
            case Verification.Judgement.Accepted(var profile, var certificate) -> {
                var peer = new Peer(id, verified.method(), profile, certificate);
                yield localMethod(profile).usesCertificate()
                        ? sign(turn, packet, chain, peer)
                        : proveByKey(turn, packet, chain, peer);
            }
        };
    }

    // --- our proof ---

    private static Authentication.Method localMethod(Ikev2Profile profile) {
        return profile.authenticationLocal()
                .map(Authentication::method)
                .orElse(Authentication.Method.RSA_SIGNATURE);
    }

    private State proveByKey(Turn turn, Bytes packet, PayloadChain chain, Peer peer) {
        Ikev2Profile profile = peer.profile;
        Optional<Secret> key =
                Identities.sharedKey(
                        turn.config(),
                        profile,
                        profile.authenticationLocal().orElseThrow(),
                        true,
                        path.remote(),
                        Optional.of(peer.id));
        Optional<Identification> id = Identities.local(profile, path, Optional.empty());
        if (key.isEmpty() || id.isEmpty()) {
            return cannotProve(
                    turn, profile, "add 'pre-shared-key local' for the peer to the keyring");
        }
        Bytes auth =
                IkeKeys.sharedKeyAuth(
                        sa.exchanges().channel().suite().prf(),
                        key.get(),
                        ourOctets(packet, id.get()));
        return finish(
                turn,
                peering(turn, peer, id.get(), Optional.empty()),
                Optional.empty(),
                new AuthPayload(AuthMethod.SHARED_KEY, auth),
                chain);
    }

    private State sign(Turn turn, Bytes packet, PayloadChain chain, Peer peer) {
        Ikev2Profile profile = peer.profile;
        Optional<Credentials.Own> own =
                Identities.own(
                        profile, turn.world().credentials(), Identities.wantedAuthorities(chain));
        Optional<SignatureScheme> scheme =
                own.flatMap(
                        certificate ->
                                Proof.scheme(
                                        certificate.keyType(),
                                        sa.exchanges().abilities().hashes(),
                                        prefersPss(profile, chain)));
        Optional<Identification> id = Identities.local(profile, path, own);
        if (scheme.isEmpty() || id.isEmpty()) {
            return cannotProve(
                    turn,
                    profile,
                    "enrol a trustpoint named in 'pki trustpoint' of crypto ikev2 profile "
                            + profile.name());
        }
        Peering peering = peering(turn, peer, id.get(), own);
        Bytes octets = ourOctets(packet, id.get());
        Credentials.Own signer = own.orElseThrow();
        long job =
                turn.compute(
                        sa.exchanges().sa(),
                        IkeEffect.Rank.BEGUN,
                        () -> new Outcome.Signed(signer.sign(scheme.get(), octets)));
        return new State.Signing(job, peering, signer, scheme.get(), chain);
    }

    /// A peer that signs with RSASSA-PSS mostly wants to see it too.
    private static boolean prefersPss(Ikev2Profile profile, PayloadChain chain) {
        return localMethod(profile) == Authentication.Method.RSA_PSS_SIGNATURE
                || chain.find(AuthPayload.class)
                        .flatMap(Proof::read)
                        .filter(claimed -> claimed.scheme().isPss())
                        .isPresent();
    }

    private State cannotProve(Turn turn, Ikev2Profile profile, String remedy) {
        String method = localMethod(profile).word();
        return refuse(turn, "we cannot prove ourselves to the peer with " + method, remedy);
    }

    private State signed(Turn turn, State.Signing signing, Bytes signature) {
        AuthPayload auth = Proof.payload(signing.scheme, signature);
        return finish(turn, signing.peering, Optional.of(signing.own), auth, signing.chain);
    }

    /// RFC 7296 section 2.15: our IKE_SA_INIT, the peer's nonce and our identity.
    private Bytes ourOctets(Bytes packet, Identification id) {
        SecureChannel channel = sa.exchanges().channel();
        return IkeKeys.signedOctets(
                channel.suite().prf(),
                packet,
                peerNonce,
                channel.keys().pr(),
                new IdPayload(false, id).body());
    }

    private Peering peering(
            Turn turn, Peer peer, Identification localId, Optional<Credentials.Own> own) {
        Ikev2Profile profile = peer.profile;
        Placement place = Placement.of(turn, path, profile, peer.id);
        return new Peering(
                turn.nextSession(),
                false,
                profile,
                localId,
                peer.id,
                peer.certificate,
                Peering.authorization(turn, profile, peer.certificate.isPresent()),
                place.staticTunnel().map(TunnelRequest::name),
                place.template(),
                place.policy(),
                place.staticTunnel().map(TunnelRequest::wantsAddress).orElse(false),
                Proof.words(
                        own.isPresent() ? AuthMethod.RSA_SIGNATURE : AuthMethod.SHARED_KEY,
                        own.map(Credentials.Own::keyType)),
                Proof.words(peer.method, peer.certificate.map(PeerCertificate::keyType)));
    }

    private State finish(
            Turn turn,
            Peering peering,
            Optional<Credentials.Own> own,
            AuthPayload auth,
            PayloadChain chain) {
        var payloads = new ArrayList<IkePayload>();
        payloads.add(new IdPayload(false, peering.localId()));
        own.ifPresent(certificate -> payloads.addAll(Proof.certificates(certificate)));
        payloads.add(auth);
        sa.establish(turn, peering, chain);
        Optional<ConfigPayload> wanted =
                chain.find(ConfigPayload.class)
                        .filter(payload -> payload.config().equals(ConfigType.REQUEST));
        Optional<NotifyType> refusal = Optional.empty();
        if (wanted.isPresent()) {
            var reply = sa.session().configure(turn, path, wanted.get());
            reply.ifPresent(payloads::add);
            refusal =
                    reply.isEmpty()
                            ? Optional.of(NotifyType.INTERNAL_ADDRESS_FAILURE)
                            : Optional.empty();
        }
        if (refusal.isEmpty()) {
            sa.tellUp(turn);
        }
        if (chain.find(SaPayload.class).isPresent()) {
            payloads.addAll(
                    refusal.isPresent()
                            ? List.of(new NotifyPayload(refusal.get()))
                            : sa.children().responder().answerFirst(turn, chain, peerNonce, nonce));
        }
        Mobility.accept(sa.exchanges(), chain, payloads).ifPresent(payloads::add);
        payloads.add(Half.windowSize(turn.config().settings()));
        sa.exchanges().reply(turn, payloads);
        sa.children().initiator().completeLater(turn);
        if (peering.policy().isEmpty()) {
            // Nothing could ever go through it, and a peer that has it would not try again.
            sa.close(turn, "there is no interface for the peer");
        }
        return new State.Over();
    }
}
