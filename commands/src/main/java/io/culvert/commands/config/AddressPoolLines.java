package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.AddressPool;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Optional;

/// `ip local pool`.
final class AddressPoolLines {
    private AddressPoolLines() {}

    static List<Declaration<RouterConfig>> lines() {
        Arg<String> name = Args.word("Create named local address pool");
        Arg<Ipv4Address> first = Args.ipv4("First IP address of range");
        Arg<Ipv4Address> last = Args.ipv4("Last IP address of range");
        return List.of(
                Line.<RouterConfig>of(
                                words("ip local pool", "IP Local address pool lists"),
                                name,
                                cut(),
                                first,
                                maybe(last))
                        .trySet(
                                (config, v) -> {
                                    Ipv4Address end = v.find(last).orElse(v.get(first));
                                    if (v.get(first).compareTo(end) > 0) {
                                        return Change.refused(
                                                "% The range of pool "
                                                        + v.get(name)
                                                        + " runs backwards: "
                                                        + v.get(first)
                                                        + " to "
                                                        + end);
                                    }
                                    AddressPool pool = pool(config, v.get(name));
                                    var range = new AddressPool.Range(v.get(first), end);
                                    return Change.to(
                                            withPool(
                                                    config,
                                                    pool.withRanges(
                                                            Lists.with(pool.ranges(), range))));
                                })
                        .unset(
                                (config, v) -> {
                                    AddressPool pool = pool(config, v.get(name));
                                    List<AddressPool.Range> left =
                                            v.has(first)
                                                    ? Lists.without(
                                                            pool.ranges(),
                                                            new AddressPool.Range(
                                                                    v.get(first),
                                                                    v.find(last)
                                                                            .orElse(v.get(first))))
                                                    : List.of();
                                    return withPool(config, pool.withRanges(left));
                                })
                        .show(
                                config ->
                                        config.ike().pools().values().stream()
                                                .flatMap(
                                                        pool ->
                                                                pool.ranges().stream()
                                                                        .map(
                                                                                range ->
                                                                                        Values.of(
                                                                                                        name,
                                                                                                        pool
                                                                                                                .name())
                                                                                                .and(
                                                                                                        first,
                                                                                                        (Ipv4Address)
                                                                                                                range
                                                                                                                        .first())
                                                                                                .and(
                                                                                                        last,
                                                                                                        Optional
                                                                                                                .of(
                                                                                                                        (Ipv4Address)
                                                                                                                                range
                                                                                                                                        .last())
                                                                                                                .filter(
                                                                                                                        end ->
                                                                                                                                !end
                                                                                                                                        .equals(
                                                                                                                                                range
                                                                                                                                                        .first())))))));
    }

    private static AddressPool pool(RouterConfig config, String name) {
        return config.ike().pools().get(name).orElseGet(() -> AddressPool.DEFAULT.withName(name));
    }

    private static RouterConfig withPool(RouterConfig config, AddressPool pool) {
        var pools = config.ike().pools();
        return config.withIke(
                config.ike()
                        .withPools(
                                pool.ranges().isEmpty()
                                        ? pools.without(pool.name())
                                        : pools.with(pool.name(), pool)));
    }
}
