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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Keeps the forwarding image up with what the control side knows: interfaces, routes in force, labels. A changed route costs
/// itself and its labels. An interface that was made for one peer costs itself, and of the routes those alone that rest on more than
/// themselves ([ImageEntries#takePassing]). Anything else ([#surroundingsChanged]) costs all interfaces, and those routes. Where an
/// interface is gone, or has another number or nature, while routes still lead out of it, all are made anew.
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
    private final ImageInterfaces interfaces;
    private final ImageAddresses addresses;

    private final Map<Vrf, TreeMap<Prefix, Optional<Forwarding>>> changed = new TreeMap<>();
    private final TreeSet<InterfaceName> touched = new TreeSet<>();
    private boolean areSurroundingsStale = true;
    private boolean isStale = true;

    /// Routes that are made anew whenever anything but a route changes.
    private final Map<Vrf, TreeSet<Prefix>> passing = new TreeMap<>();

    private SortedMap<Vrf, Integer> tables = new TreeMap<>();
    private final Map<InterfaceName, Nature> natures = new TreeMap<>();
    private Map<Vrf, TreeSet<Prefix>> gaps = new TreeMap<>();

    ImageCompiler(Works works) {
        this.works = works;
        entries = new ImageEntries(works, image);
        labels = new ImageLabels(works, image, entries);
        interfaces = new ImageInterfaces(works, image);
        addresses = new ImageAddresses(image);
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

    /// An interface came, went or changed. Others may rest on one that is configured; on one that was made for a peer, of which there
    /// may be thousands, none does but the multipoint tunnel that it belongs to.
    void interfaceChanged(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        addresses.interfaceChanged(before, after);
        InterfaceState either = after.or(() -> before).orElseThrow();
        if (either.template().isEmpty()) {
            surroundingsChanged();
            return;
        }
        touch(either.name());
        if (either.isEndpoint()) {
            touch(either.name().parent());
        }
    }

    /// The peers of a multipoint tunnel are others, or elsewhere, and its default peer with them.
    void touch(InterfaceName name) {
        touched.add(name);
        isStale = true;
    }

    /// Anything but a route, a label or an interface of one peer changed.
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
        boolean wereInterfacesStale = wereSurroundingsStale || !touched.isEmpty();
        areSurroundingsStale = false;
        if (wereSurroundingsStale) {
            refreshTables();
            refreshGaps();
            labels.surroundingsChanged();
        }
        if (wereInterfacesStale) {
            addresses.refresh(works.tables);
            labels.interfacesChanged(touched);
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
        } else if (wereInterfacesStale) {
            refreshTouched();
        }
        touched.clear();
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
        addresses.remakeAll(works.interfaces, works.tables);
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
        var now = new TreeMap<InterfaceName, Nature>();
        for (InterfaceState state : works.interfaces.all()) {
            now.put(state.name(), Nature.of(state));
        }
        boolean isAnyLost =
                natures.entrySet().stream()
                        .filter(each -> !each.getValue().equals(now.get(each.getKey())))
                        .anyMatch(each -> image.leadsOut(each.getValue().index()));
        natures.clear();
        natures.putAll(now);
        if (isAnyLost) {
            remakeRoutes();
        }
        interfaces.remakeAll();
        image.forwardIpv6(works.config.system().ipv6Forwarding());
        image.propagateTtl(
                works.config.mpls().propagateTtlForwarded(),
                works.config.mpls().propagateTtlLocal());
    }

    private void remakeRoutes() {
        tables.keySet().forEach(this::remake);
        labels.allChanged();
        labels.refresh();
    }

    /// Those that changed alone. One that is there in place of another may have its number.
    private void refreshTouched() {
        var indexes = new TreeSet<Integer>();
        var lost = new TreeMap<InterfaceName, Integer>();
        for (InterfaceName name : touched) {
            Optional<Nature> now = works.interfaces.find(name).map(Nature::of);
            Optional<Nature> before =
                    Optional.ofNullable(
                            now.isPresent() ? natures.put(name, now.get()) : natures.remove(name));
            now.ifPresent(nature -> indexes.add(nature.index()));
            before.ifPresent(nature -> indexes.add(nature.index()));
            if (before.isPresent() && !before.equals(now) && image.leadsOut(before.get().index())) {
                lost.put(name, before.get().index());
            }
        }
        remakeBehind(lost);
        indexes.forEach(interfaces::remake);
    }

    /// Routes and labels that still lead out of interfaces which are gone: what IKE says to a peer leaves before what the peer had is taken
    /// back, so with thousands of peers there are often some.
    private void remakeBehind(Map<InterfaceName, Integer> lost) {
        for (InterfaceName name : lost.keySet()) {
            works.ribEngine.behind(
                    name,
                    (vrf, prefix) -> {
                        set(vrf, prefix, works.ribEngine.find(vrf, prefix));
                        labels.routeChanged(vrf, prefix);
                    });
        }
        if (!lost.isEmpty()) {
            labels.interfacesLost(lost.keySet());
            labels.refresh();
        }
        if (lost.values().stream().anyMatch(image::leadsOut)) {
            remakeRoutes();
        }
    }
}
