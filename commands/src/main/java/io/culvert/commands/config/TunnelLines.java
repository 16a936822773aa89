package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelConfig.PathMtuDiscovery;
import io.culvert.router.config.TunnelMode;
import io.culvert.router.config.TunnelSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// `tunnel ...`: the outer half of a tunnel.
final class TunnelLines {
    private TunnelLines() {}

    private static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> tunnel(
            BiFunction<TunnelConfig, T, TunnelConfig> write) {
        return (port, value) -> port.withTunnel(write.apply(port.tunnel(), value));
    }

    /// Lines that make sense on tunnels alone say so elsewhere.
    private static Line<InterfaceConfig> onTunnels(
            Line<InterfaceConfig> line, BiFunction<InterfaceConfig, Values, InterfaceConfig> set) {
        return line.trySet(
                (port, v) ->
                        port.isTunnel()
                                ? Change.to(set.apply(port, v))
                                : Change.refused(
                                        "% "
                                                + port.name()
                                                + " is not a tunnel; tunnel lines stand on Tunnel and Virtual-Template interfaces"));
    }

    static List<Declaration<InterfaceConfig>> lines() {
        return List.of(
                source(),
                destination(),
                mode(),
                key(),
                vrf(),
                ttl(),
                tos(),
                pathMtuDiscovery(),
                protection(),
                policy(),
                ifState());
    }

    private static Line<InterfaceConfig> source() {
        Arg<InterfaceName> name = Args.interfaceName("Interface whose address is the source");
        Arg<IpAddress> address = Args.address("IP address");
        Arg<Boolean> dynamic = Args.flag("dynamic", "Take the address of IKE");
        return onTunnels(
                Line.<InterfaceConfig>of(
                                words("tunnel source", "source of tunnel packets"),
                                oneOf(name, address, dynamic))
                        .unset(
                                (port, _) ->
                                        port.withTunnel(port.tunnel().withSource(Optional.empty())))
                        .show(
                                port ->
                                        port.tunnel().source().stream()
                                                .map(
                                                        source ->
                                                                switch (source) {
                                                                    case TunnelSource.FromInterface(
                                                                                    var from) ->
                                                                            Values.of(name, from);
                                                                    case TunnelSource.FromAddress(
                                                                                    var from) ->
                                                                            Values.of(
                                                                                    address, from);
                                                                })),
                (port, v) ->
                        port.withTunnel(
                                port.tunnel()
                                        .withSource(
                                                v.find(name)
                                                        .<TunnelSource>map(
                                                                TunnelSource.FromInterface::new)
                                                        .or(
                                                                () ->
                                                                        v.find(address)
                                                                                .map(
                                                                                        TunnelSource
                                                                                                        .FromAddress
                                                                                                ::new)))));
    }

    private static Line<InterfaceConfig> destination() {
        Arg<IpAddress> address = Args.address("ip address");
        Arg<Boolean> dynamic =
                Args.flag("dynamic", "Determine destination at the end of the session setup");
        return onTunnels(
                Line.<InterfaceConfig>of(
                                words("tunnel destination", "destination of tunnel packets"),
                                oneOf(address, dynamic))
                        .unset(
                                (port, _) ->
                                        port.withTunnel(
                                                port.tunnel().withDestination(Optional.empty())))
                        .show(
                                port ->
                                        port.tunnel().destination().stream()
                                                .map(to -> Values.of(address, to))),
                (port, v) -> port.withTunnel(port.tunnel().withDestination(v.find(address))));
    }

