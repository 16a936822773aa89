package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.bgp.config.BgpTimers;
import io.culvert.bgp.config.ConnectionMode;
import io.culvert.bgp.config.LocalAs;
import io.culvert.bgp.config.PeerKey;
import io.culvert.engine.Timers;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Decoded;
import io.culvert.wire.bgp.MessageType;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.Reaction;
import io.culvert.wire.bgp.RouteRefresh;
import io.culvert.wire.bgp.Update;
import io.culvert.wire.bgp.UpdateFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The sessions of all peers: connections, timers, collisions (RFC 4271 section 6.8, RFC 6286 section 2.3) and who may
/// start when. What a session says about routes goes to a [Routes].
final class Sessions {
    static final int PORT = 179;
    static final Duration CONNECT_RETRY_FIRST = Duration.ofSeconds(5);
    static final Duration CONNECT_RETRY = Duration.ofMinutes(2);
    /// RFC 4271 section 8.2.2: "a large value" while no hold time is agreed on.
    static final Duration HOLD_LONG = Duration.ofMinutes(4);
    /// RFC 9687 section 3: the least send hold time.
    static final Duration SEND_HOLD_LEAST = Duration.ofMinutes(8);

    /// Who keeps the routes.
    interface Routes {
        void up(Peer peer);

        void down(Peer peer);

        void update(Peer peer, ParsedUpdate update);

        void refresh(Peer peer, RouteRefresh refresh);

        /// TCP has room for more.
        void room(Peer peer);
    }

    private final Speaker speaker;
    private final Timers<TimerKey> timers;
    private final Tracker tracker;
    private final Routes routes;
    private final NavigableMap<PeerKey.Neighbor, Peer> peers = new TreeMap<>();
    private final NavigableMap<PeerKey.Neighbor, NavigableMap<Peer.Place, SessionFsm>> machines =
            new TreeMap<>();
    private final NavigableMap<ConnectionId, Connection> connections = new TreeMap<>();
    private final NavigableMap<InterfaceName, BgpEvent.InterfaceChanged> interfaces;
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private long connectionsMade;
    private boolean openSent;

    Sessions(
            Speaker speaker,
            Timers<TimerKey> timers,
            Tracker tracker,
            Routes routes,
            NavigableMap<InterfaceName, BgpEvent.InterfaceChanged> interfaces) {
        this.speaker = speaker;
        this.timers = timers;
        this.tracker = tracker;
        this.routes = routes;
        this.interfaces = interfaces;
    }

    NavigableMap<PeerKey.Neighbor, Peer> peers() {
        return peers;
    }

    /// Whether an OPEN went out, and with it the router identifier.
    boolean openSent() {
        return openSent;
    }

    /// The state to show: that of the machine that is further.
    SessionFsm.State state(Peer peer) {
        SessionFsm.State best = new SessionFsm.State.Idle();
        for (SessionFsm machine : machinesOf(peer.key()).values()) {
            if (rank(machine.state()) > rank(best)) {
                best = machine.state();
            }
        }
        return best;
    }

    private static int rank(SessionFsm.State state) {
        return switch (state) {
            case SessionFsm.State.Idle _ -> 0;
            case SessionFsm.State.Active _ -> 1;
            case SessionFsm.State.Connect _ -> 2;
            case SessionFsm.State.OpenSent _ -> 3;
            case SessionFsm.State.OpenConfirm _ -> 4;
            case SessionFsm.State.Established _ -> 5;
        };
    }

    private NavigableMap<Peer.Place, SessionFsm> machinesOf(PeerKey.Neighbor key) {
        return machines.computeIfAbsent(key, _ -> new TreeMap<>());
    }

    private SessionFsm main(Peer peer) {
        return machinesOf(peer.key())
                .computeIfAbsent(Peer.Place.MAIN, place -> machine(peer, place));
    }

    private SessionFsm machine(Peer peer, Peer.Place place) {
        return new SessionFsm(new SessionActions(peer, place));
    }

    /// Runs what had to wait until the machines came to rest.
    void settle() {
        while (!later.isEmpty()) {
            later.poll().run();
        }
    }

