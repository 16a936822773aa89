package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.engine.Entropy;
import io.culvert.wire.ike.EncryptedFragmentPayload;
import io.culvert.wire.ike.EncryptedPayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The messages of one IKE SA in both directions: numbered, sealed, cut into fragments, repeated and answered, RFC 7296
/// sections 2.1 to 2.5 and RFC 7383. What they mean is for others to say.
/// ```
///   octets --> opened --> whole --> of the right shape --+--> an answer to a request of ours
///                                                        +--> a request, taken in order of its message ID
/// ```
final class Exchanges {
    /// The round trips that an end waits for the other to replace an SA.
    private static final int TURN_ROUND_TRIPS = 3;

    /// An authentic answer, and what it answers.
    record Answer(Asked asked, PayloadChain chain) {}

    /// What stood under the seal of one message or of all its fragments.
    private record Opened(PayloadType first, Bytes inner, Bytes packet) {}

    private final long sa;
    private final boolean isInitiator;
    private final long localSpi;
    private final Requests requests;
    private final Responses responses;
    private final Reassembly requestPieces = new Reassembly();
    private final Reassembly responsePieces = new Reassembly();
    private long remoteSpi;
    private Path path;
    private boolean isSettled;
    private Optional<SecureChannel> channel = Optional.empty();
    private Half.Abilities abilities = Half.Abilities.UNKNOWN;
    private Instant heardAt = Instant.MIN;
    private Instant saidAt = Instant.MIN;
    private Optional<Bytes> seenAs = Optional.empty();

    /// @param firstResponse message ID of the first request that the peer sends under protection
    Exchanges(
            long sa,
            boolean isInitiator,
            long localSpi,
            long remoteSpi,
            Path path,
            int ourWindow,
            int firstResponse) {
        this.sa = sa;
        this.isInitiator = isInitiator;
        this.localSpi = localSpi;
        this.remoteSpi = remoteSpi;
        this.path = path;
        this.requests = new Requests(sa, 0);
        this.responses = new Responses(ourWindow, firstResponse);
    }

    // --- the ends ---

    /// Number of the IKE SA.
    long sa() {
        return sa;
    }

    long localSpi() {
        return localSpi;
    }

    /// 0 as long as an initiator does not know it.
    long remoteSpi() {
        return remoteSpi;
    }

    /// The SPIs in the order of the header.
    Nat.Spis spis() {
        return isInitiator ? new Nat.Spis(localSpi, remoteSpi) : new Nat.Spis(remoteSpi, localSpi);
    }

    /// What stands in the header of a first message.
    Nat.Spis firstSpis() {
        return isInitiator ? new Nat.Spis(localSpi, 0) : new Nat.Spis(remoteSpi, 0);
    }

    Path path() {
        return path;
    }

    void moveTo(Turn turn, Path other) {
        path = other;
        turn.sas().moved(sa);
    }

    /// From now on a peer that is not behind a NAT stays where it is.
    void settle(Instant now) {
        isSettled = true;
        heardAt = now;
    }

    Half.Abilities abilities() {
        return abilities;
    }

    void learn(Half.Abilities peer) {
        abilities = peer;
    }

    /// When the peer last sent something that is surely its own.
    Instant heardAt() {
        return heardAt;
    }

    /// Where the request that is being worked on came from.
    Path requestPath() {
        return responses.current().orElseThrow().path();
    }

    /// Keeps how the peer says it sees us; whether that is another address or port than before.
    boolean seenAs(PayloadChain chain) {
        Optional<Bytes> before = seenAs;
        seenAs = chain.notify(NotifyType.NAT_DETECTION_DESTINATION_IP).map(NotifyPayload::data);
        return before.isPresent() && !before.equals(seenAs);
    }

    /// When we last sent something.
    Instant saidAt() {
        return saidAt;
    }

    boolean isSecure() {
        return channel.isPresent();
    }

    SecureChannel channel() {
        return channel.orElseThrow();
    }

    /// There are keys: from now on all is sealed.
    void secure(Turn turn, long peerSpi, IkeSuite suite, IkeKeys keys) {
        remoteSpi = peerSpi;
        long initiatorSpi = isInitiator ? localSpi : peerSpi;
        long responderSpi = isInitiator ? peerSpi : localSpi;
        Entropy entropy = turn.world().entropy();
        channel =
                Optional.of(
                        new SecureChannel(
                                suite, keys, isInitiator, initiatorSpi, responderSpi, entropy));
        turn.world().keyLog().ikeSa(initiatorSpi, responderSpi, suite, keys);
    }

    /// Nothing more is said.
    void end(Turn turn) {
        requests.cancelAll(turn);
    }

    void wipe() {
        channel.ifPresent(SecureChannel::wipe);
    }

    // --- in ---

