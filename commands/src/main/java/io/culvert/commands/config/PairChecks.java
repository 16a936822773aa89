package io.culvert.commands.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.TunnelMode;
import io.culvert.router.config.VrfConfig;
import io.culvert.router.config.VrfFamily;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a spoke's tunnel and its hub's must agree on. Each check says what is wrong and which line mends it, or nothing.
final class PairChecks {
    private static final List<Function<TunnelPair, Stream<String>>> CHECKS =
            List.of(
                    PairChecks::mode,
                    PairChecks::key,
                    PairChecks::protection,
                    SharedKeyCheck::of,
                    PairChecks::authentication,
                    PairChecks::whereTheServerIs,
                    PairChecks::whoTheServerIs,
                    PairChecks::subnet,
                    PairChecks::redirect,
                    PairChecks::shortcut,
                    PairChecks::labels,
                    PairChecks::routeTargets);

    private PairChecks() {}

    static List<String> of(TunnelPair pair) {
        return pair.hub().port().nhrp().isOn()
                ? CHECKS.stream().flatMap(check -> check.apply(pair)).toList()
                : List.of(
                        "%s has NHRP, but %s has no ip nhrp network-id: the hub speaks no NHRP, and no shortcut forms; enter ip nhrp network-id there"
                                .formatted(spoke(pair), hub(pair)));
    }

    private static String spoke(TunnelPair pair) {
        return pair.spoke().router() + ": " + pair.spoke().port().name();
    }

    private static String hub(TunnelPair pair) {
        return "%s at its hub %s".formatted(pair.hub().port().name(), pair.hub().router());
    }

    private static Stream<String> when(boolean wrong, String sentence) {
        return wrong ? Stream.of(sentence) : Stream.empty();
    }

    private static Stream<String> mode(TunnelPair pair) {
        TunnelMode here = pair.spoke().port().tunnel().mode();
        TunnelMode there = pair.hub().port().tunnel().mode();
        boolean meet =
                here == there
                        || here.isIpsec() && there.isIpsec()
                        || here.isGre() && there.isGre() && here.outer().equals(there.outer());
        return when(
                !meet,
                "%s is %s, and %s is %s: neither understands the other; enter the same tunnel mode on both"
                        .formatted(spoke(pair), here.transport(), hub(pair), there.transport()));
    }

    /// RFC 2890 section 2.1: packets with another key are another tunnel's.
    private static Stream<String> key(TunnelPair pair) {
        Optional<Long> here = pair.spoke().port().tunnel().key();
        Optional<Long> there = pair.hub().port().tunnel().key();
        boolean areGre =
                pair.spoke().port().tunnel().mode().isGre()
                        && pair.hub().port().tunnel().mode().isGre();
        return when(
                areGre && !here.equals(there),
                "%s has %s, and %s has %s: each drops the packets of the other; enter the same tunnel key on both"
                        .formatted(spoke(pair), key(here), hub(pair), key(there)));
    }

    private static String key(Optional<Long> key) {
        return key.map(number -> "tunnel key " + number).orElse("no tunnel key");
    }

    /// What a template makes is protected by the session that it is made for.
    private static Stream<String> protection(TunnelPair pair) {
        boolean here = pair.spoke().port().tunnel().isProtected();
        boolean there = pair.hub().port().tunnel().isProtected() || pair.hub().isTemplate();
        return when(
                here != there,
                "%s has %stunnel protection, and %s has %s: no packet passes; enter tunnel protection ipsec profile on %s at %s"
                        .formatted(
                                spoke(pair),
                                here ? "" : "no ",
                                hub(pair),
                                here ? "none" : "it",
                                (here ? pair.hub() : pair.spoke()).port().name(),
                                (here ? pair.hub() : pair.spoke()).router()));
    }

