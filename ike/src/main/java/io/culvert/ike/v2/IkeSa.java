package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.Dpd;
import io.culvert.ike.v2.config.GroupAuthorization;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.wire.ike.ConfigAttributeType;
import io.culvert.wire.ike.ConfigPayload;
import io.culvert.wire.ike.ConfigType;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.EncryptedFragmentPayload;
import io.culvert.wire.ike.EncryptedPayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TsPayload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;

/// One IKE SA: its messages in and out, and what state it is in.
/// ```
/// INITIATING, RESPONDING -- both proved --> ESTABLISHED -- rekeyed --> REPLACED -- deleted --> CLOSED
///             |                                |--- our Delete ---> CLOSING --- answered --------^
///             +--- failed ---------------------+--- their Delete --------------------------------^
/// ```
final class IkeSa {
    /// The round trips that an end waits for the other to replace an SA.
    private static final int TURN_ROUND_TRIPS = 3;

    static final int NONCE_OCTETS = 32;

    /// How long a responder waits for IKE_AUTH.
    static final Duration HALF_OPEN = Duration.ofSeconds(30);

    /// After the rekeying by the peer, how long we wait for its Delete.
    static final Duration REPLACED_MAX = Duration.ofSeconds(90);

    sealed interface State {
        record Initiating(InitiatorHandshake handshake) implements State {}

        record Responding(ResponderHandshake handshake) implements State {}

        record Established() implements State {}

        /// Made by rekeying and not in charge yet: while both ends rekey at once, one of two such SAs is taken away again.
        record Spare() implements State {}

        record Replaced() implements State {}

        record Closing() implements State {}

        record Closed() implements State {}
    }

    private final long id;
    private final boolean isInitiator;
    private final long localSpi;
    private final Instant begunAt;
    private final Requests requests;
    private final Responses responses;
    private final Reassembly requestPieces = new Reassembly();
    private final Reassembly responsePieces = new Reassembly();
    private final TreeMap<Long, Work> works = new TreeMap<>();
    private final IkeRekey rekey = new IkeRekey(this);

    private long remoteSpi;
    private Path path;
    private State state = new State.Closed();
    private Optional<SecureChannel> channel = Optional.empty();
    private Optional<Peering> peering = Optional.empty();
    private Half.Abilities abilities =
            new Half.Abilities(false, new java.util.TreeSet<>(), false, false, false);
    private Children children = new Children(this);
    private Instant establishedAt = Instant.MIN;
    private Instant lastHeard = Instant.MIN;

    IkeSa(
            Turn turn,
            boolean isInitiator,
            long localSpi,
            long remoteSpi,
            Path path,
            int firstRequest,
            int firstResponse) {
        this.id = turn.engine().nextSa();
        this.isInitiator = isInitiator;
        this.localSpi = localSpi;
        this.remoteSpi = remoteSpi;
        this.path = path;
        this.begunAt = turn.now();
        this.requests = new Requests(id, firstRequest);
        this.responses = new Responses(turn.config().settings().window(), firstResponse);
    }

    void begin(State first) {
        state = first;
    }

    // --- what it is ---

    long id() {
        return id;
    }

    boolean isInitiator() {
        return isInitiator;
    }

    long localSpi() {
        return localSpi;
    }

    long remoteSpi() {
        return remoteSpi;
    }

    Path path() {
        return path;
    }

    Instant begunAt() {
        return begunAt;
    }

    /// Since when it is up; an SA that never came up counts from its beginning.
    Instant upAt() {
        return isHalfOpen() || establishedAt.equals(Instant.MIN) ? begunAt : establishedAt;
    }

    Instant establishedAt() {
        return establishedAt;
    }

    State state() {
        return state;
    }

    Requests requests() {
        return requests;
    }

    Responses responses() {
        return responses;
    }

    Children children() {
        return children;
    }

    Half.Abilities abilities() {
        return abilities;
    }

    SecureChannel channel() {
        return channel.orElseThrow();
    }

    boolean hasChannel() {
        return channel.isPresent();
    }

    Peering peering() {
        return peering.orElseThrow();
    }

    boolean hasPeering() {
        return peering.isPresent();
    }

    boolean isEstablished() {
        return state instanceof State.Established;
    }

    boolean isHalfOpen() {
        return state instanceof State.Initiating || state instanceof State.Responding;
    }

    /// Whether we are about to replace this SA.
    boolean isRekeying() {
        return requests.has(Asked.RekeyIke.class::isInstance)
                || works.values().stream()
                        .anyMatch(
                                work ->
                                        work instanceof Work.OfferIke
                                                || work instanceof Work.AcceptIke);
    }

    // --- set up ---

    void learned(Half.Abilities peer) {
        abilities = peer;
    }

