package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.show.BgpViews;
import io.culvert.engine.Engine;
import io.culvert.engine.Timers;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.RouteRefresh;
import java.time.Instant;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The BGP speaker of one router. Events go to the part that they are about; when it has come to rest, destinations that
/// changed are decided and peers are told.
public final class BgpEngine implements Engine<BgpEvent, BgpEffect> {
    /// How many octets the engine keeps under way in TCP per connection, one batch of routes aside.
    public static final int SEND_WINDOW_OCTETS = 65_536;

    /// So many destinations are decided in one call, which takes about a millisecond.
    static final int DECISIONS_MAX = 512;

    private final Speaker speaker;
    private final Timers<TimerKey> timers = new Timers<>();
    private final OwnAddresses ownAddresses = new OwnAddresses();
    private final NavigableMap<InterfaceName, BgpEvent.InterfaceChanged> interfaces =
            new TreeMap<>();
    private final Tracker tracker;
    private final NextHops nextHops;
    private final Decision decision;
    private final Rib rib;
    private final LocalRoutes localRoutes;
    private final Advertiser advertiser;
    private final TransportPolicy transport;
    private final Sessions sessions;
    private final Inbound inbound;
    private final StaleRoutes stale;
    private final Memberships memberships;
    private final Reconfiguration reconfiguration;
    private final Neighbors neighbors;

    /// @param random for jitter alone
    public BgpEngine(LabelSource labelSource, RandomGenerator random) {
        speaker = new Speaker(random);
        tracker = new Tracker(speaker);
        nextHops = new NextHops(tracker);
        decision = new Decision(speaker);
        var pool = new AttributePool();
        var tables = new Tables(speaker);
        var labels = new LabelBook(speaker, labelSource);
        transport = new TransportPolicy(interfaces);
        sessions = new Sessions(speaker, timers, tracker, new SessionRoutes(), transport);
        advertiser =
                new Advertiser(
                        speaker,
                        timers,
                        tables,
                        new ExportPolicy(speaker, decision, labels, pool),
                        sessions);
        rib = new Rib(speaker, tables, nextHops, decision, labels, advertiser);
        var exports = new VrfExport(speaker);
        localRoutes = new LocalRoutes(speaker, timers, rib, exports, pool);
        var filter = new VpnFilter(speaker, rib.imports());
        inbound =
                new Inbound(
                        speaker,
                        rib,
                        filter,
                        exports,
                        pool,
                        sessions::stopLater,
                        advertiser::interestChanged);
        stale = new StaleRoutes(speaker, timers, inbound);
        memberships = new Memberships(speaker, rib, filter, sessions, pool);
        neighbors = new Neighbors(speaker, sessions, transport);
        reconfiguration =
                new Reconfiguration(
                        speaker,
                        rib,
                        localRoutes,
                        advertiser,
                        sessions,
                        inbound,
                        filter,
                        memberships,
                        neighbors,
                        this::chooseRouterId);
    }

    @Override
    public void on(Instant now, BgpEvent event, Consumer<? super BgpEffect> effects) {
        speaker.enter(now, effects);
        switch (event) {
            case BgpEvent.Configured(var settings) -> reconfiguration.apply(settings);
            case BgpEvent.InterfaceChanged changed -> {
                Optional.ofNullable(interfaces.put(changed.name(), changed))
                        .ifPresent(ownAddresses::leave);
                ownAddresses.enter(changed);
                interfaceChanged(changed.name());
            }
            case BgpEvent.InterfaceGone(var name) -> {
                Optional.ofNullable(interfaces.remove(name)).ifPresent(ownAddresses::leave);
                interfaceChanged(name);
            }
            case BgpEvent.Connected connected -> sessions.connected(connected);
            case BgpEvent.Accepted accepted -> neighbors.accepted(accepted);
            case BgpEvent.Received(var connection, var octets) ->
                    sessions.received(connection, octets);
            case BgpEvent.Closed(var connection, var reason) -> sessions.closed(connection, reason);
            case BgpEvent.Drained(var connection, int octets) ->
                    sessions.drained(connection, octets);
            case BgpEvent.NextHopChanged(var vrf, var address, var resolution) -> {
                var key = new Tracker.Key(vrf, address);
                if (tracker.changed(key, resolution)) {
                    sessions.reachability(key, resolution);
                    nextHops.usersOf(key).forEach(rib::touch);
                }
            }
            case BgpEvent.RedistributableChanged changed -> localRoutes.on(changed);
            case BgpEvent.RouteRefused(var vrf, var prefix, boolean refused) ->
                    rib.tables()
                            .ofVrf(vrf, prefix.family())
                            .flatMap(table -> table.find(prefix))
                            .ifPresent(net -> net.ribFailure(refused));
            case BgpEvent.Clear clear -> clear(clear);
        }
        settle();
    }

