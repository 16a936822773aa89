package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.RouteTarget;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.VrfConfig;
import io.culvert.router.config.VrfFamily;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a spoke's tunnel and its hub's must agree on so that the spoke registers and finds others.
final class NhrpChecks {
    static final List<PairChecks.PairCheck> ALL =
            List.of(
                    NhrpChecks::authentication,
                    NhrpChecks::whereTheServerIs,
                    NhrpChecks::whoTheServerIs,
                    NhrpChecks::subnet,
                    NhrpChecks::redirect,
                    NhrpChecks::shortcut,
                    NhrpChecks::labels,
                    NhrpChecks::routeTargets);

    private NhrpChecks() {}

    private static Stream<Finding> authentication(TunnelPair pair) {
        return Stream.of(AddressFamily.values())
                .filter(family -> nhrp(pair.spoke(), family).isOn())
                .filter(family -> nhrp(pair.hub(), family).isOn())
                .filter(
                        family ->
                                !nhrp(pair.spoke(), family)
                                        .authentication()
                                        .equals(nhrp(pair.hub(), family).authentication()))
                .map(
                        family -> {
                            String line =
                                    (family == AddressFamily.IPV4 ? "ip" : "ipv6")
                                            + " nhrp authentication";
                            return pair.finding(
                                    port -> nhrp(port, family).authentication(),
                                    "%s and %s %s: NHRP between them is refused; enter the same %s on both"
                                            .formatted(
                                                    pair.spokeInWords(),
                                                    pair.hubInWords(),
                                                    isOneSided(pair, family)
                                                            ? "have " + line + " on one side only"
                                                            : "differ in " + line,
                                                    line));
                        });
    }

    private static boolean isOneSided(TunnelPair pair, AddressFamily family) {
        return nhrp(pair.spoke(), family).authentication().isEmpty()
                || nhrp(pair.hub(), family).authentication().isEmpty();
    }

    private static NhrpSettings nhrp(TunnelEnd end, AddressFamily family) {
        return nhrp(end.port(), family);
    }

    private static NhrpSettings nhrp(InterfaceConfig port, AddressFamily family) {
        return family == AddressFamily.IPV4 ? port.nhrp().ipv4() : port.nhrp().ipv6();
    }

    static List<?> servers(InterfaceConfig port) {
        return List.of(
                port.nhrp().ipv4().servers(),
                port.nhrp().ipv6().servers(),
                port.nhrp().ipv4().mappings(),
                port.nhrp().ipv6().mappings());
    }

    private static List<?> shortcuts(InterfaceConfig port) {
        return List.of(port.nhrp().ipv4().shortcut(), port.nhrp().ipv6().shortcut());
    }

    static List<?> addresses(InterfaceConfig port) {
        return List.of(port.ipv4().address(), port.ipv6().addresses());
    }

    private static Stream<Finding> whereTheServerIs(TunnelPair pair) {
        List<IpAddress> sources = pair.hub().sources();
        return pair.uplink().nbma().stream()
                .filter(nbma -> !pair.hub().isTemplate())
                .filter(nbma -> !sources.isEmpty() && !sources.contains(nbma))
                .map(
                        nbma ->
                                pair.finding(
                                        NhrpChecks::servers,
                                        "%s looks for its next-hop server %s at %s, but %s is at %s: unless something between them translates the address, correct the nbma address at %s"
                                                .formatted(
                                                        pair.spokeInWords(),
                                                        pair.uplink().server().orElseThrow(),
                                                        nbma,
                                                        pair.hubInWords(),
                                                        sources.getFirst(),
                                                        pair.spoke().router())));
    }

    private static Stream<Finding> whoTheServerIs(TunnelPair pair) {
        return pair.uplink().server().stream()
                .filter(server -> !server.isLinkLocal())
                .filter(server -> pair.hub().port().ipv6().eui64().isEmpty())
                .filter(server -> of(pair.hub(), server.family()).findAny().isPresent())
                .filter(
                        server ->
                                of(pair.hub(), server.family())
                                        .noneMatch(each -> each.address().equals(server)))
                .map(
                        server ->
                                pair.finding(
                                        NhrpChecks::servers,
                                        "%s has ip nhrp nhs %s, but %s has the address %s: the spoke does not register; enter ip nhrp nhs with that address at %s"
                                                .formatted(
                                                        pair.spokeInWords(),
                                                        server,
                                                        pair.hubInWords(),
                                                        of(pair.hub(), server.family())
                                                                .findFirst()
                                                                .orElseThrow()
                                                                .address(),
                                                        pair.spoke().router())));
    }

    private static Stream<InterfaceAddress> of(TunnelEnd end, AddressFamily family) {
        return end.overlay().stream().filter(each -> each.address().family() == family);
    }

