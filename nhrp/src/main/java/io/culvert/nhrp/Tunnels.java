package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.engine.Notice;
import io.culvert.nhrp.NhrpEffect.TunnelWish;
import io.culvert.wire.nhrp.CieCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The tunnels to other spokes: wished, waited for, kept while they are of use, one to each (decision D15).
/// ```
///   wish --begun--> coming --up--> made --nobody needs it, 60 s--> dropped
///     |                | 30 s, or the other's tunnel is up and ours is to give way
///     +--refused-------+--> dropped; after a failure no new one for 180 s
/// ```
/// Of a requester behind a NAT the answerer only expects a tunnel, unless it is behind one too; nor can it do more than that when its own
/// did not come up.
final class Tunnels {
    /// S12 makes IKE speak to an address that the requester chose: so many at a time, no more.
    static final int HALF_BUILT_MAX = 16;

    /// Who may wait for one tunnel.
    static final int WAITING_MAX = 64;

    static final Duration BUILD_TIME = Duration.ofSeconds(30);
    static final Duration IDLE_TIME = Duration.ofMinutes(1);
    static final int FAILED_MAX = 256;

    /// How long the one of two tunnels that gives way is kept for what is on its way inside.
    static final Duration GRACE = Duration.ofSeconds(2);

    /// What waits for a tunnel.
    sealed interface Waiter {
        /// The answer to a request.
        record Answer(Arrival request) implements Waiter {}

        /// A shortcut by the tunnel.
        record Completion(Resolver.Accepted accepted) implements Waiter {}

        /// An answer that went by the way of its request: the requester is to make the tunnel.
        record Invited(Promise promise) implements Waiter {}
    }

    /// Who is told what came of it.
    interface Waiting {
        void ready(Turn turn, Waiter waiter, NhrpInterface tunnel);

        /// @param wasTried whether a tunnel was on its way, and did not come up
        void failed(Turn turn, Waiter waiter, boolean wasTried, String why);

        /// Two tunnels lead to one peer: everything is to move.
        void move(Turn turn, NhrpInterface from, NhrpInterface to);
    }

    private final Core core;
    private final Peers peers;
    private final Waiting waiting;
    private final Map<TunnelWish, Wish> open = new LinkedHashMap<>();
    private final TreeMap<InterfaceName, Wish> made = new TreeMap<>();

    /// Since when tunnels of one peer are up.
    private final TreeMap<InterfaceName, Instant> upSince = new TreeMap<>();

    /// Those that were of use to NHRP soon after they came up. The others were made for something else, as a hub's to its spokes, and
    /// are not ours to drop.
    private final TreeSet<InterfaceName> used = new TreeSet<>();

    private final TreeSet<InterfaceName> givingWay = new TreeSet<>();
    private final Map<IpAddress, Instant> failed = new LinkedHashMap<>();

    Tunnels(Core core, Peers peers, Waiting waiting) {
        this.core = core;
        this.peers = peers;
        this.waiting = waiting;
    }

    /// The tunnel by which a peer is reached directly, if there is one.
    Optional<NhrpInterface> find(
            NhrpInterface of,
            IpAddress peer,
            IpAddress nbma,
            boolean isTranslated,
            AddressFamily family) {
        List<NhrpInterface> candidates =
                core.interfaces
                        .tunnelsTo(of, nbma, family)
                        .filter(one -> !givingWay.contains(one.name()))
                        .filter(one -> leadsTo(one, peer, isTranslated))
                        .toList();
        return candidates.stream()
                .filter(one -> peers.isBound(one.name(), peer))
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }

    /// Behind one NAT there may be several peers at one address, and under each one's labels the others understand something else: a
    /// tunnel is the one's of whom its session says so, and nobody else's.
    private boolean leadsTo(NhrpInterface tunnel, IpAddress peer, boolean isTranslated) {
        return isTranslated
                ? core.surroundings.behind(tunnel.name()).contains(peer)
                : !peers.isUsed(tunnel.name()) || peers.isBound(tunnel.name(), peer);
    }

    private boolean leadsTo(NhrpInterface tunnel, Wish wish) {
        return leadsTo(tunnel, wish.peer(), wish.isTranslated());
    }

    private boolean leadsTo(NhrpInterface tunnel, Waiter waiter) {
        return switch (waiter) {
            case Waiter.Answer(var request) ->
                    leadsTo(
                            tunnel,
                            request.source(),
                            !Extensions.originator(request).equals(request.packet().sourceNbma()));
            case Waiter.Completion(var accepted) ->
                    leadsTo(
                            tunnel,
                            accepted.answer().nextHop(),
                            accepted.answer().claimed().isPresent());
            case Waiter.Invited(var promise) ->
                    leadsTo(tunnel, promise.key().requester(), promise.claimed().isPresent());
        };
    }

