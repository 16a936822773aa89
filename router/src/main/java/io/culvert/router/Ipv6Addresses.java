package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceIpv6;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which IPv6 addresses an interface has now: what is configured, made of its MAC address or borrowed, as far as duplicate
/// address detection lets it use them.
final class Ipv6Addresses {
    /// What came of checking the addresses of an interface that is up; `true` for a unique one.
    private final Map<InterfaceName, Map<Ipv6Address, Boolean>> checked = new TreeMap<>();

    /// @param usable addresses beyond the link
    record Found(Ipv6State state, List<InterfaceAddress> usable) {
        static final Found NONE = new Found(Ipv6State.OFF, List.of());
    }

    /// Takes over what came of a check. Whether that is news.
    boolean checked(InterfaceName name, Ipv6Address address, boolean unique) {
        Map<Ipv6Address, Boolean> here = checked.computeIfAbsent(name, _ -> new TreeMap<>());
        return !Boolean.valueOf(unique).equals(here.put(address, unique));
    }

    /// A link that comes back may have other stations on it (RFC 4862 section 5.4).
    void forget(InterfaceName name) {
        checked.remove(name);
    }

    /// @param mac that makes the interface identifiers
    /// @param checks whether stations of a link must be asked first
    /// @param routes whether the router forwards IPv6
    /// @param lent the address of the interface that this one borrows from
    Found find(
            InterfaceName name,
            InterfaceIpv6 config,
            MacAddress mac,
            boolean checks,
            boolean routes,
            Optional<Ipv6Address> lent) {
        if (!config.isOn()) {
            return Found.NONE;
        }
        Ipv6Address linkLocal = config.linkLocal().orElseGet(() -> Ipv6Address.linkLocal(mac));
        var own = new ArrayList<>(config.addresses());
        for (InterfaceAddress each : config.eui64()) {
            own.add(madeOf(each, mac));
        }
        Map<Ipv6Address, Boolean> results = checked.getOrDefault(name, new TreeMap<>());
        var tentative = new ArrayList<Ipv6Address>();
        var duplicates = new ArrayList<Ipv6Address>();
        var usable = new ArrayList<InterfaceAddress>();
        boolean hasLink = judge(linkLocal, checks, results, tentative, duplicates);
        for (InterfaceAddress each : own) {
            // Without its address of the link an interface does not speak IPv6 (RFC 4862 section
            // 5.4.5).
            if (judge((Ipv6Address) each.address(), checks, results, tentative, duplicates)
                    && hasLink) {
                usable.add(each);
            }
        }
        boolean borrowed = own.isEmpty() && lent.isPresent();
        if (borrowed && hasLink) {
            usable.add(new InterfaceAddress(lent.get(), 128));
        }
        var state =
                new Ipv6State(
                        Optional.of(linkLocal).filter(_ -> hasLink),
                        tentative,
                        duplicates,
                        borrowed,
                        routes && hasLink);
        return new Found(state, usable);
    }

    private static boolean judge(
            Ipv6Address address,
            boolean checks,
            Map<Ipv6Address, Boolean> results,
            List<Ipv6Address> tentative,
            List<Ipv6Address> duplicates) {
        if (!checks) {
            return true;
        }
        Boolean unique = results.get(address);
        if (unique == null) {
            tentative.add(address);
        } else if (!unique) {
            duplicates.add(address);
        }
        return Boolean.TRUE.equals(unique);
    }

    private static InterfaceAddress madeOf(InterfaceAddress prefix, MacAddress mac) {
        var first = (Ipv6Address) prefix.address();
        return new InterfaceAddress(
                new Ipv6Address(first.high(), Ipv6Address.interfaceIdentifier(mac)),
                prefix.length());
    }
}
