package io.culvert.bgp;

import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import java.util.ArrayDeque;

/// All tables, and what follows when a path comes or goes. Destinations that changed wait until the event at hand is
/// done with and are then decided once each: best path, label, routing table, imports, and what the peers are told.
final class Rib {
    private final Speaker speaker;
    private final NextHops nextHops;
    private final Decision decision;
    private final LabelBook labels;
    private final Imports imports;
    private final Installer installer;
    private final Advertiser advertiser;
    private final Tables tables;

    /// Each once: a destination knows whether it is here.
    private final ArrayDeque<Net> dirty = new ArrayDeque<>();
    private long ages;

    Rib(
            Speaker speaker,
            Tables tables,
            NextHops nextHops,
            Decision decision,
            LabelBook labels,
            Advertiser advertiser) {
        this.speaker = speaker;
        this.tables = tables;
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

    Tables tables() {
        return tables;
    }

    /// Says again whose each table is, after the configuration changed.
    void assignOwners() {
        tables.all().forEach(Table::disown);
        speaker.settings()
                .vrfs()
                .forEach(
                        (vrf, config) ->
                                config.families()
                                        .keySet()
                                        .forEach(
                                                ip ->
                                                        tables.ofVrf(vrf, ip)
                                                                .ifPresent(
                                                                        table ->
                                                                                table.owner(vrf))));
        imports.configure();
        tables.all().forEach(table -> table.forEach(this::disown));
    }

    /// Takes back what belongs to who owned the table before.
    private void disown(Net net) {
        installer.disown(net);
        advertiser.disown(net);
    }

    void put(Net net, Path path) {
        var before = net.path(path.origination);
        nextHops.use(path, net);
        net.put(path);
        if (before.isPresent()) {
            nextHops.drop(before.get(), net);
        }
        touch(net);
    }

    void remove(Net net, Path.Origination origination) {
        var before = net.path(origination);
        if (before.isPresent()) {
            net.remove(origination);
            nextHops.drop(before.get(), net);
            touch(net);
        }
    }

    /// Decides this destination anew.
    void touch(Net net) {
        if (!net.dirty) {
            net.dirty = true;
            dirty.add(net);
        }
    }

    void touchAll() {
        tables.all().forEach(table -> table.forEach(this::touch));
    }

    /// Decides what waits, but no more than so many destinations.
    void settle(int most) {
        for (int i = 0; i < most && !dirty.isEmpty(); i++) {
            Net net = dirty.remove();
            net.dirty = false;
            decide(net);
        }
    }

    boolean isSettled() {
        return dirty.isEmpty();
    }

    private void decide(Net net) {
        Table table = net.table();
        var paths = net.paths();
        var owner = table.owner();
        FamilySettings family =
                owner.isPresent() ? settings(table, owner.get()) : FamilySettings.DEFAULT;
        int most = family.maximumPaths();
        int mostInternal = family.maximumPathsInternal();
        var carriers = decision.decide(paths, decision.carrying, most, mostInternal);
        // a VRF tells others the way that it goes itself, if there is one
        boolean isVrf = table.vpn() && owner.isPresent();
        var result =
                isVrf && carriers.best().isPresent()
                        ? carriers
                        : decision.decide(paths, decision.valid, most, mostInternal);
        var vrfResult =
                isVrf
                        ? decision.decide(
                                paths,
                                path -> decision.carries(path) && imports.takes(table, path),
                                most,
                                mostInternal)
                        : carriers;
        if (net.decided(result.best(), carriers.best(), vrfResult)) {
            net.version = table.version().next();
        }
        labels.update(net);
        installer.update(net);
        imports.update(net);
        advertiser.changed(net);
        tables.release(net);
    }

    private FamilySettings settings(Table table, Vrf vrf) {
        return speaker.config().family(FamilyId.unicast(table.ip(), vrf));
    }
}