    private static Line<InterfaceConfig> mode() {
        Arg<TunnelMode> gre =
                Args.choice(
                        Args.option("ip", TunnelMode.GRE_IP, "over IP"),
                        Args.option("ipv6", TunnelMode.GRE_IPV6, "over IPv6"));
        Arg<Boolean> multipoint =
                Args.flag("multipoint", "over IP (multipoint), to peers that NHRP finds");
        Arg<TunnelMode> multipoint6 =
                Args.choice(Args.option("ipv6", TunnelMode.GRE_MULTIPOINT_IPV6, "over IPv6"));
        Arg<TunnelMode> ipsec4 =
                Args.choice(
                        Args.option("v6-overlay", TunnelMode.IPSEC_IPV4_V6_OVERLAY, "carry IPv6"));
        Arg<TunnelMode> ipsec6 =
                Args.choice(
                        Args.option("v4-overlay", TunnelMode.IPSEC_IPV6_V4_OVERLAY, "carry IPv4"));
        Arg<TunnelMode> plain = Args.choice(plainModes());
        Arg<Boolean> over4 = Args.flag("ipv4", "over IPv4");
        Arg<Boolean> over6 = Args.flag("ipv6", "over IPv6");
        Arg<Boolean> dual = Args.flag("dual-overlay", "carry both families");
        return onTunnels(
                Line.<InterfaceConfig>of(
                                words("tunnel mode", "tunnel encapsulation method"),
                                cut(),
                                oneOf(
                                        seq(
                                                words(
                                                        "gre",
                                                        "generic route encapsulation protocol"),
                                                oneOf(gre, seq(multipoint, maybe(multipoint6)))),
                                        seq(
                                                words("ipsec", "IPSec tunnel encapsulation"),
                                                oneOf(
                                                        seq(over4, maybe(ipsec4)),
                                                        seq(over6, maybe(ipsec6)),
                                                        dual)),
                                        plain))
                        .unset(
                                (port, _) ->
                                        port.withTunnel(port.tunnel().withMode(TunnelMode.GRE_IP)))
                        .show(
                                port ->
                                        switch (port.tunnel().mode()) {
                                            case GRE_IP -> Stream.empty();
                                            case GRE_IPV6 ->
                                                    Stream.of(Values.of(gre, port.tunnel().mode()));
                                            case GRE_MULTIPOINT ->
                                                    Stream.of(Values.of(multipoint, true));
                                            case GRE_MULTIPOINT_IPV6 ->
                                                    Stream.of(
                                                            Values.of(multipoint, true)
                                                                    .and(
                                                                            multipoint6,
                                                                            port.tunnel().mode()));
                                            case IPSEC_IPV4 -> Stream.of(Values.of(over4, true));
                                            case IPSEC_IPV4_V6_OVERLAY ->
                                                    Stream.of(
                                                            Values.of(over4, true)
                                                                    .and(
                                                                            ipsec4,
                                                                            port.tunnel().mode()));
                                            case IPSEC_IPV6 -> Stream.of(Values.of(over6, true));
                                            case IPSEC_IPV6_V4_OVERLAY ->
                                                    Stream.of(
                                                            Values.of(over6, true)
                                                                    .and(
                                                                            ipsec6,
                                                                            port.tunnel().mode()));
                                            case IPSEC_DUAL_OVERLAY ->
                                                    Stream.of(Values.of(dual, true));
                                            default ->
                                                    Stream.of(
                                                            Values.of(plain, port.tunnel().mode()));
                                        }),
                (port, v) -> {
                    TunnelMode mode =
                            v.find(gre)
                                    .or(() -> v.find(multipoint6))
                                    .or(
                                            () ->
                                                    v.find(multipoint)
                                                            .map(_ -> TunnelMode.GRE_MULTIPOINT))
                                    .or(() -> v.find(plain))
                                    .or(() -> v.find(ipsec4))
                                    .or(() -> v.find(ipsec6))
                                    .orElse(
                                            v.has(over4)
                                                    ? TunnelMode.IPSEC_IPV4
                                                    : v.has(over6)
                                                            ? TunnelMode.IPSEC_IPV6
                                                            : TunnelMode.IPSEC_DUAL_OVERLAY);
                    return port.withTunnel(port.tunnel().withMode(mode));
                });
    }

