package io.culvert.commands.config;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.IpAddress;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.LogHost;
import io.culvert.router.config.management.LoggingConfig;
import io.culvert.router.config.management.LoggingConfig.OriginId;
import io.culvert.router.config.management.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `logging` and `service timestamps`.
final class LoggingLines {
    private static final List<String> LEVELS =
            List.of(
                    "emergencies",
                    "alerts",
                    "critical",
                    "errors",
                    "warnings",
                    "notifications",
                    "informational",
                    "debugging");
    private static final List<String> FACILITIES =
            List.of(
                    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp",
                    "cron", "local0", "local1", "local2", "local3", "local4", "local5", "local6",
                    "local7");

    private LoggingLines() {}

    private static LoggingConfig logging(RouterConfig config) {
        return config.management().logging();
    }

    private static RouterConfig with(RouterConfig config, LoggingConfig logging) {
        return config.withManagement(config.management().withLogging(logging));
    }

    /// A severity by name or number; it is printed by name, as IOS does.
    private static Arg<Integer> level() {
        var options = new ArrayList<Arg.Option<Integer>>();
        for (int i = 0; i < LEVELS.size(); i++) {
            options.add(Args.option(LEVELS.get(i), i, "Messages of severity " + i + " and graver"));
        }
        IntStream.range(0, LEVELS.size())
                .forEach(i -> options.add(Args.option(String.valueOf(i), i, "Severity").hidden()));
        return Args.choice(options);
    }

    static List<Declaration<RouterConfig>> timestamps() {
        return List.of(stamps("log", true), stamps("debug", false));
    }

