package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.StaticMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which overlay address is behind which NBMA address. What is configured beats what registered, and that what resolutions taught;
/// the packet path hears of changes of what is in force on multipoint tunnels.
final class Endpoints {
    record Key(InterfaceName on, IpAddress overlay) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::on).thenComparing(Key::overlay);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Configured(IpAddress nbma, Instant since) {}

    /// @param claimed what a client behind a NAT calls itself
    /// @param lost since when it has no session any more
    record Registered(
            IpAddress nbma,
            Optional<IpAddress> claimed,
            boolean unique,
            Instant created,
            Instant until,
            Optional<Instant> lost,
            int requestId) {
        Registered withLost(Optional<Instant> at) {
            return new Registered(nbma, claimed, unique, created, until, at, requestId);
        }

        /// When it ends, unless it is renewed.
        Instant end() {
            return lost.map(at -> at.plus(SESSION_GRACE)).filter(until::isAfter).orElse(until);
        }
    }

    /// How long a registration outlasts its session: as long as a client that only begins a new one takes for that, and no longer, for
    /// whoever comes from its address next would get its packets.
    static final Duration SESSION_GRACE = Duration.ofSeconds(30);

    private final Core core;
    private final TreeMap<Key, Configured> configured = new TreeMap<>();

    /// Servers of which configuration says only where they are, and which said who they are.
    private final TreeMap<Key, Configured> named = new TreeMap<>();

    private final TreeMap<Key, Registered> registered = new TreeMap<>();

    /// How many clients are registered for an NBMA address.
    private final TreeMap<Key, Integer> perPeer = new TreeMap<>();

    private final TreeMap<Key, IpAddress> learned = new TreeMap<>();
    private final TreeMap<Key, IpAddress> inForce = new TreeMap<>();

    Endpoints(Core core) {
        this.core = core;
    }

    /// Takes what the settings of an interface say in place of what they said.
    void configure(Turn turn, NhrpInterface on) {
        var wanted = new TreeMap<Key, IpAddress>();
        for (NhrpSettings settings : List.of(on.ipv4(), on.ipv6())) {
            for (StaticMapping mapping : settings.mappings()) {
                if (mapping.overlay().isHost()) {
                    wanted.put(new Key(on.name(), mapping.overlay().address()), mapping.nbma());
                }
            }
            for (NextHopServer server : settings.servers()) {
                if (server.address().isPresent() && server.nbma().isPresent()) {
                    wanted.put(new Key(on.name(), server.address().get()), server.nbma().get());
                }
            }
        }
        var touched = new TreeSet<Key>(wanted.keySet());
        for (Key key : keysOf(on.name(), configured)) {
            touched.add(key);
            if (!Objects.requireNonNull(configured.get(key)).nbma().equals(wanted.get(key))) {
                configured.remove(key);
            }
        }
        wanted.forEach(
                (key, nbma) -> configured.putIfAbsent(key, new Configured(nbma, turn.now())));
        touched.forEach(key -> settle(turn, key));
    }

    void forget(Turn turn, InterfaceName name) {
        keysOf(name, configured).forEach(configured::remove);
        keysOf(name, named).forEach(named::remove);
        keysOf(name, learned).forEach(learned::remove);
        for (Key key : keysOf(name, registered)) {
            forgetRegistered(key);
            core.timers.cancel(new TimerKey.RegistrationEnd(key));
        }
        keysOf(name, inForce).forEach(key -> settle(turn, key));
    }

    private static List<Key> keysOf(InterfaceName name, Map<Key, ?> map) {
        return map.keySet().stream().filter(key -> key.on.equals(name)).toList();
    }

    void register(Turn turn, Key key, Registered client) {
        forgetRegistered(key);
        registered.put(key, client);
        perPeer.merge(new Key(key.on, client.nbma()), 1, Integer::sum);
        core.timers.set(new TimerKey.RegistrationEnd(key), client.end());
        settle(turn, key);
    }

    /// A client lost its session, or has one again.
    void turned(Key key, Optional<Instant> lost) {
        Registered now = registered.computeIfPresent(key, (_, client) -> client.withLost(lost));
        if (now != null) {
            core.timers.set(new TimerKey.RegistrationEnd(key), now.end());
        }
    }

    private void forgetRegistered(Key key) {
        Registered before = registered.remove(key);
        if (before != null) {
            perPeer.computeIfPresent(
                    new Key(key.on, before.nbma), (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    void deregister(Turn turn, Key key) {
        forgetRegistered(key);
        core.timers.cancel(new TimerKey.RegistrationEnd(key));
        settle(turn, key);
    }

    void learn(Turn turn, Key key, IpAddress nbma) {
        learned.put(key, nbma);
        settle(turn, key);
    }

    void unlearn(Turn turn, Key key) {
        learned.remove(key);
        settle(turn, key);
    }

    private void settle(Turn turn, Key key) {
        Optional<NhrpInterface> on = core.interfaces.find(key.on);
        Optional<IpAddress> now = on.filter(NhrpInterface::isMultipoint).flatMap(_ -> best(key));
        Optional<IpAddress> before = Optional.ofNullable(inForce.get(key));
        if (now.equals(before)) {
            return;
        }
        if (now.isPresent()) {
            inForce.put(key, now.get());
            turn.order(new NhrpEffect.MapEndpoint(key.on, key.overlay, now.get()));
        } else {
            inForce.remove(key);
            turn.order(new NhrpEffect.UnmapEndpoint(key.on, key.overlay));
        }
    }

    private Optional<IpAddress> best(Key key) {
        return configured(key)
                .or(() -> registered(key).map(Registered::nbma))
                .or(() -> Optional.ofNullable(learned.get(key)));
    }

    Optional<Registered> registered(Key key) {
        return Optional.ofNullable(registered.get(key));
    }

    /// A server that configuration names, be it by its place alone, is where that says.
    Optional<IpAddress> configured(Key key) {
        return fixed(key).map(Configured::nbma);
    }

    Optional<Instant> configuredSince(Key key) {
        return fixed(key).map(Configured::since);
    }

    private Optional<Configured> fixed(Key key) {
        return Optional.ofNullable(configured.get(key))
                .or(() -> Optional.ofNullable(named.get(key)));
    }

    void name(Turn turn, Key key, IpAddress nbma) {
        Configured before = named.get(key);
        if (before == null || !before.nbma().equals(nbma)) {
            named.put(key, new Configured(nbma, turn.now()));
            settle(turn, key);
        }
    }

    void unname(Turn turn, Key key) {
        named.remove(key);
        settle(turn, key);
    }

    int registrations() {
        return registered.size();
    }

    int registrationsOf(InterfaceName on, IpAddress nbma) {
        return perPeer.getOrDefault(new Key(on, nbma), 0);
    }

    /// Whether somebody else is known to have this address, by configuration or by his own registration.
    boolean isTaken(InterfaceName on, IpAddress overlay, IpAddress nbma) {
        var key = new Key(on, overlay);
        return configured(key)
                .or(() -> registered(key).map(Registered::nbma))
                .filter(holder -> !holder.equals(nbma))
                .isPresent();
    }

    /// Where an overlay address is, on a multipoint tunnel.
    Optional<IpAddress> nbma(NhrpInterface on, IpAddress overlay) {
        return best(new Key(on.name(), overlay)).or(() -> mapped(on, overlay));
    }

    /// A mapping of a whole prefix; the longest wins.
    Optional<IpAddress> mapped(NhrpInterface on, IpAddress overlay) {
        AddressFamily family = overlay.family();
        return Interfaces.settings(on, family).mappings().stream()
                .filter(mapping -> mapping.overlay().contains(overlay))
                .max(Comparator.comparingInt(mapping -> mapping.overlay().length()))
                .map(StaticMapping::nbma);
    }

    Collection<Key> configuredKeys() {
        var all = new TreeSet<>(configured.keySet());
        all.addAll(named.keySet());
        return all;
    }

    Collection<Key> registeredKeys() {
        return List.copyOf(registered.keySet());
    }
}
