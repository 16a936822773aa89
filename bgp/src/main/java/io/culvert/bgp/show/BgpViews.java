package io.culvert.bgp.show;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerKey;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/// Snapshots of a BGP speaker.
public interface BgpViews {
    /// `show ip bgp vpnv4 all`: one section for each route distinguisher that has routes.
    BgpTableView vpnTable(AddressFamily family);

    /// `show ip bgp vpnv4 vrf X` and, for the global VRF, `show ip bgp`.
    BgpTableView table(Vrf vrf, AddressFamily family);

    /// `show ip bgp vpnv4 all A.B.C.D`: the longest match under each route distinguisher.
    List<BgpEntryView> vpnMatches(IpAddress address);

    /// `show ip bgp vpnv4 all P/L`: exactly this prefix.
    List<BgpEntryView> vpnExact(Prefix prefix);

    /// `show ip bgp vpnv4 rd R A.B.C.D`.
    Optional<BgpEntryView> vpnMatch(RouteDistinguisher rd, IpAddress address);

    /// `show ip bgp [vpnv4 vrf X] A.B.C.D`.
    Optional<BgpEntryView> match(Vrf vrf, IpAddress address);

    /// `show ip bgp [vpnv4 vrf X] P/L`: exactly this prefix.
    Optional<BgpEntryView> exact(Vrf vrf, Prefix prefix);

    /// `show bgp rtfilter unicast all`.
    MembershipView memberships();

    /// `show ip bgp ... summary` of one family.
    BgpSummaryView summary(FamilyId family);

    /// `show ip bgp neighbors`.
    List<BgpNeighborView> neighbors();

    Optional<BgpNeighborView> neighbor(PeerKey.Neighbor key);

    /// `show ip bgp ... neighbors X advertised-routes` and its like; empty if there is no such neighbour or it has not this
    /// family.
    Optional<NeighborRoutesView> routes(
            PeerKey.Neighbor key, FamilyId family, NeighborRoutesView.Which which);

    /// What was refused, by name.
    NavigableMap<String, Long> refusals();
}
