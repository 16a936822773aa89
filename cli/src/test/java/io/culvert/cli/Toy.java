package io.culvert.cli;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.Ipv4Address;
import io.culvert.base.OrderedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A configuration small enough to see through, with one line of each kind.
record Toy(
        String hostname,
        Optional<String> banner,
        List<Via> routes,
        OrderedMap<InterfaceName, Port> ports,
        OrderedMap<String, Bytes> certificates,
        OrderedMap<String, List<KeptStore.KeptLine>> kept) {
    record Via(
            Ipv4Address prefix,
            int length,
            Optional<InterfaceName> out,
            Optional<Ipv4Address> gateway,
            int distance,
            Optional<String> name) {}

    record Port(
            InterfaceName name,
            Optional<String> description,
            boolean unreachables,
            int mtu,
            OrderedMap<String, Integer> families) {}

    static final Toy DEFAULT =
            new Toy(
                    "Router",
                    Optional.empty(),
                    List.of(),
                    OrderedMap.empty(),
                    OrderedMap.empty(),
                    OrderedMap.empty());

    Toy withHostname(String name) {
        return new Toy(name, banner, routes, ports, certificates, kept);
    }

    Toy withBanner(Optional<String> text) {
        return new Toy(hostname, text, routes, ports, certificates, kept);
    }

    Toy withRoutes(List<Via> list) {
        return new Toy(hostname, banner, list, ports, certificates, kept);
    }

    Toy withPorts(OrderedMap<InterfaceName, Port> map) {
        return new Toy(hostname, banner, routes, map, certificates, kept);
    }

    Toy withCertificates(OrderedMap<String, Bytes> map) {
        return new Toy(hostname, banner, routes, ports, map, kept);
    }

    Toy withKept(OrderedMap<String, List<KeptStore.KeptLine>> map) {
        return new Toy(hostname, banner, routes, ports, certificates, map);
    }

    private static final Arg<Ipv4Address> PREFIX = Args.ipv4("Destination prefix");
    private static final Arg<Integer> MASK = Args.netmask("Prefix mask");
    private static final Arg<InterfaceName> OUT = Args.interfaceName("Interface");
    private static final Arg<Ipv4Address> GATEWAY = Args.ipv4("Forwarding router's address");
    private static final Arg<Integer> DISTANCE =
            Args.integer(1, 255, "Distance metric for this route");
    private static final Arg<String> NAME = Args.word("Name of the next hop");

    private static final Line<Toy> ROUTE =
            Line.<Toy>of(
                            Syntax.words("ip route", "Establish static routes"),
                            PREFIX,
                            MASK,
                            Syntax.cut(),
                            Syntax.oneOf(Syntax.seq(OUT, Syntax.maybe(GATEWAY)), GATEWAY),
                            Syntax.maybe(DISTANCE),
                            Syntax.anyOrder(
                                    Syntax.seq(
                                            Syntax.words("name", "Specify name of the next hop"),
                                            NAME)))
                    .set(
                            (toy, v) ->
                                    toy.withRoutes(
                                            Stream.concat(
                                                            toy.routes().stream(),
                                                            Stream.of(
                                                                    new Via(
                                                                            v.get(PREFIX),
                                                                            v.get(MASK),
                                                                            v.find(OUT),
                                                                            v.find(GATEWAY),
                                                                            v.find(DISTANCE)
                                                                                    .orElse(1),
                                                                            v.find(NAME))))
                                                    .toList()))
                    .unset(
                            (toy, v) ->
                                    toy.withRoutes(
                                            toy.routes().stream()
                                                    .filter(
                                                            via ->
                                                                    !via.prefix()
                                                                            .equals(v.get(PREFIX)))
                                                    .toList()))
                    .show(
                            toy ->
                                    toy.routes().stream()
                                            .map(
                                                    via ->
                                                            Values.of(PREFIX, via.prefix())
                                                                    .and(MASK, via.length())
                                                                    .and(OUT, via.out())
                                                                    .and(GATEWAY, via.gateway())
                                                                    .and(
                                                                            DISTANCE,
                                                                            Optional.of(
                                                                                            via
                                                                                                    .distance())
                                                                                    .filter(
                                                                                            d ->
                                                                                                    d
                                                                                                            != 1))
                                                                    .and(NAME, via.name())));

    private static final Arg<InterfaceName> PORT = Args.interfaceName("Interface");
    private static final Arg<String> FAMILY =
            Args.choice(
                    Args.option("ipv4", "ipv4", "IPv4"), Args.option("vpnv4", "vpnv4", "VPNv4"));
    private static final Arg<String> SERIAL = Args.word("Serial number");
    private static final Arg<Bytes> BODY = Args.hexLines();
    private static final Arg<String> TAIL = Args.line("anything");

    private static final Block<Port, Integer> FAMILY_BLOCK =
            Block.<Port, Integer>of(
                            Syntax.seq(Syntax.words("address-family", "Enter a family"), FAMILY),
                            "config-if-af",
                            port ->
                                    port.families().keys().stream()
                                            .map(f -> Values.of(FAMILY, f))
                                            .toList(),
                            (port, v) -> port.families().get(v.get(FAMILY)),
                            _ -> 0,
                            (port, v, value) ->
                                    new Port(
                                            port.name(),
                                            port.description(),
                                            port.unreachables(),
                                            port.mtu(),
                                            port.families().with(v.get(FAMILY), value)))
                    .closedBy("exit-address-family")
                    .with(
                            Line.<Integer, Integer>leaf(
                                    "metric",
                                    "Metric",
                                    Args.integer(0, 9, "Value"),
                                    v -> v,
                                    (_, v) -> v,
                                    0));

    private static final Block<Toy, Port> PORTS =
            Block.<Toy, Port>of(
                            Syntax.seq(
                                    Syntax.words("interface", "Select an interface to configure"),
                                    PORT),
                            "config-if",
                            toy ->
                                    toy.ports().keys().stream()
                                            .map(name -> Values.of(PORT, name))
                                            .toList(),
                            (toy, v) -> toy.ports().get(v.get(PORT)),
                            v ->
                                    new Port(
                                            v.get(PORT),
                                            Optional.empty(),
                                            true,
                                            1500,
                                            OrderedMap.empty()),
                            (toy, v, port) -> toy.withPorts(toy.ports().with(v.get(PORT), port)))
                    .removing((toy, v) -> toy.withPorts(toy.ports().without(v.get(PORT))))
                    .with(
                            Line.<Port, String>maybe(
                                    "description",
                                    "Interface specific description",
                                    Args.line("Up to 240 characters"),
                                    Port::description,
                                    (port, d) ->
                                            new Port(
                                                    port.name(),
                                                    d,
                                                    port.unreachables(),
                                                    port.mtu(),
                                                    port.families())),
                            Line.<Port>flag(
                                    "ip unreachables",
                                    "Enable sending ICMP Unreachable messages",
                                    Port::unreachables,
                                    (port, on) ->
                                            new Port(
                                                    port.name(),
                                                    port.description(),
                                                    on,
                                                    port.mtu(),
                                                    port.families()),
                                    true),
                            Line.<Port, Integer>leaf(
                                    "ip mtu",
                                    "Set IP Maximum Transmission Unit",
                                    Args.integer(68, 65_535, "MTU (bytes)"),
                                    Port::mtu,
                                    (port, mtu) ->
                                            new Port(
                                                    port.name(),
                                                    port.description(),
                                                    port.unreachables(),
                                                    mtu,
                                                    port.families()),
                                    1500),
                            Kept.partial(
                                    "NHRP is not there yet",
                                    Syntax.words("ip nhrp", "NHRP"),
                                    Args.line("anything")),
                            FAMILY_BLOCK);

    private static final KeptStore<Toy> STORE =
            new KeptStore<>() {
                @Override
                public List<KeptLine> lines(Toy root, String block) {
                    return root.kept().get(block).orElse(List.of());
                }

                @Override
                public Toy with(Toy root, String block, List<KeptLine> lines) {
                    return root.withKept(
                            lines.isEmpty()
                                    ? root.kept().without(block)
                                    : root.kept().with(block, List.copyOf(lines)));
                }

                @Override
                public List<String> blocks(Toy root) {
                    return List.copyOf(root.kept().keys());
                }
            };

    private static final Rule<Toy> SAME_MTU =
            (_, after) ->
                    after.ports().values().stream()
                            .filter(port -> port.mtu() == 666)
                            .map(port -> "the MTU of " + port.name() + " is unlucky")
                            .findFirst();

    static Grammar<Toy> grammar() {
        return new Grammar<>(
                List.of(
                        Line.<Toy, String>leaf(
                                "hostname",
                                "Set system's network name",
                                Args.word("This system's network name"),
                                Toy::hostname,
                                Toy::withHostname,
                                "Router"),
                        Kept.accepted(
                                "there is no HTTP server",
                                Syntax.words("ip http server", "Enable http server")),
                        Kept.accepted(
                                "nothing listens", Syntax.words("ntp", "Configure NTP"), TAIL),
                        Declaration.gap(),
                        Block.<Toy>kept(
                                Status.accepted("there are no terminal lines"),
                                "config-line",
                                Syntax.seq(
                                        Syntax.words("line vty", "Virtual terminal"),
                                        Args.integer(0, 15, "First Line number"),
                                        Syntax.maybe(Args.integer(1, 15, "Last Line number"))),
                                Kept.accepted(
                                        "there are no terminal lines",
                                        Syntax.words("login", "Enable password checking"))),
                        Line.<Toy, String>maybe(
                                "banner motd",
                                "Set Message of the Day banner",
                                Args.delimited(
                                        "c banner-text c, where 'c' is a delimiting character"),
                                Toy::banner,
                                Toy::withBanner),
                        Line.<Toy>of(
                                        Syntax.words("certificate", "Certificate"),
                                        SERIAL,
                                        Syntax.cut(),
                                        BODY)
                                .set(
                                        (toy, v) ->
                                                toy.withCertificates(
                                                        toy.certificates()
                                                                .with(
                                                                        v.get(SERIAL),
                                                                        v.find(BODY)
                                                                                .orElse(
                                                                                        Bytes
                                                                                                .EMPTY))))
                                .show(
                                        toy ->
                                                toy.certificates().keys().stream()
                                                        .map(
                                                                serial ->
                                                                        Values.of(SERIAL, serial)
                                                                                .and(
                                                                                        BODY,
                                                                                        toy.certificates()
                                                                                                .get(
                                                                                                        serial)
                                                                                                .filter(
                                                                                                        body ->
                                                                                                                !body
                                                                                                                        .isEmpty())))),
                        PORTS,
                        ROUTE),
                STORE,
                List.of(SAME_MTU),
                Map.of("ip", "Global IP configuration subcommands"));
    }
}
