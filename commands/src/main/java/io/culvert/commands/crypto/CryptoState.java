package io.culvert.commands.crypto;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.commands.Console;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.ike.v2.Session;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/// IKE and IPsec at one moment, joined by tunnel.
final class CryptoState {
    private final RouterView view;
    private final Instant now;
    private final IkeSnapshot snapshot;
    private final EspSa.Ages ages;
    private final Map<Long, List<IkeSnapshot.Sa>> sasOfSession = new TreeMap<>();

    CryptoState(Console console) {
        view = console.view();
        now = console.now();
        snapshot = view.ike().snapshot();
        ages = EspSa.Ages.of(now, snapshot);
        snapshot.sas()
                .forEach(
                        sa ->
                                sasOfSession
                                        .computeIfAbsent(sa.sessionId(), _ -> new ArrayList<>())
                                        .add(sa));
    }

    List<IkeSaEntry> ikeSas() {
        Map<Long, Vrf> ivrfs = ivrfs();
        return snapshot.sas().stream()
                .map(sa -> IkeSaEntry.of(now, sa, ivrfs.getOrDefault(sa.sessionId(), Vrf.GLOBAL)))
                .toList();
    }

    /// VRFs of the tunnels that sessions keep up, by session.
    private Map<Long, Vrf> ivrfs() {
        var ivrfs = new TreeMap<Long, Vrf>();
        for (InterfaceState state : view.tunnels()) {
            sessionId(state.name()).ifPresent(id -> ivrfs.putIfAbsent(id, state.vrf()));
        }
        return ivrfs;
    }

    private OptionalLong sessionId(InterfaceName tunnel) {
        return view.sessionOf(tunnel)
                .map(session -> OptionalLong.of(session.id()))
                .orElse(OptionalLong.empty());
    }

    /// Every protected tunnel with known ends.
    List<IpsecFlow> flows() {
        return protectedTunnels().flatMap(this::flows).toList();
    }

    private Stream<InterfaceState> protectedTunnels() {
        return view.tunnels().stream().filter(InterfaceState::isProtected);
    }

    private Stream<IpsecFlow> flows(InterfaceState tunnel) {
        return IpsecFlow.of(view, tunnel, ages).stream();
    }

    List<ShowCryptoSession.Entry> sessions() {
        return protectedTunnels()
                .flatMap(tunnel -> flows(tunnel).map(flow -> session(tunnel, flow)))
                .toList();
    }

    private ShowCryptoSession.Entry session(InterfaceState tunnel, IpsecFlow flow) {
        Optional<Session> session = view.sessionOf(tunnel.name());
        List<IkeSnapshot.Sa> sas =
                session.isPresent()
                        ? sasOfSession.getOrDefault(session.get().id(), List.of())
                        : snapshot.sas().stream().filter(sa -> isBetween(sa, flow)).toList();
        return new ShowCryptoSession.Entry(
                flow.name(),
                session.map(Session::ikev2Profile),
                session.flatMap(_ -> uptime(flow, sas)),
                status(flow, session.isPresent(), sas),
                flow.remote(),
                flow.remotePort(),
                flow.fvrf(),
                flow.ivrf(),
                session.map(Session::peerId),
                sessionId(tunnel.name()),
                sas.stream()
                        .map(sa -> ShowCryptoSession.IkeSa.of(IkeSaEntry.of(now, sa, flow.ivrf())))
                        .toList(),
                flow);
    }

    private static boolean isBetween(IkeSnapshot.Sa sa, IpsecFlow flow) {
        return sa.fvrf().equals(flow.fvrf())
                && sa.local().equals(flow.local())
                && sa.remote().equals(flow.remote());
    }

    /// Since the oldest of what is there now; a rekeying begins anew.
    private Optional<Duration> uptime(IpsecFlow flow, List<IkeSnapshot.Sa> sas) {
        return sas.stream()
                .map(IkeSnapshot.Sa::upAt)
                .min(Instant::compareTo)
                .map(since -> Duration.between(since, now))
                .filter(age -> !age.isNegative() && !flow.inbound().isEmpty());
    }

    private static String status(IpsecFlow flow, boolean hasSession, List<IkeSnapshot.Sa> sas) {
        boolean hasChild = !flow.inbound().isEmpty() && !flow.outbound().isEmpty();
        if (hasSession) {
            return hasChild ? "UP-ACTIVE" : "UP-IDLE";
        }
        return sas.isEmpty() ? "DOWN" : "DOWN-NEGOTIATING";
    }

    boolean knows(IpAddress peer) {
        return snapshot.sas().stream().anyMatch(sa -> sa.remote().equals(peer));
    }

    IkeSnapshot snapshot() {
        return snapshot;
    }
}
