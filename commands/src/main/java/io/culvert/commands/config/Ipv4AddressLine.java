package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import java.util.List;
import java.util.stream.Stream;

/// `ip address`, with all it can say. Like IOS, `no ip address` is shown for a physical interface without one.
final class Ipv4AddressLine {
    private static final Arg<Ipv4Address> ADDRESS = Args.ipv4("IP address");
    private static final Arg<Integer> MASK = Args.netmask("IP subnet mask");
    private static final Arg<Boolean> SECONDARY =
            Args.flag("secondary", "Make this IP address a secondary address");
    private static final Arg<Boolean> NEGOTIATED =
            Args.flag("negotiated", "IP Address negotiated via IKEv2");

    private Ipv4AddressLine() {}

    static Line<InterfaceConfig> line() {
        return Line.<InterfaceConfig>of(
                        words("ip address", "Set the IP address of an interface"),
                        cut(),
                        oneOf(seq(ADDRESS, MASK, maybe(SECONDARY)), NEGOTIATED))
                .trySet(Ipv4AddressLine::set)
                .tryUnset(Ipv4AddressLine::unset)
                .showing(
                        port ->
                                switch (port.ipv4().address()) {
                                    case Ipv4Source.None _ ->
                                            port.name().kind().isPhysical() && port.vlan().isEmpty()
                                                    ? Stream.of(new Line.Shown(true, Values.NONE))
                                                    : Stream.empty();
                                    case Ipv4Source.Unnumbered _ -> Stream.empty();
                                    case Ipv4Source.Negotiated _ ->
                                            Stream.of(
                                                    new Line.Shown(
                                                            false, Values.of(NEGOTIATED, true)));
                                    case Ipv4Source.Static(var primary, var secondary) ->
                                            Stream.concat(
                                                    Stream.of(
                                                            new Line.Shown(
                                                                    false,
                                                                    InterfaceIpLines.values(
                                                                            ADDRESS, MASK,
                                                                            primary))),
                                                    secondary.stream()
                                                            .map(
                                                                    each ->
                                                                            new Line.Shown(
                                                                                    false,
                                                                                    InterfaceIpLines
                                                                                            .values(
                                                                                                    ADDRESS,
                                                                                                    MASK,
                                                                                                    each)
                                                                                            .and(
                                                                                                    SECONDARY,
                                                                                                    true))));
                                });
    }

    private static Change<InterfaceConfig> set(InterfaceConfig port, Values v) {
        if (v.has(NEGOTIATED)) {
            return port.isTunnel()
                    ? with(port, new Ipv4Source.Negotiated())
                    : Change.refused(
                            "% "
                                    + port.name()
                                    + " is not a tunnel, so nobody could give it an address");
        }
        var address = new InterfaceAddress(v.get(ADDRESS), v.get(MASK));
        if (!isUsable(address)) {
            return Change.refused(
                    "Bad mask /" + address.length() + " for address " + address.address());
        }
        if (!v.has(SECONDARY)) {
            return with(port, new Ipv4Source.Static(address, others(port, address)));
        }
        if (port.ipv4().address() instanceof Ipv4Source.Static(var primary, var secondary)) {
            return primary.address().equals(address.address())
                    ? Change.refused("% Cannot overlap with primary address")
                    : with(
                            port,
                            new Ipv4Source.Static(
                                    primary, Lists.with(others(secondary, address), address)));
        }
        return Change.refused(
                "% " + port.name() + " has no primary address yet; a secondary one comes after it");
    }

    private static Change<InterfaceConfig> with(InterfaceConfig port, Ipv4Source source) {
        return Change.to(port.withIpv4(port.ipv4().withAddress(source)));
    }

    private static List<InterfaceAddress> others(InterfaceConfig port, InterfaceAddress primary) {
        return port.ipv4().address() instanceof Ipv4Source.Static(_, var secondary)
                ? others(secondary, primary)
                : List.of();
    }

    private static List<InterfaceAddress> others(
            List<InterfaceAddress> list, InterfaceAddress address) {
        return list.stream().filter(other -> !other.address().equals(address.address())).toList();
    }

    /// Neither the network's own address nor its broadcast, where a network has them (RFC 3021).
    private static boolean isUsable(InterfaceAddress address) {
        Prefix subnet = address.subnet();
        boolean isUnicast =
                !address.address().isMulticast()
                        && !address.address().isUnspecified()
                        && !address.address().isLoopback();
        return isUnicast
                && (address.length() >= 31
                        || !address.address().equals(subnet.first())
                                && !address.address().equals(subnet.last()));
    }

    private static Change<InterfaceConfig> unset(InterfaceConfig port, Values v) {
        if (!v.has(ADDRESS)) {
            return with(port, new Ipv4Source.None());
        }
        if (port.ipv4().address() instanceof Ipv4Source.Static(var primary, var secondary)) {
            if (primary.address().equals(v.get(ADDRESS))) {
                return secondary.isEmpty()
                        ? with(port, new Ipv4Source.None())
                        : Change.refused("% Must delete secondary before deleting primary");
            }
            List<InterfaceAddress> left =
                    secondary.stream()
                            .filter(each -> !each.address().equals(v.get(ADDRESS)))
                            .toList();
            if (left.size() < secondary.size()) {
                return with(port, new Ipv4Source.Static(primary, left));
            }
        }
        return Change.refused(
                "% Invalid address: " + port.name() + " does not have " + v.get(ADDRESS));
    }
}
