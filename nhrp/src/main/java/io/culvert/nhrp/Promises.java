package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.wire.nhrp.LabelExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What was answered to whom, and the purges that take it back (RFC 2332 section 5.2.5), sent until they are acknowledged or what
/// they purge is over.
/// ```
///   promised --route or label changed--> withdrawn --acknowledged--> gone, label kept from others for the rest of its time
///      | its time is over                    | its time is over
///      +-------------------------------------+--> gone, label free
/// ```
final class Promises {
    static final int PROMISES_MAX = 65_536;
    static final int PROMISES_PER_PEER_MAX = 512;

    /// A promise outlasts what was granted: the requester counts from when it has the answer, and what it sent last is on its way.
    static final Duration SLACK = Duration.ofSeconds(5);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration WAIT_MAX = Duration.ofSeconds(64);

    private record Withdrawal(Promise.Key key, NhrpPacket packet, Duration pause) {}

    private final Core core;
    private final Peers peers;
    private final Labels labels;
    private final Egress egress;
    private final Tunnels tunnels;
    private final TreeMap<Promise.Key, Promise> all = new TreeMap<>();
    private final TreeMap<Place, TreeSet<Promise.Key>> places = new TreeMap<>();
    private final TreeMap<IpAddress, Integer> perPeer = new TreeMap<>();
    private final Map<Integer, Withdrawal> withdrawals = new LinkedHashMap<>();
    private int generation;

    Promises(Core core, Peers peers, Labels labels, Egress egress, Tunnels tunnels) {
        this.core = core;
        this.peers = peers;
        this.labels = labels;
        this.egress = egress;
        this.tunnels = tunnels;
    }

    boolean hasRoomFor(Promise.Key key) {
        return all.containsKey(key)
                || all.size() < PROMISES_MAX
                        && perPeer.getOrDefault(key.requester(), 0) < PROMISES_PER_PEER_MAX;
    }

    /// The generation of an answer: a new one, unless it says again what stands.
    int generationFor(Promise.Key key, Optional<Label> label) {
        Promise before = all.get(key);
        return before != null && before.stands() && before.label().equals(label)
                ? before.generation()
                : ++generation;
    }

    void add(Turn turn, Promise promise) {
        Promise before = all.put(promise.key(), promise);
        if (before == null) {
            places.computeIfAbsent(promise.key().place(), _ -> new TreeSet<>()).add(promise.key());
            perPeer.merge(promise.key().requester(), 1, Integer::sum);
        } else {
            before.purge().ifPresent(this::forgetPurge);
        }
        if (promise.label().isPresent()) {
            boolean isNew = before == null || before.label().isEmpty();
            labels.promise(promise.key().place(), promise.until(), isNew);
        }
        core.timers.set(new TimerKey.PromiseEnd(promise.key()), promise.until());
    }

    private void forgetPurge(int id) {
        withdrawals.remove(id);
        core.timers.cancel(new TimerKey.Purge(id));
    }

    void onEnd(Turn turn, Promise.Key key) {
        Promise promise = all.get(key);
        if (promise != null) {
            end(turn, promise);
        }
    }

    private void end(Turn turn, Promise promise) {
        all.remove(promise.key());
        places.computeIfPresent(
                promise.key().place(),
                (_, keys) -> keys.remove(promise.key()) && keys.isEmpty() ? null : keys);
        perPeer.computeIfPresent(
                promise.key().requester(), (_, count) -> count > 1 ? count - 1 : null);
        core.timers.cancel(new TimerKey.PromiseEnd(promise.key()));
        promise.purge().ifPresent(this::forgetPurge);
        if (promise.label().isPresent()) {
            labels.release(turn, promise.key().place(), promise.out());
        }
        peers.release(turn, promise.user()).forEach(name -> tunnels.dropIfUnused(turn, name));
    }

    /// Takes a promise back.
    private void withdraw(Turn turn, Promise promise) {
        NhrpInterface out = core.now(promise.out());
        Prefix gone = promise.key().place().prefix();
        Optional<IpAddress> ours = Interfaces.address(out, gone.family());
        if (!core.isUp(out.name()) || ours.isEmpty()) {
            end(turn, promise); // the requester lost the tunnel too, and the label stays in
            // quarantine
            return;
        }
        int id = core.nextRequestId();
        Place place = promise.key().place();
        Optional<LabelExtension> extension =
                promise.label()
                        .map(
                                _ ->
                                        Messages.purged(
                                                core.surroundings.exported(
                                                        place.vrf(), place.prefix().family()),
                                                promise.generation()));
        NhrpPacket packet =
                Messages.purge(out, ours.get(), promise.key().requester(), id, gone, extension);
        all.put(promise.key(), promise.withdrawn(id));
        var withdrawal = new Withdrawal(promise.key(), packet, FIRST_WAIT);
        withdrawals.put(id, withdrawal);
        send(turn, id, withdrawal, promise);
    }

