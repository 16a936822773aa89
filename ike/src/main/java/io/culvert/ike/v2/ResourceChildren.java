package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.ike.v2.config.PerResource;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.TrafficSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The Child SAs of a session that belong to one worker each, RFC 9611: which are asked for and when, and who gets one that the
/// peer asks for.
/// ```
///   IKE_AUTH:        SK {.., SA, TSi, TSr, N(SA_RESOURCE_INFO)} -->      the first one serves all workers
///                                  <-- SK {.., SA, TSi, TSr, N(SA_RESOURCE_INFO)}      more may follow
///   CREATE_CHILD_SA: SK {SA, Ni, TSi, TSr, N(SA_RESOURCE_INFO, worker)} -->     the same again, for one worker
///                                  <-- SK {SA, Nr, TSi, TSr, N(SA_RESOURCE_INFO, worker)}
///                                  <-- SK {N(TS_MAX_QUEUE)}                     or: no more of them
/// ```
/// Whoever began the session asks until each worker has one, one after the other; the other side waits until that is over and asks
/// for what its workers still lack. So two sides come to as many as the one with more workers has. A tunnel is never worse off
/// than without them: what is refused is not asked for again, and all of them could go.
final class ResourceChildren {
    /// Child SAs of workers in one IKE SA, those not counted that are being replaced or deleted (RFC 9611 section 6).
    static final int RESOURCES_MAX = 64;

    /// Who did not begin the session asks when the peer has not done so for this long, in which a lost message is repeated three times.
    static final Duration TURN = Duration.ofSeconds(15);

    /// RFC 9611 section 6: what the peer deleted is not asked for at once, and ever more slowly, so that there is no loop.
    static final Duration PAUSE_MAX = Duration.ofHours(1);

    private final ChildSet set;

    /// What the peer made and took away again, as it may for want of use (RFC 9611 section 3).
    private final Set<Aim> renounced = new LinkedHashSet<>();

    private boolean isKnownToPeer;
    private boolean isOver;
    private Duration pause = Children.RETRY;
    private Instant notBefore = Instant.MIN;

    ResourceChildren(ChildSet set) {
        this.set = set;
    }

    private ChildCarrier carrier() {
        return set.carrier();
    }

    // --- on the wire ---

    /// What an offer or its answer says: that there are several such Child SAs, and which one this is. The peer may not make more of
    /// the octets than a line in a log (RFC 9611 section 3).
    static NotifyPayload notification(OptionalInt resource) {
        Bytes identifier =
                resource.isPresent()
                        ? new ByteWriter(4).i32(resource.getAsInt()).toBytes()
                        : Bytes.EMPTY;
        return new NotifyPayload(NotifyType.SA_RESOURCE_INFO, identifier);
    }

    /// The peer has said that it knows of such Child SAs.
    void knownToPeer() {
        isKnownToPeer = true;
    }

    /// Whether the answer to an offer of ours with the notification is one of a peer that takes more of them: it has the notification
    /// too (RFC 9611 section 3). Another one may take a second Child SA with the same selectors for what replaces the first.
    boolean isTaken(Turn turn, boolean isAnswered) {
        isKnownToPeer |= isAnswered;
        if (!isKnownToPeer) {
            end(turn, "does not know of them (RFC 9611)");
        }
        return isKnownToPeer;
    }

    // --- who gets one ---

    /// The Child SA for all workers that carries just this traffic.
    Optional<Child> sharedOf(Narrowing traffic) {
        return shared().filter(child -> child.wanted().equals(traffic.wanted()))
                .filter(child -> isSame(child.sa().localSelectors(), traffic.local()))
                .filter(child -> isSame(child.sa().remoteSelectors(), traffic.remote()))
                .findFirst();
    }

    /// In whatever order they are written.
    private static boolean isSame(List<TrafficSelector> had, List<TrafficSelector.Range> asked) {
        return Selectors.isWhole(had, asked) && Selectors.isWithin(had, asked);
    }

    /// What a Child SA of a worker must be like: RFC 9611 section 3 has it identical to the one for all but for its keys.
    Optional<ChildSa> model(WantedChild wanted) {
        return shared().filter(child -> child.wanted().equals(wanted)).map(Child::sa).findFirst();
    }

    /// Those that serve all workers.
    List<Child> sharedOnes() {
        return shared().toList();
    }

    private Stream<Child> shared() {
        return set.toList().stream().filter(Child::isUsable).filter(child -> !isOfResource(child));
    }

    private static boolean isOfResource(Child child) {
        return child.aim().isOfResource();
    }

    boolean hasRoom() {
        return !set.isFull(true)
                && set.toList().stream()
                                .filter(ResourceChildren::isOfResource)
                                .filter(Child::isUsable)
                                .count()
                        < RESOURCES_MAX;
    }

    /// RFC 9611 section 4: the worker that has the fewest gets the next one. What we ask for counts already.
    int leastLoaded(Turn turn, WantedChild wanted) {
        return IntStream.range(0, turn.world().workers())
                .boxed()
                .min(Comparator.comparingLong(worker -> load(Aim.ofWorker(wanted, worker))))
                .orElseThrow();
    }

