package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.OrderedMap;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.Banners;
import io.culvert.router.config.management.SshConfig;
import io.culvert.router.config.management.SshConfig.Kind;
import io.culvert.router.config.management.SshConfig.Listen;
import io.culvert.router.config.management.SshKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `ip ssh`, with the keys of users; banners.
final class SshLines {
    private static final int PORT_MAX = 65_535;

    private SshLines() {}

    private static SshConfig ssh(RouterConfig config) {
        return config.management().ssh();
    }

    private static RouterConfig with(RouterConfig config, SshConfig ssh) {
        return config.withManagement(config.management().withSsh(ssh));
    }

    static List<Declaration<RouterConfig>> lines() {
        return List.of(
                Kept.accepted(
                        "version 2 is the only one that is spoken",
                        words("ip ssh version", "Specify protocol version to be supported"),
                        Args.integer(2, 2, "Protocol version")),
                Line.<RouterConfig, Integer>leaf(
                        "ip ssh time-out",
                        "Specify SSH time-out interval",
                        Args.integer(1, 120, "SSH time-out interval (secs)"),
                        config -> ssh(config).loginSeconds(),
                        (config, value) -> with(config, ssh(config).withLoginSeconds(value)),
                        SshConfig.DEFAULT.loginSeconds()),
                Line.<RouterConfig, Integer>leaf(
                        "ip ssh authentication-retries",
                        "Specify number of authentication retries",
                        Args.integer(0, 5, "Number of authentication retries"),
                        config -> ssh(config).tries(),
                        (config, value) -> with(config, ssh(config).withTries(value)),
                        SshConfig.DEFAULT.tries()),
                listen(),
                algorithms(),
                pubkeyChain(),
                Kept.accepted(
                        "what SSH does here follows ip ssh listen, time-out, authentication-retries, server algorithm and pubkey-chain",
                        words("ip ssh", "Accepted without effect"),
                        maybe(Args.line("As on IOS"))));
    }

