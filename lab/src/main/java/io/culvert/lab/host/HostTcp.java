package io.culvert.lab.host;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.engine.Entropy;
import io.culvert.host.PacketIn;
import io.culvert.host.tcp.Admission;
import io.culvert.host.tcp.TcpConnectionId;
import io.culvert.host.tcp.TcpEffect;
import io.culvert.host.tcp.TcpEngine;
import io.culvert.host.tcp.TcpEvent;
import io.culvert.host.tcp.TcpSettings;
import io.culvert.lab.Node;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.ip.IpPacket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The TCP of a host: the engine, and which program each of its connections belongs to.
final class HostTcp {
    private static final TcpSettings SETTINGS =
            TcpSettings.DEFAULT.withHopLimit(HostNode.HOP_LIMIT).withOptions(true, false);

    /// A program that uses TCP.
    interface User {
        void tcp(long now, TcpEffect effect);
    }

    private final HostNode host;
    private final TcpEngine engine;
    private final Map<Long, User> byTag = new LinkedHashMap<>();
    private final Map<TcpConnectionId, User> byConnection = new LinkedHashMap<>();
    private long nextTag;

    HostTcp(HostNode host) {
        this.host = host;
        this.engine = new TcpEngine(Entropy.seeded("host " + host.name()));
    }

    long listen(long now, User user, int port) {
        long tag = tag(user);
        on(
                now,
                new TcpEvent.Listen(
                        tag,
                        Vrf.GLOBAL,
                        Optional.empty(),
                        port,
                        (_, _, _) -> new Admission.Accept(SETTINGS)));
        return tag;
    }

    void stopListening(long now, long tag) {
        on(now, new TcpEvent.StopListening(tag));
    }

    void connect(
            long now,
            User user,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int port,
            int pathMtu) {
        var settings = SETTINGS.withPathMtu(pathMtu);
        on(
                now,
                new TcpEvent.Connect(
                        tag(user), Vrf.GLOBAL, local, localPort, remote, port, settings));
    }

    private long tag(User user) {
        byTag.put(nextTag, user);
        return nextTag++;
    }

    void send(long now, TcpConnectionId id, Bytes data) {
        on(now, new TcpEvent.Send(id, data));
    }

    void close(long now, TcpConnectionId id) {
        on(now, new TcpEvent.Close(id));
    }

    void received(long now, PacketIn in) {
        on(now, new TcpEvent.PacketReceived(in));
    }

    void error(long now, IcmpError error) {
        on(now, new TcpEvent.ErrorReceived(Vrf.GLOBAL, error));
    }

    private static Instant instant(long now) {
        return Instant.EPOCH.plusNanos(now);
    }

    private void on(long now, TcpEvent event) {
        var effects = new ArrayList<TcpEffect>();
        engine.on(instant(now), event, effects::add);
        effects.forEach(effect -> perform(now, effect));
    }

    void onTime(long now) {
        var effects = new ArrayList<TcpEffect>();
        engine.onTime(instant(now), effects::add);
        effects.forEach(effect -> perform(now, effect));
    }

    long wakeAt() {
        return engine.wakeAt()
                .map(at -> at.getEpochSecond() * 1_000_000_000L + at.getNano())
                .orElse(Node.NEVER);
    }

    private void perform(long now, TcpEffect effect) {
        switch (effect) {
            case TcpEffect.SendPacket(var out) -> send(now, out.packet());
            case TcpEffect.Opening(long tag, var id, _) -> hand(now, tag, id, effect);
            case TcpEffect.Established(long tag, var id, _, _) -> hand(now, tag, id, effect);
            case TcpEffect.Received(var id, _) -> hand(now, id, effect);
            case TcpEffect.Overfull(var id, _) -> hand(now, id, effect);
            case TcpEffect.Drained(var id, _) -> hand(now, id, effect);
            case TcpEffect.PeerClosed(var id) -> hand(now, id, effect);
            case TcpEffect.Ended(_, var id, _, _) -> {
                hand(now, id, effect);
                byConnection.remove(id);
            }
        }
    }

    private void send(long now, IpPacket packet) {
        host.stack().send(now, packet);
    }

    private void hand(long now, long tag, TcpConnectionId id, TcpEffect effect) {
        User user = byTag.get(tag);
        if (user != null) {
            byConnection.put(id, user);
            user.tcp(now, effect);
        }
    }

    private void hand(long now, TcpConnectionId id, TcpEffect effect) {
        User user = byConnection.get(id);
        if (user != null) {
            user.tcp(now, effect);
        }
    }
}
