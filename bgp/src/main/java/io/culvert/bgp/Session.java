package io.culvert.bgp;

import io.culvert.engine.Timers;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.RouteRefresh;
import java.util.Optional;

/// One of the two machines of a peer, and what it does to the world: its connection, its timers, the notices of neighbours
/// that come and go. What the peer says of routes it hands on.
final class Session implements SessionFsm.Actions {
    /// Who keeps all sessions.
    interface Owner {
        /// The peer says something of routes.
        Sessions.Routes routes();

        /// The session stands, on this connection.
        void established(Connection connection);

        /// The machine is back in Idle, or will be at once.
        void ended(Session session);
    }

    private final Speaker speaker;
    private final Connections connections;
    private final Owner owner;
    private final Peer peer;
    private final SessionTimers timers;
    private final SessionFsm machine = new SessionFsm(this);

    Session(
            Speaker speaker,
            Timers<TimerKey> timers,
            Connections connections,
            Owner owner,
            Peer peer,
            Peer.Place place) {
        this.speaker = speaker;
        this.connections = connections;
        this.owner = owner;
        this.peer = peer;
        this.timers = new SessionTimers(speaker, timers, peer, place);
    }

    Peer peer() {
        return peer;
    }

    SessionTimers timers() {
        return timers;
    }

    SessionFsm.State state() {
        return machine.state();
    }

    void on(SessionFsm.Event event) {
        machine.on(event);
    }

    @Override
    public ConnectionId connect() {
        return connections.open(this).id();
    }

    @Override
    public void close(ConnectionId connection) {
        connections.close(connection);
    }

    @Override
    public void send(ConnectionId connection, BgpMessage message) {
        BgpMessage told =
                message instanceof Notification notification
                        ? StaleRoutes.asSent(peer, notification)
                        : message;
        connections.find(connection).ifPresent(through -> connections.send(through, told));
    }

    @Override
    public void sendOpen(ConnectionId connection) {
        speaker.routerIdTold();
        send(connection, Opening.open(speaker, peer, speaker.localAs(peer)));
    }

    @Override
    public SessionFsm.Verdict judge(ConnectionId connection, Open open) {
        var verdict = Opening.judge(speaker, peer, speaker.localAs(peer), open);
        if (verdict instanceof SessionFsm.Verdict.Agreed(var agreed)) {
            connections.find(connection).ifPresent(through -> through.agree(agreed));
        }
        return verdict;
    }

    @Override
    public void retryLater() {
        timers.retryLater();
    }

    @Override
    public void holdLong() {
        timers.holdLong();
    }

    @Override
    public void hold(Negotiated agreed) {
        timers.hold(agreed);
    }

    @Override
    public void keepaliveLater(Negotiated agreed) {
        timers.keepaliveLater(agreed);
    }

    @Override
    public void stopTimers() {
        timers.stop();
    }

    @Override
    public void up(ConnectionId connection, Negotiated agreed) {
        connections.find(connection).ifPresent(through -> up(through, agreed));
    }

    private void up(Connection through, Negotiated agreed) {
        peer.up(through, agreed);
        peer.established++;
        peer.failures = 0;
        peer.changedAt = Optional.of(speaker.now());
        adjacencyChanged("Up");
        owner.established(through);
    }

    @Override
    public void update(Negotiated agreed, ParsedUpdate update) {
        owner.routes().update(peer, update);
    }

    @Override
    public void refresh(Negotiated agreed, RouteRefresh refresh) {
        owner.routes().refresh(peer, refresh);
    }

    @Override
    public void down(SessionFsm.State from, Ending ending) {
        from.connected().ifPresent(connections::forget);
        boolean wasCurrent = peer.connection().map(Connection::id).equals(from.connected());
        if (from instanceof SessionFsm.State.Established && wasCurrent) {
            peer.dropped++;
            peer.changedAt = Optional.of(speaker.now());
            peer.lastReset = ending.words();
            adjacencyChanged("Down " + ending.words());
            owner.routes().down(peer, ending);
            peer.down();
        }
        if (!ending.isCollision()) {
            report(ending);
        }
        owner.ended(this);
    }

    private void adjacencyChanged(String how) {
        if (speaker.config().logNeighborChanges()) {
            var vrf = peer.key().vrf();
            String where = vrf.isGlobal() ? " " : " vpn vrf " + vrf.name() + " ";
            speaker.notice(5, "ADJCHANGE", "neighbor " + peer.title() + where + how);
        }
    }

    private void report(Ending ending) {
        String neighbor = "neighbor " + peer.title() + " ";
        switch (ending) {
            case Ending.Sent(var sent) ->
                    speaker.notice(3, "NOTIFICATION", "sent to " + neighbor + sent.text());
            case Ending.Received(var got) ->
                    speaker.notice(3, "NOTIFICATION", "received from " + neighbor + got.text());
            case Ending.Lost _ -> {}
        }
    }
}
