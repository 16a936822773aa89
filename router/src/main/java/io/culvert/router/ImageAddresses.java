package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Vrf;
import io.culvert.dataplane.fib.Builder;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The addresses by which the router speaks in each table when no interface says it better: those of the first interface, by
/// kind and number, that is up and has one.
final class ImageAddresses {
    private final Builder image;
    private final Map<Vrf, NavigableMap<InterfaceName, Ipv4Address>> four = new TreeMap<>();
    private final Map<Vrf, NavigableMap<InterfaceName, Ipv6Address>> six = new TreeMap<>();
    private final TreeSet<Vrf> stale = new TreeSet<>();

    ImageAddresses(Builder image) {
        this.image = image;
    }

    void interfaceChanged(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        before.ifPresent(this::leave);
        after.filter(InterfaceState::protocolUp).ifPresent(this::enter);
    }

    private void leave(InterfaceState state) {
        leave(four, state);
        leave(six, state);
    }

    private <A> void leave(Map<Vrf, NavigableMap<InterfaceName, A>> all, InterfaceState state) {
        NavigableMap<InterfaceName, A> here = all.get(state.vrf());
        if (here != null && here.remove(state.name()) != null) {
            stale.add(state.vrf());
            if (here.isEmpty()) {
                all.remove(state.vrf());
            }
        }
    }

    private void enter(InterfaceState state) {
        state.primaryAddress()
                .filter(Ipv4Address.class::isInstance)
                .map(Ipv4Address.class::cast)
                .ifPresent(address -> enter(four, state, address));
        state.globalIpv6().ifPresent(address -> enter(six, state, address));
    }

    private <A> void enter(
            Map<Vrf, NavigableMap<InterfaceName, A>> all, InterfaceState state, A address) {
        all.computeIfAbsent(state.vrf(), _ -> new TreeMap<>()).put(state.name(), address);
        stale.add(state.vrf());
    }

    /// Everything may have changed.
    void remakeAll(Interfaces interfaces, Tables tables) {
        four.clear();
        six.clear();
        interfaces.all().stream().filter(InterfaceState::protocolUp).forEach(this::enter);
        stale.addAll(tables.all().keySet());
    }

    /// Brings the image up to date.
    void refresh(Tables tables) {
        for (Vrf vrf : stale) {
            if (tables.has(vrf)) {
                image.address(tables.of(vrf), first(four, vrf).orElse(Ipv4Address.ANY));
                image.address6(tables.of(vrf), first(six, vrf).orElse(Ipv6Address.ANY));
            }
        }
        stale.clear();
    }

    private static <A> Optional<A> first(Map<Vrf, NavigableMap<InterfaceName, A>> all, Vrf vrf) {
        NavigableMap<InterfaceName, A> here = all.get(vrf);
        return here == null ? Optional.empty() : Optional.of(here.firstEntry().getValue());
    }
}
