package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.ListenRange;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who may speak with us: the configured neighbours, and those that come by a listen range (`bgp.md` section 5).
final class Neighbors {
    private final Speaker speaker;
    private final Sessions sessions;
    private final TransportPolicy transport;

    Neighbors(Speaker speaker, Sessions sessions, TransportPolicy transport) {
        this.speaker = speaker;
        this.sessions = sessions;
        this.transport = transport;
    }

    /// The families that are activated for a neighbour. In a VRF the family of its address is, unless it is refused.
    NavigableMap<FamilyId, PeerFamilySettings> families(
            PeerKey.Neighbor key, Optional<String> group) {
        BgpConfig config = speaker.config();
        var all = new TreeMap<FamilyId, PeerFamilySettings>();
        for (AddressFamily ip : AddressFamily.values()) {
            var unicast = FamilyId.unicast(ip, key.vrf());
            PeerFamilySettings settings = config.effective(unicast, key, group);
            boolean byDefault =
                    !key.vrf().isGlobal()
                            && key.address().family() == ip
                            && config.family(unicast).peer(key).activate().isEmpty();
            if (settings.isActive() || byDefault) {
                all.put(unicast, settings.withActivate(Optional.of(true)));
            }
            var vpn = FamilyId.vpn(ip);
            if (key.vrf().isGlobal() && config.effective(vpn, key, group).isActive()) {
                all.put(vpn, config.effective(vpn, key, group));
            }
        }
        PeerFamilySettings memberships = config.effective(FamilyId.RTFILTER, key, group);
        if (key.vrf().isGlobal() && memberships.isActive()) {
            all.put(FamilyId.RTFILTER, memberships);
        }
        return all;
    }

    /// A neighbour of the configuration; empty without an AS number.
    Optional<Peer> configured(PeerKey.Neighbor key) {
        var neighbor = speaker.config().neighbors().get(key);
        return neighbor == null
                ? Optional.empty()
                : peer(key, false, neighbor.peerGroup(), speaker.config().effective(neighbor));
    }

    private Optional<Peer> peer(
            PeerKey.Neighbor key, boolean dynamic, Optional<String> group, PeerSettings settings) {
        if (settings.remoteAs().isEmpty()) {
            return Optional.empty();
        }
        var peer = new Peer(key, dynamic, group, settings);
        peer.families().putAll(families(key, group));
        peer.external(settings.remoteAs().get() != speaker.localAs(peer));
        return Optional.of(peer);
    }

    /// The neighbour that the most specific listen range makes of an address.
    Optional<Peer> dynamic(PeerKey.Neighbor key) {
        return range(key)
                .flatMap(
                        range ->
                                peer(
                                        key,
                                        true,
                                        Optional.of(range.peerGroup()),
                                        speaker.config().group(Optional.of(range.peerGroup()))));
    }

    Optional<ListenRange> range(PeerKey.Neighbor key) {
        @Nullable ListenRange best = null;
        for (ListenRange range : speaker.config().listenRanges()) {
            boolean fits = range.vrf().equals(key.vrf()) && range.range().contains(key.address());
            if (fits && (best == null || range.range().length() > best.range().length())) {
                best = range;
            }
        }
        return Optional.ofNullable(best);
    }

    void accepted(BgpEvent.Accepted event) {
        var key = new PeerKey.Neighbor(event.vrf(), event.remote());
        Peer known = sessions.peers().get(key);
        if (known != null) {
            take(known, event);
            return;
        }
        var range = speaker.isRunning() ? range(key) : Optional.<ListenRange>empty();
        var fresh = range.flatMap(_ -> dynamic(key));
        if (fresh.isEmpty()) {
            refuse(event, "connection from a stranger");
            return;
        }
        // a range of all addresses is meant for the far ends of tunnels (`flexvpn-mpls.md` 6.10)
        if (range.get().range().isDefault() && !event.arrival().tunnel()) {
            refuse(event, "connection outside a tunnel to a range of all addresses");
            return;
        }
        long dynamics = sessions.peers().values().stream().filter(Peer::dynamic).count();
        if (dynamics >= speaker.config().listenLimit()) {
            speaker.notice(
                    4,
                    "LISTENLIMIT",
                    "neighbor "
                            + event.remote()
                            + " refused: bgp listen limit "
                            + speaker.config().listenLimit()
                            + " is reached");
            refuse(event, "listen limit");
            return;
        }
        if (!transport.admits(fresh.get(), event)) {
            refuse(event, "connection that the configuration refuses");
            return;
        }
        sessions.add(fresh.get());
        sessions.accepted(fresh.get(), event, event.arrival().tunnel());
    }

    private void take(Peer peer, BgpEvent.Accepted event) {
        if (speaker.routerId().isUnspecified() || !transport.admits(peer, event)) {
            refuse(event, "connection that the configuration refuses");
        } else {
            sessions.accepted(peer, event, event.arrival().tunnel());
        }
    }

    private void refuse(BgpEvent.Accepted event, String why) {
        speaker.count(why);
        speaker.emit(new BgpEffect.Close(event.connection()));
    }

    /// Decision D2: RFC 8212 is off by default, and a session that it would stop is named.
    void warnWithoutPolicy(Peer peer) {
        if (!peer.external()) {
            return;
        }
        boolean open =
                peer.families().values().stream()
                        .anyMatch(
                                family ->
                                        family.routeMapIn().isEmpty()
                                                        && family.prefixListIn().isEmpty()
                                                || family.routeMapOut().isEmpty()
                                                        && family.prefixListOut().isEmpty());
        if (open) {
            String effect =
                    speaker.config().ebgpRequiresPolicy()
                            ? "no routes are exchanged (bgp ebgp-requires-policy)"
                            : "all routes are exchanged";
            speaker.notice(
                    5,
                    "NOPOLICY",
                    "neighbor "
                            + peer.title()
                            + " is external and has no inbound or no outbound policy: "
                            + effect);
        }
    }
}
