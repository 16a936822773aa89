package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.ExchangeType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The Child SAs of a session from their installation to their removal, so that at a rekeying no packet is lost, RFC 7296
/// sections 1.4.1 and 2.8.
///
/// Inbound counts from the beginning and until all that was on its way has come; outbound changes over when the peer surely
/// has the new one.
final class ChildSet {
    /// How long a replaced inbound SA still takes packets that were on their way.
    static final Duration LINGER = Duration.ofSeconds(5);

    /// Child SAs of one session, replaced ones included; as many again may belong to a worker each.
    static final int CHILDREN_MAX = 2 * TunnelRequest.CHILDREN_MAX;

    /// A peer that asked for another Child SA has it whole after so long, or has asked again.
    static final Duration SETTLE = Duration.ofSeconds(5);

    private ChildCarrier carrier;
    private final TreeMap<Long, Child> children = new TreeMap<>();

    ChildSet(ChildCarrier carrier) {
        this.carrier = carrier;
    }

    ChildCarrier carrier() {
        return carrier;
    }

    void moveTo(Turn turn, ChildCarrier successor) {
        carrier = successor;
        children.values().forEach(child -> turn.children().put(child.sa(), successor));
    }

    List<ChildSa> moveTo(Path path, boolean isUdpEncapsulated) {
        children.values().forEach(child -> child.moveTo(path, isUdpEncapsulated));
        return children.values().stream().map(Child::sa).toList();
    }

    // --- looking ---

    List<Child> toList() {
        return List.copyOf(children.values());
    }

    Optional<Child> get(long id) {
        return Optional.ofNullable(children.get(id));
    }

    Optional<Child> get(OptionalLong id) {
        return id.isPresent() ? get(id.getAsLong()) : Optional.empty();
    }

    /// Whether there is one for all workers.
    boolean hasUsable() {
        return children.values().stream()
                .anyMatch(child -> child.isUsable() && !child.aim().isOfResource());
    }

    /// Whether there is one for all workers that carries this.
    boolean hasUsable(WantedChild wanted) {
        return hasUsable(Aim.ofAll(wanted));
    }

    boolean hasUsable(Aim aim) {
        return children.values().stream()
                .anyMatch(child -> child.isUsable() && child.aim().equals(aim));
    }

    /// @param ofResource those of single workers, which do not count with the others, nor the others with them
    boolean isFull(boolean ofResource) {
        return children.values().stream()
                        .filter(child -> child.aim().isOfResource() == ofResource)
                        .count()
                >= CHILDREN_MAX;
    }

    /// The one that we send on with this SPI, on which the peer receives.
    Optional<Child> byOutbound(Bytes spi) {
        return spi.size() == 4 ? byOutbound(spi.i32(0)) : Optional.empty();
    }

    private Optional<Child> byOutbound(int spi) {
        return children.values().stream()
                .filter(child -> child.sa().outboundSpi() == spi)
                .findFirst();
    }

    /// What took the place of a Child SA. After a collision there are two for a moment; the one that we send on goes first.
    Optional<Child> successorOf(long id) {
        List<Child> successors =
                children.values().stream()
                        .filter(child -> child.sa().replaces().equals(OptionalLong.of(id)))
                        .filter(Child::isUsable)
                        .toList();
        return successors.stream()
                .filter(Child::isOutboundReady)
                .findFirst()
                .or(() -> successors.stream().findFirst());
    }

    // --- coming ---

    /// @param byUs we asked for it
    Child add(
            Turn turn,
            ChildSa made,
            WantedChild wanted,
            boolean byUs,
            Bytes lowestNonce,
            boolean isOutboundReady) {
        boolean isOurs = get(made.replaces()).map(Child::isOurs).orElse(byUs);
        var child = new Child(made, wanted, isOurs, turn.now(), lowestNonce, isOutboundReady);
        children.put(made.id(), child);
        turn.children().put(made, carrier);
        turn.world().keyLog().childSa(made);
        turn.emit(new IkeEffect.ChildUp(made, isOutboundReady));
        long lifetime = made.lifetime().toMillis();
        turn.timer(
                new TimerKey.RekeyChild(made.id()),
                Duration.ofMillis((long) (lifetime * ChildMaker.share(turn))));
        turn.timer(new TimerKey.ExpireChild(made.id()), made.lifetime());
        if (!isOutboundReady && child.aim().isOfResource() && made.replaces().isEmpty()) {
            turn.timer(new TimerKey.SettleChild(made.id()), SETTLE);
        }
        return child;
    }