    private static Line<RouterConfig> listen() {
        Arg<IpAddress> address = Args.address("Address of the machine that the router runs on");
        Arg<Integer> port = Args.integer(1, PORT_MAX, "TCP port");
        Function<Values, Listen> read =
                v -> new Listen(v.get(address), v.find(port).orElse(SshConfig.PORT_DEFAULT));
        return Line.<RouterConfig>of(
                        words(
                                "ip ssh listen",
                                "Wait for SSH at an address of the machine that the router runs on"),
                        address,
                        maybe(words("port", "TCP port"), port))
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        ssh(config)
                                                .withListens(
                                                        Lists.with(
                                                                ssh(config).listens(),
                                                                read.apply(v)))))
                .unset(
                        (config, v) ->
                                with(
                                        config,
                                        ssh(config)
                                                .withListens(
                                                        v.has(address)
                                                                ? Lists.without(
                                                                        ssh(config).listens(),
                                                                        read.apply(v))
                                                                : List.of())))
                .show(
                        config ->
                                ssh(config).listens().stream()
                                        .map(
                                                each ->
                                                        each.port() == SshConfig.PORT_DEFAULT
                                                                ? Values.of(address, each.address())
                                                                : Values.of(address, each.address())
                                                                        .and(port, each.port())));
    }

    private static Line<RouterConfig> algorithms() {
        Arg<Kind> kind =
                Args.choice(
                        Args.option("encryption", Kind.ENCRYPTION, "Encryption algorithm"),
                        Args.option("mac", Kind.MAC, "MAC (Message Authentication Code)"),
                        Args.option("kex", Kind.KEX, "Key exchange algorithm"),
                        Args.option("hostkey", Kind.HOSTKEY, "Host key algorithm"));
        Arg<String> name = Args.word("Name of an algorithm, the best first");
        return Line.<RouterConfig>of(
                        words("ip ssh server algorithm", "Algorithms that are offered"),
                        kind,
                        cut(),
                        many(name))
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        ssh(config)
                                                .withAlgorithms(
                                                        ssh(config)
                                                                .algorithms()
                                                                .with(v.get(kind), v.all(name)))))
                .unset(
                        (config, v) ->
                                with(
                                        config,
                                        ssh(config)
                                                .withAlgorithms(
                                                        ssh(config)
                                                                .algorithms()
                                                                .without(v.get(kind)))))
                .show(
                        config ->
                                ssh(config).algorithms().asMap().entrySet().stream()
                                        .map(
                                                each ->
                                                        Values.of(kind, each.getKey())
                                                                .andAll(name, each.getValue())));
    }

    private static Block<RouterConfig, OrderedMap<String, List<SshKey>>> pubkeyChain() {
        Arg<String> user = Args.word("SSH username");
        Block<OrderedMap<String, List<SshKey>>, List<SshKey>> users =
                Blocks.<OrderedMap<String, List<SshKey>>, String, List<SshKey>>named(
                                words("username", "Username"),
                                user,
                                "conf-ssh-pubkey-user",
                                map -> map,
                                (_, map) -> map,
                                _ -> List.of())
                        .with(keyString(), keyHash());
        return Block.<RouterConfig, OrderedMap<String, List<SshKey>>>of(
                        words("ip ssh pubkey-chain", "pubkey-chain"),
                        "conf-ssh-pubkey",
                        config -> ssh(config).keys().isEmpty() ? List.of() : List.of(Values.NONE),
                        (config, _) -> Optional.of(ssh(config).keys()),
                        _ -> OrderedMap.empty(),
                        (config, _, keys) -> with(config, ssh(config).withKeys(keys)))
                .removing((config, _) -> with(config, ssh(config).withKeys(OrderedMap.empty())))
                .with(users);
    }

    private static Line<List<SshKey>> keyString() {
        Arg<SshKey> below = Args.textLines("public key", SshLines::key, SshLines::text);
        Arg<SshKey> here = Args.line("Public key", SshLines::key, SshLines::text);
        return Line.<List<SshKey>>of(
                        words("key-string", "Specify SSH key data"), oneOf(here, below))
                .set((keys, v) -> Lists.with(keys, v.find(below).or(() -> v.find(here)).get()))
                .unset(
                        (keys, v) ->
                                keys.stream()
                                        .filter(
                                                key ->
                                                        !(key instanceof SshKey.Whole)
                                                                || v.has(here)
                                                                        && !key.equals(v.get(here)))
                                        .toList())
                .show(
                        keys ->
                                keys.stream()
                                        .filter(SshKey.Whole.class::isInstance)
                                        .map(key -> Values.of(below, key)));
    }

    /// `ssh-ed25519 AAAA... comment`, or the digits alone, over as many lines as it takes.
    private static Optional<SshKey> key(String text) {
        String[] words = text.strip().split("\\s+");
        boolean hasType = words[0].matches("(ssh|ecdsa|sk)-[a-z0-9@.-]+") && words.length > 1;
        String digits = hasType ? digitsBehind(text.strip(), words[0]) : String.join("", words);
        try {
            Bytes octets = Bytes.of(Base64.getDecoder().decode(digits));
            return SshKey.Whole.isKey(octets)
                    ? Optional.of(new SshKey.Whole(octets))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// A comment may stand behind a blank in the last line; digits go on in the next line without one.
    private static String digitsBehind(String text, String type) {
        var digits = new StringBuilder();
        for (String line : text.substring(type.length()).strip().lines().toList()) {
            String[] parts = line.strip().split("\\s+", 2);
            digits.append(parts[0]);
            if (parts.length > 1) {
                break;
            }
        }
        return digits.toString();
    }

    private static String text(SshKey key) {
        String digits = Base64.getEncoder().encodeToString(((SshKey.Whole) key).key().toArray());
        var lines = new ArrayList<String>();
        for (int at = 0; at < digits.length(); at += 72) {
            lines.add(digits.substring(at, Math.min(at + 72, digits.length())));
        }
        return String.join("\n", lines);
    }

    private static Line<List<SshKey>> keyHash() {
        Arg<String> type = Args.typed("WORD", "Type of key, ssh-rsa", SshLines::type, held -> held);
        Arg<Bytes> md5 =
                Args.typed(
                        "WORD",
                        "MD5 fingerprint of the key, in hexadecimal digits",
                        text ->
                                text.matches("[0-9A-Fa-f]{32}")
                                        ? Optional.of(Bytes.hex(text))
                                        : Optional.empty(),
                        held -> held.toString().toUpperCase(Locale.ROOT));
        Arg<String> comment = Args.line("Comment");
        return Line.<List<SshKey>>of(
                        words("key-hash", "Specify SSH key hash"), type, md5, maybe(comment))
                .set((keys, v) -> Lists.with(keys, new SshKey.Fingerprint(v.get(type), v.get(md5))))
                .unset(
                        (keys, v) ->
                                keys.stream()
                                        .filter(
                                                key ->
                                                        !(key instanceof SshKey.Fingerprint held)
                                                                || v.has(md5)
                                                                        && !held.md5()
                                                                                .equals(v.get(md5)))
                                        .toList())
                .show(
                        keys ->
                                keys.stream()
                                        .flatMap(
                                                key ->
                                                        key instanceof SshKey.Fingerprint held
                                                                ? Stream.of(
                                                                        Values.of(type, held.type())
                                                                                .and(
                                                                                        md5,
                                                                                        held.md5()))
                                                                : Stream.empty()));
    }

    private static Optional<String> type(String text) {
        return text.matches("(ssh|ecdsa|sk)-[a-z0-9@.-]+") ? Optional.of(text) : Optional.empty();
    }

    static List<Declaration<RouterConfig>> banners() {
        return List.of(
                banner(
                        "exec",
                        "Set EXEC process creation banner",
                        Banners::exec,
                        Banners::withExec),
                banner("login", "Set login banner", Banners::login, Banners::withLogin),
                banner("motd", "Set Message of the Day banner", Banners::motd, Banners::withMotd));
    }

    private static Line<RouterConfig> banner(
            String word,
            String help,
            Function<Banners, Optional<String>> read,
            BiFunction<Banners, Optional<String>, Banners> write) {
        return Line.maybe(
                "banner " + word,
                help,
                Args.delimited("c banner-text c, where 'c' is a delimiting character"),
                config -> read.apply(config.management().banners()),
                (config, text) ->
                        config.withManagement(
                                config.management()
                                        .withBanners(
                                                write.apply(config.management().banners(), text))));
    }
}
