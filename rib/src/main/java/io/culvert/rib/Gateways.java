package io.culvert.rib;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/// The next hops of all tables: how each resolved last, and who depends on it.
final class Gateways {
    /// One next hop.
    static final class Gateway {
        final Vrf vrf;
        final IpAddress address;
        final TreeSet<Place> users = new TreeSet<>();
        int watchers;
        Optional<Resolution> last = Optional.empty();

        /// Whether those who watch it know of [#last].
        boolean told;

        Gateway(Vrf vrf, IpAddress address) {
            this.vrf = vrf;
            this.address = address;
        }

        private Place place() {
            return new Place(vrf, Prefix.host(address));
        }
    }

    private final BiFunction<Vrf, IpAddress, Optional<Resolution>> resolver;
    private final Map<Vrf, TreeMap<IpAddress, Gateway>> known = new TreeMap<>();

    /// By the interface that each resolves to: the label that leads to it may be its own.
    private final PlacesByInterface beyond = new PlacesByInterface();

    Gateways(BiFunction<Vrf, IpAddress, Optional<Resolution>> resolver) {
        this.resolver = resolver;
    }

    /// Found, or made as the address resolves now.
    Gateway get(Vrf vrf, IpAddress address) {
        return known.computeIfAbsent(vrf, _ -> new TreeMap<>())
                .computeIfAbsent(
                        address,
                        _ -> {
                            var fresh = new Gateway(vrf, address);
                            turn(fresh, resolver.apply(vrf, address));
                            return fresh;
                        });
    }

    /// From now on it resolves like this.
    private void turn(Gateway gateway, Optional<Resolution> resolution) {
        gateway.last.ifPresent(before -> beyond.remove(before.out(), gateway.place()));
        resolution.ifPresent(now -> beyond.add(now.out(), gateway.place()));
        gateway.last = resolution;
    }

    /// Resolves it anew.
    ///
    /// @return whether it resolves in another way than before
    boolean refresh(Gateway gateway) {
        var resolution = resolver.apply(gateway.vrf, gateway.address);
        if (resolution.equals(gateway.last)) {
            return false;
        }
        turn(gateway, resolution);
        gateway.told = false;
        return true;
    }

    void forgetIfUnused(Gateway gateway) {
        if (gateway.users.isEmpty() && gateway.watchers == 0) {
            turn(gateway, Optional.empty());
            known.getOrDefault(gateway.vrf, new TreeMap<>()).remove(gateway.address);
        }
    }

    /// Those that a change at a prefix may touch.
    List<Gateway> below(Vrf vrf, Prefix prefix) {
        TreeMap<IpAddress, Gateway> here = known.get(vrf);
        return here == null
                ? List.of()
                : List.copyOf(here.subMap(prefix.first(), true, prefix.last(), true).values());
    }

    /// The same in every table.
    List<Gateway> below(Prefix prefix) {
        var all = new ArrayList<Gateway>();
        known.keySet().forEach(vrf -> all.addAll(below(vrf, prefix)));
        return all;
    }

    /// Those to which an interface leads.
    List<Gateway> beyond(InterfaceName out) {
        return beyond.of(out).stream()
                .map(place -> get(place.vrf(), place.prefix().address()))
                .toList();
    }
}