    void moveTo(Path other) {
        path = other;
    }

    void secure(Turn turn, long peerSpi, IkeSuite suite, IkeKeys keys) {
        remoteSpi = peerSpi;
        long initiatorSpi = isInitiator ? localSpi : peerSpi;
        long responderSpi = isInitiator ? peerSpi : localSpi;
        channel =
                Optional.of(
                        new SecureChannel(
                                suite,
                                keys,
                                isInitiator,
                                initiatorSpi,
                                responderSpi,
                                turn.world().entropy()));
        turn.world().keyLog().ikeSa(initiatorSpi, responderSpi, suite, keys);
    }

    /// Both sides have proved who they are.
    void establish(Turn turn, Peering known, PayloadChain chain) {
        peering = Optional.of(known);
        state = new State.Established();
        establishedAt = turn.now();
        lastHeard = turn.now();
        widen(chain);
        turn.cancel(new TimerKey.HalfOpen(id));
        lifeTimers(turn);
        turn.notice(
                5,
                "SA_UP",
                "IKEv2 SA with "
                        + path
                        + ", identity "
                        + known.peerText()
                        + ", is up as "
                        + (isInitiator ? "initiator" : "responder"));
    }

    private void widen(PayloadChain chain) {
        chain.notify(NotifyType.SET_WINDOW_SIZE)
                .filter(notify -> notify.data().size() == 4)
                .ifPresent(
                        notify ->
                                requests.widen(
                                        Math.clamp(notify.data().i32(0), 1, Requests.QUEUE_MAX)));
    }

    private void lifeTimers(Turn turn) {
        Duration lifetime = Duration.ofSeconds(peering().profile.lifetimeSeconds());
        turn.timer(
                new TimerKey.RekeyIke(id),
                Duration.ofMillis((long) (lifetime.toMillis() * ChildMaker.share(turn))));
        turn.timer(new TimerKey.ExpireIke(id), lifetime);
        turn.timer(new TimerKey.Liveness(id), Duration.ofSeconds(dpd(turn).intervalSeconds()));
    }

    private Dpd dpd(Turn turn) {
        return peering()
                .profile
                .dpd()
                .or(() -> turn.config().settings().dpd())
                .orElse(Dpd.AGAINST_BLACK_HOLES);
    }

    /// This SA takes the place of another: it inherits its peer, its children and its abilities.
    void succeed(Turn turn, IkeSa old, IkeSuite suite, IkeKeys keys) {
        abilities = old.abilities;
        secure(turn, remoteSpi, suite, keys);
        peering = old.peering;
        requests.widen(old.requests.window());
        state = new State.Spare();
        turn.timer(new TimerKey.ExpireIke(id), REPLACED_MAX);
    }

    void handOver(Turn turn, IkeSa next) {
        children.moveTo(next);
        next.takeOver(turn, children);
        children = new Children(this);
        state = new State.Replaced();
        stopTimers(turn);
        turn.timer(new TimerKey.ExpireIke(id), REPLACED_MAX);
    }

    private void takeOver(Turn turn, Children inherited) {
        children = inherited;
        state = new State.Established();
        establishedAt = turn.now();
        lastHeard = turn.now();
        lifeTimers(turn);
    }

    /// A new SA that lost against the peer's.
    void discard(Turn turn) {
        state = new State.Replaced();
        stopTimers(turn);
        ask(turn, ExchangeType.INFORMATIONAL, new Asked.DeleteIke(), List.of(DeletePayload.IKE_SA));
    }

    // --- messages in ---

    void onMessage(Turn turn, Path from, Bytes octets, IkeMessage message) {
        if (message.exchange().equals(ExchangeType.IKE_SA_INIT)) {
            switch (state) {
                case State.Initiating(var handshake) when message.isResponse() ->
                        handshake.onInit(turn, from, message, octets);
                case State.Initiating _,
                        State.Responding _,
                        State.Established _,
                        State.Spare _,
                        State.Replaced _,
                        State.Closing _,
                        State.Closed _ ->
                        turn.drop(IkeDrop.UNEXPECTED_EXCHANGE);
            }
            return;
        }
        List<IkePayload> outer = message.chain().payloads();
        if (channel.isEmpty() || outer.size() != 1) {
            turn.drop(channel.isEmpty() ? IkeDrop.UNEXPECTED_EXCHANGE : IkeDrop.PAYLOADS_IN_CLEAR);
            return;
        }
        if (message.fromInitiator() == isInitiator) {
            turn.drop(IkeDrop.WRONG_ROLE);
            return;
        }
        boolean isLater =
                outer.getFirst() instanceof EncryptedFragmentPayload fragment
                        && fragment.number() > 1;
        boolean isDone =
                message.isResponse()
                        ? isStray(turn, message.messageId())
                        : responses.repeat(turn, from, message.messageId(), octets, isLater);
        if (!isDone) {
            open(turn, from, octets, message, outer.getFirst());
        }
    }

