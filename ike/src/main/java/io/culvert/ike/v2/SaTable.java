package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.engine.Entropy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The IKE SAs of a router, by number, by our SPI, and by the first message that made them.
final class SaTable {
    /// Whose first message it was. A NAT tells peers apart by the port; whether a message is the same one again is then seen by
    /// its octets (RFC 7296 section 2.1).
    private record FirstMessage(Path path, long spi) {}

    private final TreeMap<Long, IkeSa> sas = new TreeMap<>();
    private final TreeMap<Long, IkeSa> bySpi = new TreeMap<>();
    private final Map<FirstMessage, IkeSa> byFirstMessage = new LinkedHashMap<>();
    private final TreeMap<Long, FirstMessage> firstMessages = new TreeMap<>();
    private final Map<Long, Map<Long, IkeSa>> bySession = new TreeMap<>();
    private final Map<AddressPools.Owner, Map<Long, IkeSa>> byPeer = new LinkedHashMap<>();
    private final TreeMap<Long, IpAddress> halfOpen = new TreeMap<>();
    private final TreeMap<IpAddress, Integer> halfOpenBySource = new TreeMap<>();
    private long last;

    long next() {
        return ++last;
    }

    long nextSpi(Entropy entropy) {
        long spi = entropy.nextLong();
        while (spi == 0 || bySpi.containsKey(spi)) {
            spi = entropy.nextLong();
        }
        return spi;
    }

    void add(IkeSa sa) {
        sas.put(sa.id(), sa);
        bySpi.put(sa.exchanges().localSpi(), sa);
    }

    /// Enters a half-open SA that a peer began, until [#settled].
    void addByFirstMessage(Path path, long initiatorSpi, IkeSa sa) {
        var first = new FirstMessage(path, initiatorSpi);
        byFirstMessage.put(first, sa);
        firstMessages.put(sa.id(), first);
        halfOpen.put(sa.id(), path.remote());
        halfOpenBySource.merge(path.remote(), 1, Integer::sum);
    }

    /// Its peer is known, and for its time stays the same.
    void identified(IkeSa sa, Peering peer) {
        bySession.computeIfAbsent(peer.sessionId(), _ -> new TreeMap<>()).put(sa.id(), sa);
        byPeer.computeIfAbsent(peer.owner(), _ -> new TreeMap<>()).put(sa.id(), sa);
    }

    private void forget(IkeSa sa, Peering peer) {
        remove(bySession, peer.sessionId(), sa);
        remove(byPeer, peer.owner(), sa);
    }

    private static <K> void remove(Map<K, Map<Long, IkeSa>> from, K key, IkeSa sa) {
        Map<Long, IkeSa> same = from.getOrDefault(key, new TreeMap<>());
        if (same.remove(sa.id()) != null && same.isEmpty()) {
            from.remove(key);
        }
    }

    /// It is not half-open any more, however it came out.
    void settled(IkeSa sa) {
        Optional.ofNullable(halfOpen.remove(sa.id()))
                .ifPresent(
                        source ->
                                halfOpenBySource.computeIfPresent(
                                        source, (_, count) -> count > 1 ? count - 1 : null));
    }

    void remove(IkeSa sa) {
        sas.remove(sa.id());
        bySpi.remove(sa.exchanges().localSpi());
        settled(sa);
        sa.peer().ifPresent(peer -> forget(sa, peer));
        Optional.ofNullable(firstMessages.remove(sa.id())).ifPresent(byFirstMessage::remove);
    }

    int size() {
        return sas.size();
    }

    /// A copy: SAs may come and go while it is walked.
    List<IkeSa> toList() {
        return List.copyOf(sas.values());
    }

    Optional<IkeSa> get(long id) {
        return Optional.ofNullable(sas.get(id));
    }

    Optional<IkeSa> bySpi(long ours) {
        return Optional.ofNullable(bySpi.get(ours));
    }

    Optional<IkeSa> byFirstMessage(Path path, long initiatorSpi) {
        return Optional.ofNullable(byFirstMessage.get(new FirstMessage(path, initiatorSpi)));
    }

    List<IkeSa> ofSession(long session) {
        return List.copyOf(bySession.getOrDefault(session, new TreeMap<>()).values());
    }

    /// Those of a peer, by age.
    List<IkeSa> ofPeer(Peering peer) {
        return List.copyOf(byPeer.getOrDefault(peer.owner(), new TreeMap<>()).values());
    }

    /// Established ones between these ends.
    List<IkeSa> between(Path path) {
        return sas.values().stream()
                .filter(sa -> sa.isEstablished() && sa.path().hasSameEnds(path))
                .toList();
    }

    List<IkeSa> ofTunnel(InterfaceName name) {
        return sas.values().stream()
                .filter(sa -> sa.tunnel().filter(name::equals).isPresent())
                .toList();
    }

    /// Whether an SA for the tunnel stands or is being made.
    boolean hasLive(InterfaceName tunnel) {
        return ofTunnel(tunnel).stream().anyMatch(sa -> sa.isEstablished() || sa.isHalfOpen());
    }

    /// Half-open SAs that others began. Both counts are kept, not made, since every first message asks for them.
    int halfOpen() {
        return halfOpen.size();
    }

    int halfOpen(IpAddress source) {
        return halfOpenBySource.getOrDefault(source, 0);
    }
}
