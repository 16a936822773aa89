package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Vrf;
import io.culvert.engine.Engine;
import io.culvert.engine.Entropy;
import io.culvert.engine.Timers;
import io.culvert.host.PacketIn;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.QuotedPacket;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.tcp.TcpFlags;
import io.culvert.wire.tcp.TcpSegment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// All TCP connections of a router, RFC 9293: finds the connection of a segment, or the listener of a SYN, and keeps
/// their numbers within limits. The consumer of effects must not call back into the engine.
public final class TcpEngine implements Engine<TcpEvent, TcpEffect> {
    public static final int CONNECTIONS_MAX = 32_768;
    public static final int LISTENERS_MAX = 1_024;

    /// Connections that a peer began and nobody has confirmed: the oldest makes room for the newest (RFC 4987 section
    /// 3.2), so that a flood cannot lock others out for long.
    public static final int HALF_OPEN_MAX = 1_024;

    /// Connections that wait for old segments to die: the oldest is forgotten first.
    public static final int TIME_WAIT_MAX = 4_096;

    /// Resets a second in answer to segments that belong to nothing.
    public static final int RESETS_PER_SECOND = 200;

    /// The dynamic ports, RFC 6335 section 6.
    static final int DYNAMIC_PORT_FIRST = 49_152;
    private static final int DYNAMIC_PORTS = 65_536 - DYNAMIC_PORT_FIRST;

    /// What a path may take when a router older than RFC 1191 does not say (its section 7.1); also the least that we
    /// believe for IPv4.
    private static final int[] PLATEAUS = {1_492, 1_006, 508, 296};

    private static final int IPV6_MTU_LEAST = 1_280;

    private final InitialSequence initialSequence;
    private final Timers<TcpTimer> timers = new Timers<>();
    private final SequencedMap<TcpConnectionId, TcpConnection> connections = new LinkedHashMap<>();
    private final Map<TcpKey, TcpConnection> byKey = new TreeMap<>();
    private final SequencedMap<TcpConnectionId, TcpConnection> halfOpen = new LinkedHashMap<>();
    private final SequencedMap<TcpConnectionId, TcpConnection> waiting = new LinkedHashMap<>();
    private final Map<Long, TcpEvent.Listen> listeners = new LinkedHashMap<>();
    private long lastId;
    private final RateLimit resets = new RateLimit(RESETS_PER_SECOND);

    public TcpEngine(Entropy entropy) {
        initialSequence = new InitialSequence(entropy);
    }

    @Override
    public void on(Instant now, TcpEvent event, Consumer<? super TcpEffect> effects) {
        var turn = new Turn(now, effects);
        switch (event) {
            case TcpEvent.Listen listen -> {
                if (listeners.size() >= LISTENERS_MAX) {
                    throw new IllegalStateException("more listeners than a configuration can have");
                }
                listeners.put(listen.tag(), listen);
            }
            case TcpEvent.StopListening(long tag) -> listeners.remove(tag);
            case TcpEvent.Connect connect -> connect(turn, connect);
            case TcpEvent.Send(var id, var data) ->
                    with(id, connection -> connection.send(turn, data));
            case TcpEvent.Pause(var id) -> with(id, TcpConnection::pause);
            case TcpEvent.Resume(var id) -> with(id, connection -> connection.resume(turn));
            case TcpEvent.Close(var id) -> with(id, connection -> connection.close(turn));
            case TcpEvent.Abort(var id) -> with(id, connection -> connection.abort(turn));
            case TcpEvent.PacketReceived(var in) -> received(turn, in);
            case TcpEvent.ErrorReceived(var vrf, var error) -> onError(turn, vrf, error);
            case TcpEvent.PathMtuChanged(var vrf, var remote, int octets) -> {
                for (TcpConnection connection : List.copyOf(connections.values())) {
                    if (connection.key().vrf().equals(vrf)
                            && connection.key().remote().equals(remote)) {
                        connection.shrinkPath(turn, octets);
                    }
                }
            }
        }
    }

    @Override
    public void onTime(Instant now, Consumer<? super TcpEffect> effects) {
        var turn = new Turn(now, effects);
        for (var due = timers.takeDue(now); due.isPresent(); due = timers.takeDue(now)) {
            TcpTimer.Kind kind = due.get().kind();
            with(due.get().id(), connection -> connection.onTimer(turn, kind));
        }
    }

    @Override
    public Optional<Instant> wakeAt() {
        return timers.next();
    }

    /// Room in the send buffer; 0 for a connection that is gone or closing.
    public int room(TcpConnectionId id) {
        TcpConnection connection = connections.get(id);
        return connection == null ? 0 : connection.room();
    }

