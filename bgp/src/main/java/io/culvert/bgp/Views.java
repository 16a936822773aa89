package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.Service;
import io.culvert.bgp.show.BgpEntryView;
import io.culvert.bgp.show.BgpNeighborView;
import io.culvert.bgp.show.BgpSummaryView;
import io.culvert.bgp.show.BgpTableView;
import io.culvert.bgp.show.BgpViews;
import io.culvert.bgp.show.MembershipView;
import io.culvert.bgp.show.NeighborRoutesView;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.LargeCommunity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The displays, read off the tables.
final class Views implements BgpViews {
    private static final int BGP_VERSION = 4;

    private final Speaker speaker;
    private final Instant now;
    private final Rib rib;
    private final Decision decision;
    private final TableRows rows;
    private final Sessions sessions;
    private final Advertiser advertiser;

    Views(
            Speaker speaker,
            Rib rib,
            Decision decision,
            Sessions sessions,
            Advertiser advertiser,
            Instant now) {
        this.now = now;
        this.speaker = speaker;
        this.rib = rib;
        this.decision = decision;
        rows = new TableRows(decision);
        this.sessions = sessions;
        this.advertiser = advertiser;
    }

    @Override
    public BgpTableView vpnTable(AddressFamily family) {
        return view(family, true, vpnTables(family));
    }

    private List<Table> vpnTables(AddressFamily family) {
        return rib.tables().all().stream()
                .filter(table -> table.vpn() && table.ip() == family && !table.sorted().isEmpty())
                .toList();
    }

    @Override
    public BgpTableView table(Vrf vrf, AddressFamily family) {
        return view(family, !vrf.isGlobal(), rib.tables().ofVrf(vrf, family).stream().toList());
    }

    private BgpTableView view(AddressFamily family, boolean vpn, List<Table> tables) {
        var sections = tables.stream().map(this::section).toList();
        return new BgpTableView(
                version(family, vpn ? Service.VPN : Service.UNICAST), speaker.routerId(), sections);
    }

    private long version(AddressFamily family, Service service) {
        return rib.tables().version(new FamilyId(family, service, Vrf.GLOBAL)).now();
    }

    private BgpTableView.Section section(Table table) {
        var shown = new ArrayList<BgpTableView.Row>();
        for (Net net : table.sorted()) {
            boolean first = true;
            for (Path path : net.paths()) {
                if (!path.denied()) {
                    shown.add(rows.row(net, path, first));
                    first = false;
                }
            }
        }
        return new BgpTableView.Section(rd(table), vrf(table), shown);
    }

    static Optional<RouteDistinguisher> rd(Table table) {
        return table.vpn() ? Optional.of(table.rd()) : Optional.empty();
    }

    static Optional<Vrf> vrf(Table table) {
        return table.owner().filter(vrf -> !vrf.isGlobal());
    }

    @Override
    public List<BgpEntryView> vpnMatches(IpAddress address) {
        return vpnTables(address.family()).stream()
                .flatMap(table -> longest(table, address).stream())
                .map(this::entry)
                .toList();
    }

    @Override
    public List<BgpEntryView> vpnExact(Prefix prefix) {
        return vpnTables(prefix.family()).stream()
                .flatMap(table -> table.find(prefix).filter(Net::hasPaths).stream())
                .map(this::entry)
                .toList();
    }

    @Override
    public Optional<BgpEntryView> vpnMatch(RouteDistinguisher rd, IpAddress address) {
        return vpnTables(address.family()).stream()
                .filter(table -> table.rd().equals(rd))
                .findFirst()
                .flatMap(table -> longest(table, address))
                .map(this::entry);
    }

    @Override
    public Optional<BgpEntryView> match(Vrf vrf, IpAddress address) {
        return rib.tables()
                .ofVrf(vrf, address.family())
                .flatMap(table -> longest(table, address))
                .map(this::entry);
    }

    @Override
    public Optional<BgpEntryView> exact(Vrf vrf, Prefix prefix) {
        return rib.tables()
                .ofVrf(vrf, prefix.family())
                .flatMap(table -> table.find(prefix).filter(Net::hasPaths))
                .map(this::entry);
    }

    private static Optional<Net> longest(Table table, IpAddress address) {
        for (int length = address.family().bits(); length >= 0; length--) {
            var net = table.find(Prefix.containing(address, length)).filter(Net::hasPaths);
            if (net.isPresent()) {
                return net;
            }
        }
        return Optional.empty();
    }

