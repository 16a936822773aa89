package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.SaPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The initiator in IKE_SA_INIT, from its first key exchange value to the shared secret, RFC 7296 sections 1.2, 2.6, 2.7, 2.14
/// and 2.21.1.
/// ```
///   GENERATING --ours is made--> INVITING --good answer--> AGREEING --secret--> OVER: on to IKE_AUTH
///     ^  INVALID_KE_PAYLOAD       |  ^  |                     |
///     +---------------------------+  |  | COOKIE              |
///                                    +--+ or refused <--------+
/// ```
/// Nobody signed these messages, so a bad one never ends the attempt; silence does.
final class InitiatorInit {
    /// Rounds of COOKIE and INVALID_KE_PAYLOAD before we stop dancing (RFC 7296 section 2.6.1).
    static final int ROUNDS_MAX = 6;

    /// RFC 7296 section 2.6: a cookie has 1 to 64 octets.
    private static final int COOKIE_MAX = 64;

    sealed interface State {
        record Generating(long job) implements State {}

        record Inviting(KeyExchange exchange, Bytes packet) implements State {}

        record Agreeing(long job, Inviting invitation, Answer answer) implements State {}

        record Over() implements State {}
    }

    private sealed interface Event {
        record Done(long job, Outcome outcome) implements Event {}

        record Answered(Path path, IkeMessage message, Bytes packet) implements Event {}
    }

    private record Step(State state, Event event) {}

    /// The responder's IKE_SA_INIT, good as far as can be seen.
    ///
    /// @param wantedAuthorities key hashes of the certificate authorities that it asks for
    record Answer(
            Suites.IkeChoice choice,
            long spi,
            Bytes nonce,
            Bytes packet,
            List<Bytes> wantedAuthorities) {}

    private final HandshakeCarrier sa;
    private final Attempt attempt;
    private final List<Ikev2Proposal> proposals;
    private final SaPayload offer;
    private final boolean isNatForced;
    private Optional<Bytes> cookie = Optional.empty();
    private int rounds;
    private Optional<String> complaint = Optional.empty();
    private State state;

    InitiatorInit(Turn turn, HandshakeCarrier sa, Attempt attempt) {
        this.sa = sa;
        this.attempt = attempt;
        this.proposals =
                turn.config().proposalsFor(attempt.tunnel().fvrf(), attempt.tunnel().local());
        this.offer = Suites.offerIke(proposals, Bytes.EMPTY);
        this.isNatForced =
                attempt.profile().isNatForced()
                        || Placement.carriesOnlyUdp(turn, sa.exchanges().path());
        this.state = generate(turn, proposals.getFirst().groups().getFirst());
    }

    TunnelRequest tunnel() {
        return attempt.tunnel();
    }

    String status() {
        return state.getClass().getSimpleName();
    }

    void onComputed(Turn turn, long job, Outcome outcome) {
        on(turn, new Event.Done(job, outcome));
    }

    void onAnswer(Turn turn, Path path, IkeMessage message, Bytes packet) {
        on(turn, new Event.Answered(path, message, packet));
    }

    private void on(Turn turn, Event event) {
        state =
                switch (new Step(state, event)) {
                    case Step(
                                    State.Generating(long ours),
                                    Event.Done(long job, Outcome.Generated(var exchange)))
                            when ours == job ->
                            invite(turn, exchange);
                    case Step(State.Inviting inviting, Event.Answered answer) ->
                            answered(turn, inviting, answer);
                    case Step(State.Agreeing agreeing, Event.Done(long job, Outcome.Agreed agreed))
                            when agreeing.job == job ->
                            agreed(turn, agreeing, agreed);
                    case Step(var same, Event.Done _) -> same;
                    case Step(var same, Event.Answered _) -> {
                        turn.drop(IkeDrop.STRAY_RESPONSE);
                        yield same;
                    }
                };
    }

    private State generate(Turn turn, KeyExchangeMethod method) {
        var exchanges = turn.world().exchanges();
        return new State.Generating(
                turn.compute(
                        sa.exchanges().sa(),
                        IkeEffect.Rank.BEGUN,
                        () -> new Outcome.Generated(exchanges.apply(method))));
    }

    private State invite(Turn turn, KeyExchange exchange) {
        var payloads = new ArrayList<IkePayload>();
        cookie.ifPresent(value -> payloads.add(new NotifyPayload(NotifyType.COOKIE, value)));
        payloads.add(offer);
        payloads.add(new KePayload(exchange.method().transformId(), exchange.publicValue()));
        payloads.add(new NoncePayload(attempt.nonce()));
        payloads.addAll(
                Half.payloads(
                        turn.config().settings(),
                        sa.exchanges().path(),
                        sa.exchanges().firstSpis(),
                        isNatForced));
        Bytes packet =
                new IkeMessage(
                                sa.exchanges().localSpi(),
                                0,
                                ExchangeType.IKE_SA_INIT,
                                true,
                                false,
                                0,
                                payloads)
                        .toBytes();
        sa.exchanges().invite(turn, packet);
        return new State.Inviting(exchange, packet);
    }

