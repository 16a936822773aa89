package io.culvert.bgp.config;

import io.culvert.base.Ipv4Address;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// `router bgp AS` and all below it.
///
/// @param routerId chosen from the interfaces if empty
/// @param ebgpRequiresPolicy RFC 8212; off as on IOS (decision D2)
/// @param defaultIpv4Unicast activates IPv4 unicast for neighbours that no block names
/// @param defaultRouteTargetFilter drops VPN routes that no VRF imports, unless we pass VPN routes on
/// @param compareRouterId decides between external paths by router identifier instead of age
/// @param clusterId RFC 4456; the router identifier if empty
/// @param enforceFirstAs external paths must begin with the AS of the neighbour
/// @param gracefulRestart RFC 4724; off as on IOS
/// @param listenLimit how many dynamic neighbours there may be
public record BgpConfig(
        long as,
        Optional<Ipv4Address> routerId,
        boolean logNeighborChanges,
        boolean ebgpRequiresPolicy,
        boolean defaultIpv4Unicast,
        boolean defaultRouteTargetFilter,
        BgpTimers timers,
        int defaultLocalPreference,
        boolean alwaysCompareMed,
        boolean compareRouterId,
        Optional<Ipv4Address> clusterId,
        boolean enforceFirstAs,
        GracefulRestart gracefulRestart,
        List<ListenRange> listenRanges,
        int listenLimit,
        NavigableMap<String, PeerSettings> peerGroups,
        NavigableMap<PeerKey.Neighbor, NeighborConfig> neighbors,
        NavigableMap<FamilyId, FamilySettings> families) {
    public static final int LISTEN_LIMIT = 100;
    public static final int LISTEN_LIMIT_MAX = 5_000;
    public static final int LOCAL_PREFERENCE = 100;

    public BgpConfig {
        if (as < 1 || as > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("AS number " + as);
        }
        listenRanges = List.copyOf(listenRanges);
        peerGroups = Collections.unmodifiableNavigableMap(new TreeMap<>(peerGroups));
        neighbors = Collections.unmodifiableNavigableMap(new TreeMap<>(neighbors));
        families = Collections.unmodifiableNavigableMap(new TreeMap<>(families));
    }

    /// `router bgp AS` with nothing below it.
    public static BgpConfig of(long as) {
        return new BgpConfig(
                as,
                Optional.empty(),
                true,
                false,
                true,
                true,
                BgpTimers.DEFAULT,
                LOCAL_PREFERENCE,
                false,
                false,
                Optional.empty(),
                true,
                GracefulRestart.DEFAULT,
                List.of(),
                LISTEN_LIMIT,
                Collections.emptyNavigableMap(),
                Collections.emptyNavigableMap(),
                Collections.emptyNavigableMap());
    }

    public FamilySettings family(FamilyId id) {
        return families.getOrDefault(id, FamilySettings.DEFAULT);
    }

    public BgpConfig withFamily(FamilyId id, FamilySettings settings) {
        var all = new TreeMap<FamilyId, FamilySettings>(families);
        all.put(id, settings);
        return withFamilies(all);
    }

    public BgpConfig withNeighbor(PeerKey.Neighbor key, NeighborConfig neighbor) {
        var all = new TreeMap<PeerKey.Neighbor, NeighborConfig>(neighbors);
        all.put(key, neighbor);
        return withNeighbors(all);
    }

    public BgpConfig withPeerGroup(String name, PeerSettings settings) {
        var all = new TreeMap<String, PeerSettings>(peerGroups);
        all.put(name, settings);
        return withPeerGroups(all);
    }

    /// The settings of a neighbour, those of its peer group included.
    public PeerSettings effective(NeighborConfig neighbor) {
        return neighbor.settings().over(group(neighbor.peerGroup()));
    }

    /// The settings of a peer group; empty ones if there is none.
    public PeerSettings group(Optional<String> name) {
        return name.map(peerGroups::get).orElse(PeerSettings.EMPTY);
    }

    /// The settings of a neighbour in one family, those of its peer group included.
    public PeerFamilySettings effective(
            FamilyId id, PeerKey.Neighbor key, Optional<String> peerGroup) {
        FamilySettings family = family(id);
        PeerFamilySettings group =
                peerGroup
                        .map(name -> family.peer(new PeerKey.Group(name)))
                        .orElse(PeerFamilySettings.EMPTY);
        PeerFamilySettings all = family.peer(key).over(group);
        boolean byDefault = defaultIpv4Unicast && id.equals(FamilyId.IPV4);
        return all.activate().isEmpty() ? all.withActivate(Optional.of(byDefault)) : all;
    }

    public BgpConfig withAs(long value) {
        return new BgpConfig(
                value,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withRouterId(Optional<Ipv4Address> value) {
        return new BgpConfig(
                as,
                value,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withLogNeighborChanges(boolean value) {
        return new BgpConfig(
                as,
                routerId,
                value,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withEbgpRequiresPolicy(boolean value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                value,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withDefaultIpv4Unicast(boolean value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                value,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withDefaultRouteTargetFilter(boolean value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                value,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withTimers(BgpTimers value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                value,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withDefaultLocalPreference(int value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                value,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withAlwaysCompareMed(boolean value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                value,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withCompareRouterId(boolean value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                value,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withClusterId(Optional<Ipv4Address> value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                value,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withEnforceFirstAs(boolean value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                value,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withGracefulRestart(GracefulRestart value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                value,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withListenRanges(List<ListenRange> value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                value,
                listenLimit,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withListenLimit(int value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                value,
                peerGroups,
                neighbors,
                families);
    }

    public BgpConfig withPeerGroups(NavigableMap<String, PeerSettings> value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                value,
                neighbors,
                families);
    }

    public BgpConfig withNeighbors(NavigableMap<PeerKey.Neighbor, NeighborConfig> value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                value,
                families);
    }

    public BgpConfig withFamilies(NavigableMap<FamilyId, FamilySettings> value) {
        return new BgpConfig(
                as,
                routerId,
                logNeighborChanges,
                ebgpRequiresPolicy,
                defaultIpv4Unicast,
                defaultRouteTargetFilter,
                timers,
                defaultLocalPreference,
                alwaysCompareMed,
                compareRouterId,
                clusterId,
                enforceFirstAs,
                gracefulRestart,
                listenRanges,
                listenLimit,
                peerGroups,
                neighbors,
                value);
    }
}