    /// There are no debug messages, so what is said of their time has no effect.
    private static Declaration<RouterConfig> stamps(String of, boolean counts) {
        Arg<Boolean> uptime = Args.flag("uptime", "Timestamp with system uptime");
        Arg<Boolean> datetime = Args.flag("datetime", "Timestamp with date and time");
        Arg<Boolean> milliseconds = Args.flag("msec", "Include milliseconds in timestamp");
        Arg<Boolean> local = Args.flag("localtime", "Use local time zone for timestamps");
        Arg<Boolean> zone = Args.flag("show-timezone", "Add time zone information to timestamp");
        Arg<Boolean> year = Args.flag("year", "Include year in timestamp");
        Object[] form = {
            words("service timestamps " + of, "Timestamp messages"),
            maybe(oneOf(uptime, seq(datetime, anyOrder(milliseconds, local, zone, year))))
        };
        if (!counts) {
            return Kept.accepted("there are no debug messages", form);
        }
        return Line.<RouterConfig>of(form)
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        logging(config)
                                                .withTimestamps(
                                                        new Timestamps(
                                                                v.has(datetime)
                                                                        ? Timestamps.Kind.DATETIME
                                                                        : Timestamps.Kind.UPTIME,
                                                                v.has(milliseconds),
                                                                v.has(zone),
                                                                v.has(year)))))
                .unset(
                        (config, _) ->
                                with(
                                        config,
                                        logging(config)
                                                .withTimestamps(
                                                        new Timestamps(
                                                                Timestamps.Kind.NONE,
                                                                false,
                                                                false,
                                                                false))))
                .showing(
                        config ->
                                Stream.of(logging(config).timestamps())
                                        .filter(held -> !held.equals(Timestamps.DEFAULT))
                                        .map(
                                                held ->
                                                        switch (held.kind()) {
                                                            case NONE ->
                                                                    new Line.Shown(
                                                                            true, Values.NONE);
                                                            case UPTIME ->
                                                                    new Line.Shown(
                                                                            false,
                                                                            Values.of(
                                                                                    uptime, true));
                                                            case DATETIME ->
                                                                    new Line.Shown(
                                                                            false,
                                                                            Values.of(
                                                                                            datetime,
                                                                                            true)
                                                                                    .andIf(
                                                                                            milliseconds,
                                                                                            held
                                                                                                    .milliseconds())
                                                                                    .andIf(
                                                                                            zone,
                                                                                            held
                                                                                                    .zone())
                                                                                    .andIf(
                                                                                            year,
                                                                                            held
                                                                                                    .year()));
                                                        }));
    }

    static List<Declaration<RouterConfig>> lines() {
        return List.of(
                buffered(),
                threshold(
                        "console",
                        "Set console logging parameters",
                        LoggingConfig::consoleLevel,
                        LoggingConfig::withConsoleLevel,
                        LoggingConfig.DEFAULT.consoleLevel()),
                threshold(
                        "monitor",
                        "Set terminal line (monitor) logging parameters",
                        LoggingConfig::monitorLevel,
                        LoggingConfig::withMonitorLevel,
                        LoggingConfig.DEFAULT.monitorLevel()),
                threshold(
                        "trap",
                        "Set syslog server logging level",
                        LoggingConfig::trapLevel,
                        LoggingConfig::withTrapLevel,
                        LoggingConfig.DEFAULT.trapLevel()),
                Line.<RouterConfig, String>leaf(
                        "logging facility",
                        "Facility parameter for syslog messages",
                        Args.choice(
                                FACILITIES.stream()
                                        .map(name -> Args.option(name, name, "Facility"))
                                        .toList()),
                        config -> logging(config).facility(),
                        (config, name) -> with(config, logging(config).withFacility(name)),
                        LoggingConfig.DEFAULT.facility()),
                originId(),
                Line.<RouterConfig>flag(
                        "logging on",
                        "Enable logging to all enabled destinations",
                        config -> logging(config).on(),
                        (config, on) -> with(config, logging(config).withOn(on)),
                        LoggingConfig.DEFAULT.on()),
                Kept.accepted(
                        "the network of the machine carries the messages, from its own address",
                        words("logging source-interface", "Specify interface for source address"),
                        Args.line("Interface")),
                Kept.accepted(
                        "messages are queued to a fixed limit and none is limited by its rate",
                        words("logging", "Accepted without effect"),
                        oneOf(
                                words("count", "Count every log message and timestamp last"),
                                words("queue-limit", "Set logger message queue size"),
                                words("rate-limit", "Set messages per second limit"),
                                words("userinfo", "Enable logging of user info"),
                                words("message-counter", "Configure log message counters"),
                                words("event", "Global interface events"),
                                words("exception", "Limit size of exception flush output"),
                                words("history", "Configure syslog history table"),
                                words("snmp-trap", "Set syslog level for sending snmp trap"),
                                words("esm", "Set ESM filter restrictions"),
                                words("persistent", "Set persistent logging parameters"),
                                words("alarm", "Configure alarms"),
                                words("delimiter", "Append delimiter to syslog messages"),
                                words("discriminator", "Create or modify a message discriminator")),
                        maybe(Args.line("As on IOS"))));
    }

    private static Line<RouterConfig> buffered() {
        Arg<Integer> size = Args.integer(4_096, Integer.MAX_VALUE, "Logging buffer size");
        Arg<Integer> level = level();
        return Line.<RouterConfig>of(
                        words("logging buffered", "Set buffered logging parameters"),
                        cut(),
                        maybe(size),
                        maybe(level))
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        logging(config)
                                                .withBuffer(
                                                        v.find(level)
                                                                .orElse(LoggingConfig.DEBUGGING),
                                                        v.find(size))))
                .unset(
                        (config, _) ->
                                with(
                                        config,
                                        logging(config)
                                                .withBuffer(LoggingConfig.OFF, Optional.empty())))
                .showing(
                        config -> {
                            LoggingConfig held = logging(config);
                            if (held.bufferLevel() == LoggingConfig.OFF) {
                                return Stream.of(new Line.Shown(true, Values.NONE));
                            }
                            Values shown = Values.NONE.and(size, held.bufferSize());
                            boolean all = held.bufferLevel() == LoggingConfig.DEBUGGING;
                            return all && held.bufferSize().isEmpty()
                                    ? Stream.empty()
                                    : Stream.of(
                                            new Line.Shown(
                                                    false,
                                                    all
                                                            ? shown
                                                            : shown.and(
                                                                    level, held.bufferLevel())));
                        })
                .status(
                        Status.partial(
                                "the buffer holds the last 4096 messages, whatever size is given"));
    }

    private static Line<RouterConfig> threshold(
            String word,
            String help,
            Function<LoggingConfig, Integer> read,
            BiFunction<LoggingConfig, Integer, LoggingConfig> write,
            int byDefault) {
        Arg<Integer> level = level();
        return Line.<RouterConfig>of(words("logging " + word, help), cut(), maybe(level))
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        write.apply(
                                                logging(config), v.find(level).orElse(byDefault))))
                .unset((config, _) -> with(config, write.apply(logging(config), LoggingConfig.OFF)))
                .showing(
                        config ->
                                Stream.of(read.apply(logging(config)))
                                        .filter(held -> held != byDefault)
                                        .map(
                                                held ->
                                                        held == LoggingConfig.OFF
                                                                ? new Line.Shown(true, Values.NONE)
                                                                : new Line.Shown(
                                                                        false,
                                                                        Values.of(level, held))));
    }

    private static Line<RouterConfig> originId() {
        Arg<Boolean> hostname = Args.flag("hostname", "Use origin hostname as ID");
        Arg<String> text = Args.word("Unique text string");
        return Line.<RouterConfig>of(
                        words("logging origin-id", "Add origin ID to syslog messages"),
                        cut(),
                        oneOf(
                                hostname,
                                seq(words("string", "Define a unique text string as ID"), text)))
                .set(
                        (config, v) ->
                                with(
                                        config,
                                        logging(config)
                                                .withOriginId(
                                                        Optional.of(
                                                                v.has(hostname)
                                                                        ? new OriginId.Hostname()
                                                                        : new OriginId.Text(
                                                                                v.get(text))))))
                .unset((config, _) -> with(config, logging(config).withOriginId(Optional.empty())))
                .show(
                        config ->
                                logging(config).originId().stream()
                                        .map(
                                                held ->
                                                        switch (held) {
                                                            case OriginId.Hostname _ ->
                                                                    Values.of(hostname, true);
                                                            case OriginId.Text(var id) ->
                                                                    Values.of(text, id);
                                                        }));
    }

    /// Both `logging host A` and the older `logging A`.
    static List<Declaration<RouterConfig>> hosts() {
        return List.of(host("logging host", true), host("logging", false));
    }

    private static Line<RouterConfig> host(String words, boolean shown) {
        Arg<IpAddress> address = Args.address("IP address of the syslog server");
        Arg<String> vrf = Args.word("VRF name");
        Arg<LogHost.Transport> transport =
                Args.choice(
                        Args.option("udp", LogHost.Transport.UDP, "User Datagram Protocol"),
                        Args.option("tcp", LogHost.Transport.TCP, "Transport Control Protocol"));
        Arg<Integer> port = Args.integer(1, 65_535, "Port");
        Function<Values, LogHost> read =
                v -> {
                    var by = v.find(transport).orElse(LogHost.Transport.UDP);
                    return new LogHost(
                            v.get(address), v.find(vrf), by, v.find(port).orElse(defaultPort(by)));
                };
        Line<RouterConfig> line =
                Line.<RouterConfig>of(
                                words(words, "Set syslog server IP address and parameters"),
                                address,
                                maybe(words("vrf", "Set VRF option"), vrf),
                                maybe(
                                        words(
                                                "transport",
                                                "Specify the transport protocol (default=UDP)"),
                                        transport,
                                        maybe(words("port", "Specify the port number"), port)))
                        .trySet((config, v) -> add(config, read.apply(v)))
                        .unset(
                                (config, v) ->
                                        with(
                                                config,
                                                logging(config)
                                                        .withHosts(
                                                                without(
                                                                        logging(config),
                                                                        v.get(address),
                                                                        v.find(vrf)))));
        return shown
                ? line.show(
                        config ->
                                logging(config).hosts().stream()
                                        .map(each -> values(each, address, vrf, transport, port)))
                : line;
    }

    private static int defaultPort(LogHost.Transport transport) {
        return transport == LogHost.Transport.UDP ? LogHost.UDP_PORT : LogHost.TCP_PORT;
    }

    private static Values values(
            LogHost host,
            Arg<IpAddress> address,
            Arg<String> vrf,
            Arg<LogHost.Transport> transport,
            Arg<Integer> port) {
        Values values = Values.of(address, host.address()).and(vrf, host.vrf());
        boolean usual = host.port() == defaultPort(host.transport());
        if (host.transport() == LogHost.Transport.UDP && usual) {
            return values;
        }
        Values by = values.and(transport, host.transport());
        return usual ? by : by.and(port, host.port());
    }

    private static Change<RouterConfig> add(RouterConfig config, LogHost host) {
        var hosts = new ArrayList<>(without(logging(config), host.address(), host.vrf()));
        if (hosts.size() == LoggingConfig.HOSTS_MAX) {
            return Change.refused("% " + LoggingConfig.HOSTS_MAX + " hosts are the most");
        }
        hosts.add(host);
        RouterConfig after = with(config, logging(config).withHosts(hosts));
        return host.vrf().isPresent()
                ? Change.to(
                        after,
                        "%Note: partial: messages leave by the network of the machine, so a host in a VRF gets none")
                : Change.to(after);
    }

    private static List<LogHost> without(
            LoggingConfig logging, IpAddress address, Optional<String> vrf) {
        return logging.hosts().stream()
                .filter(each -> !each.address().equals(address) || !each.vrf().equals(vrf))
                .toList();
    }
}
