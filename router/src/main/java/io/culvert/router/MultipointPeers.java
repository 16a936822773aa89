package io.culvert.router;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.engine.Notice;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.ike.v2.Session;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.nhrp.NhrpEvent.PeerTurned.Turn;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The peers of multipoint tunnels, each of which is a point-to-point tunnel of its own: associations, labels and counters are then
/// those of any tunnel.
/// ```
///   NHRP maps overlay to NBMA --> endpoint, host route, implicit null --> with protection: a session is asked for
///   the peer begins a session --> endpoint                            --> NHRP over it maps
///   no mapping and no session --> the endpoint goes
/// ```
/// A host route beats the subnet of the tunnel only while its endpoint is up; until then packets go to the default peer.
final class MultipointPeers implements Sessions.Endpoints {
    /// NHRP packets that wait for one endpoint to come up: an answer and what belongs to it.
    static final int WAITING_MAX = 8;

    /// One and the same address is complained about once in so long: who is refused there comes again and again.
    private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(10);

    static final int COMPLAINTS_MAX = 256;

    private static final class Peer {
        final InterfaceName name;

        /// Where it is now; its first address names it to the interfaces.
        IpAddress nbma;

        /// Who had the last session from there, as it proved.
        Optional<String> id = Optional.empty();

        final TreeSet<IpAddress> overlays = new TreeSet<>();

        /// Whether it is to be reached although nobody knows its overlay address yet.
        boolean sought;

        final List<Bytes> waiting = new ArrayList<>();

        Peer(InterfaceName name, IpAddress nbma) {
            this.name = name;
            this.nbma = nbma;
        }

        InterfaceName on() {
            return name.parent();
        }

        boolean isNeeded() {
            return sought || !overlays.isEmpty();
        }
    }

