package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.engine.Engine;
import io.culvert.engine.Timers;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeHeader;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.TrafficSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/// All IKE SAs of a router. It finds the SA of a message, keeps what the SAs share (addresses, limits, failures, deadlines)
/// and dials the tunnels that want protection; everything else is the SA's own.
public final class IkeEngine implements Engine<IkeEvent, IkeEffect> {
    /// Answers to messages of unknown SPI: not more than one in this time, whoever asks.
    static final Duration STRAY_PAUSE = Duration.ofMillis(100);

    /// The loser of two IKE SAs between the same tunnel ends stays this long, so that no packet is lost (D15).
    static final Duration REDUNDANT = Duration.ofSeconds(5);

    private static final int PROBE_RETRY_SECONDS = 2;

    private record InitKey(Path path, long spi) {}

    private final Surroundings surroundings;
    private final Timers<TimerKey> timers = new Timers<>();
    private final TreeMap<Long, IkeSa> sas = new TreeMap<>();
    private final TreeMap<Long, IkeSa> bySpi = new TreeMap<>();
    private final Map<InitKey, IkeSa> firstMessages = new java.util.LinkedHashMap<>();
    private final TreeMap<Long, Children> owners = new TreeMap<>();
    private final java.util.TreeSet<Integer> childSpis = new java.util.TreeSet<>();
    private final Dialer dialer = new Dialer();
    private final AddressPools pools = new AddressPools();
    private final Failures failures = new Failures();
    private final EnumMap<IkeDrop, Long> drops = new EnumMap<>(IkeDrop.class);
    private final Gate gate;
    private IkeConfig config;
    private Instant strayAt = Instant.MIN;
    private long lastSa;
    private long lastSession;
    private long lastChild;
    private long lastJob;

    public IkeEngine(IkeConfig config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
        this.gate = new Gate(new Cookies(surroundings.entropy()));
    }

    @Override
    public void on(Instant now, IkeEvent event, Consumer<? super IkeEffect> effects) {
        var turn = new Turn(now, effects, this);
        switch (event) {
            case IkeEvent.ConfigChanged(var changed) -> {
                config = changed;
                dialer.retryAll(turn);
                everySa().forEach(sa -> sa.announce(turn));
            }
            case IkeEvent.Datagram datagram -> onDatagram(turn, datagram);
            case IkeEvent.Connect(var tunnel) -> connect(turn, tunnel);
            case IkeEvent.Disconnect(var name) -> disconnect(turn, name);
            case IkeEvent.SessionBound(long session, var name) ->
                    everySa().stream()
                            .filter(sa -> sa.hasPeering() && sa.peering().sessionId == session)
                            .forEach(
                                    sa -> {
                                        sa.peering().bind(name);
                                        sa.announce(turn);
                                    });
            case IkeEvent.RoutesToAnnounceChanged _ -> everySa().forEach(sa -> sa.announce(turn));
            case IkeEvent.SoftLimit(long child) ->
                    owner(child).ifPresent(children -> children.rekey(turn, child));
            case IkeEvent.FirstInbound(long child) ->
                    owner(child).ifPresent(children -> children.onFirstInbound(turn, child));
            case IkeEvent.UnknownSpi unknown -> onUnknownSpi(turn, unknown);
            case IkeEvent.ClearSession(var remote) ->
                    everySa().stream()
                            .filter(sa -> remote.map(sa.path().remote()::equals).orElse(true))
                            .forEach(sa -> sa.close(turn, "cleared by the operator"));
            case IkeEvent.CloseSession(long session) ->
                    everySa().stream()
                            .filter(sa -> sa.hasPeering() && sa.peering().sessionId == session)
                            .forEach(sa -> sa.close(turn, "no longer needed"));
            case IkeEvent.Computed(long sa, long job, var outcome) ->
                    Optional.ofNullable(sas.get(sa))
                            .ifPresent(found -> found.onComputed(turn, job, outcome));
        }
        fireDue(turn);
    }

    @Override
    public void onTime(Instant now, Consumer<? super IkeEffect> effects) {
        fireDue(new Turn(now, effects, this));
    }

    private void fireDue(Turn turn) {
        for (Optional<TimerKey> due = timers.takeDue(turn.now());
                due.isPresent();
                due = timers.takeDue(turn.now())) {
            fire(turn, due.get());
        }
    }

