package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import java.util.List;
import java.util.Optional;

/// What each message, deadline and job means to an IKE SA in each of its states, RFC 7296 sections 1.2 to 1.4, 2.4, 2.21 and
/// 2.25.
final class SaMachine {
    private record Answer(SaState state, Asked asked) {}

    private record Deadline(SaState state, TimerKey.OfSa what) {}

    private final IkeSa sa;
    private final Exchanges exchanges;
    private final IkeRekey rekey;

    SaMachine(IkeSa sa) {
        this.sa = sa;
        this.exchanges = sa.exchanges();
        this.rekey = new IkeRekey(sa);
    }

    // --- messages ---

    void onMessage(Turn turn, Path from, Bytes octets, IkeMessage message) {
        if (message.exchange().equals(ExchangeType.IKE_SA_INIT)) {
            if (sa.state() instanceof SaState.Inviting(var init) && message.isResponse()) {
                init.onAnswer(turn, from, message, octets);
            } else {
                turn.drop(IkeDrop.UNEXPECTED_EXCHANGE);
            }
            return;
        }
        Path before = sa.path();
        int repeats = exchanges.repeats();
        Optional<Exchanges.Answer> answer = exchanges.receive(turn, from, octets, message);
        if (!before.equals(sa.path())) {
            sa.moved(turn);
        }
        answer.ifPresent(known -> onAnswer(turn, known.asked(), known.chain()));
        proceed(turn);
        if (exchanges.repeats() > repeats && exchanges.repeats() == Liveness.REPEATS_SUSPECT) {
            Liveness.suspect(turn, sa);
        }
    }

    /// Takes the requests that can be taken now. A peer may ask while we still check its proof: that waits.
    private void proceed(Turn turn) {
        while (!(sa.state() instanceof SaState.Inviting
                || sa.state() instanceof SaState.Proving
                || sa.state() instanceof SaState.Closed)) {
            Optional<Responses.Request> request = exchanges.next(turn);
            if (request.isEmpty()) {
                return;
            }
            onRequest(turn, request.get().exchange(), request.get().chain());
        }
    }

    private void onRequest(Turn turn, ExchangeType exchange, PayloadChain chain) {
        if (exchange.equals(ExchangeType.IKE_AUTH)
                && sa.state() instanceof SaState.Responding(var handshake)) {
            handshake.onAuth(turn, chain);
        } else if (exchange.equals(ExchangeType.CREATE_CHILD_SA) && !sa.isHalfOpen()) {
            onCreateChild(turn, chain);
        } else if (exchange.equals(ExchangeType.INFORMATIONAL) && !sa.isHalfOpen()) {
            onInformational(turn, chain);
        } else {
            turn.drop(IkeDrop.UNEXPECTED_EXCHANGE);
            refuse(turn, NotifyType.INVALID_SYNTAX);
        }
    }

    private void refuse(Turn turn, NotifyType error) {
        exchanges.reply(turn, List.of(new NotifyPayload(error)));
    }

    /// RFC 7296 sections 1.3 and 2.25.2: whoever is on its way out makes nothing new.
    private void onCreateChild(Turn turn, PayloadChain chain) {
        if (!sa.isEstablished()) {
            refuse(turn, NotifyType.TEMPORARY_FAILURE);
        } else if (IkeRekey.isMeant(chain)) {
            rekey.onRequest(turn, chain);
        } else {
            sa.children().responder().onRequest(turn, chain);
        }
    }

    /// RFC 7296 sections 1.4 and 1.4.1.
    private void onInformational(Turn turn, PayloadChain chain) {
        if (Informational.deletesIke(chain)) {
            exchanges.reply(turn, List.of());
            rekey.rival()
                    .filter(_ -> sa.isEstablished())
                    .ifPresent(rival -> sa.handOver(turn, rival));
            sa.end(turn, "the peer deleted the IKE SA", true);
        } else if (chain.has(NotifyType.AUTHENTICATION_FAILED)) {
            exchanges.reply(turn, List.of());
            sa.failed(
                    turn,
                    "the peer does not accept our proof",
                    "look there with 'show crypto ikev2 why " + sa.path().local() + "'",
                    true);
        } else {
            Companions.limitAuthentication(turn, sa, chain);
            Mobility.Reaction reaction = Mobility.onRequest(turn, sa, chain);
            Informational.answer(turn, sa, chain, reaction.payloads());
            if (reaction.hasMoved()) {
                Mobility.verify(turn, sa);
            }
            if (Informational.deletes(chain) && sa.isEstablished()) {
                afterDeletion(turn);
            }
        }
    }

    /// What lacks some of its Child SAs is completed later. Without any, a session that we wanted begins anew, and one that the
    /// peer wanted rests until the peer asks for another: its IKE SA is the peer's to delete (RFC 7296 section 1.4.1).
    private void afterDeletion(Turn turn) {
        boolean isBare = !sa.children().hasUsable();
        if (isBare && sa.session().peer().isInitiator()) {
            sa.close(turn, "the peer deleted the Child SA");
            return;
        }
        if (isBare) {
            sa.children().abandonResources(turn, "the peer deleted the Child SA for all");
            sa.session().rest(turn, sa.path(), "the peer deleted the Child SA");
        }
        sa.children().initiator().completeLater(turn);
    }

