package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.base.Prefix;
import io.culvert.engine.Engine;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// The NHRP client and server of one router: the door in front of its parts.
public final class NhrpEngine implements Engine<NhrpEvent, NhrpEffect> {
    /// Packets of one neighbour that are looked at within a second.
    static final int ARRIVALS_MAX = 2000;

    static final int NEIGHBOURS_MAX = 65_536;

    private final Core core;
    private final RateLimit<Endpoints.Key> rate =
            new RateLimit<>(ARRIVALS_MAX, Duration.ofSeconds(1), NEIGHBOURS_MAX);
    private final Endpoints endpoints;
    private final Tunnels tunnels;
    private final Promises promises;
    private final Shortcuts shortcuts;
    private final Failures failures;
    private final Refusals refusals = new Refusals();
    private final Servers servers;
    private final Registrar registrar;
    private final Redirects redirects;
    private final Transit transit;
    private final Responder responder;
    private final Resolver resolver;
    private final Purging purging;
    private final Views views;

    /// @param random for the first request id
    public NhrpEngine(Surroundings surroundings, RandomGenerator random) {
        core = new Core(surroundings, random);
        endpoints = new Endpoints(core);
        var peers = new Peers(core, endpoints);
        tunnels =
                new Tunnels(
                        core,
                        peers,
                        new Tunnels.Waiting() {
                            @Override
                            public void ready(
                                    Turn turn, Tunnels.Waiter waiter, NhrpInterface tunnel) {
                                onTunnel(turn, waiter, tunnel);
                            }

                            @Override
                            public void failed(
                                    Turn turn,
                                    Tunnels.Waiter waiter,
                                    boolean wasTried,
                                    String why) {
                                onNoTunnel(turn, waiter, wasTried, why);
                            }

                            @Override
                            public void move(Turn turn, NhrpInterface from, NhrpInterface to) {
                                onMove(turn, from, to);
                            }
                        });
        var egress = new Egress(core, endpoints);
        var labels = new Labels(core);
        promises = new Promises(core, peers, labels, egress, tunnels);
        shortcuts = new Shortcuts(core, peers, tunnels);
        failures = new Failures(core);
        servers = new Servers(core, endpoints);
        transit = new Transit(core, endpoints);
        registrar = new Registrar(core, endpoints, promises, failures, transit, refusals);
        redirects = new Redirects(core, endpoints);
        responder = new Responder(core, endpoints, egress, transit, tunnels, promises, labels);
        var requests = new Requests(core);
        resolver =
                new Resolver(
                        core, endpoints, servers, requests, shortcuts, failures, tunnels, transit,
                        refusals);
        purging = new Purging(core, shortcuts, registrar, transit);
        views = new Views(core, endpoints, peers, requests, shortcuts, failures, promises);
    }

    @Override
    public void on(Instant now, NhrpEvent event, Consumer<? super NhrpEffect> effects) {
        var turn = new Turn(now, effects);
        switch (event) {
            case NhrpEvent.InterfaceChanged(var changed) -> interfaceChanged(turn, changed);
            case NhrpEvent.InterfaceGone(var name) -> interfaceGone(turn, name);
            case NhrpEvent.Arrived arrived -> arrived(turn, arrived);
            case NhrpEvent.Transited transited -> redirects.transited(turn, transited);
            case NhrpEvent.RouteChanged(var vrf, var prefix) -> {
                tunnels.routeChanged(turn, vrf, prefix);
                resolver.routeChanged(turn, vrf, prefix);
                promises.routeChanged(turn, vrf, prefix);
            }
            case NhrpEvent.TunnelBegun(var wish, var name) -> tunnels.begun(turn, wish, name);
            case NhrpEvent.TunnelRefused(var wish, var why) -> tunnels.refused(turn, wish, why);
            case NhrpEvent.EndpointWanted wanted -> resolver.wanted(turn, wanted);
            case NhrpEvent.PeerTurned turned -> peerTurned(turn, turned);
            case NhrpEvent.Clear clear -> clear(turn, clear);
            case NhrpEvent.ClearCounters(var on) -> core.ledger.clear(on);
        }
    }