    private void send(Turn turn, int id, Withdrawal withdrawal, Promise promise) {
        core.sender.send(turn, Path.to(core.now(promise.out()), promise.nbma()), withdrawal.packet);
        core.timers.set(new TimerKey.Purge(id), turn.now().plus(withdrawal.pause));
    }

    void onPurgeTimer(Turn turn, int id) {
        Withdrawal withdrawal = withdrawals.get(id);
        Promise promise = withdrawal == null ? null : all.get(withdrawal.key);
        if (withdrawal == null || promise == null) {
            return;
        }
        Duration wait = withdrawal.pause.multipliedBy(2);
        var next =
                new Withdrawal(
                        withdrawal.key,
                        withdrawal.packet,
                        wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait);
        withdrawals.put(id, next);
        send(turn, id, next, promise);
    }

    /// @return whether it was one of ours, from whom it was for
    boolean acknowledged(Turn turn, int id, IpAddress holder) {
        Withdrawal withdrawal = withdrawals.get(id);
        if (withdrawal == null || !withdrawal.key.requester().equals(holder)) {
            return false;
        }
        Promise promise = all.get(withdrawal.key);
        if (promise != null) {
            end(turn, promise);
        }
        return true;
    }

    void withdraw(Turn turn, Predicate<Promise> which) {
        List.copyOf(all.values()).stream()
                .filter(Promise::stands)
                .filter(which)
                .forEach(promise -> withdraw(turn, promise));
    }

    /// Withdraws what would be answered otherwise now.
    void routeChanged(Turn turn, Vrf vrf, Prefix prefix) {
        for (TreeSet<Promise.Key> keys : Place.overlapping(places, vrf, prefix)) {
            for (Promise.Key key : List.copyOf(keys)) {
                Promise promise = all.get(key);
                if (promise != null
                        && promise.stands()
                        && promise.registered().isEmpty()
                        && !isTrue(promise)) {
                    withdraw(turn, promise);
                }
            }
        }
    }

    /// The requester never took this answer, or has forgotten it: nobody holds what was promised, and no packet will come by it but
    /// those on their way.
    void disowned(Turn turn, IpAddress requester, IpAddress destination, int requestId) {
        all.values().stream()
                .filter(promise -> promise.key().requester().equals(requester))
                .filter(promise -> promise.requestId() == requestId)
                .filter(promise -> promise.question().destination().equals(destination))
                .findFirst()
                .ifPresent(promise -> end(turn, promise));
    }

    private boolean isTrue(Promise promise) {
        Place place = promise.key().place();
        return egress.decide(core.now(promise.out()), promise.nbma(), promise.question())
                        .equals(new Egress.Decision.Here(place.prefix()))
                && promise.label().equals(labels.current(place));
    }

    /// The tunnel is gone, and with it the requester's way here.
    void lost(Turn turn, InterfaceName tunnel) {
        List.copyOf(all.values()).stream()
                .filter(promise -> promise.out().name().equals(tunnel))
                .forEach(promise -> end(turn, promise));
    }

    /// These requesters are not there any more.
    void lost(Turn turn, InterfaceName tunnel, Set<IpAddress> requesters) {
        List.copyOf(all.values()).stream()
                .filter(promise -> promise.out().name().equals(tunnel))
                .filter(promise -> requesters.contains(promise.key().requester()))
                .forEach(promise -> end(turn, promise));
    }

    void move(Turn turn, NhrpInterface from, NhrpInterface to) {
        for (Promise promise : List.copyOf(all.values())) {
            if (promise.out().name().equals(from.name())) {
                Promise moved = promise.by(to);
                all.put(promise.key(), moved);
                hold(turn, moved);
            }
        }
    }

    /// The tunnel that the requester made is there.
    void arrived(Turn turn, Promise promise, NhrpInterface tunnel) {
        standing(promise)
                .ifPresent(
                        there -> {
                            Promise moved = there.by(tunnel);
                            all.put(moved.key(), moved);
                            hold(turn, moved);
                        });
    }

    /// The requester made no tunnel.
    void inVain(Turn turn, Promise promise) {
        standing(promise).ifPresent(there -> withdraw(turn, there));
    }

    private Optional<Promise> standing(Promise promise) {
        return Optional.ofNullable(all.get(promise.key()))
                .filter(Promise::stands)
                .filter(there -> there.requestId() == promise.requestId());
    }

    /// Binds the requester to the tunnel that the promise goes by now.
    void hold(Turn turn, Promise promise) {
        IpAddress requester = promise.key().requester();
        peers.hold(
                turn,
                promise.out(),
                requester,
                promise.nbma(),
                promise.claimed(),
                promise.label().isPresent(),
                promise.user());
        tunnels.use(turn, promise.out().name());
        var here = new Peers.Key(promise.out().name(), requester);
        peers.release(turn, promise.user(), Optional.of(here))
                .forEach(name -> tunnels.dropIfUnused(turn, name));
    }

    Collection<Promise> all() {
        return List.copyOf(all.values());
    }
}