    /// A hub with a host's prefix has no subnet that spokes could be in.
    private static Stream<Finding> subnet(TunnelPair pair) {
        return pair.spoke().overlay().stream()
                .filter(_ -> pair.hub().isMultipoint())
                .filter(
                        own -> {
                            List<InterfaceAddress> hubs =
                                    of(pair.hub(), own.address().family()).toList();
                            return !hubs.isEmpty()
                                    && hubs.stream()
                                            .noneMatch(
                                                    each ->
                                                            each.subnet().isHost()
                                                                    || each.subnet()
                                                                            .contains(
                                                                                    own.address()));
                        })
                .map(
                        own ->
                                pair.finding(
                                        NhrpChecks::addresses,
                                        "%s has the address %s, which is not in the subnet %s that %s has: nothing comes back to it; give it an address of that subnet"
                                                .formatted(
                                                        pair.spokeInWords(),
                                                        own.address(),
                                                        of(pair.hub(), own.address().family())
                                                                .findFirst()
                                                                .orElseThrow()
                                                                .subnet(),
                                                        pair.hubInWords())));
    }

    private static Stream<Finding> redirect(TunnelPair pair) {
        return PairChecks.when(
                pair.spoke().hasShortcut() && !pair.hub().redirects(),
                pair,
                NhrpChecks::shortcuts,
                "%s has ip nhrp shortcut, but at its hub %s nothing redirects: no shortcut is ever asked for; enter ip nhrp redirect on %s"
                        .formatted(
                                pair.spokeInWords(),
                                pair.hub().router(),
                                pair.hub().port().name()));
    }

    /// One that redirects or only serves is a hub too, and a point-to-point one that registers is of phase 1 by intent.
    private static Stream<Finding> shortcut(TunnelPair pair) {
        boolean isSpoke =
                !pair.spoke().redirects()
                        && pair.spoke().nhrp().noneMatch(NhrpSettings::serverOnly)
                        && (pair.spoke().isMultipoint() || !pair.spoke().hasServers());
        return PairChecks.when(
                isSpoke && pair.hub().redirects() && !pair.spoke().hasShortcut(),
                pair,
                NhrpChecks::shortcuts,
                "%s has no ip nhrp shortcut, but %s redirects: its redirects are ignored, and packets from here always go by the hub; enter ip nhrp shortcut%s on %s at %s"
                        .formatted(
                                pair.spokeInWords(),
                                pair.hubInWords(),
                                pair.spoke().isMultipoint() ? "" : " virtual-template N",
                                pair.spoke().port().name(),
                                pair.spoke().router()));
    }

    private static Stream<Finding> labels(TunnelPair pair) {
        boolean here = pair.spoke().port().mpls().nhrp();
        boolean there = pair.hub().port().mpls().nhrp();
        return PairChecks.when(
                here != there,
                pair,
                port -> port.mpls().nhrp(),
                "%s has %smpls nhrp, and %s has %s: VRFs get no shortcut; enter mpls nhrp on both"
                        .formatted(
                                pair.spokeInWords(),
                                here ? "" : "no ",
                                pair.hubInWords(),
                                here ? "it not" : "it"));
    }

    /// A VRF without any route target is nobody's VPN, as a front-door VRF.
    private static Stream<Finding> routeTargets(TunnelPair pair) {
        if (!pair.spoke().port().mpls().nhrp() || !pair.hub().port().mpls().nhrp()) {
            return Stream.empty();
        }
        return pair.spoke().config().vrfs().values().stream()
                .flatMap(
                        here ->
                                pair.hub().config().vrfs().get(here.vrf()).stream()
                                        .filter(there -> areDisjoint(here, there)))
                .map(VrfConfig::vrf)
                .map(
                        vrf ->
                                new Finding(
                                        pair.spoke().router(),
                                        Finding.Place.of(
                                                config -> config.vrfs().get(vrf),
                                                config -> config.vrfs().has(vrf)),
                                        "vrf %s has no route target that it has at its hub %s: it gets no route, and no shortcut forms; enter the same route-target on both"
                                                .formatted(vrf.name(), pair.hub().router())));
    }

    private static boolean areDisjoint(VrfConfig here, VrfConfig there) {
        return Stream.of(AddressFamily.values())
                .filter(family -> here.has(family) && there.has(family))
                .anyMatch(
                        family -> {
                            SortedSet<RouteTarget> one = targets(here.effective(family));
                            SortedSet<RouteTarget> other = targets(there.effective(family));
                            return !one.isEmpty()
                                    && !other.isEmpty()
                                    && Collections.disjoint(one, other);
                        });
    }

    static SortedSet<RouteTarget> targets(VrfFamily family) {
        var targets = new TreeSet<RouteTarget>(family.importTargets());
        targets.addAll(family.exportTargets());
        return targets;
    }
}