    /// Whether the wish may be made: empty, or the code of the refusal.
    Optional<Integer> objection(Turn turn, TunnelWish what, Question about, IpAddress who) {
        if (hasFailed(turn, what.remote())) {
            return Optional.of(CieCode.INSUFFICIENT_RESOURCES);
        }
        Wish there = open.get(what);
        boolean full =
                there == null
                        ? open.size() >= HALF_BUILT_MAX
                        : there.waiting() >= WAITING_MAX
                                && there.waiters().getOrDefault(about, List.of()).stream()
                                        .noneMatch(one -> who(one).equals(who));
        return full ? Optional.of(CieCode.INSUFFICIENT_RESOURCES) : Optional.empty();
    }

    /// Whether no tunnel came up to there a short while ago.
    boolean hasFailed(Turn turn, IpAddress remote) {
        Instant until = failed.get(remote);
        return until != null && turn.now().isBefore(until);
    }

    /// Wishes a tunnel, or waits for the one that is wished already; the same question of the same peer waits once.
    void wish(
            Turn turn,
            TunnelWish what,
            NhrpInterface on,
            IpAddress peer,
            IpAddress claimed,
            Question about,
            Waiter waiter) {
        Wish wish = await(turn, what, on, peer, claimed, about, waiter);
        if (!wish.isOrdered()) {
            open.put(what, wish.ordered());
            core.ledger.count(on.name(), NhrpCounter.TUNNEL_BUILD);
            turn.order(new NhrpEffect.BuildTunnel(what));
        }
    }

    /// Waits for the tunnel that the requester makes on our answer.
    void expect(Turn turn, TunnelWish what, NhrpInterface on, IpAddress claimed, Promise promise) {
        await(
                turn,
                what,
                on,
                promise.key().requester(),
                claimed,
                promise.question(),
                new Waiter.Invited(promise));
    }

    private Wish await(
            Turn turn,
            TunnelWish what,
            NhrpInterface on,
            IpAddress peer,
            IpAddress claimed,
            Question about,
            Waiter waiter) {
        Wish there = open.get(what);
        if (there == null) {
            there =
                    new Wish(
                            what,
                            on,
                            about.destination().family(),
                            peer,
                            claimed,
                            false,
                            Optional.empty(),
                            new LinkedHashMap<>());
            open.put(what, there);
            core.timers.set(new TimerKey.WishEnd(what), turn.now().plus(BUILD_TIME));
        }
        there.waiters().put(about, with(there.waiters().get(about), waiter));
        return there;
    }

    /// A request that comes again takes the place of the one that waits.
    private static List<Waiter> with(@Nullable List<Waiter> there, Waiter waiter) {
        var all = new ArrayList<Waiter>(there == null ? List.of() : there);
        all.removeIf(one -> who(one).equals(who(waiter)));
        all.add(waiter);
        return all;
    }

    /// The originator of the question, which may be asked again.
    private static IpAddress who(Waiter waiter) {
        return switch (waiter) {
            case Waiter.Answer(var request) -> request.packet().source();
            case Waiter.Completion(var accepted) ->
                    OverlayAddress.inPacket(
                            accepted.request().source(),
                            accepted.request().question().destination().family());
            case Waiter.Invited(var promise) ->
                    OverlayAddress.inPacket(
                            promise.key().requester(), promise.question().destination().family());
        };
    }

    /// Whether the answer to a question is there and waits for its tunnel.
    boolean awaits(Question question) {
        return open.values().stream()
                .flatMap(wish -> wish.waiters().getOrDefault(question, List.of()).stream())
                .anyMatch(Waiter.Completion.class::isInstance);
    }

    void begun(Turn turn, TunnelWish what, InterfaceName name) {
        Wish wish = open.get(what);
        if (wish == null) {
            if (!core.isUp(name)) { // one that is there is of use to somebody
                turn.order(new NhrpEffect.DropTunnel(name));
            }
            return;
        }
        open.put(what, wish.named(Optional.of(name)));
        core.interfaces.find(name).filter(NhrpInterface::up).ifPresent(up -> cameUp(turn, up));
    }

    void refused(Turn turn, TunnelWish what, String why) {
        fail(turn, what, false, why);
    }

