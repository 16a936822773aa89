package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.Ikev2Settings;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// What `crypto ikev2` says of all sessions together.
final class Ikev2SettingsLines {
    private Ikev2SettingsLines() {}

    static List<Declaration<RouterConfig>> lines() {
        Ikev2Settings defaults = Ikev2Settings.DEFAULT;
        return List.of(
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 cookie-challenge",
                        "Set Cookie-challenge watermark",
                        Args.integer(0, 1_000, "Maximum number of half-open IKE SAs"),
                        config -> config.ike().settings().cookieChallenge(),
                        settings(Ikev2Settings::withCookieChallenge),
                        defaults.cookieChallenge()),
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 limit max-sa",
                        "Maximum number of IKE SAs",
                        Args.integer(1, 1_000_000, "Number"),
                        config -> config.ike().settings().sasMax(),
                        settings(Ikev2Settings::withSasMax),
                        defaults.sasMax()),
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 limit max-in-negotation-sa",
                        "Maximum number of IKE SAs being negotiated",
                        Args.integer(1, 1_000_000, "Number"),
                        config -> config.ike().settings().halfOpenMax(),
                        settings(Ikev2Settings::withHalfOpenMax),
                        defaults.halfOpenMax()),
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 window",
                        "IKEV2 window size",
                        Args.integer(1, 20, "Window size"),
                        config -> config.ike().settings().window(),
                        settings(Ikev2Settings::withWindow),
                        defaults.window()),
                Ikev2Lines.<RouterConfig>dpd(
                        "crypto ikev2 dpd",
                        config -> config.ike().settings().dpd(),
                        settings(Ikev2Settings::withDpd)),
                Line.<RouterConfig, Integer>leaf(
                        "crypto ikev2 nat keepalive",
                        "NAT keepalive interval",
                        Args.integer(5, 3_600, "Seconds"),
                        config -> config.ike().settings().natKeepaliveSeconds(),
                        settings(Ikev2Settings::withNatKeepaliveSeconds),
                        defaults.natKeepaliveSeconds()),
                isakmpNatKeepalive(),
                fragmentation(),
                Kept.accepted(
                        "certificates of peers are checked each time",
                        words("crypto ikev2 certificate-cache", "Cache for certificates"),
                        maybe(Args.integer(1, 2_000, "Number of certificates"))),
                Kept.accepted(
                        "sessions that come and go are always told",
                        words("crypto logging", "Logging of sessions"),
                        Args.word("Kind of event")),
                Kept.accepted(
                        "certificates are sent in full",
                        words("crypto ikev2 http-url cert", "Send certificates by reference")),
                Kept.accepted(
                        "errors are always explained by show crypto ikev2 why",
                        words("crypto ikev2 diagnose error", "IKEv2 diagnose"),
                        maybe(Args.integer(1, 1_000, "Number of entries"))));
    }

    /// The older spelling; the running configuration shows the newer one.
    private static Line<RouterConfig> isakmpNatKeepalive() {
        Arg<Integer> seconds = Args.integer(5, 3_600, "Seconds");
        BiFunction<RouterConfig, Integer, RouterConfig> write =
                settings(Ikev2Settings::withNatKeepaliveSeconds);
        return Line.<RouterConfig>of(
                        words("crypto isakmp nat keepalive", "NAT keepalive interval"), seconds)
                .set((config, v) -> write.apply(config, v.get(seconds)))
                .unset(
                        (config, _) ->
                                write.apply(config, Ikev2Settings.DEFAULT.natKeepaliveSeconds()))
                .show(_ -> Stream.empty());
    }

    private static Line<RouterConfig> fragmentation() {
        Arg<Integer> mtu = Args.integer(96, 1_500, "MTU in bytes");
        int byDefault = Ikev2Settings.DEFAULT.fragmentationMtu().orElseThrow();
        return Line.<RouterConfig>of(
                        words(
                                "crypto ikev2 fragmentation",
                                "Enable fragmentation of IKEv2 messages"),
                        maybe(words("mtu", "Largest packet"), mtu))
                .set(
                        (config, v) ->
                                fragmentation(
                                        config, OptionalInt.of(v.find(mtu).orElse(byDefault))))
                .unset((config, _) -> fragmentation(config, OptionalInt.empty()))
                .showing(
                        config -> {
                            OptionalInt value = config.ike().settings().fragmentationMtu();
                            return value.isEmpty()
                                    ? Stream.of(new Line.Shown(true, Values.NONE))
                                    : value.getAsInt() == byDefault
                                            ? Stream.empty()
                                            : Stream.of(
                                                    new Line.Shown(
                                                            false,
                                                            Values.of(mtu, value.getAsInt())));
                        });
    }

    private static RouterConfig fragmentation(RouterConfig config, OptionalInt mtu) {
        return config.withIke(
                config.ike().withSettings(config.ike().settings().withFragmentationMtu(mtu)));
    }

    private static <T> BiFunction<RouterConfig, T, RouterConfig> settings(
            BiFunction<Ikev2Settings, T, Ikev2Settings> write) {
        return (config, value) ->
                config.withIke(
                        config.ike().withSettings(write.apply(config.ike().settings(), value)));
    }
}
