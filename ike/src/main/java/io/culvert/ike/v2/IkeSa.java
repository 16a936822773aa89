package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One IKE SA: what it has, and the ways from one [SaState] to another, RFC 7296 sections 1.2, 1.4.1 and 2.18. When they are
/// gone is said in [SaMachine].
final class IkeSa implements HandshakeCarrier, ChildCarrier, RekeyCarrier {
    private static final int RETRY_SECONDS = 2;
    static final int NONCE_OCTETS = 32;

    /// How long a responder waits for IKE_AUTH.
    static final Duration HALF_OPEN = Duration.ofSeconds(30);

    /// After the rekeying by the peer, how long we wait for its Delete.
    static final Duration REPLACED_MAX = Duration.ofSeconds(90);

    private final long id;
    private final boolean isInitiator;
    private final Instant begunAt;
    private final Exchanges exchanges;
    private final Works works;
    private final SaMachine machine;

    private SaState state = new SaState.Closed();
    private Optional<PeerSession> session = Optional.empty();
    private Children children = new Children(this);
    private Instant establishedAt = Instant.MIN;
    private boolean isSilent;
    private boolean isAsked;

    private IkeSa(
            Turn turn,
            boolean isInitiator,
            long localSpi,
            long remoteSpi,
            Path path,
            int firstResponse) {
        this.id = turn.sas().next();
        this.isInitiator = isInitiator;
        this.begunAt = turn.now();
        int window = turn.config().settings().window();
        this.exchanges =
                new Exchanges(id, isInitiator, localSpi, remoteSpi, path, window, firstResponse);
        this.works = new Works(id);
        this.machine = new SaMachine(this);
        turn.sas().add(this);
    }

    // --- birth ---

    static void initiate(
            Turn turn, TunnelRequest tunnel, IpsecProfile ipsec, Ikev2Profile profile) {
        var path = Path.ike(tunnel.fvrf(), tunnel.local(), tunnel.remote());
        var sa = new IkeSa(turn, true, turn.nextIkeSpi(), 0, path, 0);
        ChildPolicy policy = ChildPolicy.of(turn.config(), ipsec, tunnel.children());
        Bytes nonce = turn.world().entropy().bytes(NONCE_OCTETS);
        var attempt = new Attempt(tunnel, profile, policy, nonce);
        turn.sas().addByTunnel(tunnel.name(), sa);
        sa.state = new SaState.Inviting(new InitiatorInit(turn, sa, attempt));
    }

    static void respond(
            Turn turn, Path path, IkeMessage message, Bytes octets, Suites.IkeChoice choice) {
        long peerSpi = message.initiatorSpi();
        var sa = new IkeSa(turn, false, turn.nextIkeSpi(), peerSpi, path, 1);
        turn.sas().addByFirstMessage(path, peerSpi, sa);
        boolean isForced = Placement.isNatForced(turn, path);
        Nat nat = Nat.read(message.chain(), path, sa.exchanges.firstSpis(), isForced);
        sa.exchanges.learn(Half.read(turn.config().settings(), message.chain(), nat));
        turn.timer(new TimerKey.HalfOpen(sa.id), HALF_OPEN);
        sa.state =
                new SaState.Responding(
                        new ResponderHandshake(turn, sa, message, octets, choice, path));
    }

    /// The new SA inherits the peer and its abilities, and waits.
    @Override
    public IkeSa successor(
            Turn turn, boolean byUs, long ourSpi, long peerSpi, IkeSuite suite, IkeKeys keys) {
        var next = new IkeSa(turn, byUs, ourSpi, peerSpi, path(), 0);
        next.exchanges.learn(exchanges.abilities());
        next.exchanges.widen(exchanges.peerWindow());
        next.exchanges.settle(turn.now());
        next.exchanges.secure(turn, peerSpi, suite, keys);
        next.session = session;
        next.peer().ifPresent(peer -> turn.sas().identified(next, peer));
        next.state = new SaState.Spare();
        turn.timer(new TimerKey.ExpireIke(next.id), REPLACED_MAX);
        return next;
    }

    // --- what it is ---

    long id() {
        return id;
    }

    boolean isInitiator() {
        return isInitiator;
    }