    private void fire(Turn turn, TimerKey key) {
        switch (key) {
            case TimerKey.Retransmit(long sa, int id) ->
                    with(sa, found -> found.onRetransmit(turn, id));
            case TimerKey.HalfOpen(long sa) -> with(sa, found -> found.onHalfOpen(turn));
            case TimerKey.Liveness(long sa) -> with(sa, found -> found.onLiveness(turn));
            case TimerKey.RekeyIke(long sa) -> with(sa, found -> found.onRekeyDue(turn));
            case TimerKey.ExpireIke(long sa) -> with(sa, found -> found.onExpire(turn));
            case TimerKey.RetryChild(long sa) -> with(sa, found -> found.onRetryChild(turn));
            case TimerKey.Redundant(long sa) ->
                    with(sa, found -> found.close(turn, "another SA with the peer stays"));
            case TimerKey.RekeyChild(long child) ->
                    owner(child).ifPresent(children -> children.rekey(turn, child));
            case TimerKey.ExpireChild(long child) ->
                    owner(child).ifPresent(children -> children.onExpire(turn, child));
            case TimerKey.Linger(long child) ->
                    owner(child).ifPresent(children -> children.onLinger(turn, child));
            case TimerKey.Dial(var name) -> dialer.onDial(turn, name);
        }
    }

    private void with(long sa, Consumer<IkeSa> action) {
        Optional.ofNullable(sas.get(sa)).ifPresent(action);
    }

    @Override
    public Optional<Instant> wakeAt() {
        return timers.next();
    }

    /// Rekeys every IKE SA now; tests use it to make both ends begin at once.
    void rekeyAll(Instant now, Consumer<? super IkeEffect> effects) {
        var turn = new Turn(now, effects, this);
        everySa().forEach(sa -> sa.onRekeyDue(turn));
    }

    // --- messages ---

    private void onDatagram(Turn turn, IkeEvent.Datagram datagram) {
        var path =
                new Path(
                        datagram.fvrf(),
                        datagram.local(),
                        datagram.localPort(),
                        datagram.remote(),
                        datagram.remotePort());
        Bytes octets = datagram.octets();
        switch (IkeHeader.parse(octets.reader())) {
            case Parse.Malformed<IkeHeader> _ -> count(IkeDrop.MALFORMED_HEADER);
            case Parse.Ok<IkeHeader>(var header) when header.majorVersion() != 2 -> {
                count(IkeDrop.MAJOR_VERSION);
                if (header.majorVersion() > 2 && !header.isResponse()) {
                    stray(turn, path, header, NotifyType.INVALID_MAJOR_VERSION);
                }
            }
            case Parse.Ok<IkeHeader>(var header) -> {
                switch (IkeMessage.parse(octets)) {
                    case Parse.Malformed<IkeMessage> _ -> count(IkeDrop.MALFORMED_MESSAGE);
                    case Parse.Ok<IkeMessage>(var message) ->
                            onMessage(turn, path, octets, header, message);
                }
            }
        }
    }

    private void onMessage(
            Turn turn, Path path, Bytes octets, IkeHeader header, IkeMessage message) {
        boolean isFirst =
                message.exchange().equals(ExchangeType.IKE_SA_INIT)
                        && !message.isResponse()
                        && message.fromInitiator();
        if (isFirst) {
            IkeSa known = firstMessages.get(new InitKey(path, message.initiatorSpi()));
            if (known == null) {
                gate.onInit(turn, path, message, octets);
            } else if (known.state() instanceof IkeSa.State.Responding(var handshake)) {
                handshake.repeat(turn, octets);
            } else {
                count(IkeDrop.DUPLICATE_REQUEST);
            }
            return;
        }
        long ours = message.fromInitiator() ? message.responderSpi() : message.initiatorSpi();
        long theirs = message.fromInitiator() ? message.initiatorSpi() : message.responderSpi();
        Optional<IkeSa> sa =
                Optional.ofNullable(bySpi.get(ours))
                        .filter(found -> found.remoteSpi() == 0 || found.remoteSpi() == theirs)
                        .filter(found -> found.path().fvrf().equals(path.fvrf()));
        if (sa.isEmpty()) {
            unknownIkeSpi(turn, path, header, message);
        } else if (isComplaint(message)) {
            // RFC 7296 section 2.21.4: nobody signed this. It is a hint that the peer may have
            // begun anew.
            count(IkeDrop.UNAUTHENTICATED_ERROR);
            sa.get().probe(turn, PROBE_RETRY_SECONDS);
        } else {
            sa.get().onMessage(turn, path, octets, message);
        }
    }