    private BgpEntryView entry(Net net) {
        var paths = new ArrayList<BgpEntryView.PathView>();
        int best = 0;
        for (Path path : net.paths()) {
            paths.add(path(net, path));
            best = rows.isBest(net, path) ? paths.size() : best;
        }
        return new BgpEntryView(
                rd(net.table()),
                net.prefix(),
                net.version,
                best,
                vrf(net.table()),
                net.ribFailure(),
                advertiser.toldTo(net),
                paths);
    }

    private BgpEntryView.PathView path(Net net, Path path) {
        var attributes = path.attributes;
        var peer = path.peer();
        Optional<String> imported =
                path.origination instanceof Path.Origination.Imported(var from, _)
                        ? Optional.of(from.toString())
                        : Optional.empty();
        var flags =
                new BgpEntryView.Flags(
                        rows.isUsable(net, path),
                        path.isLocal() && !path.isImported(),
                        path.isExternal(),
                        path.isInternal(),
                        TableRows.isMultipath(net, path),
                        rows.isBest(net, path),
                        path.denied(),
                        TableRows.isStale(net, path));
        return new BgpEntryView.PathView(
                attributes.asPath().toString(),
                path.epoch,
                imported,
                TableRows.nextHop(net, path),
                path.isInternal() ? decision.metricOf(path) : Optional.empty(),
                rows.isUsable(net, path),
                Optional.of(path.nextHopVrf()).filter(vrf -> !vrf.isGlobal()),
                peer.map(Peer::address).orElse(nextHopless(net)),
                peer.map(Peer::dynamic).orElse(false),
                peer.map(Peer::remoteId).orElse(speaker.routerId()),
                attributes.origin().name(),
                attributes.med(),
                attributes
                        .localPreference()
                        .orElse((long) speaker.config().defaultLocalPreference()),
                path.weight,
                flags,
                attributes.atomicAggregate(),
                attributes.aggregator().map(a -> a.as() + " " + a.router()),
                attributes.originatorId(),
                attributes.clusterList(),
                attributes.communityTexts(),
                attributes.extendedCommunityTexts(),
                attributes.largeCommunities().stream().map(LargeCommunity::toString).toList(),
                TableRows.labels(net, path));
    }

    private static IpAddress nextHopless(Net net) {
        return net.table().ip() == AddressFamily.IPV4 ? Ipv4Address.ANY : Ipv6Address.ANY;
    }

    @Override
    public BgpSummaryView summary(FamilyId family) {
        int networks = 0;
        int paths = 0;
        for (Table table : rib.tables().all()) {
            if (table.isAbout(family)) {
                for (Net net : table.sorted()) {
                    networks++;
                    paths += net.paths().size();
                }
            }
        }
        boolean inVrf = !family.vrf().isGlobal();
        long version = version(family.ip(), inVrf ? Service.VPN : family.service());
        var rows =
                sessions.peers().values().stream()
                        .flatMap(
                                peer ->
                                        peer.families().keySet().stream()
                                                .filter(each -> isListed(each, family))
                                                .map(each -> row(peer, each, version)))
                        .toList();
        var ranges =
                speaker.config().listenRanges().stream()
                        .filter(range -> range.vrf().equals(family.vrf()))
                        .map(range -> new BgpSummaryView.Range(range.range(), range.peerGroup()))
                        .toList();
        int dynamics = (int) sessions.peers().values().stream().filter(Peer::dynamic).count();
        return new BgpSummaryView(
                speaker.routerId(),
                speaker.config().as(),
                version,
                networks,
                paths,
                rows,
                ranges,
                dynamics,
                speaker.config().listenLimit());
    }

    /// The VPN families list the neighbours within VRFs, too, as their routes stand in the VPN table.
    private static boolean isListed(FamilyId family, FamilyId shown) {
        return family.equals(shown)
                || shown.vpn() && family.ip() == shown.ip() && !family.vrf().isGlobal();
    }

    private BgpSummaryView.Row row(Peer peer, FamilyId family, long version) {
        boolean up = peer.isEstablished();
        int waiting = up ? peer.state(family).outbox.size() : 0;
        return new BgpSummaryView.Row(
                peer.address(),
                peer.key().vrf(),
                peer.dynamic(),
                BGP_VERSION,
                peer.agreed()
                        .map(Negotiated::remoteAs)
                        .or(() -> peer.settings().remoteAs())
                        .orElse(0L),
                peer.messages.received,
                peer.messages.sent,
                up ? version : 1,
                0,
                waiting,
                peer.changedAt.map(at -> Duration.between(at, now)),
                stateOf(peer),
                up ? Optional.of(peer.state(family).prefixes) : Optional.empty());
    }

    /// As IOS prints it, with the reason of a session that rests.
    private String stateOf(Peer peer) {
        if (peer.settings().shutdown().orElse(false)) {
            return "Idle (Admin)";
        }
        return peer.stopped ? "Idle (PfxCt)" : peer.state().title();
    }