    private boolean isStray(Turn turn, int messageId) {
        boolean isStray = requests.asked(messageId).isEmpty();
        if (isStray) {
            turn.drop(IkeDrop.STRAY_RESPONSE);
        }
        return isStray;
    }

    private void open(Turn turn, Path from, Bytes octets, IkeMessage message, IkePayload payload) {
        switch (payload) {
            case EncryptedPayload encrypted -> {
                switch (channel().open(octets, encrypted)) {
                    case Parse.Ok<Bytes>(var inner) ->
                            inner(turn, from, octets, message, encrypted.firstInside(), inner);
                    case Parse.Malformed<Bytes> _ -> turn.drop(IkeDrop.INTEGRITY);
                }
            }
            case EncryptedFragmentPayload fragment when abilities.fragments() -> {
                Reassembly pieces = message.isResponse() ? responsePieces : requestPieces;
                if (pieces.has(message.messageId(), fragment)) {
                    turn.drop(IkeDrop.FRAGMENT_DUPLICATE);
                    return;
                }
                switch (channel().open(octets, fragment)) {
                    case Parse.Ok<Bytes>(var inner) -> {
                        switch (pieces.add(message.messageId(), fragment, inner, octets)) {
                            case Reassembly.Result.Whole(var first, var whole, var packet) ->
                                    inner(turn, from, packet, message, first, whole);
                            case Reassembly.Result.Waiting _ -> heard(turn, from, message);
                            case Reassembly.Result.Refused(var drop) -> turn.drop(drop);
                        }
                    }
                    case Parse.Malformed<Bytes> _ -> turn.drop(IkeDrop.INTEGRITY);
                }
            }
            default -> turn.drop(IkeDrop.PAYLOADS_IN_CLEAR);
        }
    }

    /// The peer surely sent this. If it is behind a NAT, its address may have changed (RFC 7296 section 2.23).
    private void heard(Turn turn, Path from, IkeMessage message) {
        lastHeard = turn.now();
        if (abilities.isPeerBehindNat() && !message.isResponse() && from.isNatPort()) {
            path = from;
        } else if (state instanceof State.Responding && from.isNatPort()) {
            path = from;
        }
    }

    private void inner(
            Turn turn,
            Path from,
            Bytes packet,
            IkeMessage message,
            PayloadType first,
            Bytes inner) {
        heard(turn, from, message);
        Parse<PayloadChain> parsed = PayloadChain.parse(first, inner.reader());
        boolean isResponse = message.isResponse();
        if (!(parsed instanceof Parse.Ok<PayloadChain>(var chain))) {
            turn.drop(IkeDrop.MALFORMED_INNER);
            if (!isResponse) {
                take(
                        turn,
                        from,
                        packet,
                        message,
                        new PayloadChain(List.of(new NotifyPayload(BROKEN))));
            }
            return;
        }
        boolean isWhole = Shapes.holds(message.exchange(), isResponse, chain);
        if (isResponse) {
            if (!isWhole) {
                turn.drop(IkeDrop.MESSAGE_SHAPE);
            }
            requests.asked(message.messageId())
                    .ifPresent(asked -> answered(turn, message.messageId(), asked, chain));
        } else if (chain.unsupported().isPresent()) {
            take(turn, from, packet, message, chain);
        } else {
            if (!isWhole) {
                turn.drop(IkeDrop.MESSAGE_SHAPE);
            }
            take(
                    turn,
                    from,
                    packet,
                    message,
                    isWhole ? chain : new PayloadChain(List.of(new NotifyPayload(BROKEN))));
        }
    }

    /// Stands for a request that was authentic but made no sense; never sent.
    private static final NotifyType BROKEN = new NotifyType(0);

    private void take(Turn turn, Path from, Bytes packet, IkeMessage message, PayloadChain chain) {
        responses.take(
                new Responses.Request(
                        message.exchange(), message.messageId(), packet, chain, from));
        proceed(turn);
    }

    /// Takes the requests that can be taken now.
    void proceed(Turn turn) {
        while (!(state instanceof State.Initiating) && !(state instanceof State.Closed)) {
            Optional<Responses.Request> request = responses.begin();
            if (request.isEmpty()) {
                return;
            }
            onRequest(turn, request.get());
        }
    }