    private static Stream<String> authentication(TunnelPair pair) {
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
                            return "%s and %s %s: NHRP between them is refused; enter the same %s on both"
                                    .formatted(
                                            spoke(pair),
                                            hub(pair),
                                            isOneSided(pair, family)
                                                    ? "have " + line + " on one side only"
                                                    : "differ in " + line,
                                            line);
                        });
    }

    private static boolean isOneSided(TunnelPair pair, AddressFamily family) {
        return nhrp(pair.spoke(), family).authentication().isEmpty()
                || nhrp(pair.hub(), family).authentication().isEmpty();
    }

    private static NhrpSettings nhrp(TunnelEnd end, AddressFamily family) {
        return family == AddressFamily.IPV4 ? end.port().nhrp().ipv4() : end.port().nhrp().ipv6();
    }

    private static Stream<String> whereTheServerIs(TunnelPair pair) {
        List<IpAddress> sources = pair.hub().sources();
        return pair.uplink().nbma().stream()
                .filter(nbma -> !pair.hub().isTemplate())
                .filter(nbma -> !sources.isEmpty() && !sources.contains(nbma))
                .map(
                        nbma ->
                                "%s looks for its next-hop server %s at %s, but %s is at %s: unless something between them translates the address, correct the nbma address at %s"
                                        .formatted(
                                                spoke(pair),
                                                pair.uplink().server().orElseThrow(),
                                                nbma,
                                                hub(pair),
                                                sources.getFirst(),
                                                pair.spoke().router()));
    }

    private static Stream<String> whoTheServerIs(TunnelPair pair) {
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
                                "%s has ip nhrp nhs %s, but %s has the address %s: the spoke does not register; enter ip nhrp nhs with that address at %s"
                                        .formatted(
                                                spoke(pair),
                                                server,
                                                hub(pair),
                                                of(pair.hub(), server.family())
                                                        .findFirst()
                                                        .orElseThrow()
                                                        .address(),
                                                pair.spoke().router()));
    }

    private static Stream<InterfaceAddress> of(TunnelEnd end, AddressFamily family) {
        return end.overlay().stream().filter(each -> each.address().family() == family);
    }

    /// A hub with a host's prefix has no subnet that spokes could be in.
    private static Stream<String> subnet(TunnelPair pair) {
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
                                "%s has the address %s, which is not in the subnet %s that %s has: nothing comes back to it; give it an address of that subnet"
                                        .formatted(
                                                spoke(pair),
                                                own.address(),
                                                of(pair.hub(), own.address().family())
                                                        .findFirst()
                                                        .orElseThrow()
                                                        .subnet(),
                                                hub(pair)));
    }

    private static Stream<String> redirect(TunnelPair pair) {
        return when(
                pair.spoke().hasShortcut() && !pair.hub().redirects(),
                "%s has ip nhrp shortcut, but at its hub %s nothing redirects: no shortcut is ever asked for; enter ip nhrp redirect on %s"
                        .formatted(spoke(pair), pair.hub().router(), pair.hub().port().name()));
    }

    /// One that redirects or only serves is a hub too, and a point-to-point one that registers is of phase 1 by intent.
    private static Stream<String> shortcut(TunnelPair pair) {
        boolean isSpoke =
                !pair.spoke().redirects()
                        && pair.spoke().nhrp().noneMatch(NhrpSettings::serverOnly)
                        && (pair.spoke().isMultipoint() || !pair.spoke().hasServers());
        return when(
                isSpoke && pair.hub().redirects() && !pair.spoke().hasShortcut(),
                "%s has no ip nhrp shortcut, but %s redirects: its redirects are ignored, and packets from here always go by the hub; enter ip nhrp shortcut%s on %s at %s"
                        .formatted(
                                spoke(pair),
                                hub(pair),
                                pair.spoke().isMultipoint() ? "" : " virtual-template N",
                                pair.spoke().port().name(),
                                pair.spoke().router()));
    }

    private static Stream<String> labels(TunnelPair pair) {
        boolean here = pair.spoke().port().mpls().nhrp();
        boolean there = pair.hub().port().mpls().nhrp();
        return when(
                here != there,
                "%s has %smpls nhrp, and %s has %s: VRFs get no shortcut; enter mpls nhrp on both"
                        .formatted(
                                spoke(pair), here ? "" : "no ", hub(pair), here ? "it not" : "it"));
    }

    /// A VRF without any route target is nobody's VPN, as a front-door VRF.
    private static Stream<String> routeTargets(TunnelPair pair) {
        if (!pair.spoke().port().mpls().nhrp() || !pair.hub().port().mpls().nhrp()) {
            return Stream.empty();
        }
        return pair.spoke().config().vrfs().values().stream()
                .flatMap(
                        here ->
                                pair.hub().config().vrfs().get(here.vrf()).stream()
                                        .filter(there -> areDisjoint(here, there)))
                .map(VrfConfig::vrf)
                .map(Vrf::name)
                .map(
                        vrf ->
                                "%s: vrf %s has no route target that it has at its hub %s: it gets no route, and no shortcut forms; enter the same route-target on both"
                                        .formatted(
                                                pair.spoke().router(), vrf, pair.hub().router()));
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

    private static SortedSet<RouteTarget> targets(VrfFamily family) {
        var targets = new TreeSet<RouteTarget>(family.importTargets());
        targets.addAll(family.exportTargets());
        return targets;
    }
}