    Path path() {
        return exchanges.path();
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

    SaState state() {
        return state;
    }

    /// What is done with all that happens to it.
    SaMachine machine() {
        return machine;
    }

    @Override
    public Exchanges exchanges() {
        return exchanges;
    }

    @Override
    public Works works() {
        return works;
    }

    @Override
    public Children children() {
        return children;
    }

    /// Who the peer is, once it has proved it.
    Optional<Peering> peer() {
        return session.map(PeerSession::peer);
    }

    @Override
    public PeerSession session() {
        return session.orElseThrow();
    }

    /// The static tunnel that it is for.
    Optional<InterfaceName> tunnel() {
        return switch (state) {
            case SaState.Inviting(var init) -> Optional.of(init.tunnel().name());
            case SaState.Proving(var auth) -> Optional.of(auth.tunnel().name());
            case SaState.Responding _,
                    SaState.Established _,
                    SaState.Spare _,
                    SaState.Replaced _,
                    SaState.Closing _,
                    SaState.Closed _ ->
                    peer().flatMap(Peering::staticTunnel);
        };
    }

    @Override
    public boolean isEstablished() {
        return state instanceof SaState.Established;
    }

    boolean isHalfOpen() {
        return state instanceof SaState.Inviting
                || state instanceof SaState.Proving
                || state instanceof SaState.Responding;
    }

    @Override
    public boolean isRekeying() {
        return exchanges.hasAsked(Asked.RekeyIke.class::isInstance)
                || works.has(
                        work -> work instanceof Work.OfferIke || work instanceof Work.AcceptIke);
    }

    @Override
    public boolean isChildBusy() {
        return exchanges.hasAsked(Asked::concernsChild)
                || works.has(Work.OfChild.class::isInstance);
    }

    // --- the session ---

    @Override
    public void sessionUp(Turn turn) {
        if (!session().isUp()) {
            session().up(turn, path());
            Companions.sessionUp(turn, this);
        }
    }

    /// The path is another one: what the peers have with each other follows.
    void moved(Turn turn) {
        if (isEstablished()) {
            boolean isEncapsulated = exchanges.abilities().nat().isEncapsulating();
            session().moved(turn, path(), children.moveTo(path(), isEncapsulated));
            NatKeepalives.begin(turn, this);
        }
    }

    /// An ESP packet of the peer came from elsewhere.
    @Override
    public void peerMoved(Turn turn, IpAddress remote, int remotePort) {
        Path there = path().withRemote(remote, remotePort);
        if (exchanges.mayPeerMove() && path().isNatPort() && !there.equals(path())) {
            exchanges.moveTo(turn, there);
            moved(turn);
        }
    }

    void bind(Turn turn, InterfaceName name) {
        session().bind(name);
        announce(turn);
    }

    @Override
    public void announce(Turn turn) {
        if (isEstablished()) {
            session().announce(turn, exchanges);
        }
    }

    @Override
    public void tellUp(Turn turn) {
        turn.notice(
                5,
                "SA_UP",
                "IKEv2 SA with "
                        + path()
                        + ", identity "
                        + session().peer().peerText()
                        + ", is up as "
                        + (isInitiator ? "initiator" : "responder"));
    }

    // --- from state to state ---

    @Override
    public void prove(Turn turn, InitiatorAuth auth) {
        state = new SaState.Proving(auth);
        auth.begin(turn);
    }

    @Override
    public void establish(Turn turn, Peering peer, PayloadChain chain) {
        session = Optional.of(new PeerSession(peer));
        turn.sas().identified(this, peer);
        exchanges.settle(turn.now());
        turn.cancel(new TimerKey.HalfOpen(id));
        takeCharge(turn);
        Informational.widen(exchanges, chain);
        Companions.limitAuthentication(turn, this, chain);
        if (chain.has(NotifyType.INITIAL_CONTACT)) {
            Companions.initialContact(turn, this);
        }
    }

    private void takeCharge(Turn turn) {
        turn.sas().settled(this);
        state = new SaState.Established();
        establishedAt = turn.now();
        Duration lifetime = Duration.ofSeconds(session().peer().profile().lifetimeSeconds());
        turn.timer(
                new TimerKey.RekeyIke(id),
                Duration.ofMillis((long) (lifetime.toMillis() * ChildMaker.share(turn))));
        turn.timer(new TimerKey.ExpireIke(id), lifetime);
        Liveness.begin(turn, this);
        NatKeepalives.begin(turn, this);
    }

    @Override
    public void handOver(Turn turn, IkeSa next) {
        children.moveTo(turn, next);
        next.children = children;
        next.exchanges.settle(turn.now());
        next.takeCharge(turn);
        children = new Children(this);
        retire(turn, new SaState.Replaced());
    }

    /// A new SA that lost against the peer's.
    void discard(Turn turn) {
        retire(turn, new SaState.Replaced());
        deleteIke(turn);
    }

    @Override
    public void failed(Turn turn, String what, String remedy, boolean isKept) {
        turn.failure(path(), what, remedy);
        turn.notice(4, "SA_FAILED", "IKEv2 SA with " + path() + " failed: " + what);
        if (isKept) {
            leave(turn, what);
            retire(turn, new SaState.Closing());
        } else {
            end(turn, what, false);
        }
    }

    @Override
    public void dismiss(Turn turn) {
        turn.drop(IkeDrop.WORK_LIMIT);
        end(turn, "no time for its key exchange", false);
    }

    /// We end it, and tell the peer.
    @Override
    public void close(Turn turn, String reason) {
        switch (state) {
            case SaState.Established _ -> {
                leave(turn, reason);
                stopTimers(turn);
                state = new SaState.Closing();
                deleteIke(turn);
            }
            case SaState.Inviting _, SaState.Proving _, SaState.Responding _ ->
                    end(turn, reason, false);
            case SaState.Spare _, SaState.Replaced _, SaState.Closing _, SaState.Closed _ -> {}
        }
    }

    /// Whether the peer surely has the SA whole: our last message, if we answered, may be lost. Its traffic shows it; else the peer is
    /// asked once, and has it when it has answered.
    boolean isKnownToPeer(Turn turn) {
        Traffic traffic = turn.world().traffic();
        boolean isHeard =
                children.toList().stream()
                        .anyMatch(child -> traffic.lastInbound(child.sa().id()).isPresent());
        if (session().peer().isInitiator() || isHeard) {
            return true;
        }
        if (!isAsked) {
            isAsked = true;
            Liveness.probe(turn, this, RETRY_SECONDS);
            return false;
        }
        return exchanges.isIdle();
    }

    boolean isSilent() {
        return isSilent;
    }

    /// Nothing is sent on its Child SAs any more.
    void silence(Turn turn) {
        isSilent = true;
        children.silence(turn);
    }

    private void deleteIke(Turn turn) {
        exchanges.ask(
                turn,
                ExchangeType.INFORMATIONAL,
                new Asked.DeleteIke(),
                List.of(DeletePayload.IKE_SA));
    }

    /// It is gone. After an answer that the peer may ask for again, it is kept a little without doing anything.
    void end(Turn turn, String reason, boolean isKept) {
        turn.sas().settled(this);
        leave(turn, reason);
        stopTimers(turn);
        exchanges.end(turn);
        if (isKept) {
            state = new SaState.Closing();
            turn.timer(new TimerKey.ExpireIke(id), Requests.FIRST_WAIT.multipliedBy(2));
        } else {
            state = new SaState.Closed();
            turn.cancel(new TimerKey.ExpireIke(id));
            exchanges.wipe();
            turn.sas().remove(this);
        }
    }

    /// Takes down what the session has, unless a successor has it now.
    private void leave(Turn turn, String reason) {
        if (!isEstablished() && !isHalfOpen()) {
            return;
        }
        children.removeAll(turn, reason);
        session.ifPresent(known -> known.down(turn, path(), reason));
        Companions.left(turn, this);
    }

    private void retire(Turn turn, SaState last) {
        turn.sas().settled(this);
        state = last;
        stopTimers(turn);
        turn.timer(new TimerKey.ExpireIke(id), REPLACED_MAX);
    }

    private void stopTimers(Turn turn) {
        turn.cancel(new TimerKey.HalfOpen(id));
        turn.cancel(new TimerKey.Liveness(id));
        turn.cancel(new TimerKey.NatKeepalive(id));
        turn.cancel(new TimerKey.RekeyIke(id));
        turn.cancel(new TimerKey.Reauthenticate(id));
        turn.cancel(new TimerKey.RetryChild(id));
        turn.cancel(new TimerKey.CompleteResources(id));
        turn.cancel(new TimerKey.Redundant(id));
    }
}