    public Optional<TcpStatus> status(TcpConnectionId id) {
        return Optional.ofNullable(connections.get(id)).map(TcpConnection::status);
    }

    /// All connections in the order of their beginning.
    public List<TcpStatus> statuses() {
        return connections.values().stream().map(TcpConnection::status).toList();
    }

    /// A user may speak of a connection that ended a moment ago: that is no mistake of anybody.
    private void with(TcpConnectionId id, Consumer<TcpConnection> action) {
        TcpConnection connection = connections.get(id);
        if (connection != null) {
            action.accept(connection);
            settle(connection);
        }
    }

    /// Keeps the indices true to the state that the connection came to.
    private void settle(TcpConnection connection) {
        TcpConnectionId id = connection.id();
        TcpState state = connection.state();
        if (state != TcpState.SYN_RECEIVED) {
            halfOpen.remove(id);
        }
        if (state == TcpState.TIME_WAIT
                && waiting.putIfAbsent(id, connection) == null
                && waiting.size() > TIME_WAIT_MAX) {
            forget(waiting.firstEntry().getValue());
        }
        if (state == TcpState.CLOSED) {
            forget(connection);
        }
    }

    private void forget(TcpConnection connection) {
        TcpConnectionId id = connection.id();
        for (TcpTimer.Kind kind : TcpTimer.Kind.values()) {
            timers.cancel(new TcpTimer(id, kind));
        }
        connections.remove(id);
        halfOpen.remove(id);
        waiting.remove(id);
        byKey.remove(connection.key(), connection);
    }

    private void add(TcpConnection connection) {
        connections.put(connection.id(), connection);
        byKey.put(connection.key(), connection);
    }

    private void connect(Turn turn, TcpEvent.Connect wish) {
        var id = new TcpConnectionId(++lastId);
        TcpKey key =
                withPort(
                        new TcpKey(
                                wish.vrf(),
                                wish.local(),
                                wish.localPort(),
                                wish.remote(),
                                wish.remotePort()));
        turn.effect(new TcpEffect.Opening(wish.tag(), id, key));
        if (key.localPort() == 0
                || byKey.containsKey(key)
                || connections.size() >= CONNECTIONS_MAX) {
            turn.effect(new TcpEffect.Ended(wish.tag(), id, key, TcpEnd.NO_ROOM));
            return;
        }
        int sequence = initialSequence.next(turn.now(), key);
        add(TcpConnection.connect(turn, id, key, wish.tag(), wish.settings(), sequence, timers));
    }

    /// RFC 6056 section 3.3.3: from a place that differs for each peer, the first free one; port 0 if none is.
    private TcpKey withPort(TcpKey wish) {
        if (wish.localPort() != 0) {
            return wish;
        }
        int offset = Integer.remainderUnsigned(initialSequence.portOffset(wish), DYNAMIC_PORTS);
        for (int i = 0; i < DYNAMIC_PORTS; i++) {
            int port = DYNAMIC_PORT_FIRST + (offset + i) % DYNAMIC_PORTS;
            var key = new TcpKey(wish.vrf(), wish.local(), port, wish.remote(), wish.remotePort());
            if (!byKey.containsKey(key)) {
                return key;
            }
        }
        return wish;
    }

    private void received(Turn turn, PacketIn in) {
        IpPacket packet = in.packet();
        Optional<TcpSegment> parsed =
                TcpSegment.parse(packet.source(), packet.destination(), packet.message())
                        .toOptional();
        if (parsed.isEmpty() || !isHost(packet.source()) || !isHost(packet.destination())) {
            return;
        }
        TcpSegment segment = parsed.get();
        var key =
                new TcpKey(
                        in.vrf(),
                        packet.destination(),
                        segment.destinationPort(),
                        packet.source(),
                        segment.sourcePort());
        TcpConnection connection = byKey.get(key);
        if (connection != null && reopens(connection, segment)) {
            forget(connection);
            connection = null;
        }
        if (connection != null) {
            connection.received(turn, packet.hopLimit(), segment);
            settle(connection);
        } else {
            onStranger(turn, key, packet.hopLimit(), segment);
        }
    }

    /// RFC 9293 section 3.6.1 (MAY-2): a new SYN beyond all that the old connection used ends its wait.
    private static boolean reopens(TcpConnection connection, TcpSegment segment) {
        return connection.state() == TcpState.TIME_WAIT
                && segment.flags().has(TcpFlags.SYN)
                && !segment.flags().has(TcpFlags.ACK)
                && !segment.flags().has(TcpFlags.RST)
                && Sequence.before(connection.expected(), segment.sequence());
    }