    @Override
    public void onTime(Instant now, Consumer<? super NhrpEffect> effects) {
        var turn = new Turn(now, effects);
        for (var due = core.timers.takeDue(now); due.isPresent(); due = core.timers.takeDue(now)) {
            switch (due.get()) {
                case TimerKey.Ask(var id) -> resolver.onAskTimer(turn, id);
                case TimerKey.Refresh(var place) -> resolver.onRefreshTimer(turn, place);
                case TimerKey.ShortcutEnd(var place) -> shortcuts.remove(turn, place);
                case TimerKey.PromiseEnd(var key) -> promises.onEnd(turn, key);
                case TimerKey.Purge(var id) -> promises.onPurgeTimer(turn, id);
                case TimerKey.WishEnd(var wish) -> tunnels.onBuildTime(turn, wish);
                case TimerKey.Idle(var name) -> tunnels.onIdle(turn, name);
                case TimerKey.RegistrationEnd(var key) -> registrar.onEnd(turn, key);
                case TimerKey.Server(var key) -> servers.onTimer(turn, key);
                case TimerKey.ServerReturned(var key) -> servers.onReturned(turn, key);
                case TimerKey.HoldOffEnd(var question) -> failures.forget(question);
            }
        }
    }

    @Override
    public Optional<Instant> wakeAt() {
        return core.timers.next();
    }

    private void interfaceChanged(Turn turn, NhrpInterface now) {
        Optional<NhrpInterface> before = core.interfaces.put(now);
        boolean wasUp = before.filter(NhrpInterface::up).isPresent();
        if (now.up() && !wasUp) {
            core.ledger.count(now.name(), NhrpCounter.INTERFACE_UP);
        }
        boolean isElsewhere = before.filter(was -> !isSameTunnel(was, now)).isPresent();
        if (wasUp && (!now.up() || isElsewhere)) {
            core.ledger.count(now.name(), NhrpCounter.INTERFACE_DOWN);
            lost(turn, before.orElseThrow());
        }
        if (before.filter(was -> !isSameUnderlay(was, now)).isPresent()) {
            endpoints.forget(turn, now.name()); // nobody there has an address of the other family
        }
        servers.retain(turn, now);
        if (before.filter(was -> !isSameClient(was, now)).isPresent()) {
            servers.deregister(turn, before.orElseThrow(), now);
            servers.forget(turn, now.name()); // whoever knows us, knows us by what we were
        }
        endpoints.configure(turn, now);
        servers.configure(turn, now);
        if (now.up() && (!wasUp || isElsewhere)) {
            tunnels.cameUp(turn, now);
        }
    }

    private static boolean isSameClient(NhrpInterface was, NhrpInterface now) {
        return was.localNbma().equals(now.localNbma())
                && was.addresses().equals(now.addresses())
                && was.key().equals(now.key())
                && was.up() == now.up();
    }

    private static boolean isSameUnderlay(NhrpInterface was, NhrpInterface now) {
        return was.localNbma().family() == now.localNbma().family();
    }

    /// Whether what was bound to the interface still is where it was.
    private static boolean isSameTunnel(NhrpInterface was, NhrpInterface now) {
        return was.overlay().equals(now.overlay())
                && isSameUnderlay(was, now)
                && was.frontDoor().equals(now.frontDoor())
                && was.isMultipoint() == now.isMultipoint()
                && was.remoteNbma().equals(now.remoteNbma())
                && was.addresses().equals(now.addresses())
                && was.ipv4().networkId().equals(now.ipv4().networkId())
                && was.ipv6().networkId().equals(now.ipv6().networkId());
    }