    private static boolean isComplaint(IkeMessage message) {
        return message.exchange().equals(ExchangeType.INFORMATIONAL)
                && (message.chain().has(NotifyType.INVALID_IKE_SPI)
                        || message.chain().has(NotifyType.INVALID_SPI));
    }

    private void unknownIkeSpi(Turn turn, Path path, IkeHeader header, IkeMessage message) {
        count(IkeDrop.UNKNOWN_SPI);
        if (isComplaint(message)) {
            everySa().stream()
                    .filter(sa -> sa.isEstablished() && isSameEnds(sa.path(), path))
                    .forEach(sa -> sa.probe(turn, PROBE_RETRY_SECONDS));
        } else if (!message.isResponse()) {
            stray(turn, path, header, NotifyType.INVALID_IKE_SPI);
        }
    }

    /// RFC 7296 section 2.21.4: an unprotected answer with the SPIs and the message ID of the request, at a limited rate.
    private void stray(Turn turn, Path path, IkeHeader header, NotifyType type) {
        if (turn.now().isBefore(strayAt)) {
            return;
        }
        strayAt = turn.now().plus(STRAY_PAUSE);
        var answer =
                new IkeMessage(
                        header.initiatorSpi(),
                        header.responderSpi(),
                        header.exchange().equals(ExchangeType.IKE_SA_INIT)
                                ? header.exchange()
                                : ExchangeType.INFORMATIONAL,
                        !header.fromInitiator(),
                        true,
                        header.messageId(),
                        List.of(new NotifyPayload(type)));
        turn.emit(Requests.send(path, answer.toBytes()));
    }

    /// RFC 7296 section 1.5: told inside an IKE SA if there is one, else in the clear with SPIs of zero.
    private void onUnknownSpi(Turn turn, IkeEvent.UnknownSpi unknown) {
        if (turn.now().isBefore(strayAt)) {
            return;
        }
        strayAt = turn.now().plus(STRAY_PAUSE);
        var path =
                new Path(
                        unknown.fvrf(),
                        unknown.local(),
                        Path.IKE_PORT,
                        unknown.remote(),
                        Path.IKE_PORT);
        var notify =
                new NotifyPayload(
                        ProtocolId.NONE,
                        Bytes.EMPTY,
                        NotifyType.INVALID_SPI,
                        new ByteWriter(4).i32(unknown.spi()).toBytes());
        Optional<IkeSa> known =
                everySa().stream()
                        .filter(sa -> sa.isEstablished() && isSameEnds(sa.path(), path))
                        .findFirst();
        if (known.isPresent()) {
            if (known.get().requests().isIdle()) {
                known.get()
                        .ask(turn, ExchangeType.INFORMATIONAL, new Asked.Tell(), List.of(notify));
            }
            return;
        }
        var message =
                new IkeMessage(0, 0, ExchangeType.INFORMATIONAL, true, false, 0, List.of(notify));
        turn.emit(Requests.send(path, message.toBytes()));
    }

    // --- tunnels ---

    private void connect(Turn turn, TunnelRequest tunnel) {
        if (dialer.get(tunnel.name()).filter(tunnel::equals).isPresent()) {
            return;
        }
        disconnect(turn, tunnel.name());
        dialer.add(turn, tunnel);
    }

    private void disconnect(Turn turn, InterfaceName name) {
        dialer.remove(turn, name);
        everySa().stream()
                .filter(sa -> tunnelOf(sa).filter(name::equals).isPresent())
                .forEach(sa -> sa.close(turn, "the tunnel is shut down"));
    }

    private static Optional<InterfaceName> tunnelOf(IkeSa sa) {
        if (sa.state() instanceof IkeSa.State.Initiating(var handshake)) {
            return Optional.of(handshake.tunnel().name());
        }
        return sa.hasPeering() ? sa.peering().staticTunnel : Optional.empty();
    }

