package io.culvert.bgp;

import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.VrfConfig;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.RouteRefresh;
import java.util.ArrayList;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Works out what a new configuration changes, and changes that alone: a session is reset only where its own settings
/// did, everything else is decided and told anew.
final class Reconfiguration {
    private final Speaker speaker;
    private final Rib rib;
    private final LocalRoutes localRoutes;
    private final Advertiser advertiser;
    private final Sessions sessions;
    private final Inbound inbound;
    private final VpnFilter filter;
    private final Memberships memberships;
    private final Neighbors neighbors;
    private final Runnable chooseRouterId;
    private final NavigableSet<Vrf> listening = new TreeSet<>();
    private final NavigableSet<String> warned = new TreeSet<>();

    Reconfiguration(
            Speaker speaker,
            Rib rib,
            LocalRoutes localRoutes,
            Advertiser advertiser,
            Sessions sessions,
            Inbound inbound,
            VpnFilter filter,
            Memberships memberships,
            Neighbors neighbors,
            Runnable chooseRouterId) {
        this.speaker = speaker;
        this.rib = rib;
        this.localRoutes = localRoutes;
        this.advertiser = advertiser;
        this.sessions = sessions;
        this.inbound = inbound;
        this.filter = filter;
        this.memberships = memberships;
        this.neighbors = neighbors;
        this.chooseRouterId = chooseRouterId;
    }

    void apply(BgpSettings settings) {
        BgpSettings before = speaker.settings();
        var oldId = speaker.routerId();
        boolean sameAs = before.bgp().map(BgpConfig::as).equals(settings.bgp().map(BgpConfig::as));
        if (!sameAs) {
            removeAll(Notification.CEASE_PEER_REMOVED);
        }
        speaker.configure(settings);
        chooseRouterId.run();
        if (!oldId.isUnspecified() && !oldId.equals(speaker.routerId())) {
            removeAll(Notification.CEASE_CONFIG_CHANGE);
        }
        rib.assignOwners();
        filter.configure();
        if (settings.bgp().isPresent()) {
            removeStale();
            addMissing();
            warnOfUndefined();
        }
        listen();
        localRoutes.reconfigure();
        memberships.update(null);
        rib.touchAll();
        rib.settle(Integer.MAX_VALUE);
        advertiser.reconfigure(sessions.peers().values());
        if (!before.vrfs().equals(settings.vrfs())) {
            askForVpnRoutes();
            askCustomers(before);
        }
    }

    private void removeAll(int subcode) {
        new ArrayList<>(sessions.peers().values()).forEach(peer -> sessions.remove(peer, subcode));
    }

    private void removeStale() {
        for (Peer peer : new ArrayList<>(sessions.peers().values())) {
            var now =
                    peer.dynamic()
                            ? neighbors.dynamic(peer.key())
                            : neighbors.configured(peer.key());
            if (now.isEmpty()) {
                sessions.remove(peer, Notification.CEASE_PEER_REMOVED);
            } else if (!sameSession(peer, now.get())) {
                sessions.remove(peer, Notification.CEASE_CONFIG_CHANGE);
            } else {
                adopt(peer, now.get());
            }
        }
    }

    /// Whether a session can go on under the new settings.
    private static boolean sameSession(Peer peer, Peer now) {
        var harmless =
                peer.settings()
                        .withDescription(now.settings().description())
                        .withGracefulRestart(now.settings().gracefulRestart())
                        .withAdvertisementIntervalSeconds(
                                now.settings().advertisementIntervalSeconds());
        return harmless.equals(now.settings())
                && peer.group().equals(now.group())
                && peer.families().keySet().equals(now.families().keySet());
    }

    private void adopt(Peer peer, Peer now) {
        peer.settings(now.settings());
        var before = new TreeMap<>(peer.families());
        peer.families().putAll(now.families());
        before.forEach(
                (family, was) -> {
                    PeerFamilySettings is = peer.family(family);
                    if (!keepsWhatIsNeeded(was, is)) {
                        ask(peer, family);
                    } else if (!inward(was).equals(inward(is))) {
                        askAgain(peer, family);
                    }
                });
    }

    /// Whether the new settings can be applied to what was kept under the old ones, or keep nothing at all. What was refused
    /// as a loop never was kept.
    private static boolean keepsWhatIsNeeded(PeerFamilySettings was, PeerFamilySettings is) {
        boolean kept = was.softReconfigurationInbound().orElse(false);
        boolean keeps = is.softReconfigurationInbound().orElse(false);
        return !keeps || kept && was.allowAsIn().equals(is.allowAsIn());
    }

