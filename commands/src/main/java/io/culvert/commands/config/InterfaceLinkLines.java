package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceMpls;
import io.culvert.router.config.LinkSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// `mpls` under `interface`, and what its link is like.
final class InterfaceLinkLines {
    private InterfaceLinkLines() {}

    static List<Declaration<InterfaceConfig>> mplsLines() {
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
                        false),
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

    static List<Declaration<InterfaceConfig>> linkLines() {
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
                Line.<InterfaceConfig, Integer>leaf(
                        "load-interval",
                        "Specify interval for load calculation for an interface",
                        Args.typed(
                                "<30-600>",
                                "Load interval delay in seconds, a multiple of 30",
                                InterfaceLinkLines::loadInterval,
                                Object::toString),
                        port -> port.link().loadIntervalSeconds(),
                        link(LinkSettings::withLoadIntervalSeconds),
                        LinkSettings.LOAD_INTERVAL_DEFAULT),
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
                        .status(
                                Status.accepted(
                                        "keepalives are not sent: a link says itself whether it is up, and dead peers are found by crypto ikev2 dpd and BGP")),
                Line.<InterfaceConfig>flag(
                        "shutdown",
                        "Shutdown the selected interface",
                        InterfaceConfig::shutdown,
                        InterfaceConfig::withShutdown,
                        false));
    }

    private static Optional<Integer> loadInterval(String text) {
        return text.matches("[0-9]{2,3}")
                ? Optional.of(Integer.parseInt(text))
                        .filter(seconds -> seconds >= 30 && seconds <= 600 && seconds % 30 == 0)
                : Optional.empty();
    }

    /// What other routers are told of their links, and what has no meaning here.
    static List<Declaration<InterfaceConfig>> harmlessLines() {
        return List.of(
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
                harmless("spanning-tree portfast", "there is no switch"),
                Kept.accepted(
                        "time is the lab's or the machine's",
                        words("ntp disable", "Disable NTP traffic")),
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
                harmless("ipv6 flow", "flows are not exported"),
                harmless("ipv6 redirects", "redirects of IPv6 are never sent"),
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

    private static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> mpls(
            BiFunction<InterfaceMpls, T, InterfaceMpls> write) {
        return (port, value) -> port.withMpls(write.apply(port.mpls(), value));
    }

    private static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> link(
            BiFunction<LinkSettings, T, LinkSettings> write) {
        return (port, value) -> port.withLink(write.apply(port.link(), value));
    }
}