    void add(Peer peer) {
        peers.put(peer.key(), peer);
        if (!peer.dynamic()) {
            peer.resolution = tracker.track(tracked(peer));
        }
        start(peer);
    }

    private static Tracker.Key tracked(Peer peer) {
        return new Tracker.Key(peer.key().vrf(), peer.address());
    }

    /// Ends the sessions of a peer and forgets it.
    void remove(Peer peer, int ceaseSubcode) {
        stop(peer, Notification.of(Notification.CEASE, ceaseSubcode));
        settle();
        forget(peer);
    }

    private void forget(Peer peer) {
        if (peers.remove(peer.key()) == null) {
            return;
        }
        machines.remove(peer.key());
        timers.cancel(new TimerKey.Restart(peer.key()));
        if (!peer.dynamic()) {
            tracker.untrack(tracked(peer));
        }
    }

    /// Ends all sessions of a peer with this NOTIFICATION.
    void stop(Peer peer, Notification why) {
        for (SessionFsm machine : new ArrayList<>(machinesOf(peer.key()).values())) {
            machine.on(new SessionFsm.Event.Stop(why));
        }
    }

    /// Ends the session once the event at hand is done with.
    void stopLater(Peer peer, Notification why) {
        later.add(() -> stop(peer, why));
    }

    /// Lets a peer speak, if it may.
    void start(Peer peer) {
        boolean shut = peer.settings().shutdown().orElse(false);
        if (shut || peer.stopped || peer.dynamic() || peer.families().isEmpty() || !isReady(peer)) {
            return;
        }
        main(peer).on(new SessionFsm.Event.Start(!mayConnect(peer)));
    }

    /// Whether the router speaks at all, and no session with this peer is under way.
    private boolean isReady(Peer peer) {
        return speaker.isRunning() && !speaker.routerId().isUnspecified() && rank(state(peer)) < 3;
    }

    /// Whether we may open a connection now: the neighbour must be reached, not by a default route alone, next to us
    /// unless configured otherwise, and through a tunnel where the session is bound to one.
    private boolean mayConnect(Peer peer) {
        boolean active =
                peer.settings().connectionMode().orElse(ConnectionMode.BOTH)
                        != ConnectionMode.PASSIVE;
        if (!active
                || !isReady(peer)
                || !(peer.resolution instanceof BgpEvent.Resolution.Reachable reachable)
                || reachable.byDefault()) {
            return false;
        }
        boolean near = reachable.connected() || !mustBeNear(peer);
        boolean may =
                !peer.settings().shutdown().orElse(false)
                        && !peer.stopped
                        && !peer.families().isEmpty();
        boolean sourced =
                peer.settings().updateSource().isEmpty() || localAddress(peer).isPresent();
        return may && near && sourced && (reachable.tunnel() || !boundToTunnel(peer));
    }

    private static boolean mustBeNear(Peer peer) {
        return peer.external()
                && peer.settings().ebgpMultihop().isEmpty()
                && peer.settings().ttlSecurityHops().isEmpty()
                && !peer.settings().disableConnectedCheck().orElse(false);
    }

    /// A session from the address of a tunnel never leaves the tunnel.
    private boolean boundToTunnel(Peer peer) {
        return peer.settings()
                .updateSource()
                .map(interfaces::get)
                .filter(BgpEvent.InterfaceChanged::tunnel)
                .isPresent();
    }

    /// The address of the update source, of the family of the peer's.
    Optional<IpAddress> localAddress(Peer peer) {
        return peer.settings()
                .updateSource()
                .map(interfaces::get)
                .filter(BgpEvent.InterfaceChanged::up)
                .flatMap(
                        known ->
                                known.addresses().stream()
                                        .map(BgpEvent.Prefixed::address)
                                        .filter(
                                                address ->
                                                        address.family() == peer.address().family())
                                        .findFirst());
    }

