package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv4;
import io.culvert.router.config.InterfaceIpv6;
import io.culvert.router.config.InterfaceMpls;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.LinkSettings;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// `interface` and the lines of every interface; those of tunnels alone are [TunnelLines].
final class InterfaceLines {
    private static final String NO_IPV6 = "IPv6 packets are not forwarded yet";
    private static final String NO_NHRP =
            "NHRP is not there yet: no resolution, no redirect, no shortcut";
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

    static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> ipv4(
            BiFunction<InterfaceIpv4, T, InterfaceIpv4> write) {
        return (port, value) -> port.withIpv4(write.apply(port.ipv4(), value));
    }

    private static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> ipv6(
            BiFunction<InterfaceIpv6, T, InterfaceIpv6> write) {
        return (port, value) -> port.withIpv6(write.apply(port.ipv6(), value));
    }

    private static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> mpls(
            BiFunction<InterfaceMpls, T, InterfaceMpls> write) {
        return (port, value) -> port.withMpls(write.apply(port.mpls(), value));
    }

    private static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> link(
            BiFunction<LinkSettings, T, LinkSettings> write) {
        return (port, value) -> port.withLink(write.apply(port.link(), value));
    }

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
                .with(ipv4Lines())
                .with(ipv6Lines())
                .with(mplsLines())
                .with(linkLines())
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
                !(port.ipv4().address() instanceof Ipv4Source.None)
                        || !port.ipv6().addresses().isEmpty();
        InterfaceConfig moved =
                port.withVrf(vrf)
                        .withIpv4(port.ipv4().withAddress(new Ipv4Source.None()))
                        .withIpv6(port.ipv6().withAddresses(List.of()));
        return hasAddress
                ? Change.to(
                        moved,
                        "% Interface "
                                + port.name()
                                + " IP address(es) removed due to "
                                + (vrf.isGlobal() ? "disabling the VRF" : "enabling VRF " + vrf))
                : Change.to(moved);
    }

    private static List<Declaration<InterfaceConfig>> ipv4Lines() {
        return List.of(
                Ipv4AddressLine.line(),
                unnumbered(),
                access(
                        "in",
                        "inbound packets",
                        InterfaceIpv4::accessIn,
                        InterfaceIpv4::withAccessIn),
                access(
                        "out",
                        "outbound packets",
                        InterfaceIpv4::accessOut,
                        InterfaceIpv4::withAccessOut),
                Line.<InterfaceConfig>flag(
                        "ip redirects",
                        "Enable sending ICMP Redirect messages",
                        port -> port.ipv4().redirects(),
                        ipv4(InterfaceIpv4::withRedirects),
                        true),
                Line.<InterfaceConfig>flag(
                        "ip unreachables",
                        "Enable sending ICMP Unreachable messages",
                        port -> port.ipv4().unreachables(),
                        ipv4(InterfaceIpv4::withUnreachables),
                        true),
                Line.<InterfaceConfig>flag(
                        "ip proxy-arp",
                        "Enable proxy ARP",
                        port -> port.ipv4().proxyArp(),
                        ipv4(InterfaceIpv4::withProxyArp),
                        true),
                Line.<InterfaceConfig, Integer>maybe(
                        "ip mtu",
                        "Set IP Maximum Transmission Unit",
                        Args.integer(68, 65_535, "MTU (bytes)"),
                        port -> port.ipv4().mtu(),
                        ipv4(InterfaceIpv4::withMtu)),
                Line.<InterfaceConfig, Integer>maybe(
                        "ip tcp adjust-mss",
                        "Adjust the mss of transit packets",
                        Args.integer(500, 1_460, "Maximum segment size in bytes"),
                        port -> port.ipv4().adjustMss(),
                        ipv4(InterfaceIpv4::withAdjustMss)),
                Kept.partial(
                        NO_NHRP,
                        words("ip nhrp", "NHRP interface subcommands"),
                        Args.line("NHRP")));
    }

    private static Line<InterfaceConfig> unnumbered() {
        Arg<InterfaceName> lender = Args.interfaceName("Interface whose address is used");
        return Line.<InterfaceConfig>of(
                        words("ip unnumbered", "Enable IP processing without an explicit address"),
                        lender)
                .trySet(
                        (port, v) ->
                                port.name().equals(v.get(lender))
                                        ? Change.refused(
                                                "% "
                                                        + port.name()
                                                        + " cannot borrow its own address")
                                        : Change.to(
                                                port.withIpv4(
                                                        port.ipv4()
                                                                .withAddress(
                                                                        new Ipv4Source.Unnumbered(
                                                                                v.get(lender))))))
                .unset(
                        (port, _) ->
                                port.ipv4().address() instanceof Ipv4Source.Unnumbered
                                        ? port.withIpv4(
                                                port.ipv4().withAddress(new Ipv4Source.None()))
                                        : port)
                .show(
                        port ->
                                port.ipv4().address() instanceof Ipv4Source.Unnumbered(var from)
                                        ? Stream.of(Values.of(lender, from))
                                        : Stream.empty());
    }

    private static Line<InterfaceConfig> access(
            String direction,
            String help,
            java.util.function.Function<InterfaceIpv4, Optional<String>> read,
            BiFunction<InterfaceIpv4, Optional<String>, InterfaceIpv4> write) {
        Arg<String> list = Args.word("Access-list name or number");
        return Line.<InterfaceConfig>of(
                        words("ip access-group", "Specify access control for packets"),
                        list,
                        words(direction, help),
                        cut())
                .set((port, v) -> port.withIpv4(write.apply(port.ipv4(), v.find(list))))
                .unset((port, _) -> port.withIpv4(write.apply(port.ipv4(), Optional.empty())))
                .show(port -> read.apply(port.ipv4()).stream().map(name -> Values.of(list, name)));
    }

    private static List<Declaration<InterfaceConfig>> ipv6Lines() {
        Arg<InterfaceAddress> address =
                Args.typed(
                        "X:X:X:X::X/<0-128>",
                        "IPv6 prefix",
                        InterfaceLines::ipv6Address,
                        InterfaceAddress::toString);
        Arg<Ipv6Address> linkLocal = Args.ipv6("IPv6 link-local address");
        return List.of(
                Kept.partial(
                        NO_IPV6,
                        words("ipv6 nd", "IPv6 neighbor discovery"),
                        Args.line("As on IOS")),
                Line.<InterfaceConfig>of(
                                words("ipv6 address", "Configure IPv6 address on interface"),
                                cut(),
                                oneOf(
                                        address,
                                        seq(
                                                linkLocal,
                                                words("link-local", "Use link-local address"))))
                        .set(
                                (port, v) ->
                                        v.has(address)
                                                ? port.withIpv6(
                                                        port.ipv6()
                                                                .withAddresses(
                                                                        Lists.with(
                                                                                port.ipv6()
                                                                                        .addresses(),
                                                                                v.get(address))))
                                                : port.withIpv6(
                                                        port.ipv6()
                                                                .withLinkLocal(v.find(linkLocal))))
                        .unset(
                                (port, v) ->
                                        v.has(address)
                                                ? port.withIpv6(
                                                        port.ipv6()
                                                                .withAddresses(
                                                                        Lists.without(
                                                                                port.ipv6()
                                                                                        .addresses(),
                                                                                v.get(address))))
                                                : v.has(linkLocal)
                                                        ? port.withIpv6(
                                                                port.ipv6()
                                                                        .withLinkLocal(
                                                                                Optional.empty()))
                                                        : port.withIpv6(
                                                                port.ipv6()
                                                                        .withAddresses(List.of())
                                                                        .withLinkLocal(
                                                                                Optional.empty())))
                        .show(
                                port ->
                                        Stream.concat(
                                                port.ipv6().linkLocal().stream()
                                                        .map(a -> Values.of(linkLocal, a)),
                                                port.ipv6().addresses().stream()
                                                        .map(a -> Values.of(address, a))))
                        .status(Status.partial(NO_IPV6)),
                Line.<InterfaceConfig>flag(
                                "ipv6 enable",
                                "Enable IPv6 on interface",
                                port -> port.ipv6().enabled(),
                                ipv6(InterfaceIpv6::withEnabled),
                                false)
                        .status(Status.partial(NO_IPV6)),
                Line.<InterfaceConfig, Integer>maybe(
                                "ipv6 mtu",
                                "Set IPv6 Maximum Transmission Unit",
                                Args.integer(1_280, 65_535, "MTU (bytes)"),
                                port -> port.ipv6().mtu(),
                                ipv6(InterfaceIpv6::withMtu))
                        .status(Status.partial(NO_IPV6)));
    }

    private static Optional<InterfaceAddress> ipv6Address(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return Ipv6Address.parse(text.substring(0, slash))
                .filter(_ -> length <= 128)
                .map(address -> new InterfaceAddress(address, length));
    }

    private static List<Declaration<InterfaceConfig>> mplsLines() {
        return List.of(
                Line.<InterfaceConfig>flag(
                        "mpls bgp forwarding",
                        "Enable MPLS forwarding for directly connected BGP peers",
                        port -> port.mpls().bgpForwarding(),
                        mpls(InterfaceMpls::withBgpForwarding),
                        false),
                Line.<InterfaceConfig>flag(
                                "mpls nhrp",
                                "Enable MPLS for NHRP label bindings",
                                port -> port.mpls().nhrp(),
                                mpls(InterfaceMpls::withNhrp),
                                false)
                        .status(
                                Status.partial(
                                        "labelled packets pass, but NHRP, which would bind labels, is not there yet")),
                Line.<InterfaceConfig>flag(
                                "mpls ip",
                                "Configure dynamic MPLS forwarding for IP",
                                port -> port.mpls().ip(),
                                mpls(InterfaceMpls::withIp),
                                false)
                        .status(
                                Status.partial(
                                        "labelled packets pass, but LDP, which would bind labels, is not there yet")),
                Line.<InterfaceConfig, Integer>maybe(
                        "mpls mtu",
                        "Set MPLS Maximum Transmission Unit",
                        Args.integer(64, 65_535, "MTU (bytes)"),
                        port -> port.mpls().mtu(),
                        mpls(InterfaceMpls::withMtu)));
    }

    private static List<Declaration<InterfaceConfig>> linkLines() {
        Arg<Integer> seconds = Args.integer(1, 32_767, "Keepalive period");
        return List.of(
                Line.<InterfaceConfig, Integer>maybe(
                        "mtu",
                        "Set the interface Maximum Transmission Unit (MTU)",
                        Args.integer(64, 17_940, "MTU size in bytes"),
                        port -> port.link().mtu(),
                        link(LinkSettings::withMtu)),
                Line.<InterfaceConfig, Integer>maybe(
                        "bandwidth",
                        "Set bandwidth informational parameter",
                        Args.integer(1, 100_000_000, "Bandwidth in kilobits"),
                        port -> port.link().bandwidthKilobits(),
                        link(LinkSettings::withBandwidthKilobits)),
                Line.<InterfaceConfig, Integer>maybe(
                        "delay",
                        "Specify interface throughput delay",
                        Args.integer(1, 16_777_215, "Throughput delay (tens of microseconds)"),
                        port -> port.link().delayTensOfMicroseconds(),
                        link(LinkSettings::withDelayTensOfMicroseconds)),
                Line.<InterfaceConfig>of(
                                words("keepalive", "Enable keepalive"),
                                cut(),
                                maybe(seconds, maybe(Args.integer(1, 255, "Retries"))))
                        .set(
                                (port, v) ->
                                        port.withLink(
                                                port.link()
                                                        .withKeepalive(true)
                                                        .withKeepaliveSeconds(v.find(seconds))))
                        .unset(
                                (port, _) ->
                                        port.withLink(
                                                port.link()
                                                        .withKeepalive(false)
                                                        .withKeepaliveSeconds(Optional.empty())))
                        .showing(
                                port ->
                                        !port.link().keepalive()
                                                ? Stream.of(new Line.Shown(true, Values.NONE))
                                                : port.link().keepaliveSeconds().stream()
                                                        .map(
                                                                s ->
                                                                        new Line.Shown(
                                                                                false,
                                                                                Values.of(
                                                                                        seconds,
                                                                                        s))))
                        .status(Status.accepted("a link says itself whether it is up")),
                Line.<InterfaceConfig>flag(
                        "shutdown",
                        "Shutdown the selected interface",
                        InterfaceConfig::shutdown,
                        InterfaceConfig::withShutdown,
                        false),
                Kept.accepted(
                        "links have no duplex",
                        words("duplex", "Configure duplex operation."),
                        Args.word("auto, full or half")),
                Kept.accepted(
                        "links have no negotiation",
                        words("negotiation auto", "Enable link autonegotiation")),
                Kept.accepted(
                        "links have the speed of the lab or of the port",
                        words("speed", "Configure speed operation."),
                        Args.word("auto or a number")),
                Kept.accepted(
                        "a port has one medium",
                        words("media-type", "Interface media type"),
                        Args.word("Medium")),
                Kept.accepted("there is no CDP", words("cdp enable", "Enable CDP on interface")),
                harmless("lldp", "there is no LLDP"),
                harmless("full-duplex", "links have no duplex"),
                harmless("half-duplex", "links have no duplex"),
                harmless("carrier-delay", "a link says itself whether it is up"),
                harmless("hold-queue", "queues have the length of the lab's or the port's"),
                harmless("tx-ring-limit", "queues have the length of the lab's or the port's"),
                harmless("mop", "there is no MOP"),
                harmless("snmp", "there is no SNMP agent"),
                harmless("logging event", "a link that goes up or down is always reported"),
                harmless("power inline", "there is no such hardware"),
                harmless("ip flow", "flows are not exported"),
                harmless("ip nbar protocol-discovery", "protocols are not counted"),
                Kept.accepted(
                        "every packet takes the same path",
                        words("ip route-cache", "Enable fast-switching cache"),
                        maybe(
                                oneOf(
                                        words("cef", "Express forwarding"),
                                        words("flow", "Flow cache"),
                                        words("policy", "Policy maps"),
                                        words("same-interface", "Same interface")))),
                Kept.accepted(
                        "there is no multicast routing",
                        words("ip mroute-cache", "Enable multicast fast-switching cache")),
                harmless("ip virtual-reassembly", "there is no feature that would need it"),
                Kept.partial(
                        "addresses of neighbors are kept for the usual time",
                        words("arp timeout", "Set ARP cache timeout"),
                        Args.integer(0, 2_147_483, "Seconds")),
                Kept.partial(
                        "DHCP is not relayed",
                        words(
                                "ip helper-address",
                                "Specify a destination address for UDP broadcasts"),
                        Args.line("Address")),
                harmless("ip directed-broadcast", "directed broadcasts are never forwarded"),
                Kept.accepted(
                        "traffic is counted exactly, not averaged",
                        words(
                                "load-interval",
                                "Specify interval for load calculation for an interface"),
                        Args.integer(30, 600, "Load interval delay in seconds")),
                Kept.accepted(
                        "LDP does not run here",
                        words("mpls label protocol", "Label protocol for this interface"),
                        Args.word("ldp")),
                Kept.accepted(
                        "nothing is reserved",
                        words(
                                "max-reserved-bandwidth",
                                "Maximum Reservable Bandwidth on an Interface"),
                        Args.integer(1, 100, "Percent")));
    }

    /// Only for words that begin no line of the global mode, not even abbreviated: here they take all that follows.
    private static Kept<InterfaceConfig> harmless(String words, String why) {
        return Kept.accepted(
                why, words(words, "Accepted without effect"), maybe(Args.line("As on IOS")));
    }

    /// For lines that name an address and a mask.
    static Values values(Arg<Ipv4Address> address, Arg<Integer> mask, InterfaceAddress of) {
        return Values.of(address, (Ipv4Address) of.address()).and(mask, of.length());
    }
}