    @Override
    public void onTime(Instant now, Consumer<? super BgpEffect> effects) {
        speaker.enter(now, effects);
        for (var due = timers.takeDue(now); due.isPresent(); due = timers.takeDue(now)) {
            switch (due.get()) {
                case TimerKey.Session session -> sessions.due(session);
                case TimerKey.Restart restart -> sessions.due(restart);
                case TimerKey.Advertise(var key, var family) ->
                        Optional.ofNullable(sessions.peers().get(key))
                                .ifPresent(peer -> advertiser.wake(peer, family));
                case TimerKey.Stale(var key) ->
                        Optional.ofNullable(sessions.peers().get(key))
                                .ifPresent(
                                        peer -> {
                                            stale.drop(peer);
                                            sessions.forgetIfGone(peer);
                                        });
                case TimerKey.Memberships(var key) ->
                        Optional.ofNullable(sessions.peers().get(key))
                                .ifPresent(advertiser::membershipsTold);
                case TimerKey.LocalRoutes _ -> localRoutes.apply();
                case TimerKey.Decisions _ -> {} // settling is what it is for
            }
            settle();
        }
    }

    @Override
    public Optional<Instant> wakeAt() {
        return timers.next();
    }

    /// The loss of a peer may touch a million destinations: what is too much for one call goes on in the next.
    private void settle() {
        sessions.settle();
        advertiser.reviseInterests();
        rib.settle(DECISIONS_MAX);
        advertiser.settle();
        if (!rib.isSettled()) {
            timers.set(new TimerKey.Decisions(), speaker.now().plusNanos(1));
        }
    }

    private void interfaceChanged(InterfaceName name) {
        boolean had = !speaker.routerId().isUnspecified();
        chooseRouterId();
        sessions.interfaceChanged(name);
        if (!had && !speaker.routerId().isUnspecified()) {
            sessions.peers().values().forEach(sessions::start);
        }
    }

    /// As on IOS: what is configured, else the highest loopback address, else the highest of all; once a peer was told of
    /// it, it stays.
    private void chooseRouterId() {
        var configured = speaker.settings().bgp().flatMap(bgp -> bgp.routerId());
        if (configured.isPresent()) {
            speaker.routerId(configured.get());
        } else if (!speaker.isRouterIdTold() || speaker.routerId().isUnspecified()) {
            ownAddresses.highest().ifPresent(speaker::routerId);
        }
    }

    private void clear(BgpEvent.Clear clear) {
        for (Peer peer : new ArrayList<>(sessions.peers().values())) {
            if (clear.neighbor().filter(key -> !key.equals(peer.key())).isPresent()) {
                continue;
            }
            switch (clear.how()) {
                case HARD -> {
                    peer.stopped = false;
                    peer.failures = 0;
                    stale.drop(peer);
                    sessions.stop(
                            peer, Notification.of(Notification.CEASE, Notification.CEASE_RESET));
                }
                case SOFT_IN ->
                        peer.families()
                                .keySet()
                                .forEach(family -> reconfiguration.askAgain(peer, family));
                case SOFT_OUT ->
                        peer.families()
                                .keySet()
                                .forEach(family -> advertiser.refresh(peer, family, false));
            }
        }
    }