    /// RFC 5082 section 3, and a TTL of one to neighbours that must be next to us.
    BgpEffect.TransportRules rules(Peer peer, boolean tunnelOnly) {
        var hops = peer.settings().ttlSecurityHops();
        int ttl =
                hops.isPresent() || !peer.external()
                        ? 255
                        : peer.settings()
                                .ebgpMultihop()
                                .orElse(
                                        peer.settings().disableConnectedCheck().orElse(false)
                                                ? 255
                                                : 1);
        return new BgpEffect.TransportRules(
                ttl,
                hops.map(count -> 256 - count).orElse(0),
                tunnelOnly,
                peer.settings().password());
    }

    void reachability(Tracker.Key key, BgpEvent.Resolution resolution) {
        Peer peer = peers.get(new PeerKey.Neighbor(key.vrf(), key.address()));
        if (peer == null || peer.dynamic()) {
            return;
        }
        peer.resolution = resolution;
        boolean lost =
                !(resolution instanceof BgpEvent.Resolution.Reachable reachable)
                        || mustBeNear(peer) && !reachable.connected();
        if (lost && peer.isEstablished() && mustBeNear(peer)) {
            fallOver(peer);
        } else if (mayConnect(peer)) {
            peer.failures = 0;
            main(peer).on(new SessionFsm.Event.Start(false));
        }
    }

    /// An interface came, went or has other addresses: sessions from it start or end.
    void interfaceChanged(InterfaceName name) {
        for (Peer peer : new ArrayList<>(peers.values())) {
            boolean source = peer.settings().updateSource().filter(name::equals).isPresent();
            var local = peer.connection().map(Connection::local);
            if (source
                    && local.isPresent()
                    && !peer.dynamic()
                    && !localAddress(peer).equals(local)) {
                fallOver(peer);
            } else if (source && mayConnect(peer)) {
                main(peer).on(new SessionFsm.Event.Start(false));
            }
        }
        var known = Optional.ofNullable(interfaces.get(name)).filter(BgpEvent.InterfaceChanged::up);
        if (known.isEmpty()) {
            for (Connection connection : new ArrayList<>(connections.values())) {
                Peer peer = connection.peer();
                if (connection.arrivedOn().filter(name::equals).isPresent()
                        && (peer.dynamic() || mustBeNear(peer))) {
                    fallOver(peer);
                }
            }
        }
    }

    /// The link to a neighbour is gone, so there is nobody to tell.
    private void fallOver(Peer peer) {
        for (SessionFsm machine : new ArrayList<>(machinesOf(peer.key()).values())) {
            machine.on(new SessionFsm.Event.TcpDown("Interface flap"));
        }
    }

    void connected(BgpEvent.Connected event) {
        Connection connection = connections.get(event.connection());
        if (connection == null) {
            speaker.emit(new BgpEffect.Close(event.connection()));
            return;
        }
        connection.local(event.local());
        machineOf(connection)
                .ifPresent(machine -> machine.on(new SessionFsm.Event.TcpUp(connection.id())));
    }

    void closed(ConnectionId id, String reason) {
        Connection connection = connections.get(id);
        if (connection != null) {
            var machine = machineOf(connection);
            connections.remove(id);
            machine.ifPresent(found -> found.on(new SessionFsm.Event.TcpDown(reason)));
        }
    }

    void drained(ConnectionId id, int octets) {
        Connection connection = connections.get(id);
        if (connection == null) {
            return;
        }
        connection.drained(octets);
        watchSending(connection);
        if (connection.hasRoom()
                && connection.peer().connection().filter(c -> c == connection).isPresent()) {
            routes.room(connection.peer());
        }
    }

    /// RFC 9687 section 3: a peer that takes nothing for long is gone, however lively it sounds.
    private void watchSending(Connection connection) {
        placeOf(connection)
                .ifPresent(
                        place -> {
                            var key =
                                    new TimerKey.Session(
                                            connection.peer().key(),
                                            place,
                                            SessionFsm.Timer.SEND_HOLD);
                            if (connection.underWay() == 0) {
                                timers.cancel(key);
                            } else {
                                int hold =
                                        connection
                                                .peer()
                                                .agreed()
                                                .map(Negotiated::holdSeconds)
                                                .orElse(0);
                                Duration twice = Duration.ofSeconds(2L * hold);
                                timers.set(
                                        key,
                                        speaker.now()
                                                .plus(
                                                        twice.compareTo(SEND_HOLD_LEAST) > 0
                                                                ? twice
                                                                : SEND_HOLD_LEAST));
                            }
                        });
    }

