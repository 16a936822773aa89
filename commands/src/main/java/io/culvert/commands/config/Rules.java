package io.culvert.commands.config;

import io.culvert.base.InterfaceKind;
import io.culvert.cli.Rule;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.StaticRoute;
import io.culvert.router.config.VrfConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What must hold between the parts of a configuration. Each rule looks only at what a line has changed, and its sentence names
/// the other end of the conflict. What leads nowhere from the start is a warning of [Warnings]; what others name cannot go, see
/// [References].
final class Rules {
    static final List<Rule<RouterConfig>> ALL =
            List.of(
                    Rules::vrfExists,
                    References::conflict,
                    Rules::addressesAreApart,
                    Rules::distinguishersDiffer,
                    Rules::lenderHasAnAddress,
                    Rules::noLdpBesideLabelsOfBgp,
                    Rules::multipointHasNoDestination,
                    Rules::routesHaveATable,
                    Clashes::pools,
                    Clashes::tags,
                    Clashes::ownNextHop,
                    Clashes::ownNeighbor,
                    Clashes::familyWithoutVrf,
                    Rules::listsAreShort);

    private Rules() {}

    private static Stream<InterfaceConfig> changed(RouterConfig before, RouterConfig after) {
        if (before.interfaces().equals(after.interfaces())) {
            return Stream.empty();
        }
        return after.interfaces().values().stream()
                .filter(port -> !before.interfaces().get(port.name()).equals(Optional.of(port)));
    }

    private static Optional<String> vrfExists(RouterConfig before, RouterConfig after) {
        return changed(before, after)
                .flatMap(port -> Stream.of(port.vrf(), port.tunnel().vrf()))
                .filter(vrf -> !vrf.isGlobal() && !after.vrfs().has(vrf))
                .filter(vrf -> before.vrfs().equals(after.vrfs()))
                .findFirst()
                .map(
                        vrf ->
                                "% VRF "
                                        + vrf.name()
                                        + " does not exist or is not configured; define it with vrf definition "
                                        + vrf.name());
    }

    private static Optional<String> multipointHasNoDestination(
            RouterConfig before, RouterConfig after) {
        return changed(before, after)
                .filter(port -> port.tunnel().mode().isMultipoint())
                .filter(
                        port ->
                                port.tunnel().destination().isPresent()
                                        || port.name().kind() == InterfaceKind.VIRTUAL_TEMPLATE)
                .findFirst()
                .map(
                        port ->
                                port.name().kind() == InterfaceKind.VIRTUAL_TEMPLATE
                                        ? "% "
                                                + port.name()
                                                + " cannot be multipoint: each clone of a template has one peer; tunnel mode gre multipoint stands on Tunnel interfaces"
                                        : "% "
                                                + port.name()
                                                + " cannot have both tunnel mode gre multipoint and tunnel destination: NHRP finds the peers of a multipoint tunnel; remove one of the two lines");
    }

    private static Optional<String> listsAreShort(RouterConfig before, RouterConfig after) {
        if (before.accessLists().equals(after.accessLists())) {
            return Optional.empty();
        }
        return after.accessLists().values().stream()
                .filter(list -> list.rules() > AccessList.RULES_MAX)
                .findFirst()
                .map(
                        list ->
                                "% access list "
                                        + list.name()
                                        + " would need "
                                        + list.rules()
                                        + " rules, one for each pair of ports, and "
                                        + AccessList.RULES_MAX
                                        + " are the most: use ranges");
    }

    private static Optional<String> routesHaveATable(RouterConfig before, RouterConfig after) {
        if (before.staticRoutes().equals(after.staticRoutes())) {
            return Optional.empty();
        }
        return after.staticRoutes().stream()
                .map(StaticRoute::vrf)
                .filter(vrf -> !vrf.isGlobal() && !after.vrfs().has(vrf))
                .findFirst()
                .map(
                        vrf ->
                                "% VRF "
                                        + vrf.name()
                                        + " does not exist or is not configured; define it with vrf definition "
                                        + vrf.name());
    }

