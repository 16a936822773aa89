package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.Service;
import io.culvert.bgp.config.VrfConfig;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/// All tables, and what follows when a path comes or goes. Destinations that changed wait until the event at hand is
/// done with and are then decided once each: best path, label, routing table, imports, and what the peers are told.
final class Rib {
    private record Key(AddressFamily ip, Service service, RouteDistinguisher rd)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::service).thenComparing(Key::ip).thenComparing(Key::rd);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Speaker speaker;
    private final NextHops nextHops;
    private final Decision decision;
    private final LabelBook labels;
    private final Imports imports;
    private final Installer installer;
    private final Advertiser advertiser;
    private final NavigableMap<Key, Table> tables = new TreeMap<>();
    private final NavigableMap<FamilyId, Long> versions = new TreeMap<>();
    private final SequencedSet<Net> dirty = new LinkedHashSet<>();
    private long ages;

    Rib(
            Speaker speaker,
            NextHops nextHops,
            Decision decision,
            LabelBook labels,
            Advertiser advertiser) {
        this.speaker = speaker;
        this.nextHops = nextHops;
        this.decision = decision;
        this.labels = labels;
        this.advertiser = advertiser;
        this.imports = new Imports(speaker, this);
        this.installer = new Installer(speaker);
    }

    Imports imports() {
        return imports;
    }

    /// The age of a path that comes now.
    long nextAge() {
        return ++ages;
    }

    /// The table of a family under a route distinguisher, or under none.
    Table table(FamilyId family, RouteDistinguisher rd) {
        return tables.computeIfAbsent(
                new Key(family.ip(), family.service(), rd),
                key -> new Table(key.ip(), key.service(), key.rd()));
    }

    /// The table of a VRF, or the global one; empty for a VRF without route distinguisher or without the family.
    Optional<Table> vrfTable(Vrf vrf, AddressFamily ip) {
        if (vrf.isGlobal()) {
            return Optional.of(table(FamilyId.unicast(ip, Vrf.GLOBAL), RouteKey.NO_RD));
        }
        return Optional.ofNullable(speaker.settings().vrfs().get(vrf))
                .filter(config -> config.families().containsKey(ip))
                .flatMap(VrfConfig::routeDistinguisher)
                .map(rd -> table(FamilyId.vpn(ip), rd));
    }

    Collection<Table> tables() {
        return tables.values();
    }

    /// How often something changed in a family: the table version of tables.
    long version(AddressFamily ip, Service service) {
        return versions.getOrDefault(new FamilyId(ip, service, Vrf.GLOBAL), 1L);
    }

    /// Says again whose each table is, after the configuration changed.
    void assignOwners() {
        tables.values().forEach(Table::disown);
        speaker.settings()
                .vrfs()
                .forEach(
                        (vrf, config) ->
                                config.families()
                                        .keySet()
                                        .forEach(
                                                ip ->
                                                        vrfTable(vrf, ip)
                                                                .ifPresent(
                                                                        table ->
                                                                                table.owner(vrf))));
        imports.configure();
        tables.values().forEach(table -> table.nets().values().forEach(installer::disown));
    }

    void put(Net net, Path path) {
        var before = net.path(path.origination);
        net.put(path);
        before.ifPresent(old -> nextHops.drop(old, net));
        nextHops.use(path, net);
        dirty.add(net);
    }

    void remove(Net net, Path.Origination origination) {
        var before = net.path(origination);
        if (before.isPresent()) {
            net.remove(origination);
            nextHops.drop(before.get(), net);
            dirty.add(net);
        }
    }

    /// Decides this destination anew.
    void touch(Net net) {
        dirty.add(net);
    }

    void touchAll() {
        tables.values().forEach(table -> dirty.addAll(table.nets().values()));
    }

    void settle() {
        while (!dirty.isEmpty()) {
            decide(dirty.removeFirst());
        }
    }

    private void decide(Net net) {
        Table table = net.table();
        FamilySettings family =
                table.owner()
                        .map(vrf -> speaker.config().family(FamilyId.unicast(table.ip(), vrf)))
                        .orElse(FamilySettings.DEFAULT);
        int most = family.maximumPaths();
        int mostInternal = family.maximumPathsInternal();
        var carriers = decision.decide(net.paths(), decision::carries, most, mostInternal);
        // a VRF tells others the way that it goes itself, if there is one
        boolean isVrf = table.vpn() && table.owner().isPresent();
        var result =
                isVrf && carriers.best().isPresent()
                        ? carriers
                        : decision.decide(net.paths(), decision::isValid, most, mostInternal);
        var vrfResult =
                isVrf
                        ? decision.decide(
                                net.paths(),
                                path -> decision.carries(path) && imports.takes(table, path),
                                most,
                                mostInternal)
                        : carriers;
        boolean changed =
                net.best().orElse(null) != result.best().orElse(null)
                        || net.carrier().orElse(null) != carriers.best().orElse(null)
                        || net.vrfBest().orElse(null) != vrfResult.best().orElse(null)
                        || !net.multipaths().equals(vrfResult.multipaths());
        net.decided(result.best(), carriers.best(), vrfResult.best(), vrfResult.multipaths());
        if (changed) {
            net.version =
                    versions.merge(
                            new FamilyId(table.ip(), table.service(), Vrf.GLOBAL),
                            2L,
                            (old, _) -> old + 1);
        }
        labels.update(net);
        installer.update(net);
        imports.update(net);
        advertiser.changed(net);
        if (net.isEmpty()) {
            table.nets().remove(net.prefix(), net);
        }
    }
}
