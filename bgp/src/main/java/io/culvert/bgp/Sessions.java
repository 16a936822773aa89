package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.bgp.config.PeerKey;
import io.culvert.engine.Timers;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Decoded;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.RouteRefresh;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The sessions of all peers: who may start when, and which session an event is for. What a session says about routes
/// goes to a [Routes].
final class Sessions implements Session.Owner {
    static final int PORT = 179;
    private static final Ending.Lost GONE_LINK = new Ending.Lost("Interface flap", true);

    /// Who keeps the routes.
    interface Routes {
        void up(Peer peer);

        /// The session is over; `peer` still knows what it was.
        void down(Peer peer, Ending ending);

        /// There is no such peer any more.
        void forgotten(Peer peer);

        void update(Peer peer, ParsedUpdate update);

        void refresh(Peer peer, RouteRefresh refresh);

        /// TCP has room for more.
        void room(Peer peer);
    }

    private final Speaker speaker;
    private final Timers<TimerKey> timers;
    private final Tracker tracker;
    private final Routes routes;
    private final TransportPolicy transport;
    private final Connections connections;
    private final NavigableMap<PeerKey.Neighbor, Peer> peers = new TreeMap<>();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();

    Sessions(
            Speaker speaker,
            Timers<TimerKey> timers,
            Tracker tracker,
            Routes routes,
            TransportPolicy transport) {
        this.speaker = speaker;
        this.timers = timers;
        this.tracker = tracker;
        this.routes = routes;
        this.transport = transport;
        this.connections = new Connections(speaker, transport);
    }

    NavigableMap<PeerKey.Neighbor, Peer> peers() {
        return peers;
    }

    private Session session(Peer peer, Peer.Place place) {
        return peer.session(
                place, () -> new Session(speaker, timers, connections, this, peer, place));
    }

    private Session main(Peer peer) {
        return session(peer, Peer.Place.MAIN);
    }

    /// Runs what had to wait until the machines came to rest.
    void settle() {
        while (!later.isEmpty()) {
            later.poll().run();
        }
    }

    // Peers come and go.

