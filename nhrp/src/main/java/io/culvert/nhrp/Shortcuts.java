package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The complete entries, with the routes, labels and peers that stand behind them.
final class Shortcuts {
    static final int SHORTCUTS_MAX = 65_536;
    static final int SHORTCUTS_PER_PEER_MAX = 1024;

    /// The longest time before its end that a shortcut is refreshed in (flexvpn-mpls.md S17); a short one is in its last third.
    static final Duration REFRESH_BEFORE = Duration.ofMinutes(2);

    /// How often its use is looked at in that time.
    private static final int LOOKS = 4;

    private final Core core;
    private final Peers peers;
    private final Tunnels tunnels;
    private final TreeMap<Place, Shortcut> all = new TreeMap<>();
    private final TreeMap<Integer, Place> byRequest = new TreeMap<>();
    private final TreeMap<IpAddress, Integer> perPeer = new TreeMap<>();

    Shortcuts(Core core, Peers peers, Tunnels tunnels) {
        this.core = core;
        this.peers = peers;
        this.tunnels = tunnels;
    }

    boolean hasRoomFor(Place place, IpAddress nextHop) {
        return all.containsKey(place)
                || all.size() < SHORTCUTS_MAX
                        && perPeer.getOrDefault(nextHop, 0) < SHORTCUTS_PER_PEER_MAX;
    }

    Optional<Shortcut> find(Place place) {
        return Optional.ofNullable(all.get(place));
    }

    /// The shortcut that traffic to a destination takes; the longest wins.
    Optional<Shortcut> covering(Question question) {
        IpAddress destination = question.destination();
        for (int length = destination.family().bits(); length >= 0; length--) {
            Shortcut found =
                    all.get(new Place(question.vrf(), Prefix.containing(destination, length)));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /// Puts a shortcut into force, in place of the one for the same prefix: first the peer, then the route over it.
    void install(Turn turn, Shortcut shortcut) {
        Shortcut before = all.put(shortcut.place(), shortcut);
        byRequest.put(shortcut.requestId(), shortcut.place());
        if (before != null && before.requestId() != shortcut.requestId()) {
            byRequest.remove(before.requestId());
        }
        if (before == null || !before.nextHop().equals(shortcut.nextHop())) {
            count(shortcut.nextHop(), 1);
            if (before != null) {
                count(before.nextHop(), -1);
            }
        }
        bind(turn, shortcut);
        if (shortcut.hasRoute() && !isSameRoute(before, shortcut)) {
            offer(turn, shortcut);
        }
        core.timers.set(new TimerKey.ShortcutEnd(shortcut.place()), shortcut.until());
        core.timers.set(
                new TimerKey.Refresh(shortcut.place()),
                shortcut.until().minus(refreshTime(shortcut)));
    }

    private static boolean isSameRoute(@Nullable Shortcut before, Shortcut now) {
        return before != null
                && before.hasRoute()
                && before.tunnel().equals(now.tunnel())
                && before.nextHop().equals(now.nextHop())
                && before.label().equals(now.label());
    }

    private void count(IpAddress nextHop, int more) {
        perPeer.merge(nextHop, more, Integer::sum);
        perPeer.remove(nextHop, 0);
    }

    private void bind(Turn turn, Shortcut shortcut) {
        peers.hold(
                turn,
                shortcut.out(),
                shortcut.nextHop(),
                shortcut.nbma(),
                shortcut.claimed(),
                shortcut.label().isPresent(),
                shortcut.user());
        tunnels.use(turn, shortcut.tunnel());
    }

    /// After the route went elsewhere: whom it needed before, it needs no more.
    private void unbindOthers(Turn turn, Shortcut shortcut) {
        var here = new Peers.Key(shortcut.tunnel(), shortcut.nextHop());
        peers.release(turn, shortcut.user(), Optional.of(here))
                .forEach(name -> tunnels.dropIfUnused(turn, name));
    }

    private void offer(Turn turn, Shortcut shortcut) {
        turn.order(
                new NhrpEffect.OfferRoute(
                        shortcut.place().vrf(),
                        shortcut.place().prefix(),
                        shortcut.tunnel(),
                        shortcut.out().overlay(),
                        shortcut.nextHop(),
                        shortcut.label()));
        core.ledger.count(
                shortcut.tunnel(),
                shortcut.overrides() ? NhrpCounter.OVERRIDE_ADD : NhrpCounter.ROUTE_ADD);
        unbindOthers(turn, shortcut);
    }

    void remove(Turn turn, Place place) {
        Shortcut shortcut = all.remove(place);
        if (shortcut == null) {
            return;
        }
        byRequest.remove(shortcut.requestId());
        count(shortcut.nextHop(), -1);
        core.timers.cancel(new TimerKey.ShortcutEnd(place));
        core.timers.cancel(new TimerKey.Refresh(place));
        if (shortcut.hasRoute()) {
            turn.order(new NhrpEffect.RevokeRoute(place.vrf(), place.prefix()));
            core.ledger.count(
                    shortcut.tunnel(),
                    shortcut.overrides() ? NhrpCounter.OVERRIDE_DELETE : NhrpCounter.ROUTE_DELETE);
        }
        peers.release(turn, shortcut.user()).forEach(name -> tunnels.dropIfUnused(turn, name));
    }

    void remove(Turn turn, Predicate<Shortcut> which) {
        List.copyOf(all.values()).stream()
                .filter(which)
                .forEach(shortcut -> remove(turn, shortcut.place()));
    }

    /// Whether the answer to this request is what there is.
    boolean isAnswerTo(int requestId) {
        return byRequest.containsKey(requestId);
    }

    /// Those that a change of this route may concern.
    List<Shortcut> around(Vrf vrf, Prefix prefix) {
        return Place.overlapping(all, vrf, prefix);
    }

    void move(Turn turn, InterfaceName from, NhrpInterface to) {
        for (Shortcut shortcut : List.copyOf(all.values())) {
            if (shortcut.tunnel().equals(from)) {
                Shortcut moved = shortcut.by(to);
                all.put(moved.place(), moved);
                bind(turn, moved);
                if (moved.hasRoute()) {
                    offer(turn, moved);
                } else {
                    unbindOthers(turn, moved);
                }
            }
        }
    }

    private static Duration refreshTime(Shortcut shortcut) {
        Duration third = shortcut.holding().dividedBy(3);
        return third.compareTo(REFRESH_BEFORE) < 0 ? third : REFRESH_BEFORE;
    }

    /// Time to look whether it was used within the last third of its life.
    ///
    /// @return whether it is to be asked for again; if not, it is looked at again soon
    boolean isWanted(Turn turn, Shortcut shortcut) {
        Instant since = turn.now().minus(shortcut.holding().dividedBy(3));
        Optional<Instant> used =
                core.surroundings.lastUsed(shortcut.place().vrf(), shortcut.place().prefix());
        Duration step = refreshTime(shortcut).dividedBy(LOOKS);
        Instant next = turn.now().plus(step);
        if (!step.isZero() && next.isBefore(shortcut.until())) {
            core.timers.set(new TimerKey.Refresh(shortcut.place()), next);
        }
        return used.filter(last -> !last.isBefore(since)).isPresent();
    }

    Collection<Shortcut> all() {
        return List.copyOf(all.values());
    }
}
