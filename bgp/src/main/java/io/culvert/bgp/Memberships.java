package io.culvert.bgp;

import io.culvert.base.Prefix;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.Origin;
import java.util.ArrayList;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The memberships that begin here, RFC 4684 section 3: the targets that our VRFs import; and every target while we pass
/// VPN routes on to a neighbour that cannot say what it wants.
final class Memberships {
    private final Speaker speaker;
    private final Rib rib;
    private final VpnFilter filter;
    private final Sessions sessions;
    private final AttributePool pool;
    private final TreeMap<Prefix, Net> told = new TreeMap<>();

    Memberships(Speaker speaker, Rib rib, VpnFilter filter, Sessions sessions, AttributePool pool) {
        this.speaker = speaker;
        this.rib = rib;
        this.filter = filter;
        this.sessions = sessions;
        this.pool = pool;
    }

    /// Tells what is to be told now.
    ///
    /// @param leaving a peer whose session ends
    void update(@Nullable Peer leaving) {
        var wanted = wanted(leaving);
        var slot = new Path.Origination.Local(BgpEvent.RouteFacts.Kind.CONNECTED);
        for (Prefix old : new ArrayList<>(told.keySet())) {
            Net net = told.get(old);
            if (net != null && !wanted.contains(old)) {
                rib.remove(net, slot);
                told.remove(old);
            }
        }
        for (Prefix membership : wanted) {
            if (!told.containsKey(membership)) {
                Net net = rib.tables().of(FamilyId.RTFILTER, Net.NO_RD).net(membership);
                told.put(membership, net);
                rib.put(net, path());
            }
        }
    }

    private Path path() {
        return Path.local(
                BgpEvent.RouteFacts.Kind.CONNECTED,
                pool.shared(PathAttributes.local(Origin.IGP)),
                Path.LOCAL_WEIGHT,
                rib.nextAge(),
                0,
                Optional.empty());
    }

    private NavigableSet<Prefix> wanted(@Nullable Peer leaving) {
        var all = new TreeSet<Prefix>();
        if (!speaker.isRunning() || !speaker.config().families().containsKey(FamilyId.RTFILTER)) {
            return all;
        }
        long as = speaker.config().as();
        speaker.settings().vrfs().values().stream()
                .filter(vrf -> vrf.routeDistinguisher().isPresent())
                .flatMap(vrf -> vrf.families().values().stream())
                .flatMap(routes -> routes.importTargets().stream())
                .forEach(target -> all.add(Membership.of(as, target)));
        boolean anyIsSilent =
                sessions.peers().values().stream()
                        .anyMatch(peer -> peer != leaving && isSilent(peer));
        if (filter.keepsAll() && anyIsSilent) {
            all.add(Membership.EVERYTHING);
        }
        return all;
    }

    /// Whether a peer takes VPN routes without saying which.
    private static boolean isSilent(Peer peer) {
        return (peer.speaks(FamilyId.VPNV4) || peer.speaks(FamilyId.VPNV6))
                && !peer.speaks(FamilyId.RTFILTER);
    }
}
