package io.culvert.commands.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpEntry.Flag;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.TunnelPath;
import io.culvert.router.config.InterfaceAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// `show ip nhrp self`: the router's own addresses in its NHRP networks, as entries of the cache. They are answered for without being
/// kept there.
final class NhrpSelf {
    private NhrpSelf() {}

    static List<NhrpEntry> of(RouterView view, NhrpFilter filter, Optional<InterfaceName> on) {
        var all = new ArrayList<NhrpEntry>();
        for (InterfaceState each : view.interfaces()) {
            Optional<IpAddress> nbma = each.travels().map(TunnelPath::source);
            if (each.isTunnel() && each.config().nhrp().isOn() && nbma.isPresent()) {
                each.addresses().stream()
                        .map(InterfaceAddress::address)
                        .filter(own -> !own.isLinkLocal())
                        .forEach(own -> all.add(entry(view, each, own, nbma.get())));
            }
        }
        all.removeIf(entry -> !filter.test(entry) || !on.stream().allMatch(entry.out()::equals));
        return all;
    }

    private static NhrpEntry entry(
            RouterView view, InterfaceState tunnel, IpAddress own, IpAddress nbma) {
        return new NhrpEntry(
                tunnel.vrf(),
                Prefix.host(own),
                NhrpEntry.Type.STATIC,
                new TreeSet<>(List.of(Flag.ROUTER, Flag.UNIQUE, Flag.LOCAL, Flag.NO_SOCKET)),
                tunnel.name(),
                Optional.of(own),
                Optional.of(nbma),
                Optional.empty(),
                view.turned(tunnel.name()).orElse(Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
