package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.rib.Forwarding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Keeps the forwarding image up with what the control side knows: interfaces, routes in force, labels. A changed route costs
/// itself and its labels. Anything else ([#surroundingsChanged]) costs the interfaces, and of the routes those alone that rest on
/// more than themselves ([ImageEntries#takePassing]); unless an interface is gone, or has another number or nature, while routes
/// still lead out of it: then all are made anew.
final class ImageCompiler {
    /// What entries say of an interface.
    private record Nature(int index, boolean isTunnel, boolean isMultipoint, boolean isEndpoint) {
        static Nature of(InterfaceState state) {
            return new Nature(
                    state.index(), state.isTunnel(), state.isMultipoint(), state.isEndpoint());
        }
    }

    private record Place(Vrf vrf, Prefix prefix) {}

    private final Works works;
    private final Builder image = new Builder();
    private final ImageEntries entries;
    private final ImageLabels labels;

    private final Map<Vrf, TreeMap<Prefix, Optional<Forwarding>>> changed = new TreeMap<>();
    private boolean areSurroundingsStale = true;
    private boolean isStale = true;

    /// Routes that are made anew whenever anything but a route changes.
    private final Map<Vrf, TreeSet<Prefix>> passing = new TreeMap<>();

    private SortedMap<Vrf, Integer> tables = new TreeMap<>();
    private Map<InterfaceName, Nature> natures = new LinkedHashMap<>();
    private Map<Vrf, TreeSet<Prefix>> gaps = new TreeMap<>();

    ImageCompiler(Works works) {
        this.works = works;
        entries = new ImageEntries(works, image);
        labels = new ImageLabels(works, image, entries);
    }

    void routeChanged(Vrf vrf, Prefix prefix, Optional<Forwarding> inForce) {
        changed.computeIfAbsent(vrf, _ -> new TreeMap<>()).put(prefix, inForce);
        isStale = true;
    }

    void nextHopChanged(Vrf vrf, IpAddress nextHop) {
        labels.nextHopChanged(vrf, nextHop);
        isStale = true;
    }

    void labelChanged(Label label) {
        labels.changed(label);
        isStale = true;
    }

    /// Anything but a route or a label changed.
    void surroundingsChanged() {
        areSurroundingsStale = true;
        isStale = true;
    }

    /// The image as it has to be now, if it may be another than the last time.
    Optional<ForwardingImage> refresh() {
        if (!isStale) {
            return Optional.empty();
        }
        isStale = false;
        boolean wereSurroundingsStale = areSurroundingsStale;
        areSurroundingsStale = false;
        if (wereSurroundingsStale) {
            refreshTables();
            refreshGaps();
            labels.surroundingsChanged();
            remakePassing();
        }
        changed.forEach(
                (vrf, routes) ->
                        routes.forEach(
                                (prefix, inForce) -> {
                                    set(vrf, prefix, inForce);
                                    labels.routeChanged(vrf, prefix);
                                }));
        changed.clear();
        labels.refresh();
        if (wereSurroundingsStale) {
            refreshInterfaces();
        }
        return Optional.of(image.build());
    }

    private void set(Vrf vrf, Prefix prefix, Optional<Forwarding> inForce) {
        Integer table = tables.get(vrf);
        if (table == null) {
            return; // the VRF is gone, and its table with it
        }
        TreeSet<Prefix> passingHere = passing.get(vrf);
        if (passingHere != null) {
            passingHere.remove(prefix);
        }
        if (inForce.isPresent()) {
            entries.takePassing();
            image.route(table, prefix, entries.entry(vrf, inForce.get()));
            if (entries.takePassing()) {
                passing.computeIfAbsent(vrf, _ -> new TreeSet<>()).add(prefix);
            }
        } else if (gaps.getOrDefault(vrf, new TreeSet<>()).contains(prefix)) {
            image.route(table, prefix, image.entry(new Entry.Discard(Drop.INTERFACE_DOWN)));
        } else {
            image.unroute(table, prefix);
        }
    }