    private record Key(InterfaceName on, IpAddress address) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::on).thenComparing(Key::address);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /// @param vrf in which the host route is
    private record Mapping(Peer peer, Vrf vrf) {}

    private final Works works;
    private final TreeMap<InterfaceName, Peer> peers = new TreeMap<>();
    private final TreeMap<Key, Peer> places = new TreeMap<>();
    private final TreeMap<Key, Mapping> mappings = new TreeMap<>();

    /// Until when nothing more is said about an address.
    private final TreeMap<Key, Instant> complaints = new TreeMap<>();

    MultipointPeers(Works works) {
        this.works = works;
    }

    // --- what NHRP knows ---

    void map(InterfaceName on, IpAddress overlay, IpAddress nbma) {
        Optional<Vrf> vrf = works.interfaces.find(on).map(InterfaceState::vrf);
        Peer peer = at(on, nbma);
        if (vrf.isEmpty() || peer == null) {
            return;
        }
        var mapping = new Mapping(peer, vrf.get());
        Mapping before = mappings.put(new Key(on, overlay), mapping);
        if (mapping.equals(before)) {
            return;
        }
        peer.overlays.add(overlay);
        offer(mapping, overlay);
        if (before != null) {
            withdraw(before, overlay);
        }
        works.sessions.reach(peer.name);
        works.image().touch(on);
    }

    void unmap(InterfaceName on, IpAddress overlay) {
        Mapping before = mappings.remove(new Key(on, overlay));
        if (before != null) {
            withdraw(before, overlay);
            works.image().touch(on);
        }
    }

    /// Somebody is there whose overlay address has yet to be heard.
    void seek(InterfaceName on, IpAddress nbma) {
        Peer peer = at(on, nbma);
        if (peer != null && !peer.sought) {
            peer.sought = true;
            works.sessions.reach(peer.name);
            works.image().touch(on);
        }
    }

    void leave(InterfaceName on, IpAddress nbma) {
        Peer peer = places.get(new Key(on, nbma));
        if (peer != null && peer.sought) {
            peer.sought = false;
            settle(peer);
            works.image().touch(on);
        }
    }

    /// A multipoint tunnel is in another VRF: so is what is behind its peers.
    void rehome(InterfaceName on) {
        Optional<Vrf> vrf = works.interfaces.find(on).map(InterfaceState::vrf);
        for (Key key : List.copyOf(mappings.keySet())) {
            Mapping before = Objects.requireNonNull(mappings.get(key));
            if (key.on.equals(on) && vrf.filter(now -> !now.equals(before.vrf())).isPresent()) {
                var now = new Mapping(before.peer(), vrf.get());
                mappings.put(key, now);
                offer(now, key.address());
                withdraw(before, key.address());
            }
        }
    }

    private void offer(Mapping mapping, IpAddress overlay) {
        Peer peer = mapping.peer();
        Prefix host = Prefix.host(overlay);
        works.rib.tell(
                new RibEvent.Offered(
                        mapping.vrf(),
                        Route.of(host, owner(peer), new NextHop.Attached(peer.name))));
        works.rib.tell(
                new RibEvent.RemoteLabelBound(
                        owner(peer).name(), host, peer.name, Label.IMPLICIT_NULL));
    }

    private void withdraw(Mapping mapping, IpAddress overlay) {
        Peer peer = mapping.peer();
        Mapping now = mappings.get(new Key(peer.on(), overlay));
        Prefix host = Prefix.host(overlay);
        if (now == null || now.peer() != peer || !now.vrf().equals(mapping.vrf())) {
            works.rib.tell(new RibEvent.Revoked(mapping.vrf(), owner(peer), host));
        }
        if (now == null || now.peer() != peer) {
            works.rib.tell(new RibEvent.RemoteLabelReleased(owner(peer).name(), host, peer.name));
            peer.overlays.remove(overlay);
            works.shortcutUse.forget(mapping.vrf(), host);
            settle(peer);
        }
    }

    private static RouteOwner owner(Peer peer) {
        return new RouteOwner(RouteSource.NHRP, "nhrp " + peer.name);
    }

    // --- endpoints ---

    private @Nullable Peer at(InterfaceName on, IpAddress nbma) {
        Peer there = places.get(new Key(on, nbma));
        if (there != null) {
            return there;
        }
        Optional<InterfaceName> made = works.interfaces.endpoint(on, nbma);
        if (made.isEmpty()) {
            return null;
        }
        var peer = new Peer(made.get(), nbma);
        peers.put(peer.name, peer);
        places.put(new Key(on, nbma), peer);
        return peer;
    }

    /// An endpoint that nobody needs goes.
    private void settle(Peer peer) {
        if (peer.isNeeded()) {
            return;
        }
        works.sessions.leave(peer.name);
        if (works.sessions.sessionOf(peer.name).isEmpty()) {
            remove(peer);
        }
    }

    private void remove(Peer peer) {
        peers.remove(peer.name);
        places.remove(new Key(peer.on(), peer.nbma), peer);
        works.interfaces.removeClone(peer.name);
    }

    /// A multipoint tunnel is none any more.
    void drop(InterfaceName on) {
        for (AddressFamily outer : AddressFamily.values()) {
            drop(on, outer);
        }
    }

    /// A multipoint tunnel is not over this family any more.
    void drop(InterfaceName on, AddressFamily outer) {
        for (Peer peer : List.copyOf(peers.values())) {
            if (peer.on().equals(on) && peer.nbma.family() == outer) {
                peer.sought = false;
                for (IpAddress overlay : List.copyOf(peer.overlays)) {
                    unmap(on, overlay);
                }
                works.sessions
                        .sessionOf(peer.name)
                        .ifPresent(
                                session -> works.ike.tell(new IkeEvent.CloseSession(session.id())));
                works.sessions.leave(peer.name);
                remove(peer);
            }
        }
    }

    /// The tunnel of the peer at an NBMA address.
    Optional<InterfaceState> find(InterfaceName on, IpAddress nbma) {
        return Optional.ofNullable(places.get(new Key(on, nbma)))
                .flatMap(peer -> works.interfaces.find(peer.name));
    }

    /// The tunnel behind which an overlay address is.
    Optional<InterfaceState> mapped(InterfaceName on, IpAddress overlay) {
        return Optional.ofNullable(mappings.get(new Key(on, overlay)))
                .flatMap(mapping -> works.interfaces.find(mapping.peer().name));
    }

    /// Who takes what nothing else is known about: the best of the servers that answer, or else of those that can be reached.
    Optional<InterfaceState> defaultPeer(InterfaceName on) {
        return works.nhrpEngine.servers().stream()
                .filter(server -> server.on().equals(on))
                .sorted(
                        Comparator.comparing(
                                        (NhrpServerView server) ->
                                                server.state() != NhrpServerView.State.RESPONDING)
                                .thenComparing(server -> server.server().priority()))
                .flatMap(server -> server.address().stream())
                .flatMap(address -> mapped(on, address).stream())
                .filter(InterfaceState::protocolUp)
                .findFirst();
    }

    /// There is traffic for an endpoint that is down.
    void wanted(InterfaceName name) {
        Peer peer = peers.get(name);
        if (peer != null && peer.isNeeded()) {
            works.sessions.reach(name);
        }
    }

    // --- sessions ---

    /// NHRP tells peers apart by their NBMA address alone, so a second one at the same address cannot be told from the first.
    @Override
    public Optional<InterfaceName> of(Session session) {
        InterfaceName on = session.template().orElseThrow();
        // The tunnel may have been shut down since the peer began.
        boolean isServed = works.interfaces.find(on).flatMap(InterfaceState::servedBy).isPresent();
        Peer peer = isServed ? at(on, session.remoteAddress()) : null;
        if (peer == null) {
            return Optional.empty();
        }
        Optional<Session> another =
                works.sessions
                        .sessionOf(peer.name)
                        .filter(other -> !other.peerId().equals(session.peerId()))
                        .filter(other -> other.remotePort() != session.remotePort());
        if (another.isPresent()) {
            complain(session, on);
            works.ike.tell(new IkeEvent.SuspectSession(another.get().id()));
            return Optional.empty();
        }
        works.ike.tell(new IkeEvent.SessionBound(session.id(), peer.name));
        return Optional.of(peer.name);
    }

    private void complain(Session session, InterfaceName on) {
        Instant now = works.pump.now();
        var key = new Key(on, session.remoteAddress());
        complaints.values().removeIf(until -> !now.isBefore(until));
        if (complaints.containsKey(key) || complaints.size() >= COMPLAINTS_MAX) {
            return;
        }
        complaints.put(key, now.plus(COMPLAINT_INTERVAL));
        works.log(
                new Notice(
                        "NHRP",
                        4,
                        "SAME_NBMA",
                        "%s is refused on %s: another peer has a session from %s already, and a multipoint tunnel knows peers by that address"
                                .formatted(session.peerId(), on, session.remoteAddress())));
    }

    @Override
    public void began(InterfaceName endpoint, Session session) {
        Peer peer = peers.get(endpoint);
        if (peer == null) {
            return;
        }
        boolean isAnother = peer.id.filter(last -> !last.equals(session.peerId())).isPresent();
        peer.id = Optional.of(session.peerId());
        turned(peer, isAnother ? Turn.REPLACED : Turn.BACK);
    }

    private void turned(Peer peer, Turn turn) {
        if (!peer.overlays.isEmpty()) {
            works.nhrp.tell(new NhrpEvent.PeerTurned(peer.on(), peer.overlays, turn));
        }
    }

    @Override
    public void moved(InterfaceName endpoint, IpAddress to) {
        Peer peer = peers.get(endpoint);
        if (peer != null && !peer.nbma.equals(to)) {
            places.remove(new Key(peer.on(), peer.nbma), peer);
            peer.nbma = to;
            places.putIfAbsent(new Key(peer.on(), to), peer);
        }
    }

    @Override
    public void ended(InterfaceName endpoint) {
        Peer peer = peers.get(endpoint);
        if (peer != null) {
            turned(peer, Turn.LOST);
            settle(peer);
        }
    }

    // --- what waits ---

    /// Keeps an NHRP packet until its endpoint is up; the answer is whether there was room.
    boolean await(InterfaceName endpoint, Bytes packet) {
        wanted(endpoint);
        Peer peer = peers.get(endpoint);
        return peer != null
                && (peer.waiting.contains(packet) // a repetition
                        || peer.waiting.size() < WAITING_MAX && peer.waiting.add(packet));
    }

    /// What waited for an endpoint that is up now.
    List<Bytes> takeWaiting(InterfaceName endpoint) {
        Peer peer = peers.get(endpoint);
        if (peer == null) {
            return List.of();
        }
        List<Bytes> waiting = List.copyOf(peer.waiting);
        peer.waiting.clear();
        return waiting;
    }
}