    private void onRequest(Turn turn, Responses.Request request) {
        PayloadChain chain = request.chain();
        if (chain.has(BROKEN)) {
            reply(turn, List.of(new NotifyPayload(NotifyType.INVALID_SYNTAX)));
            return;
        }
        if (chain.unsupported().isPresent()) {
            int type = chain.unsupported().get().type().code();
            reply(
                    turn,
                    List.of(
                            new NotifyPayload(
                                    NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD,
                                    Bytes.of((byte) type))));
            return;
        }
        boolean isAuth = request.exchange().equals(ExchangeType.IKE_AUTH);
        boolean isCreate = request.exchange().equals(ExchangeType.CREATE_CHILD_SA);
        boolean isInformational = request.exchange().equals(ExchangeType.INFORMATIONAL);
        switch (state) {
            case State.Responding(var handshake) when isAuth -> handshake.onAuth(turn, chain);
            case State.Established _, State.Spare _, State.Replaced _, State.Closing _
                    when isInformational ->
                    informed(turn, chain);
            case State.Established _ when isCreate -> created(turn, chain);
            case State.Spare _, State.Replaced _, State.Closing _ when isCreate ->
                    reply(turn, List.of(new NotifyPayload(NotifyType.TEMPORARY_FAILURE)));
            case State.Initiating _,
                    State.Responding _,
                    State.Established _,
                    State.Spare _,
                    State.Replaced _,
                    State.Closing _,
                    State.Closed _ -> {
                turn.drop(IkeDrop.UNEXPECTED_EXCHANGE);
                reply(turn, List.of(new NotifyPayload(NotifyType.INVALID_SYNTAX)));
            }
        }
    }

    private void created(Turn turn, PayloadChain chain) {
        boolean isIke =
                chain.find(SaPayload.class)
                        .filter(
                                offer ->
                                        offer.proposals()
                                                .getFirst()
                                                .protocol()
                                                .equals(ProtocolId.IKE))
                        .isPresent();
        if (isIke) {
            rekey.onRequest(turn, chain);
        } else {
            children.onRequest(turn, chain);
        }
    }

    private void informed(Turn turn, PayloadChain chain) {
        var answer = new ArrayList<IkePayload>();
        for (DeletePayload delete : chain.all(DeletePayload.class)) {
            if (delete.protocol().equals(ProtocolId.IKE)) {
                reply(turn, List.of());
                rekey.rival()
                        .filter(_ -> isEstablished())
                        .ifPresent(rival -> handOver(turn, rival));
                end(turn, "the peer deleted the IKE SA", true);
                return;
            }
            if (delete.protocol().equals(ProtocolId.ESP)) {
                List<Integer> ours = children.onDelete(turn, delete.spis());
                if (!ours.isEmpty()) {
                    answer.add(DeletePayload.esp(ours));
                }
            }
        }
        if (chain.has(NotifyType.AUTHENTICATION_FAILED)) {
            reply(turn, List.of());
            failed(
                    turn,
                    "the peer does not accept our proof",
                    "look there with 'show crypto ikev2 why " + path.local() + "'",
                    true);
            return;
        }
        chain.find(ConfigPayload.class)
                .filter(config -> config.config().equals(ConfigType.SET) && isEstablished())
                .ifPresent(
                        set -> {
                            routesFrom(turn, set);
                            answer.add(ConfigExchange.acknowledge(set));
                        });
        widen(chain);
        reply(turn, answer);
        chain.notify(NotifyType.INVALID_SPI)
                .filter(notify -> notify.data().size() == 4 && isEstablished())
                .ifPresent(notify -> children.onInvalidSpi(turn, notify.data().i32(0)));
        if (!chain.all(DeletePayload.class).isEmpty() && isEstablished() && !children.hasUsable()) {
            close(turn, "the peer deleted the Child SA");
        }
    }

    // --- messages out ---

    void ask(Turn turn, ExchangeType exchange, Asked asked, List<? extends IkePayload> payloads) {
        ask(turn, exchange, asked, Requests.Patience.USUAL, payloads);
    }

    private void ask(
            Turn turn,
            ExchangeType exchange,
            Asked asked,
            Requests.Patience patience,
            List<? extends IkePayload> payloads) {
        var chain = new PayloadChain(List.copyOf(payloads));
        OptionalInt room = room(turn);
        requests.ask(
                turn,
                path,
                asked,
                patience,
                messageId -> channel().seal(exchange, false, messageId, chain, room));
    }

    void reply(Turn turn, List<? extends IkePayload> payloads) {
        Responses.Request request = responses.current().orElseThrow();
        List<Bytes> packets =
                channel()
                        .seal(
                                request.exchange(),
                                true,
                                request.messageId(),
                                new PayloadChain(List.copyOf(payloads)),
                                room(turn));
        packets.forEach(packet -> turn.emit(Requests.send(request.path(), packet)));
        responses.answer(packets);
    }

    private OptionalInt room(Turn turn) {
        OptionalInt mtu = turn.config().settings().fragmentationMtu();
        return abilities.fragments() && mtu.isPresent()
                ? OptionalInt.of(path.room(mtu.getAsInt()))
                : OptionalInt.empty();
    }