    private void interfaceGone(Turn turn, InterfaceName name) {
        Optional<NhrpInterface> gone = core.interfaces.remove(name);
        if (gone.isEmpty()) {
            return;
        }
        if (gone.get().up()) {
            core.ledger.count(name, NhrpCounter.INTERFACE_DOWN);
        }
        lost(turn, gone.get());
        endpoints.forget(turn, name);
        servers.forget(turn, name);
    }

    /// Nothing goes by the tunnel any more: what another one to the same peer can carry moves there, the rest ends.
    private void lost(Turn turn, NhrpInterface tunnel) {
        tunnels.other(tunnel).ifPresent(other -> onMove(turn, tunnel, other));
        resolver.tunnelDown(turn, tunnel);
        promises.lost(turn, tunnel.name());
        tunnels.wentDown(turn, tunnel);
    }

    private void peerTurned(Turn turn, NhrpEvent.PeerTurned event) {
        registrar.turned(turn, event);
        switch (event.turn()) {
            case LOST -> {
                core.interfaces
                        .find(event.on())
                        .ifPresent(on -> servers.lost(turn, on, event.overlays()));
                // What has no label goes by a server until there is a session again; a label means
                // something to this peer alone.
                shortcuts.remove(turn, one -> one.label().isPresent() && isBehind(one, event));
            }
            case BACK -> {}
            case REPLACED -> {
                shortcuts.remove(turn, one -> isBehind(one, event));
                promises.lost(turn, event.on(), event.overlays());
            }
        }
    }

    private static boolean isBehind(Shortcut shortcut, NhrpEvent.PeerTurned event) {
        return shortcut.tunnel().equals(event.on())
                && event.overlays().contains(shortcut.nextHop());
    }

    private void onTunnel(Turn turn, Tunnels.Waiter waiter, NhrpInterface tunnel) {
        switch (waiter) {
            case Tunnels.Waiter.Answer(var request) -> responder.ready(turn, request, tunnel);
            case Tunnels.Waiter.Completion(var accepted) ->
                    resolver.complete(turn, accepted, tunnel);
            case Tunnels.Waiter.Invited(var promise) -> promises.arrived(turn, promise, tunnel);
        }
    }

    private void onNoTunnel(Turn turn, Tunnels.Waiter waiter, boolean wasTried, String why) {
        switch (waiter) {
            case Tunnels.Waiter.Answer(var request) -> responder.failed(turn, request, wasTried);
            case Tunnels.Waiter.Completion(var accepted) -> resolver.failed(turn, accepted, why);
            case Tunnels.Waiter.Invited(var promise) -> promises.inVain(turn, promise);
        }
    }

    private void onMove(Turn turn, NhrpInterface from, NhrpInterface to) {
        shortcuts.move(turn, from.name(), to);
        promises.move(turn, from, to);
    }

    private void arrived(Turn turn, NhrpEvent.Arrived event) {
        Optional<NhrpInterface> in = core.interfaces.find(event.in()).filter(NhrpInterface::up);
        if (in.isEmpty()) {
            core.ledger.drop(NhrpDrop.NO_NHRP);
            return;
        }
        if (in.get().isProtected() && !event.isProtected()) {
            core.ledger.drop(NhrpDrop.UNPROTECTED);
            return;
        }
        switch (NhrpPacket.parse(event.packet())) {
            case Parse.Malformed<NhrpPacket> _ -> core.ledger.drop(NhrpDrop.MALFORMED);
            case Parse.Ok<NhrpPacket>(var packet) ->
                    admit(turn, new Arrival(in.get(), event.nbma(), event.labelled(), packet));
        }
    }

