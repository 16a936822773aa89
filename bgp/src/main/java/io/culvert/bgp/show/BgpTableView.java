package io.culvert.bgp.show;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The rows of `show ip bgp vpnv4 all` and of `... label`.
public record BgpTableView(long version, Ipv4Address routerId, List<Section> sections) {
    public BgpTableView {
        sections = List.copyOf(sections);
    }

    public BgpTableView and(BgpTableView other) {
        return new BgpTableView(
                version,
                routerId,
                Stream.concat(sections.stream(), other.sections.stream()).toList());
    }

    /// What is there under one route distinguisher.
    public BgpTableView only(RouteDistinguisher rd) {
        return new BgpTableView(
                version,
                routerId,
                sections.stream()
                        .filter(section -> section.rd().filter(rd::equals).isPresent())
                        .toList());
    }

    /// @param rd empty in the global tables
    /// @param vrf the local VRF that owns the route distinguisher
    public record Section(Optional<RouteDistinguisher> rd, Optional<Vrf> vrf, List<Row> rows) {
        public Section {
            rows = List.copyOf(rows);
        }
    }

    /// One path. Those of a prefix follow each other, the network being printed with the first.
    ///
    /// @param firstOfPrefix whether the network is printed
    /// @param nextHop 0.0.0.0 for what begins here
    /// @param localPreference empty where the column is blank
    /// @param path the AS path, empty for none, without the origin
    /// @param origin `i`, `e` or `?`
    public record Row(
            Prefix prefix,
            boolean firstOfPrefix,
            Status status,
            IpAddress nextHop,
            Optional<Long> metric,
            Optional<Long> localPreference,
            int weight,
            String path,
            char origin,
            LabelPair labels) {}

    /// The columns in front: `*`, `>`, `i`, `r`, `S`, `m`.
    public record Status(
            boolean valid,
            boolean best,
            boolean internal,
            boolean ribFailure,
            boolean stale,
            boolean multipath) {}
}