    /// When to ask again to replace an SA that the peer would not replace. TEMPORARY_FAILURE mostly means that both began at
    /// once, one with the IKE SA and one with a Child SA, and both were turned away (RFC 7296 section 2.25): whoever
    /// began the IKE SA goes first, and the other leaves it the time for its exchange and the Delete behind it.
    Duration againAfter(Turn turn, boolean isBusy) {
        Duration jitter = Duration.ofMillis(turn.world().jitter().nextLong(1000));
        if (!isBusy) {
            return Children.RETRY.plus(jitter);
        }
        Duration turns =
                isInitiator ? Duration.ZERO : requests.roundTrip().multipliedBy(TURN_ROUND_TRIPS);
        Duration most = Children.RETRY;
        return Children.PATIENCE.plus(jitter).plus(turns.compareTo(most) < 0 ? turns : most);
    }

    private void answered(Turn turn, int messageId, Asked asked, PayloadChain chain) {
        requests.answered(turn, path, messageId);
        switch (asked) {
            case Asked.Init _ -> turn.drop(IkeDrop.STRAY_RESPONSE);
            case Asked.Auth _ -> {
                if (state instanceof State.Initiating(var handshake)) {
                    handshake.onAuth(turn, chain);
                    proceed(turn);
                }
            }
            case Asked.Liveness _, Asked.Tell _ -> {}
            case Asked.DeleteIke _ -> end(turn, "deleted", false);
            case Asked.DeleteChild(long child) -> children.deleted(turn, child);
            case Asked.SetConfig(var routes) -> peering().announced(routes);
            case Asked.CreateChild(var offer) -> children.onAnswer(turn, offer, chain);
            case Asked.RekeyIke(var offer) -> rekey.onAnswer(turn, offer, chain);
        }
    }

    // --- time ---

    void onRetransmit(Turn turn, int messageId) {
        Optional<Asked> lost = requests.onTimeout(turn, path, messageId);
        if (lost.isEmpty()) {
            return;
        }
        switch (state) {
            case State.Initiating(var handshake) -> handshake.unanswered(turn);
            case State.Established _ -> {
                complain(turn, "the peer does not answer any more");
                end(turn, "the peer does not answer", false);
            }
            case State.Spare _, State.Replaced _, State.Closing _, State.Responding _ ->
                    end(turn, "deleted", false);
            case State.Closed _ -> {}
        }
    }

    void onHalfOpen(Turn turn) {
        if (isHalfOpen()) {
            failed(
                    turn,
                    "the peer began and then went silent",
                    "check that its IKE_AUTH, which is long, passes on UDP 500 or 4500",
                    false);
        }
    }

    /// RFC 7296 section 2.4: any authentic message, and any packet on a Child SA, proves that the peer lives.
    void onLiveness(Turn turn) {
        if (!isEstablished()) {
            return;
        }
        Dpd dpd = dpd(turn);
        Duration interval = Duration.ofSeconds(dpd.intervalSeconds());
        Instant heardAt = latest(turn, true, lastHeard);
        Instant sentAt = latest(turn, false, Instant.MIN);
        Instant dueAt = heardAt.plus(interval);
        boolean isSilent = !dueAt.isAfter(turn.now());
        boolean isWanted = !dpd.isOnDemand() || sentAt.isAfter(heardAt);
        if (isSilent && isWanted) {
            probe(turn, dpd.retrySeconds());
        }
        turn.timer(
                new TimerKey.Liveness(id),
                isSilent ? interval : Duration.between(turn.now(), dueAt));
    }

    private Instant latest(Turn turn, boolean inbound, Instant least) {
        Instant latest = least;
        for (Child child : children.toList()) {
            Optional<Instant> at =
                    inbound
                            ? turn.world().traffic().lastInbound(child.sa.id())
                            : turn.world().traffic().lastOutbound(child.sa.id());
            if (at.isPresent() && at.get().isAfter(latest)) {
                latest = at.get();
            }
        }
        return latest;
    }

    /// Asks whether the peer still lives, unless something is on its way that will tell.
    void probe(Turn turn, int retrySeconds) {
        if (isEstablished() && requests.isIdle()) {
            ask(
                    turn,
                    ExchangeType.INFORMATIONAL,
                    new Asked.Liveness(),
                    Requests.Patience.dpd(retrySeconds),
                    List.of());
        }
    }

    void onRekeyDue(Turn turn) {
        rekey.begin(turn);
    }

    void onExpire(Turn turn) {
        switch (state) {
            case State.Established _ -> close(turn, "its lifetime ended");
            case State.Initiating _,
                    State.Responding _,
                    State.Spare _,
                    State.Replaced _,
                    State.Closing _,
                    State.Closed _ ->
                    end(turn, "deleted", false);
        }
    }