    /// RFC 9293 sections 3.10.7.1 and 3.10.7.2.
    private void onStranger(Turn turn, TcpKey key, int hopLimit, TcpSegment segment) {
        TcpFlags flags = segment.flags();
        if (flags.has(TcpFlags.RST)) {
            return;
        }
        Optional<TcpEvent.Listen> listener = listener(key);
        if (listener.isEmpty() || flags.has(TcpFlags.ACK) || !flags.has(TcpFlags.SYN)) {
            reset(turn, key, segment);
            return;
        }
        switch (listener.get().rule().admit(key.vrf(), key.local(), key.remote())) {
            case Admission.Refuse() -> reset(turn, key, segment);
            case Admission.Ignore() -> {}
            case Admission.Accept(var settings)
                    when hopLimit < settings.hopLimitMin() -> {} // RFC 5082 section 3
            case Admission.Accept(var settings) ->
                    accept(turn, key, listener.get().tag(), settings, segment);
        }
    }

    private void accept(Turn turn, TcpKey key, long tag, TcpSettings settings, TcpSegment syn) {
        if (halfOpen.size() >= HALF_OPEN_MAX) {
            forget(halfOpen.firstEntry().getValue());
        }
        if (connections.size() >= CONNECTIONS_MAX) {
            return; // the peer asks again, perhaps in better times
        }
        var id = new TcpConnectionId(++lastId);
        int sequence = initialSequence.next(turn.now(), key);
        var connection = TcpConnection.accept(turn, id, key, tag, settings, sequence, timers, syn);
        add(connection);
        halfOpen.put(id, connection);
    }

    /// A listener of the very address goes before one of all addresses.
    private Optional<TcpEvent.Listen> listener(TcpKey key) {
        List<TcpEvent.Listen> fitting =
                listeners.values().stream()
                        .filter(
                                listen ->
                                        listen.port() == key.localPort()
                                                && listen.vrf().equals(key.vrf()))
                        .filter(
                                listen ->
                                        listen.local().isEmpty()
                                                || listen.local().get().equals(key.local()))
                        .toList();
        return fitting.stream()
                .filter(listen -> listen.local().isPresent())
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    private void reset(Turn turn, TcpKey key, TcpSegment segment) {
        if (!resets.allows(turn.now())) {
            return;
        }
        boolean acknowledged = segment.flags().has(TcpFlags.ACK);
        var answer =
                new TcpSegment(
                        key.localPort(),
                        key.remotePort(),
                        acknowledged ? segment.acknowledgment() : 0,
                        acknowledged ? 0 : segment.sequence() + segment.length(),
                        new TcpFlags(acknowledged ? TcpFlags.RST : TcpFlags.RST | TcpFlags.ACK),
                        0,
                        0,
                        List.of(),
                        Bytes.EMPTY);
        turn.effect(new TcpEffect.SendPacket(TcpOutput.packet(key, TcpSettings.DEFAULT, answer)));
    }

    private void onError(Turn turn, Vrf vrf, IcmpError error) {
        Optional<QuotedPacket> quote =
                error.quote().filter(packet -> packet.protocol() == IpPacket.TCP);
        if (quote.isEmpty()) {
            return;
        }
        QuotedPacket packet = quote.get();
        TcpConnection connection =
                byKey.get(
                        new TcpKey(
                                vrf,
                                packet.source(),
                                packet.sourcePort(),
                                packet.destination(),
                                packet.destinationPort()));
        if (connection == null || !connection.isUnderWay(packet.sequence())) {
            return;
        }
        switch (error.kind()) {
            case PACKET_TOO_BIG -> connection.shrinkPath(turn, believedMtu(connection, error));
            case DESTINATION_UNREACHABLE ->
                    connection.unreachable(
                            turn,
                            switch (error.reason()) {
                                case PORT, PROTOCOL, PROHIBITED -> true;
                                case NETWORK, HOST, OTHER -> false;
                            });
            case TIME_EXCEEDED, PARAMETER_PROBLEM -> connection.unreachable(turn, false);
        }
        settle(connection);
    }

    private static int believedMtu(TcpConnection connection, IcmpError error) {
        if (!connection.key().local().isIpv4()) {
            return Math.max(IPV6_MTU_LEAST, error.parameter());
        }
        int least = PLATEAUS[PLATEAUS.length - 1];
        if (error.parameter() != 0) {
            return Math.max(least, error.parameter());
        }
        for (int plateau : PLATEAUS) {
            if (plateau < connection.pathMtu()) {
                return plateau;
            }
        }
        return least;
    }

    private static boolean isHost(IpAddress address) {
        return !address.isUnspecified()
                && !address.isMulticast()
                && !address.equals(Ipv4Address.BROADCAST);
    }
}