    /// What holds for a connection with this address before BGP has spoken on it: the rules of its neighbour, or of the
    /// listen range that would make one; empty if nobody is expected there.
    ///
    /// @param tunnel whether the connection goes through a tunnel
    public Optional<Expected> expects(Vrf vrf, IpAddress remote, boolean tunnel) {
        var key = new PeerKey.Neighbor(vrf, remote);
        if (!speaker.isRunning()) {
            return Optional.empty();
        }
        return Optional.ofNullable(sessions.peers().get(key))
                .or(() -> neighbors.dynamic(key))
                .map(
                        peer ->
                                new Expected(
                                        peer.dynamic(),
                                        peer.settings().updateSource(),
                                        transport.rules(peer, tunnel)));
    }

    /// @param dynamic whether a listen range makes the neighbour
    /// @param updateSource the interface whose address we speak from, if one is configured
    public record Expected(
            boolean dynamic,
            Optional<InterfaceName> updateSource,
            BgpEffect.TransportRules rules) {}

    /// What the displays are made of, at the time of the last event.
    BgpViews views() {
        return views(speaker.now());
    }

    /// What the displays are made of.
    public BgpViews views(Instant now) {
        return new Views(speaker, rib, decision, sessions, advertiser, now);
    }

    /// What sessions say about routes.
    private final class SessionRoutes implements Sessions.Routes {
        @Override
        public void up(Peer peer) {
            neighbors.warnWithoutPolicy(peer);
            stale.up(peer);
            memberships.update(null);
            advertiser.join(peer);
        }

        @Override
        public void down(Peer peer, Ending ending) {
            advertiser.leave(peer);
            stale.down(peer, ending);
            memberships.update(peer);
        }

        @Override
        public void forgotten(Peer peer) {
            stale.drop(peer);
        }

        @Override
        public void update(Peer peer, ParsedUpdate update) {
            inbound.update(peer, update);
            update.update().endOfRib().ifPresent(family -> endOfRib(peer, peer.familyId(family)));
        }

        private void endOfRib(Peer peer, FamilyId family) {
            peer.state(family).endOfRibReceived = true;
            inbound.sweepStale(peer, family);
            if (family.isRouteTarget()) {
                advertiser.membershipsTold(peer);
            }
        }

        /// RFC 2918 section 4; RFC 7313 section 4 for the marks. Where these were not agreed on, the octet that tells them
        /// apart means nothing (RFC 2918 section 3).
        @Override
        public void refresh(Peer peer, RouteRefresh refresh) {
            boolean enhanced = peer.agreed().filter(Negotiated::enhancedRefresh).isPresent();
            if (enhanced && refresh.isMark() && !refresh.filters().isEmpty()) {
                sessions.stopLater(peer, badLength(refresh));
                return;
            }
            var family = peer.familyId(refresh.family());
            if (!peer.speaks(family) || !family.wire().equals(refresh.family())) {
                speaker.count("refresh of a family that was not agreed on");
                return;
            }
            switch (enhanced ? refresh.subtype() : RouteRefresh.REQUEST) {
                case RouteRefresh.REQUEST -> advertiser.refresh(peer, family, enhanced);
                case RouteRefresh.BEGIN -> peer.state(family).epoch++;
                case RouteRefresh.END -> inbound.sweep(peer, family);
                default -> speaker.count("refresh of an unknown kind");
            }
        }

        /// RFC 7313 section 5: with the message that was wrong, as far as it fits.
        private static Notification badLength(RouteRefresh refresh) {
            Bytes octets = refresh.write(Codec.EXTERNAL);
            int most = BgpMessage.LENGTH_MAX - BgpMessage.HEADER_SIZE - 2;
            return new Notification(
                    Notification.ROUTE_REFRESH,
                    Notification.REFRESH_BAD_LENGTH,
                    octets.slice(0, Math.min(octets.size(), most)));
        }

        @Override
        public void room(Peer peer) {
            peer.families().keySet().forEach(family -> advertiser.wake(peer, family));
        }
    }
}