    /// A message under the protection of this SA. A request is kept for [#next]; an answer is handed back.
    Optional<Answer> receive(Turn turn, Path from, Bytes octets, IkeMessage message) {
        List<IkePayload> outer = message.chain().payloads();
        if (channel.isEmpty() || outer.size() != 1) {
            turn.drop(channel.isEmpty() ? IkeDrop.UNEXPECTED_EXCHANGE : IkeDrop.PAYLOADS_IN_CLEAR);
            return Optional.empty();
        }
        if (message.fromInitiator() == isInitiator) {
            turn.drop(IkeDrop.WRONG_ROLE);
            return Optional.empty();
        }
        boolean isLater =
                outer.getFirst() instanceof EncryptedFragmentPayload fragment
                        && fragment.number() > 1;
        boolean isDone =
                message.isResponse()
                        ? isStray(turn, message.messageId())
                        : responses.repeat(
                                turn,
                                from,
                                message.messageId(),
                                octets,
                                isLater,
                                isSettled || isInitiator ? Integer.MAX_VALUE : 1);
        return isDone
                ? Optional.empty()
                : open(turn, from, octets, message, outer.getFirst())
                        .flatMap(opened -> read(turn, from, message, opened));
    }

    private boolean isStray(Turn turn, int messageId) {
        boolean isStray = requests.asked(messageId).isEmpty();
        if (isStray) {
            turn.drop(IkeDrop.STRAY_RESPONSE);
        }
        return isStray;
    }

    private Optional<Opened> open(
            Turn turn, Path from, Bytes octets, IkeMessage message, IkePayload payload) {
        return switch (payload) {
            case EncryptedPayload encrypted -> {
                Optional<Bytes> inner = opened(turn, channel().open(octets, encrypted));
                yield inner.map(
                        clear -> {
                            heard(turn, from, message);
                            return new Opened(encrypted.firstInside(), clear, octets);
                        });
            }
            case EncryptedFragmentPayload fragment when abilities.fragments() ->
                    piece(turn, from, octets, message, fragment);
            default -> {
                turn.drop(IkeDrop.PAYLOADS_IN_CLEAR);
                yield Optional.empty();
            }
        };
    }

    private static Optional<Bytes> opened(Turn turn, Parse<Bytes> result) {
        return switch (result) {
            case Parse.Ok<Bytes>(var inner) -> Optional.of(inner);
            case Parse.Malformed<Bytes> _ -> {
                turn.drop(IkeDrop.INTEGRITY);
                yield Optional.empty();
            }
        };
    }

    private Optional<Opened> piece(
            Turn turn,
            Path from,
            Bytes octets,
            IkeMessage message,
            EncryptedFragmentPayload fragment) {
        Reassembly pieces = message.isResponse() ? responsePieces : requestPieces;
        if (pieces.has(message.messageId(), fragment)) {
            turn.drop(IkeDrop.FRAGMENT_DUPLICATE);
            return Optional.empty();
        }
        Optional<Bytes> inner = opened(turn, channel().open(octets, fragment));
        if (inner.isEmpty()) {
            return Optional.empty();
        }
        heard(turn, from, message);
        return switch (pieces.add(message.messageId(), fragment, inner.get(), octets)) {
            case Reassembly.Result.Whole(var first, var whole, var packet) ->
                    Optional.of(new Opened(first, whole, packet));
            case Reassembly.Result.Waiting _ -> Optional.empty();
            case Reassembly.Result.Refused(var drop) -> {
                turn.drop(drop);
                yield Optional.empty();
            }
        };
    }

    /// The peer surely sent this, and just now. As long as nothing is settled, it may move to port 4500; later a NAT before it
    /// may have given it another address (RFC 7296 section 2.23), unless it says so itself (RFC 4555 section 3.8).
    private void heard(Turn turn, Path from, IkeMessage message) {
        heardAt = turn.now();
        boolean mayMove =
                isSettled
                        ? mayPeerMove() && !abilities.isMobile() && !message.isResponse()
                        : !isInitiator;
        if (mayMove && from.isNatPort() && from.local().equals(path.local())) {
            moveTo(turn, from);
        }
    }

    /// Whether what the peer surely sent from another address tells where it is now.
    boolean mayPeerMove() {
        return isSettled && abilities.nat().mayPeerMove();
    }