    private void remakePassing() {
        var places = new ArrayList<Place>();
        passing.forEach(
                (vrf, prefixes) -> prefixes.forEach(prefix -> places.add(new Place(vrf, prefix))));
        places.forEach(
                place ->
                        set(
                                place.vrf(),
                                place.prefix(),
                                works.ribEngine.find(place.vrf(), place.prefix())));
    }

    private void remake(Vrf vrf) {
        for (Forwarding each : works.ribEngine.routes(vrf)) {
            set(vrf, each.route().prefix(), Optional.of(each));
        }
    }

    // --- everything but routes and labels ---

    /// VRFs came, went or have other numbers.
    private void refreshTables() {
        var now = new TreeMap<>(works.tables.all());
        if (!now.equals(tables)) {
            SortedMap<Vrf, Integer> before = tables;
            tables = now;
            before.forEach(
                    (vrf, table) -> {
                        if (!table.equals(now.get(vrf))) {
                            image.table(table, RouteTable.EMPTY, Ipv4Address.ANY);
                            image.address6(table, Ipv6Address.ANY);
                            passing.remove(vrf);
                            gaps.remove(vrf);
                        }
                    });
            now.forEach(
                    (vrf, table) -> {
                        if (!table.equals(before.get(vrf))) {
                            remake(vrf);
                        }
                    });
            labels.allChanged();
        }
        var own4 = new TreeMap<Vrf, Ipv4Address>();
        var own6 = new TreeMap<Vrf, Ipv6Address>();
        for (InterfaceState state : works.interfaces.all()) {
            if (state.protocolUp()) {
                state.primaryAddress()
                        .filter(Ipv4Address.class::isInstance)
                        .map(Ipv4Address.class::cast)
                        .ifPresent(address -> own4.putIfAbsent(state.vrf(), address));
                state.globalIpv6().ifPresent(address -> own6.putIfAbsent(state.vrf(), address));
            }
        }
        tables.forEach(
                (vrf, table) -> {
                    image.address(table, own4.getOrDefault(vrf, Ipv4Address.ANY));
                    image.address6(table, own6.getOrDefault(vrf, Ipv6Address.ANY));
                });
    }

    private void refreshGaps() {
        var overlay = new Overlay(works.config, works.interfaces);
        var before = gaps;
        var now = new TreeMap<Vrf, TreeSet<Prefix>>();
        for (Vrf vrf : tables.keySet()) {
            var here = new TreeSet<Prefix>();
            overlay.gaps(vrf).forEach(here::add);
            now.put(vrf, here);
        }
        gaps = now;
        for (Vrf vrf : tables.keySet()) {
            var differing = new TreeSet<>(now.getOrDefault(vrf, new TreeSet<>()));
            TreeSet<Prefix> old = before.getOrDefault(vrf, new TreeSet<>());
            List<Prefix> gone = old.stream().filter(gap -> !differing.contains(gap)).toList();
            differing.removeAll(old);
            differing.addAll(gone);
            for (Prefix prefix : differing) {
                set(vrf, prefix, works.ribEngine.find(vrf, prefix));
            }
        }
    }

    private void refreshInterfaces() {
        var now = new LinkedHashMap<InterfaceName, Nature>();
        for (InterfaceState state : works.interfaces.all()) {
            now.put(state.name(), Nature.of(state));
        }
        boolean isAnyLost =
                natures.entrySet().stream()
                        .filter(each -> !each.getValue().equals(now.get(each.getKey())))
                        .anyMatch(each -> image.leadsOut(each.getValue().index()));
        natures = now;
        if (isAnyLost) {
            tables.keySet().forEach(this::remake);
            labels.allChanged();
            labels.refresh();
        }
        image.interfaces(ImageInterfaces.of(works));
        image.forwardIpv6(works.config.system().ipv6Forwarding());
        image.propagateTtl(
                works.config.mpls().propagateTtlForwarded(),
                works.config.mpls().propagateTtlLocal());
    }
}
