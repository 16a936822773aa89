package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEffect;
import io.culvert.bgp.BgpEvent;
import io.culvert.bgp.ConnectionId;
import io.culvert.bgp.config.PeerKey;
import io.culvert.host.tcp.Admission;
import io.culvert.host.tcp.TcpConnectionId;
import io.culvert.host.tcp.TcpEffect;
import io.culvert.host.tcp.TcpEvent;
import io.culvert.host.tcp.TcpKey;
import io.culvert.host.tcp.TcpSettings;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Carries BGP's connections over the router's own TCP: orders of the one become events of the other.
///
/// BGP keeps a bounded number of octets under way per connection and goes on when it hears that TCP took them over.
/// While TCP's buffer is full nothing is reported, so that what waits here never exceeds that bound and one buffer. What
/// is sent in one turn goes to TCP in one piece, and no second piece before it is known how much of the first was taken:
/// orders wait in the pump, and octets that come back must not meet later ones that are already on their way.
final class BgpTransport {
    /// What the transport needs to know of routing.
    interface Ways {
        /// Our address for packets to `remote`, if there is a way there.
        Optional<IpAddress> sourceFor(Vrf vrf, IpAddress remote);

        /// How packets of `remote` come in.
        Optional<BgpEvent.Arrival> arrivalOf(Vrf vrf, IpAddress remote);

        /// What BGP asks of a connection with this peer; empty if it expects none.
        Optional<BgpEffect.TransportRules> rulesFor(Vrf vrf, IpAddress local, IpAddress remote);

        /// Whether BGP expects connections with this peer.
        boolean expects(Vrf vrf, IpAddress remote);

        /// The largest packet on the way there, in octets.
        int pathMtu(Vrf vrf, IpAddress remote);
    }

    /// One connection of BGP, from the order or the acceptance on.
    private static final class Session {
        final ConnectionId id;
        @Nullable TcpConnectionId tcp;
        final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
        int unreported;
        boolean handing;
        boolean blocked;

        Session(ConnectionId id) {
            this.id = id;
        }

        Bytes takeWaiting() {
            var octets = Bytes.of(waiting.toByteArray());
            waiting.reset();
            return octets;
        }
    }

    private record Socket(Vrf vrf, int port) {}

    /// How many peers are remembered as reached through a tunnel.
    static final int TUNNEL_PEERS_MAX = 1 << 16;

    /// Tags of listeners are negative, those of attempts are the connection numbers of BGP, which are positive.
    private long nextListenerTag = -1;

    private final Ways ways;
    private final Consumer<TcpEvent> tcp;
    private final Consumer<BgpEvent> bgp;
    private final Consumer<Runnable> later;
    private final Map<ConnectionId, Session> sessions = new TreeMap<>();
    private final Map<TcpConnectionId, Session> byTcp = new TreeMap<>();
    private final Map<Long, Socket> listeners = new TreeMap<>();
    private final Map<TcpConnectionId, TcpKey> throughTunnel = new TreeMap<>();
    private final TreeSet<PeerKey.Neighbor> onceThroughTunnel = new TreeSet<>();
    private long accepted;

    /// @param later runs a step when what was ordered before has been carried out
    BgpTransport(
            Ways ways, Consumer<TcpEvent> tcp, Consumer<BgpEvent> bgp, Consumer<Runnable> later) {
        this.ways = ways;
        this.tcp = tcp;
        this.bgp = bgp;
        this.later = later;
    }

    /// Whether this is a connection that was opened through a tunnel.
    boolean isThroughTunnel(TcpKey key) {
        return throughTunnel.containsValue(key);
    }

    /// Whether a connection with that peer was ever opened through a tunnel while the peer was expected. It covers peers
    /// whose way through the tunnel came by a route of IKE: when that is gone, nothing in the configuration tells it.
    boolean wasThroughTunnel(Vrf vrf, IpAddress remote) {
        return onceThroughTunnel.contains(new PeerKey.Neighbor(vrf, remote));
    }