    private Optional<Answer> read(Turn turn, Path from, IkeMessage message, Opened opened) {
        boolean isResponse = message.isResponse();
        Parse<PayloadChain> parsed = PayloadChain.parse(opened.first, opened.inner.reader());
        if (!(parsed instanceof Parse.Ok<PayloadChain>(var chain))) {
            turn.drop(IkeDrop.MALFORMED_INNER);
            if (!isResponse) {
                var nothing = new PayloadChain(List.of());
                take(from, message, opened, nothing, Optional.of(INVALID_SYNTAX));
            }
            return Optional.empty();
        }
        Optional<NotifyPayload> unsupported = isResponse ? Optional.empty() : unsupported(chain);
        boolean isWhole = Shapes.holds(message.exchange(), isResponse, chain);
        if (!isWhole && unsupported.isEmpty()) {
            turn.drop(IkeDrop.MESSAGE_SHAPE);
        }
        if (isResponse) {
            Asked asked = requests.asked(message.messageId()).orElseThrow();
            requests.answered(turn, path, message.messageId());
            return Optional.of(new Answer(asked, chain));
        }
        Optional<NotifyPayload> shape = isWhole ? Optional.empty() : Optional.of(INVALID_SYNTAX);
        take(from, message, opened, chain, unsupported.or(() -> shape));
        return Optional.empty();
    }

    private static final NotifyPayload INVALID_SYNTAX =
            new NotifyPayload(NotifyType.INVALID_SYNTAX);

    /// RFC 7296 section 2.5: a payload that must be understood and is not is named in the answer.
    private static Optional<NotifyPayload> unsupported(PayloadChain chain) {
        return chain.unsupported()
                .map(
                        payload ->
                                new NotifyPayload(
                                        NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD,
                                        Bytes.of((byte) payload.type().code())));
    }

    private void take(
            Path from,
            IkeMessage message,
            Opened opened,
            PayloadChain chain,
            Optional<NotifyPayload> fault) {
        responses.take(
                new Responses.Request(
                        message.exchange(),
                        message.messageId(),
                        opened.packet,
                        chain,
                        fault,
                        from));
    }

    /// The next request of the peer in order, unless one is being worked on. Those that make no sense are answered here.
    Optional<Responses.Request> next(Turn turn) {
        Optional<Responses.Request> request = responses.begin();
        while (request.isPresent() && request.get().fault().isPresent()) {
            reply(turn, List.of(request.get().fault().get()));
            request = responses.begin();
        }
        return request;
    }

    // --- out ---

    /// Answers the request that is being worked on.
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
        saidAt = turn.now();
        packets.forEach(packet -> turn.emit(Requests.send(request.path(), packet)));
        responses.answer(packets);
    }

    void ask(Turn turn, ExchangeType exchange, Asked asked, List<? extends IkePayload> payloads) {
        ask(turn, exchange, asked, Requests.Patience.USUAL, payloads);
    }

    void ask(
            Turn turn,
            ExchangeType exchange,
            Asked asked,
            Requests.Patience patience,
            List<? extends IkePayload> payloads) {
        var chain = new PayloadChain(List.copyOf(payloads));
        OptionalInt room = room(turn);
        saidAt = turn.now();
        requests.ask(
                turn,
                path,
                asked,
                patience,
                messageId -> channel().seal(exchange, false, messageId, chain, room));
    }

    private OptionalInt room(Turn turn) {
        OptionalInt mtu = turn.config().settings().fragmentationMtu();
        return abilities.fragments() && mtu.isPresent()
                ? OptionalInt.of(path.room(mtu.getAsInt()))
                : OptionalInt.empty();
    }

    /// Sends our IKE_SA_INIT in the clear; with a cookie or another group it goes again under the same message ID
    /// (RFC 7296 sections 1.2 and 2.6).
    void invite(Turn turn, Bytes packet) {
        if (requests.asked(0).isPresent()) {
            requests.restart(turn, path, 0, new Asked.Init(), packet);
        } else {
            requests.ask(
                    turn, path, new Asked.Init(), Requests.Patience.USUAL, _ -> List.of(packet));
        }
    }

    /// The answer to our IKE_SA_INIT is taken.
    void accepted(Turn turn) {
        requests.answered(turn, path, 0);
    }

    /// Sends a request again, or tells that it was lost.
    boolean isLost(Turn turn, int messageId) {
        return requests.onTimeout(turn, path, messageId).isPresent();
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

    // --- how it stands ---

    /// How often the peer asked again for what we answered, since it last asked something new.
    int repeats() {
        return responses.repeats();
    }

    boolean isIdle() {
        return requests.isIdle();
    }

    /// Whether a request of this kind is on its way or waits.
    boolean hasAsked(Predicate<Asked> kind) {
        return requests.has(kind);
    }

    /// What our requests are for that are on their way or wait.
    Stream<Asked> asked() {
        return requests.asked();
    }

    /// The peer takes this many requests at once.
    void widen(int peerWindow) {
        requests.widen(peerWindow);
    }

    int peerWindow() {
        return requests.window();
    }

    int queued() {
        return requests.queued();
    }

    int nextRequestId() {
        return requests.nextMessageId();
    }

    int nextResponseId() {
        return responses.nextMessageId();
    }
}