    void onBuildTime(Turn turn, TunnelWish what) {
        Wish wish = open.get(what);
        String behind =
                wish == null || wish.claimed().equals(what.remote())
                        ? ""
                        : ", which is the outside of a NAT before " + wish.claimed() + ",";
        fail(turn, what, true, "no tunnel to " + what.remote() + behind + " came up");
    }

    private void fail(Turn turn, TunnelWish what, boolean wasTried, String why) {
        Wish wish = open.remove(what);
        if (wish == null) {
            return;
        }
        core.timers.cancel(new TimerKey.WishEnd(what));
        wish.name().ifPresent(name -> turn.order(new NhrpEffect.DropTunnel(name)));
        if (wish.waiters().isEmpty()) {
            return; // the peer's own tunnel was there in time
        }
        if (wish.isOrdered()) {
            remember(turn, what.remote());
            turn.order(new NhrpEffect.Notify(new Notice("NHRP", 4, "TUNNELFAIL", why)));
        }
        wish.waiters()
                .values()
                .forEach(list -> list.forEach(one -> waiting.failed(turn, one, wasTried, why)));
    }

    private void remember(Turn turn, IpAddress remote) {
        failed.values().removeIf(until -> !turn.now().isBefore(until));
        if (failed.size() >= FAILED_MAX) {
            failed.remove(failed.keySet().iterator().next());
        }
        failed.put(remote, turn.now().plus(Failures.HOLD_OFF));
    }

    /// A tunnel of one peer is up: one that was wished, or one that the peer made.
    void cameUp(Turn turn, NhrpInterface tunnel) {
        if (tunnel.isMultipoint() || tunnel.remoteNbma().isEmpty()) {
            return;
        }
        failed.remove(tunnel.remoteNbma().get());
        upSince.putIfAbsent(tunnel.name(), turn.now());
        for (Wish wish : List.copyOf(open.values())) {
            if (wish.name().equals(Optional.of(tunnel.name()))) {
                made.put(tunnel.name(), wish);
                core.ledger.count(tunnel.name(), NhrpCounter.TUNNEL_UP);
                twins(turn, tunnel, wish);
                serve(turn, wish, tunnel);
                if (wish.waiters().isEmpty()) {
                    close(wish);
                } else { // it came to be another's, or its session has not said yet whose it is
                    open.put(wish.what(), wish.named(Optional.empty()));
                }
                dropIfUnused(turn, tunnel.name());
            } else if (isOtherEnd(wish, tunnel)) {
                meet(turn, wish, tunnel);
            }
        }
        for (InterfaceName name : List.copyOf(made.keySet())) {
            Wish wish = Objects.requireNonNull(made.get(name));
            if (isOtherEnd(wish, tunnel) && leadsTo(tunnel, wish)) {
                core.interfaces
                        .find(name)
                        .filter(NhrpInterface::up)
                        .filter(ours -> leadsTo(ours, wish) || !wish.isTranslated())
                        .ifPresent(ours -> settle(turn, wish, ours, tunnel));
            }
        }
    }

    /// The peer's own tunnel is there while ours is being made.
    private void meet(Turn turn, Wish wish, NhrpInterface tunnel) {
        serve(turn, wish, tunnel);
        boolean hasNone = wish.name().isEmpty() && (wish.isTranslated() || !wish.isOrdered());
        if (wish.waiters().isEmpty() && (wish.givesWay() || hasNone)) {
            close(wish);
            wish.name().ifPresent(name -> turn.order(new NhrpEffect.DropTunnel(name)));
        }
    }

    /// A session said who is behind a tunnel.
    void routeChanged(Turn turn, Vrf vrf, Prefix prefix) {
        if (!prefix.isHost()) {
            return;
        }
        for (Wish wish : List.copyOf(open.values())) {
            if (wish.isTranslated() && wish.on().overlay().equals(vrf)) {
                core
                        .interfaces
                        .tunnelsTo(wish.on(), wish.what().remote(), wish.family())
                        .toList()
                        .stream()
                        .filter(tunnel -> tunnel.isDynamic() && open.containsKey(wish.what()))
                        .forEach(tunnel -> meet(turn, wish, tunnel));
            }
        }
    }

    private void close(Wish wish) {
        open.remove(wish.what());
        core.timers.cancel(new TimerKey.WishEnd(wish.what()));
    }

