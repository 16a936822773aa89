package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.LabelMode;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.MplsConfig;
import io.culvert.router.config.MplsConfig.LabelProtocol;
import io.culvert.router.config.MplsConfig.LabelScope;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The global `mpls` lines.
final class MplsLines {
    private static final String NO_LDP = "LDP is not there yet";
    private static final Arg<Integer> FIRST =
            Args.integer(Label.FIRST_UNRESERVED, Label.MAX, "Minimum label value");
    private static final Arg<Integer> LAST =
            Args.integer(Label.FIRST_UNRESERVED, Label.MAX, "Maximum label value");
    private static final Arg<Vrf> VRF = VrfLines.vrf("VPN Routing/Forwarding instance name");
    private static final Arg<Boolean> ALL_VRFS = Args.flag("all-vrfs", "All VRFs");
    private static final Arg<LabelProtocol> PROTOCOL =
            Args.choice(
                    Args.option("bgp-vpnv4", LabelProtocol.BGP_VPNV4, "BGP VPNv4"),
                    Args.option("bgp-vpnv6", LabelProtocol.BGP_VPNV6, "BGP VPNv6"),
                    Args.option("all-afs", LabelProtocol.ALL_AFS, "All address families"));
    private static final Arg<LabelMode> MODE =
            Args.choice(
                    Args.option("per-prefix", LabelMode.PER_PREFIX, "Per prefix label"),
                    Args.option("per-vrf", LabelMode.PER_VRF, "Per VRF label for the whole VRF"));
    private static final Arg<Boolean> FORWARDED =
            Args.flag("forwarded", "Propagate IP TTL for forwarded traffic");
    private static final Arg<Boolean> LOCAL =
            Args.flag("local", "Propagate IP TTL for locally originated traffic");

    private MplsLines() {}

    static List<Declaration<RouterConfig>> lines() {
        return List.of(
                Line.<RouterConfig>of(words("mpls label range", "Label range"), cut(), FIRST, LAST)
                        .trySet(
                                (config, v) ->
                                        v.get(FIRST) > v.get(LAST)
                                                ? Change.refused(
                                                        "% The label range runs backwards: "
                                                                + v.get(FIRST)
                                                                + " to "
                                                                + v.get(LAST))
                                                : Change.to(
                                                        config.withMpls(
                                                                config.mpls()
                                                                        .withLabelLast(Label.MAX)
                                                                        .withLabelFirst(
                                                                                v.get(FIRST))
                                                                        .withLabelLast(
                                                                                v.get(LAST)))))
                        .unset(
                                (config, _) ->
                                        config.withMpls(
                                                config.mpls()
                                                        .withLabelFirst(
                                                                MplsConfig.DEFAULT.labelFirst())
                                                        .withLabelLast(
                                                                MplsConfig.DEFAULT.labelLast())))
                        .show(
                                config ->
                                        isDefaultRange(config.mpls())
                                                ? Stream.empty()
                                                : Stream.of(
                                                        Values.of(FIRST, config.mpls().labelFirst())
                                                                .and(
                                                                        LAST,
                                                                        config.mpls()
                                                                                .labelLast()))),
                Line.<RouterConfig>of(
                                words("mpls label mode", "Label allocation mode"),
                                oneOf(seq(words("vrf", "VRF"), VRF), ALL_VRFS),
                                words("protocol", "Protocol"),
                                PROTOCOL,
                                cut(),
                                MODE)
                        .set(
                                (config, v) ->
                                        config.withMpls(
                                                config.mpls()
                                                        .withLabelModes(
                                                                config.mpls()
                                                                        .labelModes()
                                                                        .with(
                                                                                scope(v),
                                                                                v.get(MODE)))))
                        .unset(
                                (config, v) ->
                                        config.withMpls(
                                                config.mpls()
                                                        .withLabelModes(
                                                                config.mpls()
                                                                        .labelModes()
                                                                        .without(scope(v)))))
                        .show(
                                config ->
                                        config.mpls().labelModes().asMap().entrySet().stream()
                                                .map(
                                                        entry ->
                                                                Values.NONE
                                                                        .and(
                                                                                VRF,
                                                                                entry.getKey()
                                                                                        .vrf())
                                                                        .andIf(
                                                                                ALL_VRFS,
                                                                                entry.getKey()
                                                                                        .vrf()
                                                                                        .isEmpty())
                                                                        .and(
                                                                                PROTOCOL,
                                                                                entry.getKey()
                                                                                        .protocol())
                                                                        .and(
                                                                                MODE,
                                                                                entry.getValue()))),
                Line.<RouterConfig>of(
                                words(
                                        "mpls ip propagate-ttl",
                                        "Propagate IP TTL into the label stack"),
                                cut(),
                                maybe(oneOf(FORWARDED, LOCAL)))
                        .set((config, v) -> propagate(config, v, true))
                        .unset((config, v) -> propagate(config, v, false))
                        .showing(config -> notPropagated(config.mpls())),
                Line.<RouterConfig>flag(
                        "mpls ip",
                        "Configure dynamic MPLS forwarding for IP",
                        config -> config.mpls().ip(),
                        (config, on) -> config.withMpls(config.mpls().withIp(on)),
                        MplsConfig.DEFAULT.ip()),
                Kept.accepted(
                        "no LDP session runs here",
                        words("mpls ldp loop-detection", "Enable LDP Loop Detection")),
                Kept.accepted(
                        "no LDP session runs here",
                        words(
                                "mpls label protocol",
                                "Set platform default label distribution protocol"),
                        Args.word("ldp")),
                Kept.partial(
                        NO_LDP,
                        words(
                                "mpls ldp router-id",
                                "Select interface to prefer for LDP identifier address"),
                        Args.line("Interface")));
    }

    private static boolean isDefaultRange(MplsConfig mpls) {
        return mpls.labelFirst() == MplsConfig.DEFAULT.labelFirst()
                && mpls.labelLast() == MplsConfig.DEFAULT.labelLast();
    }

    private static LabelScope scope(Values v) {
        return new LabelScope(v.find(VRF), v.get(PROTOCOL));
    }

    private static RouterConfig propagate(RouterConfig config, Values v, boolean on) {
        MplsConfig mpls = config.mpls();
        mpls = v.has(LOCAL) ? mpls : mpls.withPropagateTtlForwarded(on);
        mpls = v.has(FORWARDED) ? mpls : mpls.withPropagateTtlLocal(on);
        return config.withMpls(mpls);
    }

    private static Stream<Line.Shown> notPropagated(MplsConfig mpls) {
        if (mpls.propagateTtlForwarded() && mpls.propagateTtlLocal()) {
            return Stream.empty();
        }
        Optional<Arg<Boolean>> only =
                mpls.propagateTtlForwarded()
                        ? Optional.of(LOCAL)
                        : mpls.propagateTtlLocal() ? Optional.of(FORWARDED) : Optional.empty();
        return Stream.of(
                new Line.Shown(true, only.map(arg -> Values.of(arg, true)).orElse(Values.NONE)));
    }
}