    // --- jobs ---

    void work(Turn turn, Supplier<? extends Outcome> job, Work work) {
        works.put(turn.compute(id, job), work);
    }

    void onComputed(Turn turn, long job, Outcome outcome) {
        switch (state) {
            case State.Initiating(var handshake) -> handshake.on(turn, job, outcome);
            case State.Responding(var handshake) -> handshake.on(turn, job, outcome);
            case State.Established _, State.Spare _, State.Replaced _, State.Closing _ ->
                    Optional.ofNullable(works.remove(job))
                            .ifPresent(work -> worked(turn, work, outcome));
            case State.Closed _ -> {}
        }
        proceed(turn);
    }

    private void worked(Turn turn, Work work, Outcome outcome) {
        boolean isGone = !isEstablished();
        switch (work) {
            case Work.OfferChild(var replaced)
                    when outcome instanceof Outcome.Generated(var exchange) -> {
                if (!isGone) {
                    children.ask(turn, replaced, Optional.of(exchange));
                }
            }
            case Work.AcceptChild(var offer, var choice, var chain)
                    when outcome instanceof Outcome.Agreed agreed -> {
                if (!isGone && agreed.shared().isPresent()) {
                    children.accept(turn, offer, choice, chain, agreed.shared());
                }
            }
            case Work.AnswerChild(var request) when outcome instanceof Outcome.Agreed agreed -> {
                if (isGone || agreed.shared().isEmpty()) {
                    NotifyType error =
                            isGone ? NotifyType.TEMPORARY_FAILURE : NotifyType.INVALID_SYNTAX;
                    reply(turn, List.of(new NotifyPayload(error)));
                } else {
                    children.answer(
                            turn, request, Optional.of(agreed.publicValue()), agreed.shared());
                }
            }
            case Work.OfferIke _ when outcome instanceof Outcome.Generated(var exchange) -> {
                if (!isGone) {
                    rekey.ask(turn, exchange);
                }
            }
            case Work.AcceptIke accept when outcome instanceof Outcome.Agreed agreed -> {
                if (!isGone) {
                    rekey.accept(turn, accept, agreed);
                }
            }
            case Work.AnswerIke answer when outcome instanceof Outcome.Agreed agreed -> {
                if (isGone) {
                    reply(turn, List.of(new NotifyPayload(NotifyType.TEMPORARY_FAILURE)));
                } else {
                    rekey.answer(turn, answer, agreed);
                }
            }
            case Work.OfferChild _,
                    Work.AcceptChild _,
                    Work.AnswerChild _,
                    Work.OfferIke _,
                    Work.AcceptIke _,
                    Work.AnswerIke _ ->
                    throw new IllegalStateException("a job gave the outcome of another");
        }
    }

    // --- session ---

    /// The first Child SA is about to come up.
    void sessionUp(Turn turn) {
        if (peering().session().isPresent()) {
            return;
        }
        Peering known = peering();
        var session =
                new Session(
                        known.sessionId,
                        known.isInitiator,
                        known.staticTunnel,
                        known.virtualTemplate,
                        known.profile.name(),
                        known.policy.map(policy -> policy.profile().name()).orElse(""),
                        known.peerText(),
                        path.fvrf(),
                        path.local(),
                        path.localPort(),
                        path.remote(),
                        path.remotePort(),
                        known.leased(),
                        received.addresses(),
                        accepted(turn, received.routes()),
                        received.banner(),
                        received.defaultDomain(),
                        received.dns());
        known.session(session);
        turn.emit(new IkeEffect.SessionUp(session));
        turn.engine().sessionUp(turn, this);
    }

    private ConfigExchange.Received received =
            new ConfigExchange.Received(
                    List.of(), List.of(), Optional.empty(), Optional.empty(), List.of());

    /// Takes the CFG_REPLY of a responder.
    void configured(Turn turn, PayloadChain chain) {
        chain.find(ConfigPayload.class)
                .filter(config -> config.config().equals(ConfigType.REPLY))
                .ifPresent(reply -> received = ConfigExchange.read(reply));
    }

    private List<PeerRoute> accepted(Turn turn, List<io.culvert.base.Prefix> routes) {
        var filtered = RouteFilter.accept(routes, peering().authorization, path.remote());
        filtered.refused()
                .forEach(
                        what ->
                                turn.notice(
                                        4,
                                        "ROUTE_REFUSED",
                                        "from " + path + " we do not accept " + what));
        return filtered.routes();
    }

