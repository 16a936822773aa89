package io.culvert.bgp.show;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;

/// One block of `show ip bgp vpnv4 all A.B.C.D`.
///
/// @param rd empty in the global tables
/// @param best the number of the best path, from 1; 0 if there is none
/// @param vrf the VRF that owns the table: `table cust1`, or `no table`
/// @param updateGroups to which the best path is told
public record BgpEntryView(
        Optional<RouteDistinguisher> rd,
        Prefix prefix,
        long version,
        int best,
        Optional<Vrf> vrf,
        boolean ribFailure,
        List<Integer> updateGroups,
        List<PathView> paths) {
    public BgpEntryView {
        updateGroups = List.copyOf(updateGroups);
        paths = List.copyOf(paths);
    }

    /// @param asPath empty for `Local`
    /// @param importedFrom `imported path from RD:PREFIX`
    /// @param nextHopMetric of an internal path: `(metric N)`
    /// @param nextHopReachable else `(inaccessible)`
    /// @param from the peer's address, 0.0.0.0 for what begins here
    /// @param dynamic `*` in front of the peer's address
    /// @param fromId the peer's identifier, ours for what begins here
    public record PathView(
            String asPath,
            int refreshEpoch,
            Optional<String> importedFrom,
            IpAddress nextHop,
            Optional<Long> nextHopMetric,
            boolean nextHopReachable,
            Optional<Vrf> nextHopVrf,
            IpAddress from,
            boolean dynamic,
            Ipv4Address fromId,
            String origin,
            Optional<Long> metric,
            long localPreference,
            int weight,
            Flags flags,
            boolean atomicAggregate,
            Optional<String> aggregator,
            Optional<Ipv4Address> originator,
            List<Ipv4Address> clusterList,
            List<String> communities,
            List<String> extendedCommunities,
            List<String> largeCommunities,
            LabelPair labels) {
        public PathView {
            clusterList = List.copyOf(clusterList);
            communities = List.copyOf(communities);
            extendedCommunities = List.copyOf(extendedCommunities);
            largeCommunities = List.copyOf(largeCommunities);
        }
    }

    /// The words of the line `Origin ...`, in its order, and `(stale)` of the line before.
    public record Flags(
            boolean valid,
            boolean sourced,
            boolean external,
            boolean internal,
            boolean multipath,
            boolean best,
            boolean receivedOnly,
            boolean stale) {}
}
