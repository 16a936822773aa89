package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Vrf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The peers that shortcuts lead to and promises were made to. A peer is bound to its tunnel as long as one of them needs it
/// (flexvpn-mpls.md S12: NHRP is an owner of host route and implicit null beside IKE).
final class Peers {
    /// What needs a peer: a shortcut, or, with a requester, a promise.
    record User(Place place, Optional<IpAddress> requester) {}

    record Key(InterfaceName out, IpAddress peer) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::out).thenComparing(Key::peer);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /// @param implicitNull whether labels may pass to it
    record Peer(
            Key key,
            Vrf overlay,
            IpAddress nbma,
            Optional<IpAddress> claimed,
            boolean implicitNull,
            Instant created,
            Set<User> users) {}

    private final Core core;
    private final Endpoints endpoints;
    private final TreeMap<Key, Peer> all = new TreeMap<>();
    private final Map<User, Set<Key>> keys = new LinkedHashMap<>();

    Peers(Core core, Endpoints endpoints) {
        this.core = core;
        this.endpoints = endpoints;
    }

    /// Binds the peer for one more user, who needs no other of this tunnel.
    void hold(
            Turn turn,
            NhrpInterface out,
            IpAddress address,
            IpAddress nbma,
            Optional<IpAddress> claimed,
            boolean implicitNull,
            User user) {
        var key = new Key(out.name(), address);
        Peer before = all.get(key);
        boolean labels = implicitNull || before != null && before.implicitNull;
        Set<User> users = before == null ? new LinkedHashSet<>() : before.users;
        users.add(user);
        keys.computeIfAbsent(user, _ -> new LinkedHashSet<>()).add(key);
        Instant created = before == null ? turn.now() : before.created;
        all.put(key, new Peer(key, out.overlay(), nbma, claimed, labels, created, users));
        if (out.isMultipoint()) {
            endpoints.learn(turn, new Endpoints.Key(out.name(), address), nbma);
        }
        boolean isBound = before != null && before.implicitNull == labels;
        if (!isBound && (!out.isMultipoint() || labels)) {
            turn.order(new NhrpEffect.BindPeer(out.name(), out.overlay(), address, labels));
            if (labels) {
                core.ledger.count(out.name(), NhrpCounter.IP_KEY_BIND);
            }
        }
    }

    /// Lets go of whatever this user needed.
    ///
    /// @return the tunnels that nobody needs any more
    List<InterfaceName> release(Turn turn, User user) {
        return release(turn, user, Optional.empty());
    }

    /// As above, but for the peer of this key.
    List<InterfaceName> release(Turn turn, User user, Optional<Key> but) {
        var idle = new ArrayList<InterfaceName>();
        for (Key key : List.copyOf(keys.getOrDefault(user, Set.of()))) {
            Peer peer = Objects.requireNonNull(all.get(key));
            if (!Optional.of(peer.key).equals(but) && leave(user, peer) && peer.users.isEmpty()) {
                unbind(turn, peer);
                if (!isUsed(peer.key.out)) {
                    idle.add(peer.key.out);
                }
            }
        }
        return idle;
    }

    private boolean leave(User user, Peer peer) {
        keys.computeIfPresent(
                user, (_, held) -> held.remove(peer.key) && held.isEmpty() ? null : held);
        return peer.users.remove(user);
    }

    private void unbind(Turn turn, Peer peer) {
        all.remove(peer.key);
        Optional<NhrpInterface> out = core.interfaces.find(peer.key.out);
        boolean isMultipoint = out.filter(NhrpInterface::isMultipoint).isPresent();
        if (!isMultipoint || peer.implicitNull) {
            turn.order(new NhrpEffect.ReleasePeer(peer.key.out, peer.overlay, peer.key.peer));
        }
        if (isMultipoint) {
            endpoints.unlearn(turn, new Endpoints.Key(peer.key.out, peer.key.peer));
        }
    }

    boolean isUsed(InterfaceName tunnel) {
        Key first = all.ceilingKey(new Key(tunnel, Ipv4Address.ANY)); // the least of all addresses
        return first != null && first.out.equals(tunnel);
    }

    boolean isBound(InterfaceName tunnel, IpAddress peer) {
        return all.containsKey(new Key(tunnel, peer));
    }

    /// Whether the peers of a tunnel, as far as they are behind a NAT, are among these: the others are known by their outer address.
    boolean areBehind(InterfaceName tunnel, List<IpAddress> addresses) {
        return all.values().stream()
                .filter(peer -> peer.key.out.equals(tunnel) && peer.claimed.isPresent())
                .allMatch(peer -> addresses.contains(peer.key.peer));
    }

    Optional<Peer> find(InterfaceName tunnel, IpAddress peer) {
        return Optional.ofNullable(all.get(new Key(tunnel, peer)));
    }

    Collection<Peer> all() {
        return List.copyOf(all.values());
    }
}
