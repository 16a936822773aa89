package io.culvert.bgp.show;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import java.util.List;
import java.util.Optional;

/// `show bgp rtfilter unicast all`.
public record MembershipView(long version, Ipv4Address routerId, List<Row> rows) {
    public MembershipView {
        rows = List.copyOf(rows);
    }

    /// One path of a membership, as [BgpTableView.Row] has one of a prefix.
    ///
    /// @param membership origin AS, type of the target, target; `0:0:0:0` for all targets
    public record Row(
            String membership,
            boolean first,
            BgpTableView.Status status,
            IpAddress nextHop,
            Optional<Long> metric,
            Optional<Long> localPreference,
            int weight,
            String path,
            char origin) {}
}