    private long load(Aim aim) {
        long present =
                set.toList().stream()
                        .filter(child -> child.isUsable() && child.aim().equals(aim))
                        .count();
        return present + (isAskedFor(aim) ? 1 : 0);
    }

    private boolean isAskedFor(Aim aim) {
        return asked().anyMatch(aim::equals);
    }

    /// What new Child SAs we are asking for.
    private Stream<Aim> asked() {
        return Stream.concat(
                carrier().exchanges().asked().flatMap(ResourceChildren::aimOf),
                carrier().works().all().flatMap(ResourceChildren::aimOf));
    }

    private static Stream<Aim> aimOf(Asked asked) {
        return asked instanceof Asked.CreateChild(var offer) && offer.replaced().isEmpty()
                ? Stream.of(offer.aim())
                : Stream.empty();
    }

    private static Stream<Aim> aimOf(Work work) {
        return switch (work) {
            case Work.OfferChild(var aim, var replaced) when replaced.isEmpty() -> Stream.of(aim);
            case Work.AcceptChild accept when accept.offer().replaced().isEmpty() ->
                    Stream.of(accept.offer().aim());
            case Work.OfferChild _, Work.AcceptChild _, Work.AnswerChild _ -> Stream.empty();
            case Work.OfferIke _, Work.AcceptIke _, Work.AnswerIke _ -> Stream.empty();
        };
    }

    // --- when we ask ---

    /// A Child SA has come up, or the IKE SA was replaced: goes on with what is missing.
    ///
    /// @param byUs we asked for it
    void proceed(Turn turn, boolean byUs) {
        boolean isOurTurn = byUs || carrier().session().peer().isInitiator();
        askAfter(turn, isOurTurn ? Duration.ZERO : TURN);
    }

    private void askAfter(Turn turn, Duration wait) {
        if (isWanted(turn)) {
            Duration rest = Duration.between(turn.now(), later(turn.now().plus(wait), notBefore));
            turn.timer(new TimerKey.CompleteResources(carrier().exchanges().sa()), rest);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private boolean isWanted(Turn turn) {
        return !isOver
                && turn.world().workers() > 1
                && carrier()
                        .session()
                        .peer()
                        .policy()
                        .map(ChildPolicy::profile)
                        .filter(profile -> profile.perResource() == PerResource.WANTED)
                        .filter(profile -> !profile.isResponderOnly())
                        .isPresent();
    }

    /// The next one to ask for, if it is time; else the clock is set for when it may be.
    Optional<Aim> next(Turn turn) {
        if (!isWanted(turn) || !carrier().isEstablished() || asked().anyMatch(Aim::isOfResource)) {
            return Optional.empty();
        }
        if (carrier().isRekeying()) {
            askAfter(turn, Children.PATIENCE);
            return Optional.empty();
        }
        return hasRoom() ? missing(turn).findFirst() : Optional.empty();
    }

    private Stream<Aim> missing(Turn turn) {
        int workers = turn.world().workers();
        return shared().map(Child::wanted)
                .distinct()
                .flatMap(
                        wanted ->
                                IntStream.range(0, workers)
                                        .mapToObj(worker -> Aim.ofWorker(wanted, worker)))
                .filter(aim -> !set.hasUsable(aim) && !renounced.contains(aim));
    }

    // --- what goes wrong ---

    /// The peer does not grant one. Who is only busy is asked again.
    void refused(Turn turn, Optional<NotifyType> error) {
        if (error.equals(Optional.of(NotifyType.TEMPORARY_FAILURE))) {
            askAfter(turn, carrier().exchanges().againAfter(turn, true));
        } else {
            end(turn, "answers " + error.map(NotifyType::toString).orElse("what does not fit"));
        }
    }

    private void end(Turn turn, String why) {
        if (isWanted(turn)) {
            int workers = turn.world().workers();
            long served = workers - missing(turn).map(Aim::resource).distinct().count();
            turn.notice(
                    5,
                    "RESOURCES_REFUSED",
                    "the peer "
                            + carrier().exchanges().path().remote()
                            + " makes no more Child SAs for single workers, "
                            + served
                            + " of "
                            + workers
                            + " have one: it "
                            + why);
        }
        isOver = true;
    }

    /// The peer deleted one.
    void deleted(Turn turn, Child child) {
        if (!isOfResource(child) || set.hasUsable(child.aim())) {
            return;
        }
        if (child.isOurs()) {
            missed(turn);
        } else {
            renounced.add(child.aim());
        }
    }

    /// One is gone that we asked for. Several that go together count once.
    void missed(Turn turn) {
        if (!turn.now().isBefore(notBefore)) {
            boolean isLongAgo = notBefore.isBefore(turn.now().minus(PAUSE_MAX));
            pause = notBefore.equals(Instant.MIN) || isLongAgo ? Children.RETRY : doubled(pause);
            notBefore = turn.now().plus(pause);
        }
        askAfter(turn, Duration.ZERO);
    }

    private static Duration doubled(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
    }

    /// What the tunnel has left when the peer took the last one that serves all.
    List<Child> remaining() {
        return set.toList().stream().filter(ResourceChildren::isOfResource).toList();
    }
}