    void received(ConnectionId id, Bytes octets) {
        Connection connection = connections.get(id);
        if (connection == null) {
            return;
        }
        connection.reader().add(octets);
        var decoded = connection.reader().next(connection.codec());
        while (decoded.isPresent()) {
            handle(connection, decoded.get());
            settle();
            if (!connections.containsKey(id)) {
                return;
            }
            decoded = connection.reader().next(connection.codec());
        }
    }

    private void handle(Connection connection, Decoded decoded) {
        connection.peer().messages.received++;
        var event =
                switch (decoded) {
                    case Decoded.Message(var message) -> event(message);
                    case Decoded.Routes(var update) -> {
                        connection.peer().updates.received++;
                        yield event(connection.peer(), update);
                    }
                    case Decoded.Refused(var what, var notification) -> {
                        speaker.count(what);
                        yield new SessionFsm.Event.GotFault(notification);
                    }
                };
        boolean isOpen = event instanceof SessionFsm.Event.GotOpen;
        if (isOpen && !survivesCollision(connection, (SessionFsm.Event.GotOpen) event)) {
            return;
        }
        machineOf(connection).ifPresent(machine -> machine.on(event));
    }

    private static SessionFsm.Event event(BgpMessage message) {
        return switch (message) {
            case Open open -> new SessionFsm.Event.GotOpen(open);
            case Notification notification -> new SessionFsm.Event.GotNotification(notification);
            case BgpMessage.Keepalive _ -> new SessionFsm.Event.GotKeepalive();
            case RouteRefresh refresh -> new SessionFsm.Event.GotRefresh(refresh);
            case Update _ -> throw new IllegalStateException("an UPDATE is graded");
        };
    }

    /// RFC 7606: only the strongest reaction can end a session; a family can be disabled only where another goes on.
    private SessionFsm.Event event(Peer peer, ParsedUpdate update) {
        for (UpdateFault fault : update.faults()) {
            speaker.count("update: " + fault.what());
        }
        var worst = update.worst();
        boolean resets =
                update.reaction() == Reaction.RESET_SESSION
                        || update.reaction() == Reaction.DISABLE_FAMILY
                                && peer.agreed().map(agreed -> agreed.families().size()).orElse(0)
                                        < 2;
        return resets
                ? new SessionFsm.Event.GotFault(worst.orElseThrow().notification())
                : new SessionFsm.Event.GotUpdate(update);
    }

    /// RFC 4271 section 6.8: of two connections with the same peer the one that the speaker with the higher identifier
    /// opened stays; RFC 6286 section 2.3: with equal identifiers the higher AS number decides.
    private boolean survivesCollision(Connection connection, SessionFsm.Event.GotOpen event) {
        Peer peer = connection.peer();
        Connection other = null;
        for (Connection candidate : connections.values()) {
            if (candidate.peer() == peer && candidate != connection && isOpening(candidate)) {
                other = candidate;
            }
        }
        if (other == null) {
            return true;
        }
        var collision =
                new SessionFsm.Event.Stop(
                        Notification.of(Notification.CEASE, Notification.CEASE_COLLISION));
        if (peer.isEstablished()) {
            machineOf(connection).ifPresent(machine -> machine.on(collision));
            return false;
        }
        Open open = event.open();
        int ids = Integer.compareUnsigned(speaker.routerId().bits(), open.identifier().bits());
        boolean weAreHigher = ids != 0 ? ids > 0 : localAs(peer) > open.realAs();
        boolean stays = connection.outgoing() == weAreHigher;
        machineOf(stays ? other : connection).ifPresent(machine -> machine.on(collision));
        return stays;
    }

    private boolean isOpening(Connection connection) {
        return machineOf(connection).filter(machine -> rank(machine.state()) >= 3).isPresent();
    }

    long localAs(Peer peer) {
        return peer.settings().localAs().map(LocalAs::as).orElse(speaker.config().as());
    }

