package io.culvert.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.bgp.show.NeighborRoutesView.Which;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Adj-RIB-In and the Adj-RIB-Out of one neighbour in one family (RFC 4271 section 3.2), as displays ask for them. What was
/// sent is shown as it stands in our own table, as IOS does: with the next hop and the path that it has here.
final class NeighborRoutes {
    private final Tables tables;
    private final TableRows rows;
    private final Advertiser advertiser;
    private final Peer peer;
    private final FamilyId family;

    NeighborRoutes(
            Tables tables, TableRows rows, Advertiser advertiser, Peer peer, FamilyId family) {
        this.tables = tables;
        this.rows = rows;
        this.advertiser = advertiser;
        this.peer = peer;
        this.family = family;
    }

    NeighborRoutesView view(Which which, long version, Ipv4Address routerId) {
        boolean kept =
                which != Which.RECEIVED
                        || peer.family(family).softReconfigurationInbound().orElse(false);
        List<BgpTableView.Section> sections =
                kept
                        ? tables.all().stream()
                                .filter(table -> table.isAbout(family))
                                .map(table -> section(table, which))
                                .filter(section -> !section.rows().isEmpty())
                                .toList()
                        : List.of();
        return new NeighborRoutesView(
                which,
                family.ip(),
                kept,
                which == Which.ADVERTISED && originatesDefault(),
                new BgpTableView(version, routerId, sections));
    }

    private BgpTableView.Section section(Table table, Which which) {
        var all = new ArrayList<BgpTableView.Row>();
        for (Net net : table.sorted()) {
            row(net, which).ifPresent(all::add);
        }
        return new BgpTableView.Section(Views.rd(table), Views.vrf(table), all);
    }

    private Optional<BgpTableView.Row> row(Net net, Which which) {
        return switch (which) {
            case ADVERTISED -> sent(net).map(path -> rows.row(net, path, true));
            case ACCEPTED ->
                    net.path(peer.origination())
                            .filter(path -> !path.denied())
                            .map(path -> rows.row(net, path, true));
            case RECEIVED ->
                    net.path(peer.origination())
                            .flatMap(
                                    path ->
                                            path.received()
                                                    .map(sent -> rows.received(net, path, sent)));
        };
    }

    private Optional<Path> sent(Net net) {
        return advertiser
                .groupOf(peer, family)
                .filter(_ -> isTold(net) && !isOriginated(net))
                .flatMap(group -> ExportPolicy.toTell(group, net));
    }

    private boolean isTold(Net net) {
        return peer.state(family).outbox.isTold(net);
    }

    /// `default-originate` tells of a default route whether or not there is one.
    private boolean isOriginated(Net net) {
        return net.prefix().isDefault()
                && !family.vpn()
                && peer.family(family).defaultOriginate().isPresent();
    }

    private boolean originatesDefault() {
        return tables.all().stream()
                .filter(table -> table.isAbout(family))
                .flatMap(table -> table.find(table.defaultPrefix()).stream())
                .anyMatch(net -> isOriginated(net) && isTold(net));
    }
}