    /// Whether an SA for the tunnel stands or is being made.
    boolean hasSaFor(InterfaceName name) {
        return everySa().stream()
                .filter(sa -> sa.isEstablished() || sa.isHalfOpen())
                .anyMatch(sa -> tunnelOf(sa).filter(name::equals).isPresent());
    }

    void initiate(Turn turn, TunnelRequest tunnel, IpsecProfile ipsec, Ikev2Profile profile) {
        var path =
                new Path(
                        tunnel.fvrf(),
                        tunnel.local(),
                        Path.IKE_PORT,
                        tunnel.remote(),
                        Path.IKE_PORT);
        var sa = new IkeSa(turn, true, nextIkeSpi(), 0, path, 0, 0);
        register(sa);
        ChildPolicy policy =
                ChildPolicy.of(config, ipsec, tunnel.localSelector(), tunnel.remoteSelector());
        sa.begin(
                new IkeSa.State.Initiating(
                        new InitiatorHandshake(turn, sa, tunnel, profile, policy)));
    }

    void respond(Turn turn, Path path, IkeMessage message, Bytes octets, Suites.IkeChoice choice) {
        long spi = nextIkeSpi();
        var sa = new IkeSa(turn, false, spi, message.initiatorSpi(), path, 0, 1);
        register(sa);
        firstMessages.put(new InitKey(path, message.initiatorSpi()), sa);
        sa.learned(Half.read(config.settings(), message.chain(), path, message.initiatorSpi(), 0));
        turn.timer(new TimerKey.HalfOpen(sa.id()), IkeSa.HALF_OPEN);
        sa.begin(
                new IkeSa.State.Responding(
                        new ResponderHandshake(turn, sa, message, octets, choice, path)));
    }

    IkeSa succeed(
            Turn turn,
            IkeSa old,
            boolean isInitiator,
            long ourSpi,
            long peerSpi,
            IkeSuite suite,
            IkeKeys keys) {
        var sa = new IkeSa(turn, isInitiator, ourSpi, peerSpi, old.path(), 0, 0);
        register(sa);
        sa.succeed(turn, old, suite, keys);
        return sa;
    }

    private void register(IkeSa sa) {
        sas.put(sa.id(), sa);
        bySpi.put(sa.localSpi(), sa);
    }

    void forget(IkeSa sa) {
        sas.remove(sa.id());
        bySpi.remove(sa.localSpi());
        firstMessages.values().remove(sa);
    }

    /// Profiles that may be meant by a peer that comes on this path.
    List<Ikev2Profile> profilesFor(Path path) {
        return config.profiles().values().stream()
                .filter(profile -> profile.covers(path.fvrf(), path.local()))
                .filter(profile -> profile.authenticationLocal().isPresent())
                .toList();
    }

    /// Where the session of a peer belongs: a tunnel to it, or a template, or nowhere.
    record Place(
            Optional<TunnelRequest> staticTunnel,
            OptionalInt virtualTemplate,
            Optional<ChildPolicy> policy) {}

    Place placeFor(Path path, Ikev2Profile profile) {
        Optional<TunnelRequest> tunnel =
                dialer.tunnels().stream()
                        .filter(
                                request ->
                                        request.fvrf().equals(path.fvrf())
                                                && request.local().equals(path.local())
                                                && request.remote().equals(path.remote()))
                        .filter(
                                request ->
                                        config.ipsecProfile(request.ipsecProfile())
                                                .filter(
                                                        ipsec ->
                                                                ipsec.ikev2Profile()
                                                                        .orElse(
                                                                                IkeConfig
                                                                                        .SMART_NAME)
                                                                        .equals(profile.name()))
                                                .isPresent())
                        .findFirst();
        if (tunnel.isPresent()) {
            Optional<ChildPolicy> policy =
                    config.ipsecProfile(tunnel.get().ipsecProfile())
                            .map(
                                    ipsec ->
                                            ChildPolicy.of(
                                                    config,
                                                    ipsec,
                                                    tunnel.get().localSelector(),
                                                    tunnel.get().remoteSelector()));
            return new Place(tunnel, OptionalInt.empty(), policy);
        }
        Optional<ChildPolicy> policy =
                profile.virtualTemplate().isPresent()
                        ? surroundings
                                .tunnels()
                                .templateProtection(profile.virtualTemplate().getAsInt())
                                .flatMap(config::ipsecProfile)
                                .map(
                                        ipsec ->
                                                ChildPolicy.of(
                                                        config,
                                                        ipsec,
                                                        TrafficSelector.Range.host(
                                                                TunnelRequest.GRE, path.local()),
                                                        TrafficSelector.Range.host(
                                                                TunnelRequest.GRE, path.remote())))
                        : Optional.empty();
        return new Place(
                Optional.empty(),
                policy.isPresent() ? profile.virtualTemplate() : OptionalInt.empty(),
                policy);
    }