    /// Two subnets of one table must not overlap.
    private static Optional<String> addressesAreApart(RouterConfig before, RouterConfig after) {
        return changed(before, after)
                .flatMap(
                        port ->
                                Stream.concat(
                                                port.ipv4().addresses().stream(),
                                                port.ipv6().addresses().stream())
                                        .flatMap(address -> overlap(after, port, address).stream()))
                .findFirst();
    }

    private static Optional<String> overlap(
            RouterConfig config, InterfaceConfig port, InterfaceAddress address) {
        for (InterfaceConfig other : config.interfaces()) {
            if (other.name().equals(port.name()) || !other.vrf().equals(port.vrf())) {
                continue;
            }
            for (InterfaceAddress taken :
                    Stream.concat(
                                    other.ipv4().addresses().stream(),
                                    other.ipv6().addresses().stream())
                            .toList()) {
                if (taken.subnet().overlaps(address.subnet())) {
                    return Optional.of(
                            "% "
                                    + address.subnet().address()
                                    + " overlaps with "
                                    + other.name()
                                    + " ("
                                    + taken
                                    + ")");
                }
            }
        }
        return ownOverlap(port, address);
    }

    private static Optional<String> ownOverlap(InterfaceConfig port, InterfaceAddress address) {
        return port.ipv4().addresses().stream()
                .filter(other -> !other.equals(address))
                .filter(other -> other.address().equals(address.address()))
                .findFirst()
                .map(
                        other ->
                                "% "
                                        + address.address()
                                        + " is configured twice on "
                                        + port.name()
                                        + " ("
                                        + other
                                        + ")");
    }

    private static Optional<String> distinguishersDiffer(RouterConfig before, RouterConfig after) {
        if (before.vrfs().equals(after.vrfs())) {
            return Optional.empty();
        }
        for (VrfConfig vrf : after.vrfs()) {
            if (before.vrfs().get(vrf.vrf()).equals(Optional.of(vrf))) {
                continue;
            }
            for (VrfConfig other : after.vrfs()) {
                if (!vrf.vrf().equals(other.vrf())
                        && vrf.rd().isPresent()
                        && vrf.rd().equals(other.rd())) {
                    return Optional.of(
                            "% Route distinguisher "
                                    + vrf.rd().get()
                                    + " of VRF "
                                    + vrf.vrf().name()
                                    + " is already that of VRF "
                                    + other.vrf().name());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> lenderHasAnAddress(RouterConfig before, RouterConfig after) {
        return changed(before, after)
                .filter(
                        port ->
                                port.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)
                                        && after.interfaces()
                                                .get(lender)
                                                .filter(
                                                        other ->
                                                                other.ipv4().address()
                                                                        instanceof
                                                                        Ipv4Source.Unnumbered)
                                                .isPresent())
                .findFirst()
                .map(
                        port ->
                                "% "
                                        + port.name()
                                        + " cannot borrow from "
                                        + ((Ipv4Source.Unnumbered) port.ipv4().address()).lender()
                                        + ", which borrows its own address");
    }

    /// LDP would hold spoke-to-spoke tunnels up for ever (`flexvpn-mpls.md` 6.2).
    private static Optional<String> noLdpBesideLabelsOfBgp(
            RouterConfig before, RouterConfig after) {
        return changed(before, after)
                .filter(
                        port ->
                                port.isTunnel()
                                        && port.mpls().ip()
                                        && (port.mpls().nhrp() || port.mpls().bgpForwarding()))
                .findFirst()
                .map(
                        port ->
                                "% mpls ip and "
                                        + (port.mpls().nhrp() ? "mpls nhrp" : "mpls bgp forwarding")
                                        + " exclude each other on "
                                        + port.name()
                                        + ": LDP hellos would hold dynamic tunnels up for ever, and labels come from "
                                        + (port.mpls().nhrp() ? "NHRP" : "BGP")
                                        + " already");
    }
}
