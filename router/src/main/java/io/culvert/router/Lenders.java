package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelSource;
import java.util.TreeSet;

/// On which interfaces others depend, as configured: tunnels whose source they are, and interfaces that borrow their address.
final class Lenders {
    private final TreeSet<InterfaceName> named = new TreeSet<>();

    /// Where tunnels begin, whosever addresses they are.
    private final TreeSet<IpAddress> sources = new TreeSet<>();

    Lenders(RouterConfig config) {
        for (InterfaceConfig each : config.interfaces()) {
            each.tunnel()
                    .source()
                    .ifPresent(
                            from -> {
                                switch (from) {
                                    case TunnelSource.FromInterface(var name) -> named.add(name);
                                    case TunnelSource.FromAddress(var address) ->
                                            sources.add(address);
                                }
                            });
            if (each.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)) {
                named.add(lender);
            }
            each.ipv6().unnumbered().ifPresent(named::add);
        }
    }

    boolean isNamed(InterfaceName name) {
        return named.contains(name);
    }

    /// Whether others may depend on what it is now. The peers of a multipoint tunnel borrow from it.
    boolean isLender(InterfaceState state) {
        return state.isMultipoint()
                || state.addresses().stream()
                        .anyMatch(own -> !state.isBorrowed(own) && sources.contains(own.address()));
    }
}
