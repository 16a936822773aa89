package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv6;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `interface`: the block and what holds for the interface as a whole.
final class InterfaceLines {
    private static final Arg<InterfaceName> NAME =
            Args.interfaceName(
                    "Interface",
                    InterfaceKind.ETHERNET,
                    InterfaceKind.FAST_ETHERNET,
                    InterfaceKind.GIGABIT_ETHERNET,
                    InterfaceKind.TEN_GIGABIT_ETHERNET,
                    InterfaceKind.LOOPBACK,
                    InterfaceKind.TUNNEL,
                    InterfaceKind.VIRTUAL_TEMPLATE);

    private static final Arg<Boolean> TYPE_TUNNEL =
            Args.flag("tunnel", "Virtual template of tunnels");

    private InterfaceLines() {}

    static Block<RouterConfig, InterfaceConfig> block() {
        return Block.<RouterConfig, InterfaceConfig>of(
                        seq(
                                words("interface", "Select an interface to configure"),
                                NAME,
                                maybe(
                                        oneOf(
                                                seq(
                                                        words("type", "Type of the template"),
                                                        TYPE_TUNNEL),
                                                words("point-to-point", "Point-to-point")))),
                        "config-if",
                        config ->
                                config.interfaces().keys().stream()
                                        .map(
                                                name ->
                                                        Values.of(NAME, name)
                                                                .andIf(
                                                                        TYPE_TUNNEL,
                                                                        name.kind()
                                                                                == InterfaceKind
                                                                                        .VIRTUAL_TEMPLATE))
                                        .toList(),
                        (config, v) -> config.interfaces().get(v.get(NAME)),
                        v -> InterfaceConfig.of(v.get(NAME)),
                        (config, _, port) -> config.withInterface(port))
                .opening(InterfaceLines::open)
                .prompting(v -> v.get(NAME).isSubinterface() ? "config-subif" : "config-if")
                .tryRemoving(
                        (config, v) ->
                                v.get(NAME).kind().isPhysical() && !v.get(NAME).isSubinterface()
                                        ? Change.refused(
                                                "% Removal of physical interfaces is not permitted.")
                                        : Change.to(
                                                config.withInterfaces(
                                                        config.interfaces().without(v.get(NAME)))))
                .with(general())
                .with(InterfaceIpLines.ipv4Lines())
                .with(InterfaceIpv6Lines.lines())
                .with(NhrpLines.lines())
                .with(PortLines.lines())
                .with(InterfaceLinkLines.mplsLines())
                .with(InterfaceLinkLines.linkLines())
                .with(InterfaceLinkLines.harmlessLines())
                .with(TunnelLines.lines());
    }

    private static Change<InterfaceConfig> open(
            RouterConfig config, Values v, Optional<InterfaceConfig> before) {
        InterfaceName name = v.get(NAME);
        if (v.has(TYPE_TUNNEL) && name.kind() != InterfaceKind.VIRTUAL_TEMPLATE) {
            return Change.refused("% " + name + " is not a virtual template, so it has no type");
        }
        if (name.isSubinterface() && !name.kind().isPhysical()) {
            return Change.refused("% " + name.parent() + " cannot have sub-interfaces");
        }
        return Change.to(before.orElseGet(() -> InterfaceConfig.of(name)));
    }

    private static List<Declaration<InterfaceConfig>> general() {
        Arg<Integer> vlan = Args.integer(1, 4_094, "IEEE 802.1Q VLAN ID");
        Arg<Boolean> isNative = Args.flag("native", "Make this as native vlan");
        Arg<Vrf> vrf = VrfLines.vrf("VRF name");
        Arg<Vrf> oldVrf = VrfLines.vrf("VRF name");
        return List.of(
                Line.<InterfaceConfig, String>maybe(
                        "description",
                        "Interface specific description",
                        Args.line("Up to 240 characters describing this interface"),
                        InterfaceConfig::description,
                        InterfaceConfig::withDescription),
                Line.<InterfaceConfig>of(
                                words("encapsulation dot1Q", "IEEE 802.1Q Virtual LAN"),
                                vlan,
                                maybe(isNative))
                        .trySet(
                                (port, v) ->
                                        port.name().isSubinterface()
                                                ? Change.to(
                                                        port.withVlan(
                                                                Optional.of(
                                                                        new InterfaceConfig.DotQ(
                                                                                v.get(vlan),
                                                                                v.has(isNative)))))
                                                : Change.refused(
                                                        "% "
                                                                + port.name()
                                                                + " is not a sub-interface; a tag needs one, such as "
                                                                + port.name()
                                                                + "."
                                                                + v.get(vlan)))
                        .unset((port, _) -> port.withVlan(Optional.empty()))
                        .show(
                                port ->
                                        port.vlan().stream()
                                                .map(
                                                        tag ->
                                                                Values.of(vlan, tag.vlan())
                                                                        .andIf(
                                                                                isNative,
                                                                                tag.isNative()))),
                Line.<InterfaceConfig>of(words("vrf forwarding", "Specify a VRF"), vrf)
                        .trySet((port, v) -> move(port, v.get(vrf)))
                        .tryUnset((port, _) -> move(port, Vrf.GLOBAL))
                        .show(
                                port ->
                                        port.vrf().isGlobal()
                                                ? Stream.empty()
                                                : Stream.of(Values.of(vrf, port.vrf()))),
                Line.<InterfaceConfig>of(
                                words("ip vrf forwarding", "Configure forwarding table"), oldVrf)
                        .trySet((port, v) -> move(port, v.get(oldVrf)))
                        .tryUnset((port, _) -> move(port, Vrf.GLOBAL)));
    }

    /// Another table, another address: what was configured before goes (`flexvpn-mpls.md` 5.4).
    private static Change<InterfaceConfig> move(InterfaceConfig port, Vrf vrf) {
        if (port.vrf().equals(vrf)) {
            return Change.to(port);
        }
        boolean hasAddress =
                !(port.ipv4().address() instanceof Ipv4Source.None) || port.ipv6().isOn();
        InterfaceConfig moved =
                port.withVrf(vrf)
                        .withIpv4(port.ipv4().withAddress(new Ipv4Source.None()))
                        .withIpv6(InterfaceIpv6.DEFAULT.withNd(port.ipv6().nd()));
        return hasAddress
                ? Change.to(
                        moved,
                        "% Interface "
                                + port.name()
                                + " IP address(es) removed due to "
                                + (vrf.isGlobal() ? "disabling the VRF" : "enabling VRF " + vrf))
                : Change.to(moved);
    }
}
