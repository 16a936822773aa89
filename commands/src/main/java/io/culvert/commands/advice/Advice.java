package io.culvert.commands.advice;

import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What keeps tunnels from forming, and spokes from finding each other.
public final class Advice {
    /// What is looked at in one configuration.
    private interface RouterCheck {
        Stream<Finding> of(String router, RouterConfig config);
    }

    private static final List<RouterCheck> ALONE =
            List.of(
                    TunnelSourceAdvice::of,
                    OwnAddressAdvice::of,
                    WayAdvice::of,
                    ProfileAdvice::of,
                    OneWayVrf::of,
                    ShortcutAdvice::of);

    private Advice() {}

    /// About one router by itself.
    ///
    /// @param router what findings call it
    public static List<Finding> alone(String router, RouterConfig config) {
        return once(ALONE.stream().flatMap(check -> check.of(router, config)));
    }

    /// About routers that reach each other.
    ///
    /// @param configs by the name that findings call them
    public static List<Finding> together(Map<String, RouterConfig> configs) {
        var pairing = new Pairing(configs);
        return once(
                Stream.of(
                                pairing.findings(),
                                DuplicateAdvice.of(configs, pairing.pairs(), pairing.ends()),
                                BgpAdvice.of(configs, pairing.pairs()),
                                OneWayVrf.together(configs, pairing.pairs()))
                        .flatMap(each -> each));
    }

    /// What two tunnels of one router share is found at each of them.
    private static List<Finding> once(Stream<Finding> findings) {
        var said = new TreeSet<String>();
        return findings.filter(each -> said.add(each.toString())).toList();
    }
}