    private void admit(Turn turn, Arrival arrival) {
        NhrpSettings settings = arrival.settings();
        if (!settings.isOn()) {
            core.ledger.drop(NhrpDrop.NO_NHRP);
            return;
        }
        if (arrival.labelled().isPresent() && !arrival.in().mpls()) {
            core.ledger.drop(NhrpDrop.NO_LABELS);
            return;
        }
        core.ledger.received(arrival.in().name(), arrival.packet().type());
        if (!rate.passes(turn.now(), new Endpoints.Key(arrival.in().name(), arrival.nbma()))) {
            core.ledger.drop(NhrpDrop.FLOOD);
            return;
        }
        boolean isAuthentic =
                settings.authentication().isEmpty()
                        || arrival.packet().type() == NhrpType.ERROR_INDICATION
                        || settings.authentication().equals(Extensions.word(arrival.packet()));
        if (!isAuthentic) {
            core.ledger.drop(NhrpDrop.AUTHENTICATION);
            refusals.authentication(turn, arrival);
            transit.error(turn, arrival, ErrorCode.AUTHENTICATION_FAILURE);
            return;
        }
        dispatch(turn, arrival);
    }

    private void dispatch(Turn turn, Arrival arrival) {
        NhrpPacket packet = arrival.packet();
        IpAddress destination = OverlayAddress.of(packet.destination());
        boolean isForUs = isOurs(arrival, destination);
        boolean isFromUs = isOurs(arrival, arrival.source());
        switch (packet.type()) {
            case RESOLUTION_REQUEST -> responder.requested(turn, arrival);
            case TRAFFIC_INDICATION -> resolver.redirected(turn, arrival);
            case RESOLUTION_REPLY -> {
                if (isFromUs) {
                    resolver.replied(turn, arrival);
                } else {
                    passReply(turn, arrival);
                }
            }
            case REGISTRATION_REQUEST -> {
                if (isForUs || packet.destination().equals(packet.source())) {
                    registrar.requested(turn, arrival);
                } else {
                    transit.towards(turn, arrival, packet, destination);
                }
            }
            case REGISTRATION_REPLY -> {
                if (!isFromUs) {
                    transit.towards(turn, arrival, packet, arrival.source());
                } else if (!servers.replied(turn, arrival)) {
                    core.ledger.drop(NhrpDrop.UNSOLICITED);
                }
            }
            case PURGE_REQUEST -> {
                if (isForUs || packet.destination().equals(packet.source())) {
                    purging.requested(turn, arrival);
                } else {
                    transit.towards(turn, arrival, packet, destination);
                }
            }
            case PURGE_REPLY -> {
                if (!isFromUs) {
                    transit.towards(turn, arrival, packet, arrival.source());
                } else if (!promises.acknowledged(
                        turn, arrival.exchange().requestId(), destination)) {
                    core.ledger.drop(NhrpDrop.NOT_OURS);
                }
            }
            case ERROR_INDICATION -> {
                if (isForUs) {
                    error(turn, arrival);
                } else if (isFromUs) {
                    core.ledger.drop(NhrpDrop.LOOP); // RFC 2332 section 5.2.7: quietly
                } else {
                    transit.towards(turn, arrival, packet, destination);
                }
            }
        }
    }

    private boolean isOurs(Arrival arrival, IpAddress address) {
        return core.interfaces.isOurs(arrival.in().overlay(), address);
    }

    /// The first who receives a reply tells of a NAT before the responder.
    private void passReply(Turn turn, Arrival arrival) {
        NhrpPacket packet = arrival.packet();
        Optional<IpAddress> responder = Extensions.responder(packet);
        boolean isBehindNat =
                responder.isPresent()
                        && Extensions.isFresh(packet, NhrpExtension.REVERSE_TRANSIT)
                        && Extensions.outside(packet, responder.get()).isEmpty()
                        && arrival.exchange().cies().stream()
                                .filter(cie -> cie.protocol().equals(responder))
                                .anyMatch(cie -> !cie.nbma().equals(Optional.of(arrival.nbma())));
        transit.towards(
                turn,
                arrival,
                isBehindNat
                        ? Extensions.withOutside(packet, responder.get(), arrival.nbma())
                        : packet,
                arrival.source());
    }

