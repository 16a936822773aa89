package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.base.RouteTarget;
import io.culvert.bgp.config.FamilyId;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.VrfConfig;
import io.culvert.router.config.VrfFamily;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A VRF that only imports or only exports in one family (RFC 4364 section 4.3.1). Hubs of hub-and-spoke VPNs and extranets are made of
/// such VRFs (section 4.3.5), so nothing is said unless its other family goes both ways, or the VRF of that name does at another
/// router with the very target, and no other VRF of the router does the missing half.
///
/// @param isImport whether it is importing that lacks
record OneWayVrf(
        String router, RouterConfig config, VrfConfig vrf, AddressFamily family, boolean isImport) {
    private static Stream<OneWayVrf> all(String router, RouterConfig config) {
        return config.vrfs().values().stream()
                .flatMap(
                        vrf ->
                                Stream.of(AddressFamily.values())
                                        .filter(vrf::has)
                                        .map(
                                                family ->
                                                        new OneWayVrf(
                                                                router,
                                                                config,
                                                                vrf,
                                                                family,
                                                                vrf.effective(family)
                                                                        .importTargets()
                                                                        .isEmpty())))
                .filter(OneWayVrf::isOneWay)
                .filter(OneWayVrf::isUsed)
                .filter(each -> !each.isOtherHalfElsewhere());
    }

    static Stream<Finding> of(String router, RouterConfig config) {
        return all(router, config).flatMap(each -> each.alone().stream());
    }

    static Stream<Finding> together(Map<String, RouterConfig> configs, List<TunnelPair> pairs) {
        Map<String, TreeSet<String>> networks = networks(configs, pairs);
        return networks.keySet().stream()
                .flatMap(
                        router ->
                                config(configs, router)
                                        .flatMap(config -> all(router, config))
                                        .filter(each -> each.alone().isEmpty())
                                        .flatMap(
                                                each ->
                                                        each
                                                                .together(
                                                                        configs,
                                                                        networks.getOrDefault(
                                                                                router,
                                                                                new TreeSet<>()))
                                                                .stream()));
    }

    private static Stream<RouterConfig> config(Map<String, RouterConfig> configs, String router) {
        return Optional.ofNullable(configs.get(router)).stream();
    }

    /// Which routers are of one network, by their tunnels.
    private static Map<String, TreeSet<String>> networks(
            Map<String, RouterConfig> configs, List<TunnelPair> pairs) {
        var networks = new TreeMap<String, TreeSet<String>>();
        for (TunnelPair pair : pairs) {
            if (pair.isOnlyOne(configs)) {
                var joined = new TreeSet<String>();
                for (String router : List.of(pair.spoke().router(), pair.hub().router())) {
                    joined.addAll(networks.getOrDefault(router, new TreeSet<>()));
                    joined.add(router);
                }
                joined.forEach(router -> networks.put(router, joined));
            }
        }
        return networks;
    }

    private VrfFamily targets() {
        return vrf.effective(family);
    }

    /// Only one direction; an export map may set targets of its own.
    private boolean isOneWay() {
        VrfFamily own = targets();
        return isImport
                ? !own.exportTargets().isEmpty()
                : own.exportTargets().isEmpty() && own.exportMap().isEmpty();
    }

    /// Whether there is anything that VPN routes are for: an address of the family, and BGP that carries them.
    private boolean isUsed() {
        boolean hasAddress =
                config.interfaces().values().stream()
                        .filter(port -> port.vrf().equals(vrf.vrf()) && !port.shutdown())
                        .flatMap(TunnelEnd::configured)
                        .anyMatch(each -> each.address().family() == family);
        return hasAddress
                && config.bgp()
                        .filter(bgp -> bgp.families().containsKey(FamilyId.vpn(family)))
                        .isPresent();
    }

    private boolean isOtherHalfElsewhere() {
        return config.vrfs().values().stream()
                .filter(other -> !other.vrf().equals(vrf.vrf()))
                .map(other -> other.effective(family))
                .map(other -> isImport ? other.importTargets() : other.exportTargets())
                .anyMatch(other -> !Collections.disjoint(other, there()));
    }

    /// The targets of the direction that there is.
    private List<RouteTarget> there() {
        return isImport ? targets().exportTargets() : targets().importTargets();
    }

    private Optional<Finding> alone() {
        AddressFamily other =
                family == AddressFamily.IPV4 ? AddressFamily.IPV6 : AddressFamily.IPV4;
        if (!vrf.has(other)) {
            return Optional.empty();
        }
        VrfFamily both = vrf.effective(other);
        return both.importTargets().isEmpty() || both.exportTargets().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        finding(
                                "both in " + word(other),
                                (isImport ? both.importTargets() : both.exportTargets())
                                        .getFirst()));
    }

    private Optional<Finding> together(Map<String, RouterConfig> configs, TreeSet<String> network) {
        for (String far : network) {
            Optional<VrfFamily> theirs =
                    config(configs, far)
                            .filter(_ -> !far.equals(router))
                            .flatMap(each -> each.vrfs().get(vrf.vrf()).stream())
                            .filter(each -> each.has(family))
                            .map(each -> each.effective(family))
                            .findFirst();
            Optional<RouteTarget> shared =
                    there().stream()
                            .filter(
                                    each ->
                                            theirs.filter(
                                                            both ->
                                                                    both.importTargets()
                                                                                    .contains(each)
                                                                            && both.exportTargets()
                                                                                    .contains(each))
                                                    .isPresent())
                            .findFirst();
            if (shared.isPresent()) {
                return Optional.of(finding("both at " + far, shared.get()));
            }
        }
        return Optional.empty();
    }

    private Finding finding(String elsewhere, RouteTarget target) {
        String lacks = "route-target " + (isImport ? "import" : "export");
        return new Finding(
                router,
                Finding.Place.of(
                        each -> each.vrfs().get(vrf.vrf()).map(now -> now.effective(family)),
                        each -> each.vrfs().has(vrf.vrf())),
                "vrf %s has no %s in address-family %s, but %s: %s; enter %s %s there"
                        .formatted(
                                vrf.vrf().name(),
                                lacks,
                                word(family),
                                elsewhere,
                                isImport
                                        ? "it takes no route of other routers"
                                        : "other routers take no route of it",
                                lacks,
                                target));
    }

    private static String word(AddressFamily family) {
        return family == AddressFamily.IPV4 ? "ipv4" : "ipv6";
    }
}