    /// RFC 7296 section 2.8: a valid packet on the new SA shows that the peer has it whole, so its responder too sends on it.
    void onFirstInbound(Turn turn, long id) {
        get(id).filter(Child::isUsable)
                .filter(
                        child ->
                                child.sa().replaces().isEmpty()
                                        || successorOf(child.sa().replaces().getAsLong())
                                                .filter(first -> first == child)
                                                .isPresent())
                .ifPresent(child -> outboundReady(turn, child));
    }

    private static void outboundReady(Turn turn, Child child) {
        if (!child.isOutboundReady()) {
            child.outboundReady();
            turn.emit(new IkeEffect.OutboundReady(child.sa().session(), child.sa().id()));
        }
    }

    // --- going ---

    /// Those that the peer means with SPIs on which it receives.
    List<Child> meant(List<Bytes> spis) {
        return spis.stream()
                .flatMap(spi -> byOutbound(spi).stream())
                .filter(child -> !child.is(Child.State.LINGERING))
                .toList();
    }

    void delete(Turn turn, Child child) {
        child.on(Child.Event.DELETE_SENT);
        turn.cancel(new TimerKey.RekeyChild(child.sa().id()));
        carrier.exchanges()
                .ask(
                        turn,
                        ExchangeType.INFORMATIONAL,
                        new Asked.DeleteChild(child.sa().id()),
                        List.of(DeletePayload.esp(List.of(child.sa().inboundSpi()))));
    }

    /// The peer answered our Delete.
    void onDeleted(Turn turn, long id) {
        get(id).filter(child -> child.is(Child.State.DELETING))
                .ifPresent(child -> retire(turn, child, "deleted"));
    }

    /// The peer deletes; the SPIs are those on which it receives. Returns ours, for the answer.
    List<Integer> onDelete(Turn turn, List<Bytes> spis) {
        var answer = new ArrayList<Integer>();
        for (Bytes spi : spis) {
            Optional<Child> found =
                    byOutbound(spi).filter(child -> !child.is(Child.State.LINGERING));
            if (found.isEmpty()) {
                continue;
            }
            if (!found.get().is(Child.State.DELETING)) {
                // RFC 7296 section 1.4.1: where both deletions cross, the answer stays empty.
                answer.add(found.get().sa().inboundSpi());
            }
            retire(turn, found.get(), "the peer deleted it");
        }
        return answer;
    }

    /// Deleted by both: it still takes what is on its way for a while, unless we would go on sending on it.
    private void retire(Turn turn, Child child, String reason) {
        long id = child.sa().id();
        child.on(Child.Event.DELETED);
        restorePredecessor(turn, child);
        Optional<Child> successor = successorOf(id);
        if (successor.isEmpty() && child.isOutboundReady() || children.size() == 1) {
            remove(turn, child, reason);
            return;
        }
        successor.ifPresent(next -> outboundReady(turn, next));
        turn.cancel(new TimerKey.RekeyChild(id));
        turn.cancel(new TimerKey.ExpireChild(id));
        turn.timer(new TimerKey.Linger(id), LINGER);
    }

    /// Whoever deletes the new one of two goes on with the old one.
    private void restorePredecessor(Turn turn, Child gone) {
        get(gone.sa().replaces())
                .filter(old -> old.is(Child.State.REPLACED))
                .filter(old -> successorOf(old.sa().id()).isEmpty())
                .ifPresent(
                        old -> {
                            old.on(Child.Event.RESTORED);
                            turn.timer(new TimerKey.RekeyChild(old.sa().id()), Children.RETRY);
                        });
    }

    void onLinger(Turn turn, long id) {
        get(id).ifPresent(child -> remove(turn, child, "replaced"));
    }

    /// The lifetime of a Child SA is over. Whether it goes without a successor.
    boolean isLostAtExpiry(Turn turn, Child child) {
        Optional<Child> successor = successorOf(child.sa().id());
        successor.ifPresent(next -> outboundReady(turn, next));
        if (!child.is(Child.State.DELETING)) {
            delete(turn, child);
        }
        if (successor.isEmpty()) {
            remove(turn, child, "its lifetime ended");
        }
        return successor.isEmpty();
    }

    void remove(Turn turn, Child child, String reason) {
        long id = child.sa().id();
        children.remove(id);
        turn.children().remove(child.sa());
        turn.cancel(new TimerKey.RekeyChild(id));
        turn.cancel(new TimerKey.ExpireChild(id));
        turn.cancel(new TimerKey.Linger(id));
        turn.cancel(new TimerKey.SettleChild(id));
        turn.emit(new IkeEffect.ChildDown(child.sa().session(), id, reason));
    }

    void removeAll(Turn turn, String reason) {
        toList().forEach(child -> remove(turn, child, reason));
    }
}