    /// A session came up. If its tunnel already has one, the SA begun by the lower address stays, or, if the same side began
    /// both, the newer one (D15).
    void sessionUp(Turn turn, IkeSa sa) {
        Optional<InterfaceName> tunnel = sa.peering().staticTunnel;
        tunnel.ifPresent(name -> dialer.up(turn, name));
        everySa().stream()
                .filter(other -> other != sa && other.isEstablished() && other.hasPeering())
                .filter(
                        other ->
                                other.peering() != sa.peering()
                                        && other.peering().session().isPresent())
                .filter(other -> tunnel.isPresent() && other.peering().staticTunnel.equals(tunnel))
                .forEach(
                        other -> {
                            boolean otherStays =
                                    other.peering().isInitiator != sa.peering().isInitiator
                                            && initiator(other).compareTo(initiator(sa)) < 0;
                            turn.timer(
                                    new TimerKey.Redundant(otherStays ? sa.id() : other.id()),
                                    REDUNDANT);
                        });
    }

    private static IpAddress initiator(IkeSa sa) {
        return sa.peering().isInitiator ? sa.path().local() : sa.path().remote();
    }

    /// An attempt or a session of this SA is over; its tunnel, if it has no other SA, is dialled again.
    void left(Turn turn, IkeSa sa) {
        tunnelOf(sa)
                .filter(
                        name ->
                                everySa().stream()
                                        .filter(
                                                other ->
                                                        other != sa
                                                                && (other.isEstablished()
                                                                        || other.isHalfOpen()))
                                        .noneMatch(
                                                other ->
                                                        tunnelOf(other)
                                                                .filter(name::equals)
                                                                .isPresent()))
                .ifPresent(name -> dialer.down(turn, name));
    }

    /// Whether there is an IKE SA with the peer beside this one, so that it is no first contact.
    boolean knows(Path path, long except) {
        return everySa().stream()
                .anyMatch(
                        sa ->
                                sa.id() != except
                                        && sa.isEstablished()
                                        && isSameEnds(sa.path(), path));
    }

    /// RFC 7296 section 2.4: SAs that the peer had before it began this one are gone with its memory.
    void initialContact(Turn turn, IkeSa fresh) {
        everySa().stream()
                .filter(sa -> sa != fresh && sa.isEstablished() && sa.hasPeering())
                .filter(sa -> sa.establishedAt().isBefore(fresh.begunAt()))
                .filter(sa -> sa.path().fvrf().equals(fresh.path().fvrf()))
                .filter(sa -> sa.peering().isSamePeer(fresh.peering()))
                .forEach(sa -> sa.end(turn, "the peer began anew", false));
    }

    private static boolean isSameEnds(Path a, Path b) {
        return a.fvrf().equals(b.fvrf())
                && a.local().equals(b.local())
                && a.remote().equals(b.remote());
    }

    // --- what the parts share ---

    private List<IkeSa> everySa() {
        return new ArrayList<>(sas.values());
    }

    int size() {
        return sas.size();
    }

    /// Half-open SAs that others began, of all or of one address.
    int halfOpen(Optional<Path> source) {
        return (int)
                sas.values().stream()
                        .filter(sa -> sa.state() instanceof IkeSa.State.Responding)
                        .filter(
                                sa ->
                                        source.map(path -> path.remote().equals(sa.path().remote()))
                                                .orElse(true))
                        .count();
    }

    Timers<TimerKey> timers() {
        return timers;
    }

