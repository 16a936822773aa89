package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv4Address;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv4;
import io.culvert.router.config.Ipv4Source;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// `ip` under `interface`.
final class InterfaceIpLines {
    private InterfaceIpLines() {}

    static List<Declaration<InterfaceConfig>> ipv4Lines() {
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
                SourceRuleLines.ipv4(),
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
                        ipv4(InterfaceIpv4::withAdjustMss)));
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

    static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> ipv4(
            BiFunction<InterfaceIpv4, T, InterfaceIpv4> write) {
        return (port, value) -> port.withIpv4(write.apply(port.ipv4(), value));
    }

    /// For lines that name an address and a mask.
    static Values values(Arg<Ipv4Address> address, Arg<Integer> mask, InterfaceAddress of) {
        return Values.of(address, (Ipv4Address) of.address()).and(mask, of.length());
    }
}
