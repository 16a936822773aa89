package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.engine.Notice;
import io.culvert.nhrp.NhrpServerView.State;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.ServerRedundancy;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.CieCode;
import io.culvert.wire.nhrp.NhrpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The servers that we register with (RFC 2332 section 5.2.3): with all of a cluster, or, where their number is limited, with so many
/// of the best that answer. Those that are down or refuse are asked on, and replace worse ones when they have been back for a while.
/// ```
///   standby --too few better ones--> expecting --reply--> responding --a third of the holding time--> asked again, served meanwhile
///      ^                                | refusal --> refusing --64 s--+                        ^
///      |                                | 3 tries  --> down -----------+--> the next try        |
///      |                                                  reply, as many serve as may --> returning (fallback)
///      +-- enough better ones --- any
/// ```
/// One that is put on standby keeps our registration until its holding time is over, so that what is on its way by it still arrives.
final class Servers {
    /// Tries without an answer before a server counts as down; they go on.
    static final int TRIES_MAX = 3;

    static final Duration WAIT_MAX = Duration.ofSeconds(64);

    /// @param isDynamic whether its own address is not configured
    /// @param server its own address; of a dynamic one, where it is
    record Key(InterfaceName on, AddressFamily family, boolean isDynamic, IpAddress server)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::on)
                        .thenComparing(Key::isDynamic)
                        .thenComparing(Key::family)
                        .thenComparing(Key::server);

        static Key of(InterfaceName on, NextHopServer server) {
            return new Key(
                    on,
                    server.family(),
                    server.isDynamic(),
                    server.address().or(server::nbma).orElseThrow());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Core core;
    private final Endpoints endpoints;
    private final TreeMap<Key, ServerEntry> all = new TreeMap<>();

    /// Interfaces on which at least one server has our registration.
    private final TreeSet<InterfaceName> served = new TreeSet<>();

    Servers(Core core, Endpoints endpoints) {
        this.core = core;
        this.endpoints = endpoints;
    }

    /// All but those of which nothing is known: neither their address nor where they are.
    private static List<NextHopServer> wanted(NhrpInterface on) {
        var wanted = new ArrayList<NextHopServer>(on.ipv4().servers());
        wanted.addAll(on.ipv6().servers());
        wanted.removeIf(server -> server.isDynamic() && server.nbma().isEmpty());
        return wanted;
    }

    /// Leaves those that an interface has no more, as long as it is known where they are.
    void retain(Turn turn, NhrpInterface on) {
        List<NextHopServer> wanted = wanted(on);
        for (Key key : keysOf(on.name())) {
            boolean stays =
                    on.up()
                            && wanted.stream()
                                    .anyMatch(server -> Key.of(on.name(), server).equals(key));
            if (!stays) {
                leave(turn, on, key);
            }
        }
    }

    /// Takes what an interface has now. A server that has not accepted us is asked at once: what changed may be what it wants.
    void configure(Turn turn, NhrpInterface on) {
        List<NextHopServer> wanted = wanted(on);
        for (int i = 0; on.up() && i < wanted.size(); i++) {
            NextHopServer server = wanted.get(i);
            var key = Key.of(on.name(), server);
            if (key.isDynamic && on.isMultipoint()) {
                turn.order(new NhrpEffect.SeekPeer(on.name(), key.server));
            }
            ServerEntry there = all.get(key);
            if (there == null || !there.server().equals(server) || there.order() != i) {
                unname(turn, key);
                all.put(key, ServerEntry.of(server, i, turn.now()));
            } else if (there.isOut() || there.state() == State.EXPECTING) {
                all.put(key, there.trying(0, 0));
                register(turn, on, key);
            }
        }
        arrange(turn, on);
    }

    /// Says goodbye to a server that is not ours any more.
    private void leave(Turn turn, NhrpInterface on, Key key) {
        if (on.up()) {
            takeBack(turn, on, key, Interfaces.address(on, key.family));
        }
        forget(turn, key);
    }

    /// Takes back what is registered under an address that we give up, as long as the servers know us by where we are: nobody else could.
    void deregister(Turn turn, NhrpInterface was, NhrpInterface now) {
        if (was.up() && now.up() && was.localNbma().equals(now.localNbma())) {
            for (Key key : keysOf(was.name())) {
                Optional<IpAddress> ours = Interfaces.address(was, key.family);
                takeBack(turn, was, key, ours.filter(one -> !now.addresses().contains(one)));
            }
        }
    }

    /// RFC 2332 section 5.2.5.
    private void takeBack(Turn turn, NhrpInterface on, Key key, Optional<IpAddress> given) {
        ServerEntry entry = entry(key);
        Optional<Path> path = path(on, key);
        if (entry.isRegistered()
                && entry.address().isPresent()
                && given.isPresent()
                && path.isPresent()) {
            core.sender.send(
                    turn,
                    path.get(),
                    Messages.farewell(
                            on, given.get(), entry.address().get(), core.nextRequestId()));
        }
    }

    private void forget(Turn turn, Key key) {
        stopTimers(key);
        unname(turn, key);
        if (key.isDynamic) {
            turn.order(new NhrpEffect.LeavePeer(key.on, key.server));
        }
        all.remove(key);
    }

    /// What a dynamic server said about itself counts no more.
    private void unname(Turn turn, Key key) {
        ServerEntry entry = all.get(key);
        if (entry != null && key.isDynamic) {
            entry.address()
                    .ifPresent(was -> endpoints.unname(turn, new Endpoints.Key(key.on, was)));
        }
    }

    private void stopTimers(Key key) {
        core.timers.cancel(new TimerKey.Server(key));
        core.timers.cancel(new TimerKey.ServerReturned(key));
    }

    void forget(Turn turn, InterfaceName name) {
        keysOf(name).forEach(key -> forget(turn, key));
        tellWhetherServed(turn, name);
    }

    private List<Key> keysOf(InterfaceName name) {
        return all.keySet().stream().filter(key -> key.on.equals(name)).toList();
    }

    /// Brings those into service that are to serve, and the others out: the better ones first, as the worse follow from them.
    private void arrange(Turn turn, NhrpInterface on) {
        for (Key key : ranked(keysOf(on.name()))) {
            if (entry(key).state() == State.RETURNING && !mustWait(turn, on, key)) {
                core.timers.cancel(new TimerKey.ServerReturned(key));
                all.put(key, entry(key).in(turn, State.RESPONDING, Optional.empty()));
            }
            ServerEntry entry = entry(key);
            boolean serves = serves(on, key);
            if (serves && entry.state() == State.STANDBY) {
                all.put(key, entry.in(turn, State.EXPECTING, Optional.empty()));
                register(turn, on, key);
            } else if (!serves && entry.state() != State.STANDBY) {
                stopTimers(key);
                all.put(key, entry.in(turn, State.STANDBY, Optional.empty()).trying(0, 0));
            }
        }
        tellWhetherServed(turn, on.name());
    }

    private void tellWhetherServed(Turn turn, InterfaceName name) {
        boolean isServed = keysOf(name).stream().anyMatch(key -> entry(key).isRegistered());
        if (isServed ? served.add(name) : served.remove(name)) {
            turn.order(new NhrpEffect.ServersAnswer(name, isServed));
        }
    }

    /// The sessions with these peers are over: a server among them has to take our registration anew, which waits for the next session.
    void lost(Turn turn, NhrpInterface on, Set<IpAddress> peers) {
        for (Key key : keysOf(on.name())) {
            boolean isOver = entry(key).address().filter(peers::contains).isPresent();
            if (on.up() && isOver && entry(key).isRegistered()) {
                core.timers.cancel(new TimerKey.ServerReturned(key));
                all.put(
                        key,
                        entry(key)
                                .in(turn, State.EXPECTING, Optional.of("its session is over"))
                                .trying(0, 0));
                register(turn, on, key);
            }
        }
        arrange(turn, on);
    }

    private ServerEntry entry(Key key) {
        return Objects.requireNonNull(all.get(key));
    }

    /// The best first.
    private List<Key> ranked(List<Key> keys) {
        return keys.stream()
                .sorted(
                        Comparator.comparing((Key key) -> entry(key).server().priority())
                                .thenComparing(key -> entry(key).order()))
                .toList();
    }

    private List<Key> cluster(Key of) {
        return ranked(
                keysOf(of.on).stream()
                        .filter(other -> other.family == of.family)
                        .filter(other -> entry(other).server().cluster() == clusterOf(of))
                        .toList());
    }

    private int clusterOf(Key key) {
        return entry(key).server().cluster();
    }

    private static ServerRedundancy redundancy(NhrpInterface on, Key key) {
        return (key.family == AddressFamily.IPV4 ? on.ipv4() : on.ipv6()).redundancy();
    }

    private OptionalInt connectionsMax(NhrpInterface on, Key key) {
        return redundancy(on, key).connectionsMax(clusterOf(key));
    }

    /// Whether there is a place for it beside the better ones of its cluster.
    private boolean serves(NhrpInterface on, Key key) {
        OptionalInt most = connectionsMax(on, key);
        return most.isEmpty()
                || cluster(key).stream()
                                .takeWhile(better -> !better.equals(key))
                                .filter(better -> entry(better).holdsPlace())
                                .count()
                        < most.getAsInt();
    }

    /// Whether one that answers again still leaves its place to those that have it: until the fallback time is over.
    private boolean mustWait(Turn turn, NhrpInterface on, Key key) {
        ServerEntry entry = entry(key);
        Instant back = entry.state() == State.RETURNING ? entry.since() : turn.now();
        Instant end = back.plus(redundancy(on, key).fallback());
        OptionalInt most = connectionsMax(on, key);
        boolean waits =
                most.isPresent()
                        && turn.now().isBefore(end)
                        && cluster(key).stream()
                                        .filter(other -> !other.equals(key))
                                        .filter(other -> entry(other).state() == State.RESPONDING)
                                        .count()
                                >= most.getAsInt();
        if (waits) {
            core.timers.set(new TimerKey.ServerReturned(key), end);
        }
        return waits;
    }

    void onReturned(Turn turn, Key key) {
        core.interfaces.find(key.on).ifPresent(on -> arrange(turn, on));
    }

    private Optional<Path> path(NhrpInterface on, Key key) {
        return on.isMultipoint()
                ? nbma(on, key).map(nbma -> new Path.Plain(on, Optional.of(nbma)))
                : Optional.of(new Path.Plain(on, Optional.empty()));
    }

    private Optional<IpAddress> nbma(NhrpInterface on, Key key) {
        return key.isDynamic ? Optional.of(key.server) : endpoints.nbma(on, key.server);
    }

    /// Sends a registration, the first or again.
    private void register(Turn turn, NhrpInterface on, Key key) {
        ServerEntry entry = entry(key);
        NhrpSettings settings = Interfaces.settings(on, key.family);
        Optional<IpAddress> ours = Interfaces.address(on, key.family);
        Optional<Path> path = path(on, key);
        if (!settings.isOn() || ours.isEmpty() || path.isEmpty()) {
            String why =
                    !settings.isOn()
                            ? "there is no network id"
                            : ours.isEmpty()
                                    ? "the interface has no address"
                                    : "nothing says its NBMA address";
            out(turn, key, State.DOWN, why);
            core.timers.set(new TimerKey.Server(key), turn.now().plus(WAIT_MAX));
            return;
        }
        boolean isNew = entry.attempt() == 0;
        int id = isNew ? core.nextRequestId() : entry.requestId();
        int attempt = entry.attempt() + 1;
        all.put(key, entry.trying(attempt, id));
        core.timers.set(new TimerKey.Server(key), turn.now().plus(patience(attempt)));
        core.sender.send(
                turn,
                path.get(),
                Messages.registration(
                        on, key.family, ours.get(), entry.server().address(), id, settings));
    }

    private void out(Turn turn, Key key, State state, String why) {
        core.timers.cancel(new TimerKey.ServerReturned(key));
        all.put(key, entry(key).in(turn, state, Optional.of(why)));
    }

    private static Duration patience(int attempt) {
        return attempt > 6 ? WAIT_MAX : Duration.ofSeconds(1L << (attempt - 1));
    }

    void onTimer(Turn turn, Key key) {
        ServerEntry entry = all.get(key);
        Optional<NhrpInterface> on = core.interfaces.find(key.on).filter(NhrpInterface::up);
        if (entry == null || on.isEmpty()) {
            return;
        }
        if (entry.attempt() >= TRIES_MAX
                && entry.state() != State.DOWN
                && isForgotten(turn, entry)) {
            out(turn, key, State.DOWN, "it does not answer");
            tell(turn, key, "down");
        }
        register(turn, on.get(), key);
        arrange(turn, on.get());
    }

    /// One that has our registration is not down for a refresh that was lost, but for several.
    private static boolean isForgotten(Turn turn, ServerEntry entry) {
        return !entry.isRegistered()
                || entry.attempt() > TRIES_MAX
                || !turn.now().isBefore(entry.until());
    }

    private void tell(Turn turn, Key key, String what) {
        ServerEntry entry = entry(key);
        String name = entry.address().map(IpAddress::toString).orElse(entry.server().name());
        turn.order(
                new NhrpEffect.Notify(
                        new Notice(
                                "NHRP",
                                5,
                                "NHSUPDOWN",
                                "next-hop server %s on %s is %s".formatted(name, key.on, what))));
    }

    /// A registration reply for us.
    ///
    /// @return whether it was expected
    boolean replied(Turn turn, Arrival arrival) {
        NhrpPacket reply = arrival.packet();
        int id = arrival.exchange().requestId();
        Optional<Key> found =
                keysOf(arrival.in().name()).stream()
                        .filter(key -> entry(key).requestId() == id && entry(key).attempt() > 0)
                        .findFirst();
        if (found.isEmpty()) {
            return false;
        }
        Key key = found.get();
        Optional<Cie> refusal =
                arrival.exchange().cies().stream()
                        .filter(cie -> cie.code() != CieCode.SUCCESS)
                        .findFirst();
        if (refusal.isPresent()) {
            refused(turn, key, Refusals.registration(refusal.get().code()));
        } else if (key.isDynamic && !isNamed(turn, arrival, key)) {
            refused(turn, key, "it does not say its own address, which ip nhrp nhs dynamic needs");
        } else {
            accepted(turn, key, arrival, Extensions.outside(reply, reply.source()));
        }
        arrange(turn, arrival.in());
        return true;
    }

    /// Takes the address that a dynamic server has: it answers as itself (RFC 2332 section 5.2.3).
    ///
    /// @return whether it says one that can be its own
    private boolean isNamed(Turn turn, Arrival arrival, Key key) {
        IpAddress own = OverlayAddress.of(arrival.packet().destination());
        if (!PacketHead.isHost(own) || core.interfaces.isOurs(arrival.in().overlay(), own)) {
            return false;
        }
        if (!entry(key).address().equals(Optional.of(own))) {
            unname(turn, key);
            all.put(key, entry(key).named(own));
        }
        endpoints.name(turn, new Endpoints.Key(key.on, own), key.server);
        return true;
    }

    private void refused(Turn turn, Key key, String why) {
        ServerEntry entry = entry(key);
        if (entry.state() != State.REFUSING) {
            tell(turn, key, "refusing: " + why);
        }
        out(turn, key, State.REFUSING, why);
        all.put(key, entry(key).trying(0, 0));
        core.timers.set(new TimerKey.Server(key), turn.now().plus(WAIT_MAX));
    }

    private void accepted(Turn turn, Key key, Arrival arrival, Optional<IpAddress> outside) {
        ServerEntry entry = entry(key);
        NhrpSettings settings = arrival.settings();
        Duration holding = Duration.ofSeconds(Messages.seconds(settings.holdingTime()));
        if (!entry.isRegistered()) {
            tell(turn, key, "up");
        }
        boolean isBack = entry.isOut() || entry.state() == State.RETURNING;
        State now =
                isBack && mustWait(turn, arrival.in(), key) ? State.RETURNING : State.RESPONDING;
        all.put(
                key,
                entry.in(turn, now, Optional.empty())
                        .registered(turn.now().plus(holding), outside));
        Duration next = settings.registration().interval().orElse(holding.dividedBy(3));
        core.timers.set(new TimerKey.Server(key), turn.now().plus(next));
    }

    /// An error indication about a registration of ours.
    void error(Turn turn, InterfaceName on, int requestId, int code) {
        keysOf(on).stream()
                .filter(key -> entry(key).requestId() == requestId && entry(key).attempt() > 0)
                .findFirst()
                .ifPresent(
                        key -> {
                            refused(turn, key, "it answered with " + Refusals.error(code));
                            core.interfaces.find(on).ifPresent(in -> arrange(turn, in));
                        });
    }

    /// Where to ask what nothing else says: the best server that answers, or else the best there is.
    Optional<IpAddress> best(NhrpInterface on, AddressFamily family) {
        return keysOf(on.name()).stream()
                .filter(key -> key.family == family)
                .sorted(
                        Comparator.comparing((Key key) -> entry(key).state() != State.RESPONDING)
                                .thenComparing(key -> entry(key).server().priority())
                                .thenComparing(key -> entry(key).order()))
                .flatMap(key -> nbma(on, key).stream())
                .findFirst();
    }

    List<NhrpServerView> views() {
        return all.keySet().stream()
                .map(
                        key -> {
                            Optional<IpAddress> nbma =
                                    core.interfaces.find(key.on).flatMap(on -> nbma(on, key));
                            return entry(key).view(key, nbma);
                        })
                .toList();
    }
}