    private static List<Arg.Option<TunnelMode>> plainModes() {
        return List.of(
                Args.option("ipip", TunnelMode.IP_IN_IP, "IP over IP encapsulation"),
                Args.option("ipv6ip", TunnelMode.IPV6_IN_IP, "IPv6 over IP encapsulation"),
                Args.option("ipv6", TunnelMode.IP_IN_IPV6, "Generic packet tunneling in IPv6"),
                Args.option("mpls-in-ip", TunnelMode.MPLS_IN_IP, "MPLS right in IP, protocol 137"));
    }

    private static Line<InterfaceConfig> key() {
        Arg<Long> key = Args.unsigned(0, 4_294_967_295L, "key");
        return onTunnels(
                Line.<InterfaceConfig, Long>maybe(
                        "tunnel key",
                        "security or selector key",
                        key,
                        port -> port.tunnel().key(),
                        tunnel(TunnelConfig::withKey)),
                (port, v) -> port.withTunnel(port.tunnel().withKey(v.find(key))));
    }

    private static Line<InterfaceConfig> vrf() {
        Arg<Vrf> vrf = VrfLines.vrf("VRF of the outer packets");
        return onTunnels(
                Line.<InterfaceConfig>of(words("tunnel vrf", "set tunnel vrf membership"), vrf)
                        .unset((port, _) -> port.withTunnel(port.tunnel().withVrf(Vrf.GLOBAL)))
                        .show(
                                port ->
                                        port.tunnel().vrf().isGlobal()
                                                ? Stream.empty()
                                                : Stream.of(Values.of(vrf, port.tunnel().vrf()))),
                (port, v) -> port.withTunnel(port.tunnel().withVrf(v.get(vrf))));
    }

    private static Line<InterfaceConfig> ttl() {
        Arg<Integer> ttl = Args.integer(1, 255, "ttl");
        return onTunnels(
                Line.<InterfaceConfig, Integer>maybe(
                        "tunnel ttl",
                        "set time to live",
                        ttl,
                        port -> port.tunnel().ttl(),
                        tunnel(TunnelConfig::withTtl)),
                (port, v) -> port.withTunnel(port.tunnel().withTtl(v.find(ttl))));
    }

    private static Line<InterfaceConfig> tos() {
        Arg<Integer> tos = Args.integer(0, 255, "tos");
        return onTunnels(
                Line.<InterfaceConfig, Integer>maybe(
                        "tunnel tos",
                        "set type of service byte",
                        tos,
                        port -> port.tunnel().tos(),
                        tunnel(TunnelConfig::withTos)),
                (port, v) -> port.withTunnel(port.tunnel().withTos(v.find(tos))));
    }

