package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.Service;
import io.culvert.bgp.config.VrfConfig;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All tables, by family and route distinguisher. Tables of route distinguishers of others come with their first
/// destination and go with their last.
final class Tables {
    private record Key(AddressFamily ip, Service service, RouteDistinguisher rd)
            implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int services = service.compareTo(other.service);
            if (services != 0) {
                return services;
            }
            int families = ip.compareTo(other.ip);
            return families != 0 ? families : rd.compareTo(other.rd);
        }
    }

    private final Speaker speaker;
    private final NavigableMap<Key, Table> all = new TreeMap<>();
    private final NavigableMap<FamilyId, Table.Version> versions = new TreeMap<>();

    /// The table that was asked for last: routes of one UPDATE mostly have the same route distinguisher.
    private @Nullable Table last;

    Tables(Speaker speaker) {
        this.speaker = speaker;
    }

    /// The table of a family under a route distinguisher, or under none.
    Table of(FamilyId family, RouteDistinguisher rd) {
        Table found = find(family, rd).orElse(null);
        if (found == null) {
            found = new Table(family.ip(), family.service(), rd, version(family));
            all.put(new Key(family.ip(), family.service(), rd), found);
            last = found;
        }
        return found;
    }

    Optional<Table> find(FamilyId family, RouteDistinguisher rd) {
        Table known = last;
        if (known == null
                || known.rd().bits() != rd.bits()
                || known.service() != family.service()
                || known.ip() != family.ip()) {
            known = all.get(new Key(family.ip(), family.service(), rd));
            last = known;
        }
        return Optional.ofNullable(known);
    }

    /// The table of a VRF, or the global one; empty for a VRF without route distinguisher or without the family.
    Optional<Table> ofVrf(Vrf vrf, AddressFamily ip) {
        if (vrf.isGlobal()) {
            return Optional.of(of(FamilyId.unicast(ip, Vrf.GLOBAL), Net.NO_RD));
        }
        return Optional.ofNullable(speaker.settings().vrfs().get(vrf))
                .filter(config -> config.families().containsKey(ip))
                .flatMap(VrfConfig::routeDistinguisher)
                .map(rd -> of(FamilyId.vpn(ip), rd));
    }

    Collection<Table> all() {
        return all.values();
    }

    /// Each destination that peers may tell or be told of in a family; what is visited may go meanwhile, and its table with
    /// it.
    void forEach(FamilyId family, Consumer<? super Net> action) {
        for (Table table : List.copyOf(all.values())) {
            if (table.isAbout(family)) {
                table.forEach(action);
            }
        }
    }

    /// How often something changed in a family, in all of its tables.
    Table.Version version(FamilyId family) {
        return versions.computeIfAbsent(
                new FamilyId(family.ip(), family.service(), Vrf.GLOBAL), _ -> new Table.Version());
    }

    /// Forgets a destination of which nothing is left to remember, and a table without any.
    void release(Net net) {
        Table table = net.table();
        if (net.isEmpty() && table.remove(net) && table.isEmpty() && table.owner().isEmpty()) {
            all.remove(new Key(table.ip(), table.service(), table.rd()), table);
            last = last == table ? null : last;
        }
    }
}
