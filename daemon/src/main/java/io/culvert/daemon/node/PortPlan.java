package io.culvert.daemon.node;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.PortChoice;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which ports a configuration wants, by interface, in the order in which it declares them.
record PortPlan(Map<InterfaceName, Wanted> ports) {
    /// A port as wanted; a different one must be opened anew.
    ///
    /// @param addresses of the interface, which the host underlay binds its sockets to; empty for other ports
    /// @param mtu that the configuration asks for
    record Wanted(PortChoice choice, List<IpAddress> addresses, Optional<Integer> mtu) {
        Wanted {
            addresses = List.copyOf(addresses);
        }
    }

    PortPlan {
        ports = new LinkedHashMap<>(ports);
    }

    /// @param isFree whether the machine has a device of this name that it does not use itself
    static PortPlan of(RouterConfig config, Predicate<String> isFree) {
        var ports = new LinkedHashMap<InterfaceName, Wanted>();
        List<InterfaceConfig> physical = physical(config);
        var taken = new TreeSet<String>();
        physical.forEach(each -> device(each.link().port()).ifPresent(taken::add));
        for (int i = 0; i < physical.size(); i++) {
            InterfaceConfig each = physical.get(i);
            String byName = "eth" + (i + 1);
            Optional<PortChoice> choice =
                    switch (each.link().port()) {
                        case PortChoice.ByName _ ->
                                taken.contains(byName) || !isFree.test(byName)
                                        ? Optional.empty()
                                        : Optional.of(new PortChoice.Packet(byName, false));
                        case PortChoice chosen -> Optional.of(chosen);
                    };
            choice.ifPresent(
                    port ->
                            ports.put(
                                    each.name(),
                                    new Wanted(
                                            port,
                                            port instanceof PortChoice.Host
                                                    ? addresses(each)
                                                    : List.of(),
                                            each.link().mtu())));
        }
        return new PortPlan(ports);
    }

    private static List<InterfaceConfig> physical(RouterConfig config) {
        var physical = new ArrayList<InterfaceConfig>();
        for (InterfaceConfig each : config.interfaces()) {
            if (each.name().kind().isPhysical() && !each.name().isSubinterface()) {
                physical.add(each);
            }
        }
        return physical;
    }

    private static Optional<String> device(PortChoice choice) {
        return switch (choice) {
            case PortChoice.Packet(var device, _) -> Optional.of(device);
            case PortChoice.Host(var device) -> device;
            case PortChoice.ByName _, PortChoice.Tap _, PortChoice.Tun _ -> Optional.empty();
        };
    }

    private static List<IpAddress> addresses(InterfaceConfig each) {
        return Stream.concat(each.ipv4().addresses().stream(), each.ipv6().addresses().stream())
                .map(InterfaceAddress::address)
                .toList();
    }
}