    private static Line<InterfaceConfig> pathMtuDiscovery() {
        Arg<Integer> age = Args.integer(10, 30, "Aging time in minutes");
        Arg<Boolean> infinite = Args.flag("infinite", "Disable the aging timer");
        Arg<Integer> least = Args.integer(92, 65_535, "Minimum MTU");
        return onTunnels(
                Line.<InterfaceConfig>of(
                                words(
                                        "tunnel path-mtu-discovery",
                                        "Enable Path MTU Discovery on tunnel"),
                                cut(),
                                maybe(
                                        oneOf(
                                                seq(
                                                        words("age-timer", "Set PMTUD aging timer"),
                                                        oneOf(age, infinite)),
                                                seq(
                                                        words("min-mtu", "Min pathmtu allowed"),
                                                        least))))
                        .unset(
                                (port, v) ->
                                        port.withTunnel(
                                                port.tunnel()
                                                        .withPathMtuDiscovery(
                                                                v.has(age) || v.has(infinite)
                                                                        ? port.tunnel()
                                                                                .pathMtuDiscovery()
                                                                                .map(
                                                                                        pmtud ->
                                                                                                new PathMtuDiscovery(
                                                                                                        PathMtuDiscovery
                                                                                                                .AGE_MINUTES,
                                                                                                        pmtud
                                                                                                                .leastMtu()))
                                                                        : v.has(least)
                                                                                ? port.tunnel()
                                                                                        .pathMtuDiscovery()
                                                                                        .map(
                                                                                                pmtud ->
                                                                                                        new PathMtuDiscovery(
                                                                                                                pmtud
                                                                                                                        .ageMinutes(),
                                                                                                                Optional
                                                                                                                        .empty()))
                                                                                : Optional
                                                                                        .empty())))
                        .show(
                                port ->
                                        port.tunnel().pathMtuDiscovery().stream()
                                                .flatMap(
                                                        pmtud ->
                                                                Stream.concat(
                                                                        Stream.concat(
                                                                                Stream.of(
                                                                                        Values
                                                                                                .NONE),
                                                                                Stream.of(
                                                                                                pmtud
                                                                                                        .ageMinutes())
                                                                                        .filter(
                                                                                                m ->
                                                                                                        m
                                                                                                                != PathMtuDiscovery
                                                                                                                        .AGE_MINUTES)
                                                                                        .map(
                                                                                                m ->
                                                                                                        m
                                                                                                                        == 0
                                                                                                                ? Values
                                                                                                                        .of(
                                                                                                                                infinite,
                                                                                                                                true)
                                                                                                                : Values
                                                                                                                        .of(
                                                                                                                                age,
                                                                                                                                m))),
                                                                        pmtud.leastMtu().stream()
                                                                                .map(
                                                                                        m ->
                                                                                                Values
                                                                                                        .of(
                                                                                                                least,
                                                                                                                m))))),
                (port, v) -> {
                    PathMtuDiscovery before =
                            port.tunnel().pathMtuDiscovery().orElse(PathMtuDiscovery.DEFAULT);
                    int minutes = v.has(infinite) ? 0 : v.find(age).orElse(before.ageMinutes());
                    return port.withTunnel(
                            port.tunnel()
                                    .withPathMtuDiscovery(
                                            Optional.of(
                                                    new PathMtuDiscovery(
                                                            minutes,
                                                            v.find(least).or(before::leastMtu)))));
                });
    }

    private static Line<InterfaceConfig> protection() {
        Arg<String> profile = Args.word("Name of the profile");
        Arg<Boolean> shared = Args.flag("shared", "The SA is shared by tunnels with this source");
        return onTunnels(
                Line.<InterfaceConfig>of(
                                words(
                                        "tunnel protection ipsec profile",
                                        "Determine the ipsec policy profile to use."),
                                profile,
                                maybe(shared))
                        .unset(
                                (port, _) ->
                                        port.withTunnel(
                                                port.tunnel()
                                                        .withProtectionProfile(Optional.empty())
                                                        .withProtectionShared(false)))
                        .show(
                                port ->
                                        port.tunnel().protectionProfile().stream()
                                                .map(
                                                        name ->
                                                                Values.of(profile, name)
                                                                        .andIf(
                                                                                shared,
                                                                                port.tunnel()
                                                                                        .protectionShared()))),
                (port, v) ->
                        port.withTunnel(
                                port.tunnel()
                                        .withProtectionProfile(v.find(profile))
                                        .withProtectionShared(v.has(shared))));
    }

    private static Line<InterfaceConfig> ifState() {
        return onTunnels(
                Line.<InterfaceConfig>flag(
                        "if-state nhrp",
                        "Line protocol is up only while an NHRP next hop server answers",
                        port -> port.nhrp().controlsState(),
                        (port, on) -> port.withNhrp(port.nhrp().withControlsState(on)),
                        false),
                (port, _) -> port.withNhrp(port.nhrp().withControlsState(true)));
    }

    private static Line<InterfaceConfig> policy() {
        Arg<String> list = Args.word("Access list, a line for each pair of associations");
        return onTunnels(
                Line.<InterfaceConfig, String>maybe(
                        "tunnel protection ipsec policy ipv4",
                        "Determine what a tunnel of mode ipsec carries",
                        list,
                        port -> port.tunnel().protectionPolicy(),
                        tunnel(TunnelConfig::withProtectionPolicy)),
                (port, v) -> port.withTunnel(port.tunnel().withProtectionPolicy(v.find(list))));
    }
}