    private void onAnswer(Turn turn, Asked asked, PayloadChain chain) {
        switch (new Answer(sa.state(), asked)) {
            case Answer(SaState.Proving(var auth), Asked.Auth _) -> auth.onAnswer(turn, chain);
            case Answer(SaState.Established _, Asked.CreateChild(var offer)) ->
                    sa.children().initiator().onAnswer(turn, offer, chain);
            case Answer(SaState.Established _, Asked.RekeyIke(var offer)) ->
                    rekey.onAnswer(turn, offer, chain);
            case Answer(_, Asked.DeleteChild(long child)) ->
                    turn.children()
                            .around(child)
                            .ifPresent(others -> others.onDeleted(turn, child));
            case Answer(_, Asked.SetConfig(var routes)) -> sa.session().announced(routes);
            case Answer(_, Asked.DeleteIke _) -> sa.end(turn, "deleted", false);
            case Answer(_, Asked.Init _) -> turn.drop(IkeDrop.STRAY_RESPONSE);
            case Answer(SaState.Established _, Asked.Reachable reachable) ->
                    Mobility.onReachable(turn, sa, reachable, chain);
            case Answer(SaState.Established _, Asked.UpdateAddresses update) ->
                    Mobility.onUpdated(turn, sa, update, chain);
            case Answer(_, Asked.Liveness _) -> Mobility.onProbed(turn, sa, chain);
            case Answer(_, Asked.Tell _) -> {}
            // What is on its way out begins nothing any more.
            case Answer(_, Asked.Auth _) -> {}
            case Answer(_, Asked.CreateChild _) -> {}
            case Answer(_, Asked.RekeyIke _) -> {}
            case Answer(_, Asked.Reachable _) -> {}
            case Answer(_, Asked.UpdateAddresses _) -> {}
        }
    }

    // --- time ---

    void onTime(Turn turn, TimerKey.OfSa deadline) {
        switch (new Deadline(sa.state(), deadline)) {
            case Deadline(_, TimerKey.Retransmit(long _, int messageId)) -> {
                if (exchanges.isLost(turn, messageId)) {
                    unanswered(turn);
                }
            }
            case Deadline(SaState.Responding _, TimerKey.HalfOpen _) ->
                    sa.failed(
                            turn,
                            "the peer began and then went silent",
                            "check that its IKE_AUTH, which is long, passes on UDP 500 or 4500",
                            false);
            case Deadline(SaState.Established _, TimerKey.Liveness _) -> Liveness.check(turn, sa);
            case Deadline(SaState.Established _, TimerKey.NatKeepalive _) ->
                    NatKeepalives.onTime(turn, sa);
            case Deadline(SaState.Established _, TimerKey.RekeyIke _) -> rekey.begin(turn);
            case Deadline(SaState.Established _, TimerKey.Reauthenticate _) ->
                    Companions.reauthenticate(turn, sa);
            case Deadline(SaState.Established _, TimerKey.RetryChild _) -> {
                if (!sa.children().initiator().mayRetry(turn)) {
                    sa.close(turn, "no Child SA");
                }
            }
            case Deadline(SaState.Established _, TimerKey.CompleteResources _) ->
                    sa.children().initiator().startNextOfResource(turn);
            case Deadline(SaState.Established _, TimerKey.ExpireIke _) ->
                    sa.close(turn, "its lifetime ended");
            case Deadline(_, TimerKey.ExpireIke _) -> sa.end(turn, "deleted", false);
            case Deadline(_, TimerKey.Redundant _) -> Companions.giveWay(turn, sa);
            case Deadline(_, TimerKey.HalfOpen _) -> {}
            case Deadline(_, TimerKey.Liveness _) -> {}
            case Deadline(_, TimerKey.NatKeepalive _) -> {}
            case Deadline(_, TimerKey.Reauthenticate _) -> {}
            case Deadline(_, TimerKey.RekeyIke _) -> {}
            case Deadline(_, TimerKey.RetryChild _) -> {}
            case Deadline(_, TimerKey.CompleteResources _) -> {}
        }
    }

    /// A request of ours was given up, RFC 7296 sections 2.1 and 2.4.
    private void unanswered(Turn turn) {
        switch (sa.state()) {
            case SaState.Inviting(var init) -> init.unanswered(turn);
            case SaState.Proving(var auth) -> auth.unanswered(turn);
            case SaState.Established _ -> {
                turn.complain(sa.path(), "the peer does not answer any more");
                sa.end(turn, "the peer does not answer", false);
            }
            case SaState.Responding _, SaState.Spare _, SaState.Replaced _, SaState.Closing _ ->
                    sa.end(turn, "deleted", false);
            case SaState.Closed _ -> {}
        }
    }

    // --- jobs ---

    void onComputed(Turn turn, long job, Outcome outcome) {
        switch (sa.state()) {
            case SaState.Inviting(var init) -> init.onComputed(turn, job, outcome);
            case SaState.Proving(var auth) -> auth.onComputed(turn, job, outcome);
            case SaState.Responding(var handshake) -> handshake.onComputed(turn, job, outcome);
            case SaState.Established _, SaState.Spare _, SaState.Replaced _, SaState.Closing _ ->
                    sa.works().take(job).ifPresent(work -> worked(turn, work, outcome));
            case SaState.Closed _ -> {}
        }
        proceed(turn);
    }

    private void worked(Turn turn, Work work, Outcome outcome) {
        switch (work) {
            case Work.OfChild ofChild -> sa.children().worked(turn, ofChild, outcome);
            case Work.OfIke ofIke -> rekey.worked(turn, ofIke, outcome);
        }
    }
}