    /// Takes a connection that a known peer opened.
    void accepted(Peer peer, BgpEvent.Accepted event, boolean tunnelOnly) {
        Peer.Place place =
                switch (main(peer).state()) {
                    case SessionFsm.State.Idle _, SessionFsm.State.Active _ -> Peer.Place.MAIN;
                    case SessionFsm.State.Connect _ -> Peer.Place.SECOND;
                    case SessionFsm.State.OpenSent _, SessionFsm.State.OpenConfirm _ ->
                            Peer.Place.SECOND;
                    case SessionFsm.State.Established _ -> Peer.Place.SECOND;
                };
        var held = machinesOf(peer.key()).get(place);
        if (place == Peer.Place.SECOND && held != null && held.state().connected().isPresent()) {
            // the peer tries anew: what it tried before is dead
            held.on(new SessionFsm.Event.TcpDown("a newer connection"));
        }
        timers.cancel(new TimerKey.Restart(peer.key()));
        timers.cancel(new TimerKey.Session(peer.key(), place, SessionFsm.Timer.CONNECT_RETRY));
        var connection = new Connection(event.connection(), peer, false, event.local());
        connection.arrived(event.arrival().arrivedOn());
        connections.put(event.connection(), connection);
        speaker.emit(new BgpEffect.Admit(event.connection(), rules(peer, tunnelOnly)));
        var machine = machinesOf(peer.key()).computeIfAbsent(place, p -> machine(peer, p));
        connection.place(place);
        machine.on(new SessionFsm.Event.TcpUp(event.connection()));
    }

    /// Whether a connection from this peer may be taken on its way in: the local address is that of the update source,
    /// a neighbour that must be next to us is, and a session that is bound to tunnels comes out of one.
    boolean admits(Peer peer, BgpEvent.Accepted event) {
        boolean addressed =
                peer.settings().updateSource().isEmpty()
                        || localAddress(peer).filter(event.local()::equals).isPresent();
        boolean near = !mustBeNear(peer) || event.arrival().attached();
        boolean tunnelled = event.arrival().tunnel() || !boundToTunnel(peer);
        boolean active =
                peer.settings().connectionMode().orElse(ConnectionMode.BOTH)
                        != ConnectionMode.ACTIVE;
        boolean willing = !peer.settings().shutdown().orElse(false) && !peer.stopped;
        return addressed && near && tunnelled && active && willing && !peer.families().isEmpty();
    }

    private Optional<Peer.Place> placeOf(Connection connection) {
        return machineOf(connection).map(_ -> connection.place());
    }

    private Optional<SessionFsm> machineOf(Connection connection) {
        return Optional.ofNullable(machinesOf(connection.peer().key()).get(connection.place()))
                .filter(
                        machine ->
                                machine.state()
                                        .connected()
                                        .filter(connection.id()::equals)
                                        .isPresent());
    }

    void due(TimerKey.Session key) {
        var machine = machinesOf(key.peer()).get(key.place());
        if (machine != null) {
            machine.on(new SessionFsm.Event.Due(key.timer()));
        }
    }

    void due(TimerKey.Restart key) {
        Peer peer = peers.get(key.peer());
        if (peer != null) {
            peer.stopped = false;
            start(peer);
        }
    }

    /// Sends a message of an established session.
    void send(Peer peer, BgpMessage message) {
        peer.connection().ifPresent(connection -> transmit(connection, message));
    }

    private void transmit(Connection connection, BgpMessage message) {
        Bytes octets = message.write(connection.codec());
        connection.peer().messages.sent++;
        if (message.type() == MessageType.UPDATE) {
            connection.peer().updates.sent++;
        }
        boolean idle = connection.underWay() == 0;
        connection.sent(octets.size());
        speaker.emit(new BgpEffect.Send(connection.id(), octets));
        if (idle) {
            watchSending(connection);
        }
    }

    List<Connection> connections() {
        return List.copyOf(connections.values());
    }

    /// What the machine of one peer and place does to the world.
    private final class SessionActions implements SessionFsm.Actions {
        private final Peer peer;
        private final Peer.Place place;

        SessionActions(Peer peer, Peer.Place place) {
            this.peer = peer;
            this.place = place;
        }

        private TimerKey key(SessionFsm.Timer timer) {
            return new TimerKey.Session(peer.key(), place, timer);
        }