    // --- the answer ---

    private State answered(Turn turn, State.Inviting inviting, Event.Answered answer) {
        PayloadChain chain = answer.message.chain();
        Optional<NotifyPayload> wanted = chain.notify(NotifyType.COOKIE);
        if (wanted.isPresent() && chain.find(SaPayload.class).isEmpty()) {
            return withCookie(turn, inviting, wanted.get().data());
        }
        Optional<NotifyPayload> otherGroup = chain.notify(NotifyType.INVALID_KE_PAYLOAD);
        if (otherGroup.isPresent()) {
            return withGroup(turn, inviting, otherGroup.get());
        }
        if (chain.error().isPresent()) {
            return doubt(turn, inviting, chain.error().get().what().toString());
        }
        if (!Shapes.holds(ExchangeType.IKE_SA_INIT, true, chain)
                || answer.message.responderSpi() == 0) {
            turn.drop(IkeDrop.MESSAGE_SHAPE);
            return inviting;
        }
        Optional<Suites.IkeChoice> choice =
                Suites.acceptIke(offer, chain.find(SaPayload.class).orElseThrow());
        KePayload theirs = chain.find(KePayload.class).orElseThrow();
        KeyExchange exchange = inviting.exchange;
        if (choice.isEmpty()
                || choice.get().suite().keyExchange() != exchange.method()
                || theirs.method() != exchange.method().transformId()) {
            return doubt(turn, inviting, "an answer that we did not offer");
        }
        long spi = answer.message.responderSpi();
        var spis = new Nat.Spis(sa.exchanges().localSpi(), spi);
        Nat nat = Nat.read(chain, answer.path, spis, isNatForced);
        sa.exchanges().learn(Half.read(turn.config().settings(), chain, nat));
        sa.exchanges().seenAs(chain);
        long job =
                turn.compute(
                        sa.exchanges().sa(),
                        IkeEffect.Rank.BEGUN,
                        () -> Outcome.agree(exchange, theirs.data()));
        return new State.Agreeing(
                job,
                inviting,
                new Answer(
                        choice.get(),
                        spi,
                        chain.find(NoncePayload.class).orElseThrow().nonce(),
                        answer.packet,
                        Identities.wantedAuthorities(chain)));
    }

    private State doubt(Turn turn, State.Inviting inviting, String what) {
        complaint = Optional.of(what);
        turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
        return inviting;
    }

    private State withCookie(Turn turn, State.Inviting inviting, Bytes wanted) {
        if (++rounds > ROUNDS_MAX || wanted.size() > COOKIE_MAX || wanted.isEmpty()) {
            turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
            return inviting;
        }
        cookie = Optional.of(wanted);
        return invite(turn, inviting.exchange);
    }

    private State withGroup(Turn turn, State.Inviting inviting, NotifyPayload notify) {
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

    // --- the secret ---

    private State agreed(Turn turn, State.Agreeing agreeing, Outcome.Agreed agreed) {
        if (agreed.shared().isEmpty()) {
            return doubt(
                    turn,
                    agreeing.invitation,
                    "a key exchange value that is refused: " + agreed.refusal());
        }
        Answer answer = agreeing.answer;
        Exchanges exchanges = sa.exchanges();
        exchanges.accepted(turn);
        IkeSuite suite = answer.choice.suite();
        Secret shared = agreed.shared().get();
        Secret seed = IkeKeys.skeyseed(suite.prf(), attempt.nonce(), answer.nonce, shared);
        shared.wipe();
        IkeKeys keys =
                IkeKeys.derive(
                        suite,
                        seed,
                        attempt.nonce(),
                        answer.nonce,
                        sa.exchanges().localSpi(),
                        answer.spi);
        seed.wipe();
        sa.exchanges().secure(turn, answer.spi, suite, keys);
        Nat nat = exchanges.abilities().nat();
        if (nat.isEncapsulating() || nat.isSpoken() && Mobility.isWanted(attempt)) {
            exchanges.moveTo(turn, exchanges.path().onNatPort());
        }
        sa.prove(turn, new InitiatorAuth(sa, attempt, agreeing.invitation.packet, answer));
        return new State.Over();
    }

    /// The budget of IKE_SA_INIT is used up.
    void unanswered(Turn turn) {
        boolean isProposal =
                complaint.filter(NotifyType.NO_PROPOSAL_CHOSEN.toString()::equals).isPresent();
        sa.failed(
                turn,
                complaint
                        .map(text -> "the peer answers IKE_SA_INIT with " + text)
                        .orElse("the peer does not answer IKE_SA_INIT"),
                isProposal
                        ? "agree on algorithms in crypto ikev2 proposal; we offer "
                                + Suites.words(offer)
                        : attempt.unreachable(),
                false);
        state = new State.Over();
    }
}
