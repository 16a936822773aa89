package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.router.config.InterfaceAddress;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which interfaces that are up have an address as their own.
final class AddressOwners {
    private record Place(Vrf vrf, IpAddress address) {}

    private final Map<Place, TreeSet<InterfaceName>> names =
            new TreeMap<>(Comparator.comparing(Place::vrf).thenComparing(Place::address));

    void changed(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        before.filter(InterfaceState::protocolUp).ifPresent(this::leave);
        after.filter(InterfaceState::protocolUp).ifPresent(this::enter);
    }

    private void enter(InterfaceState state) {
        for (InterfaceAddress own : state.addresses()) {
            if (!state.isBorrowed(own)) {
                names.computeIfAbsent(place(state, own), _ -> new TreeSet<>()).add(state.name());
            }
        }
    }

    private void leave(InterfaceState state) {
        for (InterfaceAddress own : state.addresses()) {
            names.computeIfPresent(
                    place(state, own),
                    (_, same) -> {
                        same.remove(state.name());
                        return same.isEmpty() ? null : same;
                    });
        }
    }

    private static Place place(InterfaceState state, InterfaceAddress own) {
        return new Place(state.vrf(), own.address());
    }

    /// The first of them, by kind and number.
    Optional<InterfaceName> of(Vrf vrf, IpAddress address) {
        return Optional.ofNullable(names.get(new Place(vrf, address))).map(TreeSet::first);
    }
}