    /// Forgets the peers that are no longer expected.
    void peersChanged() {
        onceThroughTunnel.removeIf(peer -> !ways.expects(peer.vrf(), peer.address()));
    }

    private void noteTunnel(TcpConnectionId id, TcpKey key) {
        if (ways.arrivalOf(key.vrf(), key.remote()).filter(BgpEvent.Arrival::tunnel).isPresent()) {
            throughTunnel.put(id, key);
            if (onceThroughTunnel.size() < TUNNEL_PEERS_MAX) {
                onceThroughTunnel.add(new PeerKey.Neighbor(key.vrf(), key.remote()));
            }
        }
    }

    void listen(BgpEffect.Listen order) {
        long tag = nextListenerTag--;
        listeners.put(tag, new Socket(order.vrf(), order.port()));
        tcp.accept(
                new TcpEvent.Listen(
                        tag, order.vrf(), Optional.empty(), order.port(), this::admission));
    }

    /// BGP's rules for the peer hold from its first segment on; nobody learns that a stranger is not welcome.
    private Admission admission(Vrf vrf, IpAddress local, IpAddress remote) {
        return ways.rulesFor(vrf, local, remote)
                .<Admission>map(
                        rules ->
                                new Admission.Accept(
                                        settings(rules).withPathMtu(ways.pathMtu(vrf, remote))))
                .orElse(new Admission.Refuse());
    }

    void unlisten(BgpEffect.Unlisten order) {
        var socket = new Socket(order.vrf(), order.port());
        listeners
                .entrySet()
                .removeIf(
                        entry -> {
                            boolean gone = entry.getValue().equals(socket);
                            if (gone) {
                                tcp.accept(new TcpEvent.StopListening(entry.getKey()));
                            }
                            return gone;
                        });
    }

    void connect(BgpEffect.Connect order) {
        Optional<IpAddress> local =
                order.local().or(() -> ways.sourceFor(order.vrf(), order.remote()));
        if (local.isEmpty()) {
            bgp.accept(new BgpEvent.Closed(order.connection(), "no route to " + order.remote()));
            return;
        }
        sessions.put(order.connection(), new Session(order.connection()));
        TcpSettings settings =
                settings(order.rules()).withPathMtu(ways.pathMtu(order.vrf(), order.remote()));
        tcp.accept(
                new TcpEvent.Connect(
                        order.connection().number(),
                        order.vrf(),
                        local.get(),
                        0,
                        order.remote(),
                        order.port(),
                        settings));
    }

    private static TcpSettings settings(BgpEffect.TransportRules rules) {
        return TcpSettings.DEFAULT.withHopLimit(rules.ttl()).withHopLimitMin(rules.ttlLeast());
    }

    void send(BgpEffect.Send order) {
        withTcp(
                order.connection(),
                (session, _) -> {
                    session.waiting.writeBytes(order.octets().toArray());
                    session.unreported += order.octets().size();
                    if (!session.handing && !session.blocked) {
                        session.handing = true;
                        later.accept(() -> hand(session));
                    }
                });
    }

    /// Gives TCP all that waits.
    private void hand(Session session) {
        int reported = session.unreported;
        if (session.tcp == null || byTcp.get(session.tcp) != session) {
            return;
        }
        tcp.accept(new TcpEvent.Send(session.tcp, session.takeWaiting()));
        later.accept(() -> handed(session, reported));
    }

    /// TCP has seen what it was given; what it could not take has come back by now.
    private void handed(Session session, int octets) {
        session.handing = false;
        if (session.blocked || session.tcp == null || byTcp.get(session.tcp) != session) {
            return;
        }
        session.unreported -= octets;
        bgp.accept(new BgpEvent.Drained(session.id, octets));
        if (session.waiting.size() > 0) {
            session.handing = true;
            hand(session);
        }
    }

