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
    private final SaIndex<Path.Ends> byEnds = new SaIndex<>();
    private final SaIndex<InterfaceName> byTunnel = new SaIndex<>();
    private final SaIndex<Long> bySession = new SaIndex<>();
    private final SaIndex<AddressPools.Owner> byPeer = new SaIndex<>();
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
        byEnds.put(sa.path().ends(), sa);
    }

    /// Its path is another one.
    void moved(long id) {
        get(id).ifPresent(sa -> byEnds.put(sa.path().ends(), sa));
    }

    /// It is for this static tunnel, from its first message on.
    void addByTunnel(InterfaceName tunnel, IkeSa sa) {
        byTunnel.put(tunnel, sa);
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
        bySession.put(peer.sessionId(), sa);
        byPeer.put(peer.owner(), sa);
        peer.staticTunnel().ifPresent(tunnel -> byTunnel.put(tunnel, sa));
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
        byEnds.remove(sa);
        byTunnel.remove(sa);
        bySession.remove(sa);
        byPeer.remove(sa);
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
        return bySession.of(session);
    }

    /// Those of a peer, by age.
    List<IkeSa> ofPeer(Peering peer) {
        return byPeer.of(peer.owner());
    }

    /// An established one between these ends, the oldest.
    Optional<IkeSa> established(Path.Ends ends) {
        return byEnds.first(ends, IkeSa::isEstablished);
    }

    /// The same, of the others.
    Optional<IkeSa> establishedBeside(Path.Ends ends, long id) {
        return byEnds.first(ends, sa -> sa.isEstablished() && sa.id() != id);
    }

    /// The next younger one between these ends, whatever its state.
    Optional<IkeSa> next(Path.Ends ends, long after) {
        return byEnds.next(ends, after);
    }

    List<IkeSa> ofTunnel(InterfaceName name) {
        return byTunnel.of(name).stream()
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