        private SessionFsm machineAt(Peer.Place where) {
            return machinesOf(peer.key()).computeIfAbsent(where, p -> machine(peer, p));
        }

        private void set(SessionFsm.Timer timer, Duration time) {
            timers.set(key(timer), speaker.now().plus(time));
        }

        @Override
        public ConnectionId connect() {
            var id = new ConnectionId(++connectionsMade);
            var local = localAddress(peer);
            var connection = new Connection(id, peer, true, local.orElse(peer.address()));
            connection.place(place);
            connections.put(id, connection);
            boolean tunnel =
                    peer.resolution instanceof BgpEvent.Resolution.Reachable reachable
                            && reachable.tunnel();
            var rules = rules(peer, tunnel || boundToTunnel(peer));
            speaker.emit(
                    new BgpEffect.Connect(
                            id, peer.key().vrf(), local, peer.address(), PORT, rules));
            return id;
        }

        @Override
        public void close(ConnectionId connection) {
            if (connections.remove(connection) != null) {
                speaker.emit(new BgpEffect.Close(connection));
            }
        }

        @Override
        public void send(ConnectionId connection, BgpMessage message) {
            Connection through = connections.get(connection);
            if (through != null) {
                transmit(through, message);
            }
        }

        @Override
        public void sendOpen(ConnectionId connection) {
            openSent = true;
            send(connection, Opening.open(speaker, peer, localAs(peer)));
        }

        @Override
        public SessionFsm.Verdict judge(ConnectionId connection, Open open) {
            var verdict = Opening.judge(speaker, peer, localAs(peer), open);
            if (verdict instanceof SessionFsm.Verdict.Agreed(var agreed)) {
                Optional.ofNullable(connections.get(connection))
                        .ifPresent(through -> through.agree(agreed));
            }
            return verdict;
        }

        /// The pause grows from five seconds to the two minutes of RFC 4271 section 10.
        @Override
        public void retryLater() {
            Duration pause = pause();
            peer.failures++;
            set(SessionFsm.Timer.CONNECT_RETRY, speaker.jittered(pause));
        }

        private Duration pause() {
            Duration pause = CONNECT_RETRY_FIRST.multipliedBy(1L << Math.min(peer.failures, 5));
            return pause.compareTo(CONNECT_RETRY) > 0 ? CONNECT_RETRY : pause;
        }

        @Override
        public void holdLong() {
            set(SessionFsm.Timer.HOLD, HOLD_LONG);
        }

        @Override
        public void hold(Negotiated agreed) {
            if (agreed.holdSeconds() == 0) {
                timers.cancel(key(SessionFsm.Timer.HOLD));
            } else {
                set(SessionFsm.Timer.HOLD, Duration.ofSeconds(agreed.holdSeconds()));
            }
        }

        @Override
        public void keepaliveLater(Negotiated agreed) {
            if (agreed.keepaliveSeconds() > 0) {
                set(
                        SessionFsm.Timer.KEEPALIVE,
                        speaker.jittered(Duration.ofSeconds(agreed.keepaliveSeconds())));
            }
        }

        @Override
        public void stopTimers() {
            for (SessionFsm.Timer timer : SessionFsm.Timer.values()) {
                timers.cancel(key(timer));
            }
        }

        @Override
        public void up(ConnectionId connection, Negotiated agreed) {
            Connection through = connections.get(connection);
            if (through == null) {
                return;
            }
            peer.up(through, agreed);
            peer.established++;
            peer.failures = 0;
            peer.changedAt = Optional.of(speaker.now());
            if (speaker.config().logNeighborChanges()) {
                speaker.notice(5, "ADJCHANGE", "neighbor " + peer.title() + vrfPart() + " Up");
            }
            later.add(() -> dropOther(through));
            routes.up(peer);
        }

        /// RFC 4271 section 6.8: once a session stands, another connection with the peer is closed.
        private void dropOther(Connection stays) {
            for (Connection other : connections()) {
                if (other.peer() == peer && other != stays) {
                    machineOf(other)
                            .ifPresent(
                                    machine ->
                                            machine.on(
                                                    new SessionFsm.Event.Stop(
                                                            Notification.of(
                                                                    Notification.CEASE,
                                                                    Notification
                                                                            .CEASE_COLLISION))));
                }
            }
        }

