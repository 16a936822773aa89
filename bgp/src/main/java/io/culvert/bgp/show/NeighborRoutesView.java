package io.culvert.bgp.show;

import io.culvert.base.AddressFamily;

/// The routes of one neighbour in one family: `show ip bgp ... neighbors X advertised-routes`, `routes` and `received-routes`.
///
/// @param kept whether there is something to tell; what was received is kept only with `soft-reconfiguration inbound`
/// @param originatesDefault whether the neighbour is told of a default route by `default-originate`, which is not in the table
/// @param table as this router has the routes, what was received as it came
public record NeighborRoutesView(
        Which which,
        AddressFamily ip,
        boolean kept,
        boolean originatesDefault,
        BgpTableView table) {
    public enum Which {
        /// What it is told, by the outbound policy.
        ADVERTISED,
        /// What it told and the inbound policy took.
        ACCEPTED,
        /// What it told, before the inbound policy.
        RECEIVED
    }

    /// With those of a neighbour that has the same address in another VRF.
    public NeighborRoutesView and(NeighborRoutesView other) {
        return new NeighborRoutesView(
                which,
                ip,
                kept || other.kept,
                originatesDefault || other.originatesDefault,
                table.and(other.table));
    }

    /// How many destinations there are.
    public long prefixes() {
        return table.sections().stream()
                        .flatMap(section -> section.rows().stream())
                        .filter(BgpTableView.Row::firstOfPrefix)
                        .count()
                + (originatesDefault ? 1 : 0);
    }
}