    @Override
    public MembershipView memberships() {
        var rows = new ArrayList<MembershipView.Row>();
        for (BgpTableView.Row row : section(rib.tables().of(FamilyId.RTFILTER, Net.NO_RD)).rows()) {
            rows.add(
                    new MembershipView.Row(
                            Membership.text(row.prefix()),
                            row.firstOfPrefix(),
                            row.status(),
                            row.nextHop(),
                            row.metric(),
                            row.localPreference(),
                            row.weight(),
                            row.path(),
                            row.origin()));
        }
        long version = version(AddressFamily.IPV4, Service.ROUTE_TARGET);
        return new MembershipView(version, speaker.routerId(), rows);
    }

    @Override
    public List<BgpNeighborView> neighbors() {
        return sessions.peers().values().stream().map(this::neighbor).toList();
    }

    @Override
    public Optional<BgpNeighborView> neighbor(PeerKey.Neighbor key) {
        return Optional.ofNullable(sessions.peers().get(key)).map(this::neighbor);
    }

    @Override
    public Optional<NeighborRoutesView> routes(
            PeerKey.Neighbor key, FamilyId family, NeighborRoutesView.Which which) {
        Optional<Peer> peer =
                Optional.ofNullable(sessions.peers().get(key))
                        .filter(found -> found.families().containsKey(family));
        Service service = family.vrf().isGlobal() ? family.service() : Service.VPN;
        return peer.map(
                found ->
                        new NeighborRoutes(rib.tables(), rows, advertiser, found, family)
                                .view(which, version(family.ip(), service), speaker.routerId()));
    }

    private BgpNeighborView neighbor(Peer peer) {
        var agreed = peer.agreed();
        var configured = SessionTimers.configured(speaker, peer);
        return new BgpNeighborView(
                peer.address(),
                peer.key().vrf(),
                peer.dynamic(),
                peer.external(),
                agreed.map(Negotiated::remoteAs).or(() -> peer.settings().remoteAs()).orElse(0L),
                speaker.localAs(peer),
                peer.group(),
                peer.settings().description(),
                peer.settings().shutdown().orElse(false),
                agreed.map(Negotiated::remoteId).orElse(Ipv4Address.ANY),
                stateOf(peer),
                peer.changedAt.map(at -> Duration.between(at, now)),
                peer.connection().map(Connection::local),
                agreed.map(Negotiated::holdSeconds).orElse(configured.holdSeconds()),
                agreed.map(Negotiated::keepaliveSeconds).orElse(configured.keepaliveSeconds()),
                agreed.filter(Negotiated::routeRefresh).isPresent(),
                agreed.filter(Negotiated::enhancedRefresh).isPresent(),
                agreed.filter(a -> a.codec().fourOctetAs()).isPresent(),
                agreed.filter(Negotiated::extendedMessage).isPresent(),
                gracefulRestart(peer),
                peer.established,
                peer.dropped,
                peer.lastReset,
                new BgpNeighborView.Traffic(peer.messages.sent, peer.messages.received),
                new BgpNeighborView.Traffic(peer.updates.sent, peer.updates.received),
                peer.families().keySet().stream().map(family -> family(peer, family)).toList());
    }

    private BgpNeighborView.GracefulRestartView gracefulRestart(Peer peer) {
        var settings = speaker.config().gracefulRestart();
        return new BgpNeighborView.GracefulRestartView(
                StaleRoutes.isEnabled(speaker, peer),
                settings.restartSeconds(),
                settings.stalePathSeconds(),
                peer.agreed().flatMap(Negotiated::gracefulRestart).map(this::remote));
    }

    private BgpNeighborView.RemoteRestart remote(Capability.GracefulRestart said) {
        return new BgpNeighborView.RemoteRestart(
                said.seconds(),
                said.notification(),
                said.entries().stream()
                        .map(
                                entry ->
                                        new BgpNeighborView.PreservedFamily(
                                                entry.family().toString(), entry.isPreserved()))
                        .toList());
    }

    private BgpNeighborView.FamilyView family(Peer peer, FamilyId family) {
        boolean speaks = peer.speaks(family);
        var group = advertiser.groupOf(peer, family);
        int told = group.map(found -> advertiser.toldTo(peer, found)).orElse(0);
        return new BgpNeighborView.FamilyView(
                family,
                speaks,
                group.map(UpdateGroup::number),
                speaks ? peer.state(family).prefixes : 0,
                told,
                speaks ? peer.state(family).outbox.size() : 0,
                speaks && peer.state(family).endOfRibReceived);
    }

    @Override
    public NavigableMap<String, Long> refusals() {
        return new TreeMap<>(speaker.refusals());
    }
}