    /// What is wrong is told about one of our packets, which the indication holds.
    private void error(Turn turn, Arrival arrival) {
        var body = (NhrpBody.ErrorIndication) arrival.packet().body();
        Optional<NhrpPacket> whole = NhrpPacket.parse(body.offending()).toOptional();
        if (whole.isPresent() && isDisowned(arrival, body, whole.get())) {
            promises.disowned(
                    turn,
                    arrival.source(),
                    whole.get().destination(),
                    ((NhrpBody.Exchange) whole.get().body()).requestId());
            return;
        }
        Optional<NhrpPacket> about =
                whole.filter(one -> isOurs(arrival, OverlayAddress.of(one.source())));
        if (about.isPresent() && about.get().body() instanceof NhrpBody.Exchange(_, var id, _)) {
            switch (about.get().type()) {
                case RESOLUTION_REQUEST -> {
                    resolver.error(turn, id, body.code(), arrival.source());
                    return;
                }
                case REGISTRATION_REQUEST -> {
                    servers.error(turn, arrival.in().name(), id, body.code());
                    return;
                }
                default -> {}
            }
        }
        core.ledger.drop(NhrpDrop.NOT_OURS);
    }

    /// Whether the requester of an answer of ours says that he did not ask.
    private static boolean isDisowned(
            Arrival arrival, NhrpBody.ErrorIndication error, NhrpPacket about) {
        return error.code() == ErrorCode.INVALID_REPLY
                && about.type() == NhrpType.RESOLUTION_REPLY
                && OverlayAddress.of(about.source()).equals(arrival.source());
    }

    private void clear(Turn turn, NhrpEvent.Clear clear) {
        Predicate<InterfaceName> at = name -> clear.on().stream().allMatch(name::equals);
        Predicate<Place> which =
                place ->
                        clear.vrf().stream().allMatch(place.vrf()::equals)
                                && clear.prefix().stream()
                                        .allMatch(prefix -> prefix.covers(place.prefix()));
        if (clear.on().isEmpty()) {
            failures.clear(which);
        }
        shortcuts.remove(
                turn, shortcut -> which.test(shortcut.place()) && at.test(shortcut.tunnel()));
        promises.withdraw(
                turn,
                promise -> which.test(promise.key().place()) && at.test(promise.out().name()));
        for (Endpoints.Key key : endpoints.registeredKeys()) {
            core.interfaces
                    .find(key.on())
                    .map(on -> new Place(on.overlay(), Prefix.host(key.overlay())))
                    .filter(which)
                    .filter(_ -> at.test(key.on()))
                    .ifPresent(_ -> registrar.onEnd(turn, key));
        }
    }

    /// The cache, by VRF and prefix.
    public List<NhrpEntry> entries() {
        return views.entries();
    }

    /// By interface.
    public SortedMap<InterfaceName, NhrpTraffic> traffic() {
        var all = new TreeMap<InterfaceName, NhrpTraffic>();
        core.interfaces.all().forEach(on -> all.put(on.name(), core.ledger.traffic(on.name())));
        return all;
    }

    /// By interface; what is zero is left out.
    public SortedMap<InterfaceName, SortedMap<NhrpCounter, Long>> statistics() {
        return core.ledger.statistics();
    }

    /// What is zero is left out.
    public SortedMap<NhrpDrop, Long> drops() {
        return core.ledger.drops();
    }

    public List<NhrpRedirect> redirects() {
        return redirects.all();
    }

    public List<NhrpServerView> servers() {
        return servers.views();
    }

    /// What did not come to be and is held off, the youngest last.
    public List<NhrpFailure> failures() {
        return failures.all();
    }

    /// Redirects that were not followed, the youngest last.
    public List<NhrpRefusedRedirect> refusedRedirects() {
        return refusals.redirects();
    }
}