    void add(Peer peer) {
        peers.put(peer.key(), peer);
        if (!peer.dynamic()) {
            peer.resolution = tracker.track(tracked(peer)).resolution();
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
        if (!peers.remove(peer.key(), peer)) {
            return;
        }
        timers.cancel(new TimerKey.Restart(peer.key()));
        routes.forgotten(peer);
        if (!peer.dynamic()) {
            tracker.untrack(tracked(peer));
        }
    }

    // Sessions start and end.

    /// Lets a peer speak, if it may.
    void start(Peer peer) {
        if (peer.isWilling() && !peer.dynamic() && isReady(peer)) {
            main(peer).on(new SessionFsm.Event.Start(!mayConnect(peer)));
        }
    }

    /// Whether the router speaks at all, and no session with this peer is under way.
    private boolean isReady(Peer peer) {
        return speaker.isRunning()
                && !speaker.routerId().isUnspecified()
                && !peer.state().isOpening();
    }

    private boolean mayConnect(Peer peer) {
        return isReady(peer) && transport.mayConnect(peer);
    }

    /// Ends all sessions of a peer with this NOTIFICATION.
    void stop(Peer peer, Notification why) {
        peer.sessions().forEach(session -> session.on(new SessionFsm.Event.Stop(why)));
    }

    /// Ends the session once the event at hand is done with.
    void stopLater(Peer peer, Notification why) {
        later.add(() -> stop(peer, why));
    }

    /// The link to a neighbour is gone, so there is nobody to tell.
    private void fallOver(Peer peer) {
        peer.sessions().forEach(session -> session.on(new SessionFsm.Event.TcpDown(GONE_LINK)));
    }

    @Override
    public Routes routes() {
        return routes;
    }

    @Override
    public void established(Connection connection) {
        later.add(() -> dropOthers(connection));
        routes.up(connection.peer());
    }

    /// RFC 4271 section 6.8: once a session stands, another connection with the peer is closed.
    private void dropOthers(Connection stays) {
        connections
                .othersOf(stays)
                .forEach(other -> other.current().ifPresent(it -> it.on(Collision.lost())));
    }

    @Override
    public void ended(Session session) {
        later.add(() -> rest(session.peer()));
    }

    /// What follows when all machines of a peer have come to rest in Idle: a dynamic neighbour vanishes, a configured one
    /// tries again after a pause.
    private void rest(Peer peer) {
        boolean idle = peer.state() instanceof SessionFsm.State.Idle;
        if (!idle || peers.get(peer.key()) != peer) {
            return;
        }
        if (peer.dynamic()) {
            forgetIfGone(peer);
        } else if (peer.stopped) {
            peer.stoppedFor.ifPresent(pause -> main(peer).timers().restartIn(pause));
        } else if (peer.isWilling()) {
            main(peer).timers().restartLater();
        }
    }

    /// Lets a dynamic neighbour vanish unless it speaks or left routes behind.
    void forgetIfGone(Peer peer) {
        boolean idle = peer.state() instanceof SessionFsm.State.Idle;
        if (peer.dynamic() && idle && !peer.hasStale()) {
            forget(peer);
        }
    }

    // The ways to peers change.

    void reachability(Tracker.Key key, BgpEvent.Resolution resolution) {
        Peer peer = peers.get(new PeerKey.Neighbor(key.vrf(), key.address()));
        if (peer == null || peer.dynamic()) {
            return;
        }
        peer.resolution = resolution;
        boolean connected =
                resolution instanceof BgpEvent.Resolution.Reachable reachable
                        && reachable.connected();
        if (peer.isEstablished() && TransportPolicy.mustBeNear(peer) && !connected) {
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
            boolean moved = local.isPresent() && !transport.localAddress(peer).equals(local);
            if (source && moved && !peer.dynamic()) {
                fallOver(peer);
            } else if (source && mayConnect(peer)) {
                main(peer).on(new SessionFsm.Event.Start(false));
            }
        }
        if (!transport.isUp(name)) {
            for (Connection connection : connections.all()) {
                Peer peer = connection.peer();
                boolean came = connection.arrivedOn().filter(name::equals).isPresent();
                if (came && (peer.dynamic() || TransportPolicy.mustBeNear(peer))) {
                    fallOver(peer);
                }
            }
        }
    }

    // TCP speaks.

    /// Takes a connection that a known peer opened. If the peer tries anew, what it tried before is dead.
    void accepted(Peer peer, BgpEvent.Accepted event, boolean tunnelOnly) {
        Peer.Place place =
                switch (main(peer).state()) {
                    case SessionFsm.State.Idle _, SessionFsm.State.Active _ -> Peer.Place.MAIN;
                    case SessionFsm.State.Connect _,
                            SessionFsm.State.OpenSent _,
                            SessionFsm.State.OpenConfirm _,
                            SessionFsm.State.Established _ ->
                            Peer.Place.SECOND;
                };
        Session session = session(peer, place);
        if (session.state().connected().isPresent()) {
            session.on(Collision.replaced());
        }
        timers.cancel(new TimerKey.Restart(peer.key()));
        session.timers().doNotRetry();
        connections.admit(session, event, tunnelOnly);
        session.on(new SessionFsm.Event.TcpUp(event.connection()));
    }

    void connected(BgpEvent.Connected event) {
        var connection = connections.find(event.connection());
        if (connection.isEmpty()) {
            speaker.emit(new BgpEffect.Close(event.connection()));
            return;
        }
        connection.get().local(event.local());
        connection
                .get()
                .current()
                .ifPresent(it -> it.on(new SessionFsm.Event.TcpUp(event.connection())));
    }

    void closed(ConnectionId id, String reason) {
        var session = connections.find(id).flatMap(Connection::current);
        connections.forget(id);
        session.ifPresent(it -> it.on(new SessionFsm.Event.TcpDown(Ending.Lost.byTcp(reason))));
    }

    void drained(ConnectionId id, int octets) {
        connections.find(id).ifPresent(connection -> drained(connection, octets));
    }

    private void drained(Connection connection, int octets) {
        Peer peer = connection.peer();
        connection.drained(octets);
        connection
                .current()
                .ifPresent(session -> session.timers().sendHold(connection.underWay() > 0));
        if (connection.hasRoom() && peer.connection().filter(c -> c == connection).isPresent()) {
            routes.room(peer);
        }
    }

    void received(ConnectionId id, Bytes octets) {
        var found = connections.find(id);
        if (found.isEmpty()) {
            return;
        }
        Connection connection = found.get();
        connection.reader().add(octets);
        var decoded = connection.reader().next(connection.codec());
        while (decoded.isPresent()) {
            handle(connection, decoded.get());
            settle();
            if (connections.find(id).isEmpty()) {
                return;
            }
            decoded = connection.reader().next(connection.codec());
        }
    }

    private void handle(Connection connection, Decoded decoded) {
        var event = Reading.event(speaker, connection.peer(), decoded);
        if (event instanceof SessionFsm.Event.GotOpen(var open)) {
            var loser = Collision.loser(speaker, connections, connection, open);
            loser.flatMap(Connection::current).ifPresent(it -> it.on(Collision.end(it)));
            if (loser.filter(it -> it == connection).isPresent()) {
                return;
            }
        }
        connection.current().ifPresent(session -> session.on(event));
    }

    // Time passes.

    void due(TimerKey.Session key) {
        Optional.ofNullable(peers.get(key.peer()))
                .flatMap(peer -> peer.session(key.place()))
                .ifPresent(session -> session.on(new SessionFsm.Event.Due(key.timer())));
    }

    void due(TimerKey.Restart key) {
        Peer peer = peers.get(key.peer());
        if (peer != null) {
            peer.stopped = false;
            start(peer);
        }
    }

    /// Sends an UPDATE that is written already, of an established session.
    void sendUpdate(Peer peer, Bytes update) {
        peer.connection().ifPresent(connection -> connections.sendUpdate(connection, update));
    }

    /// Sends a message of an established session.
    void send(Peer peer, BgpMessage message) {
        peer.connection().ifPresent(connection -> connections.send(connection, message));
    }
}