    IkeConfig config() {
        return config;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    AddressPools pools() {
        return pools;
    }

    Failures failures() {
        return failures;
    }

    void count(IkeDrop drop) {
        drops.merge(drop, 1L, Long::sum);
    }

    private Optional<Children> owner(long child) {
        return Optional.ofNullable(owners.get(child));
    }

    void own(ChildSa child, Children children) {
        owners.put(child.id(), children);
        childSpis.add(child.inboundSpi());
    }

    void disown(ChildSa child) {
        owners.remove(child.id());
        childSpis.remove(child.inboundSpi());
    }

    long nextSa() {
        return ++lastSa;
    }

    long nextSession() {
        return ++lastSession;
    }

    long nextChild() {
        return ++lastChild;
    }

    long nextJob() {
        return ++lastJob;
    }

    long nextIkeSpi() {
        long spi = surroundings.entropy().nextLong();
        while (spi == 0 || bySpi.containsKey(spi)) {
            spi = surroundings.entropy().nextLong();
        }
        return spi;
    }

    /// A fresh inbound SPI; RFC 4303 section 2.1 reserves those up to 255.
    int nextChildSpi() {
        int spi = surroundings.entropy().nextInt();
        while (Integer.compareUnsigned(spi, 255) <= 0 || childSpis.contains(spi)) {
            spi = surroundings.entropy().nextInt();
        }
        return spi;
    }

    // --- show ---

    public IkeSnapshot snapshot() {
        var all = new EnumMap<IkeDrop, Long>(IkeDrop.class);
        for (IkeDrop drop : IkeDrop.values()) {
            all.put(drop, drops.getOrDefault(drop, 0L));
        }
        return new IkeSnapshot(
                everySa().stream().map(this::view).toList(),
                failures.toList(),
                all,
                halfOpen(Optional.empty()));
    }

    private IkeSnapshot.Sa view(IkeSa sa) {
        Path path = sa.path();
        Optional<Peering> peering = sa.hasPeering() ? Optional.of(sa.peering()) : Optional.empty();
        String description =
                switch (sa.state()) {
                    case IkeSa.State.Initiating(var handshake) -> handshake.status();
                    case IkeSa.State.Responding(var handshake) -> handshake.status();
                    case IkeSa.State.Established _ -> "Negotiation done";
                    case IkeSa.State.Spare _ -> "Rekeying";
                    case IkeSa.State.Replaced _ -> "Rekeyed";
                    case IkeSa.State.Closing _, IkeSa.State.Closed _ -> "Deleting";
                };
        String status = sa.isEstablished() ? "READY" : sa.isHalfOpen() ? "IN-NEG" : "DELETE";
        return new IkeSnapshot.Sa(
                sa.id(),
                peering.map(known -> known.sessionId).orElse(0L),
                path.fvrf(),
                path.local(),
                path.localPort(),
                path.remote(),
                path.remotePort(),
                sa.localSpi(),
                sa.remoteSpi(),
                status,
                description,
                sa.isInitiator(),
                sa.hasChannel() ? Optional.of(sa.channel().suite()) : Optional.empty(),
                peering.map(known -> known.signedWith).orElse(""),
                peering.map(known -> known.verifiedWith).orElse(""),
                peering.map(known -> known.profile.lifetimeSeconds())
                        .orElse(Ikev2Profile.LIFETIME_SECONDS),
                sa.upAt(),
                peering.map(known -> known.localText(surroundings.credentials())).orElse(""),
                peering.map(Peering::peerText).orElse(""),
                sa.requests().nextMessageId(),
                sa.responses().nextMessageId(),
                sa.requests().queued(),
                config.settings().window(),
                sa.requests().window(),
                peering.flatMap(known -> known.profile.dpd().or(() -> config.settings().dpd())),
                sa.abilities().fragments(),
                sa.abilities().areWeBehindNat(),
                sa.abilities().isPeerBehindNat(),
                peering.flatMap(Peering::session),
                peering.map(Peering::announced).orElse(List.of()),
                sa.children().toList().stream()
                        .map(
                                child ->
                                        new IkeSnapshot.ChildView(
                                                child.sa,
                                                child.upAt,
                                                child.isUsable() ? "ACTIVE" : child.state.name(),
                                                child.isOutboundReady))
                        .toList());
    }
}
