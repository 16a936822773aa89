package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// `address-family` under `router bgp`.
final class BgpFamilyLines {
    /// One address family, together with the whole it is a part of.
    record Family(BgpConfig bgp, FamilyId id) {
        FamilySettings settings() {
            return bgp.family(id);
        }

        Family with(FamilySettings settings) {
            return new Family(bgp.withFamily(id, settings), id);
        }

        Family with(BgpConfig changed) {
            return new Family(changed, id);
        }
    }

    private BgpFamilyLines() {}

    static Block<BgpConfig, Family> block() {
        Arg<AddressFamily> ip =
                Args.choice(
                        Args.option("ipv4", AddressFamily.IPV4, "Address family"),
                        Args.option("ipv6", AddressFamily.IPV6, "Address family"));
        Arg<AddressFamily> vpn =
                Args.choice(
                        Args.option("vpnv4", AddressFamily.IPV4, "Address family"),
                        Args.option("vpnv6", AddressFamily.IPV6, "Address family"));
        Arg<Vrf> vrf = VrfLines.vrf("VPN Routing/Forwarding instance name");
        Arg<Boolean> memberships = Args.flag("rtfilter", "Address family");
        Function<Values, FamilyId> id =
                v ->
                        v.has(memberships)
                                ? FamilyId.RTFILTER
                                : v.has(vpn)
                                        ? FamilyId.vpn(v.get(vpn))
                                        : FamilyId.unicast(
                                                v.get(ip), v.find(vrf).orElse(Vrf.GLOBAL));
        return Block.<BgpConfig, Family>of(
                        seq(
                                words("address-family", "Enter Address Family command mode"),
                                oneOf(
                                        seq(
                                                ip,
                                                maybe(words("unicast", "Address Family Modifier")),
                                                maybe(
                                                        words(
                                                                "vrf",
                                                                "Specify parameters for a VPN Routing/Forwarding instance"),
                                                        vrf)),
                                        seq(
                                                oneOf(vpn, memberships),
                                                maybe(
                                                        words(
                                                                "unicast",
                                                                "Address Family Modifier"))))),
                        "config-router-af",
                        bgp ->
                                bgp.families().keySet().stream()
                                        .map(each -> told(each, ip, vpn, memberships, vrf))
                                        .toList(),
                        (bgp, v) ->
                                bgp.families().containsKey(id.apply(v))
                                        ? Optional.of(new Family(bgp, id.apply(v)))
                                        : Optional.empty(),
                        v -> new Family(BgpConfig.of(1), id.apply(v)),
                        (_, _, family) -> family.bgp())
                .opening(
                        (bgp, v, before) ->
                                Change.to(
                                        before.orElseGet(
                                                () ->
                                                        new Family(bgp, id.apply(v))
                                                                .with(FamilySettings.DEFAULT))))
                .removing(
                        (bgp, v) -> {
                            var left = new TreeMap<>(bgp.families());
                            left.remove(id.apply(v));
                            return bgp.withFamilies(left);
                        })
                .closedBy("exit-address-family")
                .with(BgpLines.<Family>oldHabits())
                .with(List.of(routerIdHere(), listenRangeHere(), scanTimeHere()))
                .with(BgpRouteLines.lines(Family::settings, Family::with, true))
                .with(
                        new NeighborLines<Family>(
                                        Family::bgp, Family::with, family -> family.id().vrf())
                                .lines().stream().map(BgpFamilyLines::inVrf).toList())
                .with(
                        new NeighborFamilyLines<Family>(Family::bgp, Family::with, Family::id, true)
                                .lines());
    }

    private static Values told(
            FamilyId id,
            Arg<AddressFamily> ip,
            Arg<AddressFamily> vpn,
            Arg<Boolean> memberships,
            Arg<Vrf> vrf) {
        return switch (id.service()) {
            case UNICAST ->
                    Values.of(ip, id.ip())
                            .and(vrf, Optional.of(id.vrf()).filter(one -> !one.isGlobal()));
            case VPN -> Values.of(vpn, id.ip());
            case ROUTE_TARGET -> Values.of(memberships, true);
        };
    }

    /// In a VRF's family neighbours are made and described; in the others they are only activated.
    private static Declaration<Family> inVrf(Declaration<Family> line) {
        return line instanceof Line<Family> session
                ? session.shownWhere(family -> !family.id().vrf().isGlobal())
                : line;
    }

    /// Of a VRF, this line would reach `router bgp` and take sessions there.
    private static Declaration<Family> listenRangeHere() {
        Arg<String> rest = Args.line("Range of addresses and peer-group");
        return Line.<Family>of(words("bgp listen range", "Subnet network range of listen"), rest)
                .trySet(
                        (_, _) ->
                                Change.refused(
                                        "% Neighbors are not taken from a range within an address family; the line stands under router bgp"))
                .unset((family, _) -> family);
    }

    private static Declaration<Family> scanTimeHere() {
        return Kept.accepted(
                "there is no scanner",
                words("bgp scan-time", "Configure background scanner interval"),
                maybe(words("import", "Interval of imports")),
                Args.integer(5, 60, "Scanner interval (seconds)"));
    }

    /// Were it not declared here, the line would reach `router bgp` and change the identifier of all.
    private static Declaration<Family> routerIdHere() {
        return Line.<Family>of(
                        words("bgp router-id", "Override configured router identifier"),
                        Args.ipv4("Manually configured router identifier"))
                .trySet(
                        (_, _) ->
                                Change.refused(
                                        "% One router identifier serves every address family; it stands under router bgp"))
                .unset((family, _) -> family);
    }
}