    /// Whether the tunnel goes where the one that is wished would go, and is not one of ours.
    private boolean isOtherEnd(Wish wish, NhrpInterface tunnel) {
        return tunnel.isDynamic()
                && !made.containsKey(tunnel.name())
                && tunnel.remoteNbma().equals(Optional.of(wish.what().remote()))
                && tunnel.frontDoor().equals(wish.what().frontDoor())
                && Interfaces.areOneNetwork(tunnel, wish.on(), wish.family());
    }

    private void twins(Turn turn, NhrpInterface ours, Wish wish) {
        core.interfaces.all().stream()
                .filter(other -> other.up() && !other.name().equals(ours.name()))
                .filter(other -> isOtherEnd(wish, other) && leadsTo(other, wish))
                .toList()
                .forEach(other -> settle(turn, wish, ours, other));
    }

    /// Two tunnels to one peer, of which one was ours to make.
    private void settle(Turn turn, Wish wish, NhrpInterface ours, NhrpInterface others) {
        if (wish.givesWay()) {
            waiting.move(turn, ours, others);
            givingWay.add(ours.name());
            core.timers.set(new TimerKey.Idle(ours.name()), turn.now().plus(GRACE));
        } else {
            waiting.move(turn, others, ours);
        }
    }

    /// Tells those who wait for a tunnel to where this one leads.
    private void serve(Turn turn, Wish wish, NhrpInterface tunnel) {
        List<Waiter> served =
                wish.waiters().values().stream()
                        .flatMap(List::stream)
                        .filter(one -> leadsTo(tunnel, one))
                        .toList();
        wish.waiters()
                .replaceAll(
                        (_, waiting) ->
                                waiting.stream().filter(one -> !served.contains(one)).toList());
        wish.waiters().values().removeIf(List::isEmpty);
        served.forEach(one -> waiting.ready(turn, one, tunnel));
    }

    /// Another tunnel to the same peer, for what a tunnel that went away carried.
    Optional<NhrpInterface> other(NhrpInterface gone) {
        AddressFamily family = gone.ipv4().isOn() ? AddressFamily.IPV4 : AddressFamily.IPV6;
        return gone.remoteNbma().stream()
                .flatMap(nbma -> core.interfaces.tunnelsTo(gone, nbma, family))
                .filter(one -> !one.name().equals(gone.name()) && one.isDynamic())
                .filter(one -> !givingWay.contains(one.name()))
                .filter(one -> peers.areBehind(gone.name(), core.surroundings.behind(one.name())))
                .findFirst();
    }

    void wentDown(Turn turn, NhrpInterface tunnel) {
        if (made.remove(tunnel.name()) != null) {
            core.ledger.count(tunnel.name(), NhrpCounter.TUNNEL_DOWN);
        }
        used.remove(tunnel.name());
        upSince.remove(tunnel.name());
        givingWay.remove(tunnel.name());
        core.timers.cancel(new TimerKey.Idle(tunnel.name()));
        for (Wish wish : List.copyOf(open.values())) {
            if (wish.name().equals(Optional.of(tunnel.name()))
                    && core.interfaces.find(tunnel.name()).isEmpty()) {
                fail(turn, wish.what(), true, "the tunnel to " + wish.what().remote() + " is gone");
            }
        }
    }

    /// Something goes by this tunnel.
    void use(Turn turn, InterfaceName name) {
        Instant since = upSince.get(name);
        if (since != null && !turn.now().isAfter(since.plus(IDLE_TIME))) {
            used.add(name);
        }
        if (!givingWay.contains(name)) {
            core.timers.cancel(new TimerKey.Idle(name));
        }
    }

    /// Nothing may go by this tunnel any more: it goes too, after a while, if it was made for NHRP's sake.
    void dropIfUnused(Turn turn, InterfaceName name) {
        if (!peers.isUsed(name) && isForShortcuts(name) && !givingWay.contains(name)) {
            core.timers.set(new TimerKey.Idle(name), turn.now().plus(IDLE_TIME));
        }
    }

    private boolean isForShortcuts(InterfaceName name) {
        Optional<NhrpInterface> tunnel =
                core.interfaces.find(name).filter(NhrpInterface::isDynamic);
        return tunnel.isPresent()
                && (made.containsKey(name)
                        || used.contains(name)
                                && (tunnel.get().ipv4().shortcut().isPresent()
                                        || tunnel.get().ipv6().shortcut().isPresent()));
    }

    void onIdle(Turn turn, InterfaceName name) {
        if (givingWay.contains(name) || !peers.isUsed(name)) {
            turn.order(new NhrpEffect.DropTunnel(name));
        }
    }
}
