package io.culvert.commands.config;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.NetworkStatement;
import io.culvert.bgp.config.Redistribution;
import io.culvert.bgp.config.RouteSource;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// What routes a family of BGP begins with, and how many of them it uses at once. On IOS these lines of the global family
/// may stand right under `router bgp`; they are shown in the family alone.
final class BgpRouteLines {
    private BgpRouteLines() {}

    static <C> List<Declaration<C>> lines(
            Function<C, FamilySettings> read,
            BiFunction<C, FamilySettings, C> write,
            boolean shown) {
        Arg<Integer> paths = Args.integer(1, 32, "Number of paths");
        Arg<Integer> internal = Args.integer(1, 32, "Number of paths");
        var lines = new ArrayList<Declaration<C>>();
        lines.add(hidden(shown, redistribute(read, write)));
        lines.add(hidden(shown, network(read, write)));
        lines.add(
                hidden(
                        shown,
                        Line.<C>flag(
                                "default-information originate",
                                "Distribute a default route",
                                c -> read.apply(c).defaultInformationOriginate(),
                                (c, on) ->
                                        write.apply(
                                                c,
                                                read.apply(c).withDefaultInformationOriginate(on)),
                                false)));
        lines.add(
                hidden(
                        shown,
                        Line.<C>of(words("maximum-paths ibgp", "iBGP-multipath"), internal)
                                .set(
                                        (c, v) ->
                                                write.apply(
                                                        c,
                                                        read.apply(c)
                                                                .withMaximumPathsInternal(
                                                                        v.get(internal))))
                                .unset(
                                        (c, _) ->
                                                write.apply(
                                                        c,
                                                        read.apply(c).withMaximumPathsInternal(1)))
                                .show(
                                        c ->
                                                Stream.of(read.apply(c).maximumPathsInternal())
                                                        .filter(n -> n != 1)
                                                        .map(n -> Values.of(internal, n)))));
        lines.add(
                hidden(
                        shown,
                        Line.<C>of(
                                        words(
                                                "maximum-paths",
                                                "Forward packets over multiple paths"),
                                        paths)
                                .set(
                                        (c, v) ->
                                                write.apply(
                                                        c,
                                                        read.apply(c)
                                                                .withMaximumPaths(v.get(paths))))
                                .unset((c, _) -> write.apply(c, read.apply(c).withMaximumPaths(1)))
                                .show(
                                        c ->
                                                Stream.of(read.apply(c).maximumPaths())
                                                        .filter(n -> n != 1)
                                                        .map(n -> Values.of(paths, n)))));
        return lines;
    }

    private static <C> Line<C> hidden(boolean shown, Line<C> line) {
        return shown ? line : line.shownWhere(_ -> false);
    }

    private static <C> Line<C> redistribute(
            Function<C, FamilySettings> read, BiFunction<C, FamilySettings, C> write) {
        Arg<RouteSource> source =
                Args.choice(
                        Args.option("connected", RouteSource.CONNECTED, "Connected"),
                        Args.option("static", RouteSource.STATIC, "Static routes"),
                        Args.option("ike", RouteSource.IKE, "Routes of IKEv2"));
        Arg<String> map = Args.word("Pointer to route-map entries");
        Arg<Long> metric = Args.unsigned(0, 4_294_967_295L, "Default metric");
        return Line.<C>of(
                        words(
                                "redistribute",
                                "Redistribute information from another routing protocol"),
                        source,
                        cut(),
                        anyOrder(
                                seq(words("route-map", "Route map reference"), map),
                                seq(words("metric", "Metric for redistributed routes"), metric)))
                .set(
                        (c, v) -> {
                            var all =
                                    new ArrayList<>(
                                            without(
                                                    read.apply(c).redistributions(),
                                                    v.get(source)));
                            all.add(new Redistribution(v.get(source), v.find(map), v.find(metric)));
                            return write.apply(c, read.apply(c).withRedistributions(all));
                        })
                .unset(
                        (c, v) ->
                                write.apply(
                                        c,
                                        read.apply(c)
                                                .withRedistributions(
                                                        without(
                                                                read.apply(c).redistributions(),
                                                                v.get(source)))))
                .show(
                        c ->
                                read.apply(c).redistributions().stream()
                                        .map(
                                                each ->
                                                        Values.of(source, each.source())
                                                                .and(map, each.routeMap())
                                                                .and(metric, each.metric())));
    }

    private static List<Redistribution> without(List<Redistribution> all, RouteSource source) {
        return all.stream().filter(each -> each.source() != source).toList();
    }

    private static <C> Line<C> network(
            Function<C, FamilySettings> read, BiFunction<C, FamilySettings, C> write) {
        Arg<Ipv4Address> address = Args.ipv4("Network number");
        Arg<Integer> mask = Args.netmask("Network mask");
        Arg<Prefix> prefix = Args.ipv6Prefix("IPv6 prefix");
        Arg<String> map = Args.word("Name of the route map");
        Function<Values, Prefix> of =
                v ->
                        v.find(prefix)
                                .orElseGet(
                                        () ->
                                                Prefix.containing(
                                                        v.get(address),
                                                        v.find(mask)
                                                                .orElseGet(
                                                                        () ->
                                                                                classful(
                                                                                        v.get(
                                                                                                address)))));
        return Line.<C>of(
                        words("network", "Specify a network to announce via BGP"),
                        oneOf(seq(address, maybe(words("mask", "Network mask"), mask)), prefix),
                        cut(),
                        maybe(words("route-map", "Route-map to modify the attributes"), map))
                .set(
                        (c, v) -> {
                            var all = new ArrayList<>(read.apply(c).networks());
                            all.removeIf(each -> each.prefix().equals(of.apply(v)));
                            all.add(new NetworkStatement(of.apply(v), v.find(map)));
                            return write.apply(c, read.apply(c).withNetworks(all));
                        })
                .unset(
                        (c, v) ->
                                write.apply(
                                        c,
                                        read.apply(c)
                                                .withNetworks(
                                                        read.apply(c).networks().stream()
                                                                .filter(
                                                                        each ->
                                                                                !each.prefix()
                                                                                        .equals(
                                                                                                of
                                                                                                        .apply(
                                                                                                                v)))
                                                                .toList())))
                .show(
                        c ->
                                read.apply(c).networks().stream()
                                        .map(
                                                each ->
                                                        (each.prefix().address()
                                                                                instanceof
                                                                                Ipv4Address a
                                                                        ? Values.of(address, a)
                                                                                .and(
                                                                                        mask,
                                                                                        Optional.of(
                                                                                                        each.prefix()
                                                                                                                .length())
                                                                                                .filter(
                                                                                                        l ->
                                                                                                                l
                                                                                                                        != classful(
                                                                                                                                a)))
                                                                        : Values.of(
                                                                                prefix,
                                                                                each.prefix()))
                                                                .and(map, each.routeMap())));
    }

    /// The length that `network` means without a mask.
    private static int classful(Ipv4Address address) {
        int first = address.bits() >>> 24;
        return first < 128 ? 8 : first < 192 ? 16 : 24;
    }
}
