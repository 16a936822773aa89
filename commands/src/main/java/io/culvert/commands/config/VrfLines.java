package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.VrfConfig;
import io.culvert.router.config.VrfFamily;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `vrf definition` and the older `ip vrf`, RFC 4364 sections 3 and 4.
final class VrfLines {
    private static final Arg<RouteDistinguisher> RD =
            Args.typed(
                    "ASN:nn or IP-address:nn",
                    "VPN Route Distinguisher",
                    RouteDistinguisher::parse,
                    RouteDistinguisher::toString);
    private static final Arg<AddressFamily> FAMILY =
            Args.choice(
                    Args.option("ipv4", AddressFamily.IPV4, "Address family"),
                    Args.option("ipv6", AddressFamily.IPV6, "Address family"));

    private enum Direction {
        EXPORT,
        IMPORT,
        BOTH
    }

    private VrfLines() {}

    /// A VRF by its name; whether it exists is a question for [Rules].
    static Arg<Vrf> vrf(String help) {
        return Args.word(help, name -> Optional.of(new Vrf(name)), Vrf::name);
    }

    static List<Declaration<RouterConfig>> lines() {
        return List.of(definition(), legacy());
    }

    private static Block<RouterConfig, VrfConfig> definition() {
        return block("vrf definition", "VRF definition", false, "config-vrf")
                .with(common())
                .with(family());
    }

    private static Block<RouterConfig, VrfConfig> legacy() {
        return block(
                        "ip vrf",
                        "Configure an IP VPN Routing/Forwarding instance",
                        true,
                        "config-vrf")
                .with(common());
    }

    private static Block<RouterConfig, VrfConfig> block(
            String words, String help, boolean legacy, String prompt) {
        Arg<Vrf> name = vrf("VPN Routing/Forwarding instance name");
        return Block.<RouterConfig, VrfConfig>of(
                        seq(words(words, help), name),
                        prompt,
                        config ->
                                config.vrfs().values().stream()
                                        .filter(vrf -> vrf.legacy() == legacy)
                                        .map(vrf -> Values.of(name, vrf.vrf()))
                                        .toList(),
                        (config, v) -> config.vrfs().get(v.get(name)),
                        v -> VrfConfig.of(v.get(name), legacy),
                        (config, _, vrf) -> config.withVrf(vrf))
                .opening(
                        (_, v, before) ->
                                before.isPresent() && before.get().legacy() != legacy
                                        ? Change.refused(
                                                "% VRF "
                                                        + v.get(name)
                                                        + " is already defined with "
                                                        + (legacy ? "vrf definition" : "ip vrf")
                                                        + "; remove it there first")
                                        : Change.to(
                                                before.orElseGet(
                                                        () -> VrfConfig.of(v.get(name), legacy))))
                .tryRemoving(
                        (config, v) ->
                                config.vrfs().has(v.get(name))
                                        ? Change.to(
                                                config.withVrfs(config.vrfs().without(v.get(name))))
                                        : Change.refused("% No VRF named " + v.get(name)));
    }

    private static List<Declaration<VrfConfig>> common() {
        return List.of(
                Line.<VrfConfig, String>maybe(
                        "description",
                        "VRF specific description",
                        Args.line("Up to 244 characters describing this VRF"),
                        VrfConfig::description,
                        VrfConfig::withDescription),
                Line.<VrfConfig, RouteDistinguisher>maybe(
                        "rd", "Specify Route Distinguisher", RD, VrfConfig::rd, VrfConfig::withRd),
                map(
                        "import",
                        "VPN import",
                        VrfFamily::importMap,
                        VrfFamily::withImportMap,
                        VrfConfig::common,
                        VrfConfig::withCommon),
                map(
                        "export",
                        "VPN export",
                        VrfFamily::exportMap,
                        VrfFamily::withExportMap,
                        VrfConfig::common,
                        VrfConfig::withCommon),
                targets(VrfConfig::common, VrfConfig::withCommon),
                maximumRoutes(),
                Kept.accepted(
                        "VPN identifiers are not used",
                        words("vpn id", "Configure VPN ID"),
                        Args.line("VPN ID")));
    }