    /// The settings that matter inwards, the others cleared.
    private static PeerFamilySettings inward(PeerFamilySettings settings) {
        return PeerFamilySettings.EMPTY
                .withRouteMapIn(settings.routeMapIn())
                .withPrefixListIn(settings.prefixListIn())
                .withAllowAsIn(settings.allowAsIn())
                .withWeight(settings.weight())
                .withSiteOfOrigin(settings.siteOfOrigin())
                .withSoftReconfigurationInbound(settings.softReconfigurationInbound());
    }

    /// Applies the inbound policy anew: to what was kept, or to what the peer tells again.
    void askAgain(Peer peer, FamilyId family) {
        if (peer.speaks(family) && !inbound.reapply(peer, family)) {
            ask(peer, family);
        }
    }

    private void ask(Peer peer, FamilyId family) {
        if (!peer.speaks(family)) {
            return;
        }
        boolean enhanced = peer.agreed().filter(Negotiated::enhancedRefresh).isPresent();
        if (peer.agreed().filter(Negotiated::routeRefresh).isPresent()) {
            // with marks the epoch counts at the peer's beginning
            peer.state(family).epoch += enhanced ? 0 : 1;
            sessions.send(peer, RouteRefresh.request(family.wire()));
        } else {
            sessions.stopLater(
                    peer, Notification.of(Notification.CEASE, Notification.CEASE_CONFIG_CHANGE));
        }
    }

    /// RFC 4364 section 4.3.2: a VRF that imports more needs routes that were not kept, not even for inbound soft
    /// reconfiguration.
    private void askForVpnRoutes() {
        for (Peer peer : sessions.peers().values()) {
            peer.families().keySet().stream()
                    .filter(FamilyId::vpn)
                    .forEach(family -> ask(peer, family));
        }
    }

    /// What customers told has the targets of their VRF: RFC 4364 section 4.3.1.
    private void askCustomers(BgpSettings before) {
        for (Peer peer : sessions.peers().values()) {
            Vrf vrf = peer.key().vrf();
            var was = Optional.ofNullable(before.vrfs().get(vrf)).map(VrfConfig::families);
            var now =
                    Optional.ofNullable(speaker.settings().vrfs().get(vrf))
                            .map(VrfConfig::families);
            if (!vrf.isGlobal() && !was.equals(now)) {
                peer.families().keySet().forEach(family -> askAgain(peer, family));
            }
        }
    }

    private void addMissing() {
        for (PeerKey.Neighbor key : speaker.config().neighbors().keySet()) {
            if (!sessions.peers().containsKey(key)) {
                neighbors.configured(key).ifPresent(sessions::add);
            } else {
                sessions.start(sessions.peers().get(key));
            }
        }
    }

    private void listen() {
        var wanted = new TreeSet<Vrf>();
        speaker.settings()
                .bgp()
                .ifPresent(
                        bgp -> {
                            bgp.neighbors().keySet().forEach(key -> wanted.add(key.vrf()));
                            bgp.listenRanges().forEach(range -> wanted.add(range.vrf()));
                        });
        for (Vrf vrf : new ArrayList<>(listening)) {
            if (!wanted.contains(vrf)) {
                listening.remove(vrf);
                speaker.emit(new BgpEffect.Unlisten(vrf, Sessions.PORT));
            }
        }
        for (Vrf vrf : wanted) {
            if (listening.add(vrf)) {
                speaker.emit(new BgpEffect.Listen(vrf, Sessions.PORT));
            }
        }
    }

    /// Decision D6: a route-map that is not defined matches nothing, and is named once.
    private void warnOfUndefined() {
        var names = new TreeSet<String>();
        for (FamilySettings family : speaker.config().families().values()) {
            family.redistributions().forEach(line -> line.routeMap().ifPresent(names::add));
            family.networks().forEach(line -> line.routeMap().ifPresent(names::add));
            for (PeerFamilySettings peer : family.peers().values()) {
                peer.routeMapIn().ifPresent(names::add);
                peer.routeMapOut().ifPresent(names::add);
            }
        }
        for (VrfConfig vrf : speaker.settings().vrfs().values()) {
            vrf.families()
                    .values()
                    .forEach(
                            routes -> {
                                routes.importMap().ifPresent(names::add);
                                routes.exportMap().ifPresent(names::add);
                            });
        }
        names.removeAll(speaker.settings().policies().routeMaps().keySet());
        warned.retainAll(names);
        for (String name : names) {
            if (warned.add(name)) {
                speaker.notice(
                        4,
                        "NOROUTEMAP",
                        "route-map " + name + " is not defined: it matches nothing");
            }
        }
    }
}
