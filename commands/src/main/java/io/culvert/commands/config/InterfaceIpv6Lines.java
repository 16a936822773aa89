package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv6Address;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv6;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// `ipv6` under `interface`, without `ipv6 nd`.
final class InterfaceIpv6Lines {
    private static final Arg<InterfaceAddress> ADDRESS =
            Args.typed(
                    "X:X:X:X::X/<0-128>",
                    "IPv6 prefix",
                    InterfaceIpv6Lines::address,
                    InterfaceAddress::toString);
    private static final Arg<Boolean> EUI64 =
            Args.flag("eui-64", "Use eui-64 interface identifier");
    private static final Arg<Ipv6Address> LINK_LOCAL = Args.ipv6("IPv6 link-local address");

    private InterfaceIpv6Lines() {}

    static List<Declaration<InterfaceConfig>> lines() {
        return Stream.concat(
                        Stream.of(
                                address(),
                                unnumbered(),
                                Line.<InterfaceConfig>flag(
                                        "ipv6 enable",
                                        "Enable IPv6 on interface",
                                        port -> port.ipv6().enabled(),
                                        ipv6(InterfaceIpv6::withEnabled),
                                        false),
                                Line.<InterfaceConfig, Integer>maybe(
                                        "ipv6 mtu",
                                        "Set IPv6 Maximum Transmission Unit",
                                        Args.integer(1_280, 65_535, "MTU (bytes)"),
                                        port -> port.ipv6().mtu(),
                                        ipv6(InterfaceIpv6::withMtu)),
                                Line.<InterfaceConfig>flag(
                                        "ipv6 unreachables",
                                        "Enable sending of ICMP Unreachable messages",
                                        port -> port.ipv6().unreachables(),
                                        ipv6(InterfaceIpv6::withUnreachables),
                                        true),
                                Line.<InterfaceConfig, Integer>maybe(
                                        "ipv6 tcp adjust-mss",
                                        "Adjust the mss of transit packets",
                                        Args.integer(40, 1_940, "Maximum segment size in bytes"),
                                        port -> port.ipv6().adjustMss(),
                                        ipv6(InterfaceIpv6::withAdjustMss)),
                                SourceRuleLines.ipv6()),
                        InterfaceNdLines.lines().stream())
                .toList();
    }

    private static Line<InterfaceConfig> address() {
        return Line.<InterfaceConfig>of(
                        words("ipv6 address", "Configure IPv6 address on interface"),
                        cut(),
                        oneOf(
                                seq(ADDRESS, maybe(EUI64)),
                                seq(LINK_LOCAL, words("link-local", "Use link-local address"))))
                .trySet(
                        (port, v) ->
                                wrong(v).<Change<InterfaceConfig>>map(Change::refused)
                                        .orElseGet(
                                                () ->
                                                        Change.to(
                                                                port.withIpv6(
                                                                        set(port.ipv6(), v)))))
                .unset((port, v) -> port.withIpv6(unset(port.ipv6(), v)))
                .show(
                        port ->
                                Stream.concat(
                                        port.ipv6().linkLocal().stream()
                                                .map(own -> Values.of(LINK_LOCAL, own)),
                                        Stream.concat(
                                                port.ipv6().addresses().stream()
                                                        .map(own -> Values.of(ADDRESS, own)),
                                                port.ipv6().eui64().stream()
                                                        .map(
                                                                own ->
                                                                        Values.of(ADDRESS, own)
                                                                                .andIf(
                                                                                        EUI64,
                                                                                        true)))));
    }

    private static Optional<String> wrong(Values v) {
        Optional<Ipv6Address> ofLink = v.find(LINK_LOCAL);
        if (ofLink.isPresent()) {
            return ofLink.filter(own -> !own.isLinkLocal())
                    .map(own -> "% Invalid link-local address " + own);
        }
        InterfaceAddress own = v.get(ADDRESS);
        if (own.address().isMulticast()
                || own.address().isLinkLocal()
                || own.address().isLoopback()
                || (own.address().isUnspecified() && !v.has(EUI64))) {
            return Optional.of("%" + own + " is an invalid address");
        }
        return v.has(EUI64) && own.length() > 64
                ? Optional.of("% The interface identifier takes 64 bits; " + own + " leaves fewer")
                : Optional.empty();
    }

    private static InterfaceIpv6 set(InterfaceIpv6 before, Values v) {
        if (v.has(LINK_LOCAL)) {
            return before.withLinkLocal(v.find(LINK_LOCAL));
        }
        InterfaceAddress own = v.get(ADDRESS);
        return v.has(EUI64)
                ? before.withEui64(
                        Lists.with(
                                before.eui64(),
                                new InterfaceAddress(own.subnet().address(), own.length())))
                : before.withAddresses(Lists.with(before.addresses(), own));
    }

    private static InterfaceIpv6 unset(InterfaceIpv6 before, Values v) {
        if (v.has(LINK_LOCAL)) {
            return before.withLinkLocal(Optional.empty());
        }
        if (!v.has(ADDRESS)) {
            return before.withLinkLocal(Optional.empty())
                    .withAddresses(List.of())
                    .withEui64(List.of());
        }
        InterfaceAddress own = v.get(ADDRESS);
        return v.has(EUI64)
                ? before.withEui64(
                        before.eui64().stream()
                                .filter(each -> !each.subnet().equals(own.subnet()))
                                .toList())
                : before.withAddresses(Lists.without(before.addresses(), own));
    }

    private static Line<InterfaceConfig> unnumbered() {
        Arg<InterfaceName> lender = Args.interfaceName("Interface whose address is used");
        return Line.<InterfaceConfig>of(
                        words(
                                "ipv6 unnumbered",
                                "Configure IPv6 processing without an explicit address"),
                        lender)
                .trySet(
                        (port, v) ->
                                port.name().equals(v.get(lender))
                                        ? Change.refused(
                                                "% "
                                                        + port.name()
                                                        + " cannot borrow its own address")
                                        : Change.to(
                                                port.withIpv6(
                                                        port.ipv6()
                                                                .withUnnumbered(v.find(lender)))))
                .unset((port, _) -> port.withIpv6(port.ipv6().withUnnumbered(Optional.empty())))
                .show(
                        port ->
                                port.ipv6().unnumbered().stream()
                                        .map(from -> Values.of(lender, from)));
    }

    private static Optional<InterfaceAddress> address(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return Ipv6Address.parse(text.substring(0, slash))
                .filter(_ -> length <= 128)
                .map(address -> new InterfaceAddress(address, length));
    }

    static <T> BiFunction<InterfaceConfig, T, InterfaceConfig> ipv6(
            BiFunction<InterfaceIpv6, T, InterfaceIpv6> write) {
        return (port, value) -> port.withIpv6(write.apply(port.ipv6(), value));
    }
}