    private static Block<VrfConfig, VrfFamily> family() {
        return Blocks.<VrfConfig, AddressFamily, VrfFamily>named(
                        words("address-family", "Enter Address Family command mode"),
                        FAMILY,
                        "config-vrf-af",
                        VrfConfig::families,
                        VrfConfig::withFamilies,
                        _ -> VrfFamily.DEFAULT)
                .closedBy("exit-address-family")
                .with(
                        maximumRoutes(),
                        map(
                                "import",
                                "VPN import",
                                VrfFamily::importMap,
                                VrfFamily::withImportMap,
                                f -> f,
                                (_, f) -> f),
                        map(
                                "export",
                                "VPN export",
                                VrfFamily::exportMap,
                                VrfFamily::withExportMap,
                                f -> f,
                                (_, f) -> f),
                        targets(f -> f, (_, f) -> f));
    }

    private static <C> Kept<C> maximumRoutes() {
        return Kept.partial(
                "the number of routes is not limited",
                words("maximum routes", "Set a limit of routes"),
                Args.line("Limit"));
    }

    private static <C> Line<C> map(
            String word,
            String help,
            Function<VrfFamily, Optional<String>> read,
            BiFunction<VrfFamily, Optional<String>, VrfFamily> write,
            Function<C, VrfFamily> family,
            BiFunction<C, VrfFamily, C> put) {
        return Line.<C, String>maybe(
                word + " map",
                help,
                Args.word("Route-map name"),
                c -> read.apply(family.apply(c)),
                (c, name) -> put.apply(c, write.apply(family.apply(c), name)));
    }

    private static <C> Line<C> targets(
            Function<C, VrfFamily> read, BiFunction<C, VrfFamily, C> put) {
        Arg<Direction> direction =
                Args.choice(
                        Args.option("export", Direction.EXPORT, "Export Target-VPN community"),
                        Args.option("import", Direction.IMPORT, "Import Target-VPN community"),
                        Args.option(
                                "both",
                                Direction.BOTH,
                                "Both import and export Target-VPN community"));
        Arg<RouteTarget> target =
                Args.typed(
                        "ASN:nn or IP-address:nn",
                        "Target VPN Extended Community",
                        RouteTarget::parse,
                        RouteTarget::toString);
        return Line.<C>of(
                        words("route-target", "Specify Target VPN Extended Communities"),
                        direction,
                        target,
                        cut())
                .set(
                        (c, v) ->
                                put.apply(
                                        c,
                                        change(
                                                read.apply(c),
                                                v.get(direction),
                                                v.get(target),
                                                true)))
                .unset(
                        (c, v) ->
                                put.apply(
                                        c,
                                        change(
                                                read.apply(c),
                                                v.get(direction),
                                                v.get(target),
                                                false)))
                .show(
                        c ->
                                Stream.concat(
                                        read.apply(c).exportTargets().stream()
                                                .map(
                                                        each ->
                                                                Values.of(
                                                                                direction,
                                                                                Direction.EXPORT)
                                                                        .and(target, each)),
                                        read.apply(c).importTargets().stream()
                                                .map(
                                                        each ->
                                                                Values.of(
                                                                                direction,
                                                                                Direction.IMPORT)
                                                                        .and(target, each))));
    }

    private static VrfFamily change(
            VrfFamily family, Direction direction, RouteTarget target, boolean add) {
        VrfFamily changed = family;
        if (direction != Direction.IMPORT) {
            changed =
                    changed.withExportTargets(
                            add
                                    ? Lists.with(changed.exportTargets(), target)
                                    : Lists.without(changed.exportTargets(), target));
        }
        if (direction != Direction.EXPORT) {
            changed =
                    changed.withImportTargets(
                            add
                                    ? Lists.with(changed.importTargets(), target)
                                    : Lists.without(changed.importTargets(), target));
        }
        return changed;
    }
}
