package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.SourceRule;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// `ip verify unicast source` and its sister of IPv6, under `interface`.
final class SourceRuleLines {
    private static final Arg<Boolean> STRICT =
            Args.choice(
                    Args.option("any", false, "Source is reachable via any interface"),
                    Args.option(
                            "rx",
                            true,
                            "Source is reachable via interface on which packet was received"));
    private static final Arg<Boolean> ALLOW_DEFAULT =
            Args.flag("allow-default", "Allow default route to match when checking source address");

    private SourceRuleLines() {}

    static Line<InterfaceConfig> ipv4() {
        return line(
                "ip verify unicast source reachable-via",
                port -> port.ipv4().sources(),
                (port, rule) -> port.withIpv4(port.ipv4().withSources(rule)));
    }

    static Line<InterfaceConfig> ipv6() {
        return line(
                "ipv6 verify unicast source reachable-via",
                port -> port.ipv6().sources(),
                (port, rule) -> port.withIpv6(port.ipv6().withSources(rule)));
    }

    private static Line<InterfaceConfig> line(
            String words,
            Function<InterfaceConfig, Optional<SourceRule>> read,
            BiFunction<InterfaceConfig, Optional<SourceRule>, InterfaceConfig> write) {
        return Line.<InterfaceConfig>of(
                        words(words, "Check the source of packets against the routes"),
                        cut(),
                        STRICT,
                        maybe(ALLOW_DEFAULT))
                .set(
                        (port, v) ->
                                write.apply(
                                        port,
                                        Optional.of(
                                                new SourceRule(
                                                        v.get(STRICT), v.has(ALLOW_DEFAULT)))))
                .unset((port, _) -> write.apply(port, Optional.empty()))
                .show(
                        port ->
                                read.apply(port).stream()
                                        .map(
                                                rule ->
                                                        Values.of(STRICT, rule.strict())
                                                                .andIf(
                                                                        ALLOW_DEFAULT,
                                                                        rule.allowDefault())));
    }
}
