package io.culvert.bgp.config;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// One `address-family` block of `router bgp`.
///
/// @param defaultInformationOriginate lets 0.0.0.0/0 and ::/0 be redistributed
/// @param maximumPaths external multipath
/// @param maximumPathsInternal internal multipath
/// @param peers what is said of neighbours and peer groups in this block
public record FamilySettings(
        List<Redistribution> redistributions,
        List<NetworkStatement> networks,
        boolean defaultInformationOriginate,
        int maximumPaths,
        int maximumPathsInternal,
        NavigableMap<PeerKey, PeerFamilySettings> peers) {
    public static final FamilySettings DEFAULT =
            new FamilySettings(List.of(), List.of(), false, 1, 1, Collections.emptyNavigableMap());

    public FamilySettings {
        redistributions = List.copyOf(redistributions);
        networks = List.copyOf(networks);
        peers = Collections.unmodifiableNavigableMap(new TreeMap<>(peers));
    }

    /// What this block says of `peer`; nothing if it does not name it.
    public PeerFamilySettings peer(PeerKey peer) {
        return peers.getOrDefault(peer, PeerFamilySettings.EMPTY);
    }

    public FamilySettings withPeer(PeerKey peer, PeerFamilySettings settings) {
        var all = new TreeMap<PeerKey, PeerFamilySettings>(peers);
        all.put(peer, settings);
        return withPeers(all);
    }

    public FamilySettings withRedistributions(List<Redistribution> value) {
        return new FamilySettings(
                value,
                networks,
                defaultInformationOriginate,
                maximumPaths,
                maximumPathsInternal,
                peers);
    }

    public FamilySettings withNetworks(List<NetworkStatement> value) {
        return new FamilySettings(
                redistributions,
                value,
                defaultInformationOriginate,
                maximumPaths,
                maximumPathsInternal,
                peers);
    }

    public FamilySettings withDefaultInformationOriginate(boolean value) {
        return new FamilySettings(
                redistributions, networks, value, maximumPaths, maximumPathsInternal, peers);
    }

    public FamilySettings withMaximumPaths(int value) {
        return new FamilySettings(
                redistributions,
                networks,
                defaultInformationOriginate,
                value,
                maximumPathsInternal,
                peers);
    }

    public FamilySettings withMaximumPathsInternal(int value) {
        return new FamilySettings(
                redistributions, networks, defaultInformationOriginate, maximumPaths, value, peers);
    }

    public FamilySettings withPeers(NavigableMap<PeerKey, PeerFamilySettings> value) {
        return new FamilySettings(
                redistributions,
                networks,
                defaultInformationOriginate,
                maximumPaths,
                maximumPathsInternal,
                value);
    }
}