        private String vrfPart() {
            return peer.key().vrf().isGlobal() ? "" : " vpn vrf " + peer.key().vrf().name();
        }

        @Override
        public void update(Negotiated agreed, ParsedUpdate update) {
            routes.update(peer, update);
        }

        @Override
        public void refresh(Negotiated agreed, RouteRefresh refresh) {
            routes.refresh(peer, refresh);
        }

        @Override
        public void down(SessionFsm.State from, SessionFsm.Ending ending) {
            from.connected().ifPresent(connections::remove);
            boolean collided =
                    ending instanceof SessionFsm.Ending.Sent(var sent)
                            && sent.code() == Notification.CEASE
                            && sent.subcode() == Notification.CEASE_COLLISION;
            if (from instanceof SessionFsm.State.Established && isCurrent(from)) {
                lost(ending);
            }
            if (!collided) {
                report(ending);
            }
            later.add(this::rest);
        }

        private boolean isCurrent(SessionFsm.State from) {
            return peer.connection().map(Connection::id).equals(from.connected());
        }

        private void lost(SessionFsm.Ending ending) {
            peer.dropped++;
            peer.changedAt = Optional.of(speaker.now());
            peer.lastReset = words(ending);
            if (speaker.config().logNeighborChanges()) {
                speaker.notice(
                        5,
                        "ADJCHANGE",
                        "neighbor " + peer.title() + vrfPart() + " Down " + words(ending));
            }
            routes.down(peer);
            peer.down();
        }

        private void report(SessionFsm.Ending ending) {
            switch (ending) {
                case SessionFsm.Ending.Sent(var sent) ->
                        speaker.notice(
                                3,
                                "NOTIFICATION",
                                "sent to neighbor " + peer.title() + " " + sent.text());
                case SessionFsm.Ending.Received(var got) ->
                        speaker.notice(
                                3,
                                "NOTIFICATION",
                                "received from neighbor " + peer.title() + " " + got.text());
                case SessionFsm.Ending.Lost _ -> {}
            }
        }

        private String words(SessionFsm.Ending ending) {
            return switch (ending) {
                case SessionFsm.Ending.Sent(var sent) ->
                        switch (sent.code()) {
                            case Notification.HOLD_TIMER ->
                                    "BGP Notification sent, hold time expired";
                            case Notification.CEASE ->
                                    switch (sent.subcode()) {
                                        case Notification.CEASE_SHUTDOWN -> "Admin. shutdown";
                                        case Notification.CEASE_PEER_REMOVED -> "Neighbor deleted";
                                        case Notification.CEASE_RESET -> "User reset";
                                        case Notification.CEASE_CONFIG_CHANGE ->
                                                "Configuration change";
                                        default -> "BGP Notification sent";
                                    };
                            default -> "BGP Notification sent";
                        };
                case SessionFsm.Ending.Received _ -> "BGP Notification received";
                case SessionFsm.Ending.Lost(var reason) ->
                        reason.isEmpty() ? "Peer closed the session" : reason;
            };
        }

        /// What follows when a machine has come to rest in Idle: a dynamic neighbour vanishes with its last machine, a
        /// configured one tries again after a pause.
        private void rest() {
            if (!(machineAt(place).state() instanceof SessionFsm.State.Idle)) {
                return;
            }
            boolean idle = state(peer) instanceof SessionFsm.State.Idle;
            if (!idle || peers.get(peer.key()) != peer) {
                return;
            }
            if (peer.dynamic()) {
                forget(peer);
            } else if (!peer.settings().shutdown().orElse(false) && !peer.stopped) {
                var key = new TimerKey.Restart(peer.key());
                timers.set(key, speaker.now().plus(speaker.jittered(pause())));
                peer.failures++;
            }
        }
    }

    /// The times of a session, as configured.
    static BgpTimers timers(Speaker speaker, Peer peer) {
        return peer.settings().timers().orElse(speaker.config().timers());
    }
}