    /// CFG_SET is the whole new list (D9).
    private void routesFrom(Turn turn, ConfigPayload set) {
        List<PeerRoute> routes = accepted(turn, ConfigExchange.read(set).routes());
        peering()
                .session()
                .filter(session -> !session.peerRoutes().equals(routes))
                .ifPresent(
                        session -> {
                            Session changed = session.withPeerRoutes(routes);
                            peering().session(changed);
                            turn.emit(new IkeEffect.RoutesChanged(changed));
                        });
    }

    /// Answers a CFG_REQUEST; empty if the address that was asked for cannot be had.
    Optional<ConfigPayload> configure(Turn turn, ConfigPayload request) {
        Peering known = peering();
        Optional<AuthorizationPolicy> policy = known.authorization;
        var addresses = new ArrayList<IpAddress>();
        if (request.has(ConfigAttributeType.INTERNAL_IP4_ADDRESS)) {
            Optional<IpAddress> lease =
                    policy.flatMap(AuthorizationPolicy::pool)
                            .flatMap(name -> turn.config().pools().get(name))
                            .flatMap(
                                    pool ->
                                            turn.engine()
                                                    .pools()
                                                    .lease(pool, known.owner(), known.sessionId));
            if (lease.isEmpty()) {
                complain(
                        turn,
                        "the peer asks for an address and there is none: "
                                + policy.flatMap(AuthorizationPolicy::pool)
                                        .map(name -> "pool " + name + " is missing or used up")
                                        .orElse("its authorization policy has no pool"));
                return Optional.empty();
            }
            addresses.add(lease.get());
        }
        known.leased(addresses);
        List<io.culvert.base.Prefix> routes =
                known.routesToAnnounce(turn.world().tunnels(), List.of());
        known.announced(routes);
        return Optional.of(
                ConfigExchange.reply(
                        request, policy.orElse(AuthorizationPolicy.DEFAULT), addresses, routes));
    }

    /// Tells the peer our routes, if they are other ones than it knows.
    void announce(Turn turn) {
        if (!isEstablished()
                || peering().session().isEmpty()
                || requests.has(Asked.SetConfig.class::isInstance)) {
            return;
        }
        var routes =
                peering()
                        .routesToAnnounce(
                                turn.world().tunnels(),
                                peering().session().get().pushedAddresses());
        if (!routes.equals(peering().announced())) {
            ask(
                    turn,
                    ExchangeType.INFORMATIONAL,
                    new Asked.SetConfig(routes),
                    List.of(ConfigExchange.set(routes)));
        }
    }

    Child addChild(
            Turn turn, ChildSa made, boolean isOurs, Bytes lowestNonce, boolean isOutboundReady) {
        return children.add(turn, made, isOurs, lowestNonce, isOutboundReady);
    }

    void deleteChild(Turn turn, Child child) {
        children.delete(turn, child);
    }

    /// The IKE SA is up and its Child SA is not (RFC 7296 section 1.2): we try again later.
    void childRefused(Turn turn, Optional<NotifyPayload> error) {
        String what =
                error.map(notify -> notify.what().toString())
                        .orElse("an answer that does not fit our offer");
        turn.engine()
                .failures()
                .record(
                        turn.now(),
                        path,
                        "the peer refuses the Child SA with " + what,
                        "compare transform sets, pools and tunnels; look there with 'show crypto ikev2 why "
                                + path.local()
                                + "'");
        turn.timer(new TimerKey.RetryChild(id), Children.RETRY);
    }

    void onRetryChild(Turn turn) {
        if (isEstablished() && !children.hasUsable() && !requests.has(Asked::concernsChild)) {
            if (peering().wantsAddress && peering().session().isEmpty()) {
                // An address is only given in IKE_AUTH, so we begin anew.
                close(turn, "no Child SA");
            } else {
                children.start(turn, java.util.OptionalLong.empty());
            }
        }
    }

    // --- the end ---

    void complain(Turn turn, String what) {
        turn.engine()
                .failures()
                .record(
                        turn.now(),
                        path,
                        what,
                        "see 'show crypto ikev2 sa detailed' on both sides");
    }

    /// The attempt failed before both sides had proved themselves.
    ///
    /// @param isKept whether an answer or a notification still has to get through
    void failed(Turn turn, String what, String remedy, boolean isKept) {
        turn.engine().failures().record(turn.now(), path, what, remedy);
        turn.notice(4, "SA_FAILED", "IKEv2 SA with " + path + " failed: " + what);
        if (isKept) {
            leave(turn, what);
            state = new State.Closing();
            stopTimers(turn);
            turn.timer(new TimerKey.ExpireIke(id), REPLACED_MAX);
        } else {
            end(turn, what, false);
        }
    }