    void close(BgpEffect.Close order) {
        withTcp(
                order.connection(),
                (session, id) -> {
                    if (session.waiting.size() > 0) {
                        tcp.accept(new TcpEvent.Send(id, session.takeWaiting()));
                    }
                    tcp.accept(new TcpEvent.Close(id));
                    byTcp.remove(id);
                });
        sessions.remove(order.connection());
    }

    private interface Step {
        void run(Session session, TcpConnectionId id);
    }

    private void withTcp(ConnectionId connection, Step step) {
        Session session = sessions.get(connection);
        if (session != null && session.tcp != null) {
            step.run(session, session.tcp);
        }
    }

    /// Takes an effect of TCP that concerns a connection of BGP.
    void on(TcpEffect effect) {
        switch (effect) {
            case TcpEffect.SendPacket _ -> {}
            case TcpEffect.Opening(var tag, var id, var key) -> {
                noteTunnel(id, key);
                opening(new ConnectionId(tag), id);
            }
            case TcpEffect.Established(var tag, var id, var key, var passive) ->
                    established(tag, id, key, passive);
            case TcpEffect.Received(var id, var data) ->
                    tell(id, session -> new BgpEvent.Received(session.id, data));
            case TcpEffect.Overfull(var id, var rest) -> {
                Session session = byTcp.get(id);
                if (session != null) {
                    session.blocked = true;
                    Bytes behind = session.takeWaiting();
                    session.waiting.writeBytes(rest.toArray());
                    session.waiting.writeBytes(behind.toArray());
                }
            }
            case TcpEffect.Drained(var id, _) -> drained(id);
            case TcpEffect.PeerClosed(var id) -> {
                tcp.accept(new TcpEvent.Close(id));
                ended(id, "the peer closed the connection");
            }
            case TcpEffect.Ended(var tag, var id, _, var end) -> {
                throughTunnel.remove(id);
                if (tag > 0 && !byTcp.containsKey(id)) {
                    Session refused = sessions.remove(new ConnectionId(tag));
                    if (refused != null) {
                        bgp.accept(new BgpEvent.Closed(refused.id, end.sentence()));
                    }
                }
                ended(id, end.sentence());
            }
        }
    }

    private void opening(ConnectionId connection, TcpConnectionId id) {
        Session session = sessions.get(connection);
        if (session == null) {
            tcp.accept(new TcpEvent.Abort(id));
            return;
        }
        session.tcp = id;
        byTcp.put(id, session);
    }

    private void established(long tag, TcpConnectionId id, TcpKey key, boolean passive) {
        if (!passive) {
            tell(id, session -> new BgpEvent.Connected(session.id, key.local(), key.localPort()));
            return;
        }
        var arrival = ways.arrivalOf(key.vrf(), key.remote());
        if (!listeners.containsKey(tag) || arrival.isEmpty()) {
            tcp.accept(new TcpEvent.Abort(id));
            return;
        }
        noteTunnel(id, key);
        var session = new Session(new ConnectionId(--accepted));
        session.tcp = id;
        sessions.put(session.id, session);
        byTcp.put(id, session);
        bgp.accept(
                new BgpEvent.Accepted(
                        session.id,
                        key.vrf(),
                        key.local(),
                        key.remote(),
                        key.remotePort(),
                        arrival.get()));
    }

    private void drained(TcpConnectionId id) {
        Session session = byTcp.get(id);
        if (session == null) {
            return;
        }
        session.blocked = false;
        if (!session.handing) {
            session.handing = true;
            hand(session);
        }
    }

    private void tell(TcpConnectionId id, Function<Session, BgpEvent> event) {
        Session session = byTcp.get(id);
        if (session != null) {
            bgp.accept(event.apply(session));
        }
    }

    private void ended(TcpConnectionId id, String reason) {
        Session session = byTcp.remove(id);
        if (session != null && sessions.remove(session.id) != null) {
            bgp.accept(new BgpEvent.Closed(session.id, reason));
        }
    }
}
