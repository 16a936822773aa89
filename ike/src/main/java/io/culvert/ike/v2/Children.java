package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.ExchangeType;
import java.time.Duration;
import java.util.List;

/// The Child SAs of a session: the set of those that are, the side that asks for new ones and the side that grants them, RFC
/// 7296 sections 1.3, 1.4.1, 2.8 and 2.25. They move as a whole to the IKE SA that replaces theirs.
final class Children {
    /// Before we try again what has to wait for something of our own.
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Before we ask again after a refusal.
    static final Duration RETRY = Duration.ofSeconds(30);

    private final ChildSet set;
    private final ResourceChildren resources;
    private final ChildInitiator initiator;
    private final ChildResponder responder;

    Children(ChildCarrier carrier) {
        set = new ChildSet(carrier);
        resources = new ResourceChildren(set);
        initiator = new ChildInitiator(set, resources);
        responder = new ChildResponder(set, resources);
    }

    void moveTo(Turn turn, ChildCarrier successor) {
        set.moveTo(turn, successor);
        resources.proceed(turn, false);
    }

    /// All go another way from now on, those that only linger included: what is sent with them is.
    List<ChildSa> moveTo(Path path, boolean isUdpEncapsulated) {
        return set.moveTo(path, isUdpEncapsulated);
    }

    List<Child> toList() {
        return set.toList();
    }

    /// Whether the session has one for all workers, without which it is not.
    boolean hasUsable() {
        return set.hasUsable();
    }

    ChildInitiator initiator() {
        return initiator;
    }

    ChildResponder responder() {
        return responder;
    }

    /// A job is done. Once the IKE SA does no more than to end, only the peer's requests still want an answer.
    void worked(Turn turn, Work.OfChild work, Outcome outcome) {
        switch (work) {
            case Work.OfferChild(var aim, var replaced) ->
                    initiator.offer(turn, aim, replaced, Outcome.generated(outcome));
            case Work.AcceptChild accept -> initiator.agreed(turn, accept, Outcome.agreed(outcome));
            case Work.AnswerChild(var request) ->
                    responder.agreed(turn, request, Outcome.agreed(outcome));
        }
    }

    // --- their lives ---

    void rekey(Turn turn, long id) {
        set.get(id)
                .filter(child -> child.is(Child.State.LIVE))
                .ifPresent(child -> initiator.rekey(turn, child));
    }

    void onFirstInbound(Turn turn, long id) {
        set.onFirstInbound(turn, id);
    }

    void onDeleted(Turn turn, long id) {
        set.onDeleted(turn, id);
    }

    List<Integer> onDelete(Turn turn, List<Bytes> spis) {
        List<Child> meant = set.meant(spis);
        List<Integer> answer = set.onDelete(turn, spis);
        meant.forEach(child -> resources.deleted(turn, child));
        return answer;
    }

    /// The peer took the last one that serves all: those of single workers go with it.
    void abandonResources(Turn turn, String reason) {
        List<Child> remaining = resources.remaining();
        List<Integer> spis =
                remaining.stream()
                        .filter(child -> !child.is(Child.State.LINGERING))
                        .map(child -> child.sa().inboundSpi())
                        .toList();
        if (!spis.isEmpty()) {
            set.carrier()
                    .exchanges()
                    .ask(
                            turn,
                            ExchangeType.INFORMATIONAL,
                            new Asked.Tell(),
                            List.of(DeletePayload.esp(spis)));
        }
        remaining.forEach(child -> set.remove(turn, child, reason));
    }

    /// Deletes one of several, or the last; it comes back if the tunnel wants it.
    void delete(Turn turn, long id) {
        set.get(id).ifPresent(child -> set.delete(turn, child));
        initiator.completeLater(turn);
    }

    void onLinger(Turn turn, long id) {
        set.onLinger(turn, id);
    }

    void onExpire(Turn turn, long id) {
        set.get(id)
                .filter(child -> set.isLostAtExpiry(turn, child))
                .ifPresent(lost -> initiator.gone(turn, lost));
    }

    /// The peer says that it does not have the SA that we send on, RFC 7296 section 1.5; inside the IKE SA that is true.
    void onInvalidSpi(Turn turn, Bytes spi) {
        set.byOutbound(spi)
                .filter(Child::isUsable)
                .ifPresent(child -> initiator.lost(turn, child, "the peer has lost it"));
    }

    /// The peer has all there are, or there is nothing else to send on.
    void outboundReady(Turn turn) {
        set.toList().forEach(child -> set.onFirstInbound(turn, child.sa().id()));
    }

    /// They still take what comes.
    void silence(Turn turn) {
        set.toList()
                .forEach(
                        child ->
                                turn.emit(
                                        new IkeEffect.OutboundLast(
                                                child.sa().session(), child.sa().id())));
    }

    void removeAll(Turn turn, String reason) {
        set.removeAll(turn, reason);
    }
}