    /// We end it, and tell the peer.
    void close(Turn turn, String reason) {
        switch (state) {
            case State.Established _ -> {
                leave(turn, reason);
                stopTimers(turn);
                state = new State.Closing();
                ask(
                        turn,
                        ExchangeType.INFORMATIONAL,
                        new Asked.DeleteIke(),
                        List.of(DeletePayload.IKE_SA));
            }
            case State.Initiating _, State.Responding _ -> end(turn, reason, false);
            case State.Spare _, State.Replaced _, State.Closing _, State.Closed _ -> {}
        }
    }

    /// Takes down what the session has, unless a successor has it now.
    private void leave(Turn turn, String reason) {
        if (state instanceof State.Spare
                || state instanceof State.Replaced
                || state instanceof State.Closing
                || state instanceof State.Closed) {
            return;
        }
        children.removeAll(turn, reason);
        peering.ifPresent(
                known -> {
                    known.leased()
                            .forEach(
                                    address ->
                                            turn.engine()
                                                    .pools()
                                                    .release(address, known.sessionId));
                    known.session()
                            .ifPresent(
                                    session -> {
                                        known.ended();
                                        turn.emit(new IkeEffect.SessionDown(session, reason));
                                        turn.notice(
                                                5,
                                                "SA_DOWN",
                                                "IKEv2 session with "
                                                        + path
                                                        + " is down: "
                                                        + reason);
                                    });
                });
        turn.engine().left(turn, this);
    }

    /// It is gone. After an answer that the peer may ask for again, it is kept a little without doing anything.
    void end(Turn turn, String reason, boolean isKept) {
        leave(turn, reason);
        stopTimers(turn);
        requests.cancelAll(turn);
        if (isKept) {
            state = new State.Closing();
            turn.timer(new TimerKey.ExpireIke(id), Requests.FIRST_WAIT.multipliedBy(2));
        } else {
            state = new State.Closed();
            turn.cancel(new TimerKey.ExpireIke(id));
            channel.ifPresent(SecureChannel::wipe);
            turn.engine().forget(this);
        }
    }

    private void stopTimers(Turn turn) {
        turn.cancel(new TimerKey.HalfOpen(id));
        turn.cancel(new TimerKey.Liveness(id));
        turn.cancel(new TimerKey.RekeyIke(id));
        turn.cancel(new TimerKey.RetryChild(id));
        turn.cancel(new TimerKey.Redundant(id));
    }

    // --- small helps ---

    static Outcome agree(KeyExchange exchange, Bytes theirs) {
        return switch (exchange.agree(theirs)) {
            case Parse.Ok<io.culvert.base.Secret>(var shared) ->
                    new Outcome.Agreed(exchange.publicValue(), Optional.of(shared), "");
            case Parse.Malformed<io.culvert.base.Secret>(int _, var what) ->
                    new Outcome.Agreed(exchange.publicValue(), Optional.empty(), what);
        };
    }

    static Optional<AuthorizationPolicy> authorization(
            Turn turn, Ikev2Profile profile, boolean byCertificate) {
        return profile.groupAuthorization(
                        byCertificate
                                ? GroupAuthorization.Kind.CERTIFICATE
                                : GroupAuthorization.Kind.PRE_SHARED_KEY)
                .filter(group -> turn.config().isLocalList(group.list()))
                .flatMap(group -> turn.config().authorizationPolicy(group.policy()));
    }

    /// SA, TSi and TSr of a Child SA that we ask for, and its notifications.
    static List<IkePayload> childPayloads(ChildPolicy policy, SaPayload offer) {
        var payloads = new ArrayList<IkePayload>();
        payloads.add(offer);
        payloads.add(new TsPayload(true, List.of(policy.local())));
        payloads.add(new TsPayload(false, List.of(policy.remote())));
        if (policy.wantsTransport()) {
            payloads.add(new NotifyPayload(NotifyType.USE_TRANSPORT_MODE));
        }
        payloads.add(new NotifyPayload(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED));
        return payloads;
    }

    static NotifyPayload windowSize(IkeConfig config) {
        return new NotifyPayload(
                NotifyType.SET_WINDOW_SIZE,
                new ByteWriter(4).i32(config.settings().window()).toBytes());
    }

    /// Why the selectors of an answer are of no use to a tunnel.
    static Optional<String> mismatch(
            ChildPolicy policy, List<TrafficSelector> local, List<TrafficSelector> remote) {
        boolean fits =
                Selectors.isWithin(local, policy.local())
                        && Selectors.isWithin(remote, policy.remote())
                        && Selectors.isWhole(local, policy.local())
                        && Selectors.isWhole(remote, policy.remote());
        return fits
                ? Optional.empty()
                : Optional.of(
                        "the peer narrowed the traffic to "
                                + local
                                + " and "
                                + remote
                                + "; the tunnel needs "
                                + policy.local()
                                + " and "
                                + policy.remote());
    }
}
