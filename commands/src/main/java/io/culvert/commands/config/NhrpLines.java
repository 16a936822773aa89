package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Redirect;
import io.culvert.nhrp.config.NhrpSettings.Registration;
import io.culvert.nhrp.config.NhrpSettings.Shortcut;
import io.culvert.nhrp.config.ServerRedundancy;
import io.culvert.nhrp.config.StaticMapping;
import io.culvert.router.config.InterfaceConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `ip nhrp` and `ipv6 nhrp` under `interface`: the same lines for two families.
final class NhrpLines {
    private static final String NO_GROUPS =
            "there is no quality of service by group, and servers are not told of the group";

    /// RFC 1123 section 2.1.
    private static final int HOST_NAME_MAX = 255;

    private static final Duration SECONDS_MAX = Duration.ofSeconds(65_535);

    private final AddressFamily family;
    private final String start;

    private NhrpLines(AddressFamily family) {
        this.family = family;
        start = isIpv4() ? "ip nhrp" : "ipv6 nhrp";
    }

    static List<Declaration<InterfaceConfig>> lines() {
        Stream<Declaration<InterfaceConfig>> ofFamilies =
                Stream.of(AddressFamily.IPV4, AddressFamily.IPV6)
                        .flatMap(family -> new NhrpLines(family).declarations().stream());
        Stream<Declaration<InterfaceConfig>> ofBoth =
                Stream.of(groupPolicy("nhrp"), partial("nhrp group", NO_GROUPS));
        return Stream.concat(ofFamilies, ofBoth).toList();
    }

    private boolean isIpv4() {
        return family == AddressFamily.IPV4;
    }

    private List<Declaration<InterfaceConfig>> declarations() {
        var all = new ArrayList<Declaration<InterfaceConfig>>();
        all.add(authentication());
        all.add(mapping());
        all.add(
                maybeLine(
                        "network-id",
                        "NBMA network identifier",
                        Args.unsigned(1, 0xFFFF_FFFFL, "Network identifier"),
                        NhrpSettings::networkId,
                        NhrpSettings::withNetworkId));
        all.add(
                Line.<InterfaceConfig, Duration>leaf(
                        start + " holdtime",
                        "Advertised holdtime",
                        seconds(1, "Number of seconds"),
                        port -> of(port).holdingTime(),
                        with(NhrpSettings::withHoldingTime),
                        NhrpSettings.HOLDING_TIME));
        all.add(server());
        all.add(connectionsMax());
        all.add(fallback());
        all.add(unique());
        all.add(
                maybeLine(
                        "registration timeout",
                        "Interval between periodic NHRP registration messages",
                        seconds(1, "Number of seconds between periodic registrations"),
                        settings -> settings.registration().interval(),
                        (settings, interval) ->
                                settings.withRegistration(
                                        new Registration(
                                                settings.registration().unique(), interval))));
        all.add(
                Line.<InterfaceConfig>flag(
                        start + " server-only",
                        "Disable NHRP requests",
                        port -> of(port).serverOnly(),
                        with(NhrpSettings::withServerOnly),
                        false));
        all.add(shortcut());
        all.add(redirect());
        all.add(groupPolicy(start));
        all.addAll(kept());
        return all;
    }

    private NhrpSettings of(InterfaceConfig port) {
        return isIpv4() ? port.nhrp().ipv4() : port.nhrp().ipv6();
    }

    private InterfaceConfig with(InterfaceConfig port, NhrpSettings settings) {
        return port.withNhrp(
                isIpv4() ? port.nhrp().withIpv4(settings) : port.nhrp().withIpv6(settings));
    }

    private <T> BiFunction<InterfaceConfig, T, InterfaceConfig> with(
            BiFunction<NhrpSettings, T, NhrpSettings> write) {
        return (port, value) -> with(port, write.apply(of(port), value));
    }

    private <T> Line<InterfaceConfig> maybeLine(
            String word,
            String help,
            Arg<T> arg,
            Function<NhrpSettings, Optional<T>> read,
            BiFunction<NhrpSettings, Optional<T>, NhrpSettings> write) {
        return Line.<InterfaceConfig, T>maybe(
                        start + " " + word, help, arg, port -> read.apply(of(port)), with(write))
                .trySet(
                        (port, v) ->
                                port.isTunnel()
                                        ? Change.to(with(port, write.apply(of(port), v.find(arg))))
                                        : Change.refused(
                                                "% "
                                                        + port.name()
                                                        + " is not a tunnel; NHRP runs on Tunnel and Virtual-Template interfaces"));
    }

    private static Arg<Duration> seconds(int least, String help) {
        return Args.typed(
                "<" + least + "-" + SECONDS_MAX.toSeconds() + ">",
                help,
                text ->
                        text.matches("[0-9]{1,5}")
                                ? Optional.of(Duration.ofSeconds(Integer.parseInt(text)))
                                        .filter(
                                                time ->
                                                        time.toSeconds() >= least
                                                                && time.compareTo(SECONDS_MAX) <= 0)
                                : Optional.empty(),
                time -> Long.toString(time.toSeconds()));
    }

    private Line<InterfaceConfig> authentication() {
        Arg<String> text =
                Args.word(
                        "Authentication string, 8 characters at most; it goes in the clear",
                        word ->
                                word.length() <= NhrpSettings.AUTHENTICATION_MAX
                                        ? Optional.of(word)
                                        : Optional.empty(),
                        Function.identity());
        return maybeLine(
                "authentication",
                "Authentication string",
                text,
                NhrpSettings::authentication,
                NhrpSettings::withAuthentication);
    }

    private Arg<IpAddress> overlay(String help) {
        return isIpv4()
                ? Args.typed("A.B.C.D", help, this::ownFamily, IpAddress::toString)
                : Args.typed("X:X:X:X::X", help, this::ownFamily, IpAddress::toString);
    }

    private Optional<IpAddress> ownFamily(String text) {
        return IpAddress.parse(text).filter(address -> address.family() == family);
    }

    private Line<InterfaceConfig> mapping() {
        return isIpv4() ? mapping4() : mapping6();
    }

    private Line<InterfaceConfig> mapping4() {
        Arg<IpAddress> address = overlay("IP address of destination");
        Arg<Integer> mask = Args.netmask("IP subnet mask");
        Arg<IpAddress> nbma = Args.address("NBMA address");
        return Line.<InterfaceConfig>of(
                        words("ip nhrp map", "Map dest IP addresses to NBMA addresses"),
                        address,
                        maybe(mask),
                        nbma)
                .set((port, v) -> map(port, prefix(v.get(address), v.find(mask)), v.find(nbma)))
                .unset(
                        (port, v) ->
                                map(port, prefix(v.get(address), v.find(mask)), Optional.empty()))
                .show(
                        port ->
                                of(port).mappings().stream()
                                        .map(
                                                each ->
                                                        Values.of(address, each.overlay().address())
                                                                .and(
                                                                        mask,
                                                                        Optional.of(
                                                                                        each.overlay()
                                                                                                .length())
                                                                                .filter(
                                                                                        _ ->
                                                                                                !each.overlay()
                                                                                                        .isHost()))
                                                                .and(nbma, each.nbma())));
    }

    private Line<InterfaceConfig> mapping6() {
        Arg<Prefix> prefix = Args.ipv6Prefix("IPv6 prefix");
        Arg<IpAddress> nbma = Args.address("NBMA address");
        return Line.<InterfaceConfig>of(
                        words("ipv6 nhrp map", "Map dest IPv6 addresses to NBMA addresses"),
                        prefix,
                        nbma)
                .set((port, v) -> map(port, v.get(prefix), v.find(nbma)))
                .unset((port, v) -> map(port, v.get(prefix), Optional.empty()))
                .show(
                        port ->
                                of(port).mappings().stream()
                                        .map(
                                                each ->
                                                        Values.of(prefix, each.overlay())
                                                                .and(nbma, each.nbma())));
    }

    private static Prefix prefix(IpAddress address, Optional<Integer> length) {
        return Prefix.containing(address, length.orElse(address.family().bits()));
    }

    private InterfaceConfig map(InterfaceConfig port, Prefix overlay, Optional<IpAddress> nbma) {
        List<StaticMapping> others =
                of(port).mappings().stream()
                        .filter(each -> !each.overlay().equals(overlay))
                        .toList();
        return with(
                port,
                of(port).withMappings(
                                nbma.map(to -> Lists.with(others, new StaticMapping(overlay, to)))
                                        .orElse(others)));
    }

    private Line<InterfaceConfig> server() {
        Arg<IpAddress> address = overlay("Protocol address of NHS");
        Arg<Boolean> dynamic = Args.flag("dynamic", "The NHS says its protocol address itself");
        Arg<IpAddress> nbma = Args.address("NBMA address");
        Arg<String> host =
                Args.word(
                        "Name that ip host or ipv6 host gives the NBMA address of",
                        text -> isHostName(text) ? Optional.of(text) : Optional.empty(),
                        Function.identity());
        Arg<Boolean> multicast = Args.flag("multicast", "Use this NBMA mapping for multicasts");
        Arg<Integer> priority =
                Args.integer(0, NextHopServer.PRIORITY_MAX, "Value 0 is the highest priority");
        Arg<Integer> cluster = Args.integer(0, NextHopServer.CLUSTER_MAX, "Cluster number");
        Function<Values, NextHopServer> made =
                v ->
                        new NextHopServer(
                                family,
                                v.find(address),
                                v.find(nbma),
                                v.find(host),
                                v.has(multicast),
                                v.find(priority).orElse(0),
                                v.find(cluster).orElse(0));
        return Line.<InterfaceConfig>of(
                        words(start + " nhs", "Specify a next hop server"),
                        oneOf(address, dynamic),
                        cut(),
                        maybe(words("nbma", "NBMA address of NHS"), oneOf(nbma, host)),
                        maybe(multicast),
                        maybe(words("priority", "Next hop server priority"), priority),
                        maybe(words("cluster", "Cluster group the NHS belongs to"), cluster))
                .trySet((port, v) -> addServer(port, made.apply(v)))
                .unset((port, v) -> removeServers(port, made.apply(v)))
                .show(
                        port ->
                                of(port).servers().stream()
                                        .map(
                                                each ->
                                                        Values.NONE
                                                                .and(address, each.address())
                                                                .andIf(dynamic, each.isDynamic())
                                                                .and(nbma, each.nbma())
                                                                .and(host, each.host())
                                                                .andIf(multicast, each.multicast())
                                                                .and(
                                                                        priority,
                                                                        positive(each.priority()))
                                                                .and(
                                                                        cluster,
                                                                        positive(each.cluster()))));
    }

    /// A name of letters, digits, hyphens and dots (RFC 1123 section 2.1) that is no address.
    static boolean isHostName(String text) {
        return text.length() <= HOST_NAME_MAX
                && text.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?")
                && text.matches(".*[A-Za-z].*");
    }

    private Change<InterfaceConfig> addServer(InterfaceConfig port, NextHopServer server) {
        if (server.isDynamic() && server.nbma().isEmpty() && server.host().isEmpty()) {
            return Change.refused(
                    "% a dynamic next hop server is known by its place alone; enter "
                            + start
                            + " nhs dynamic nbma ADDRESS");
        }
        var all = new ArrayList<>(of(port).servers());
        all.removeIf(server::isSame);
        all.add(server);
        return Change.to(servers(port, all));
    }

    /// `no ip nhrp nhs dynamic` without more takes all of them away.
    private InterfaceConfig removeServers(InterfaceConfig port, NextHopServer server) {
        boolean isAny = server.isDynamic() && server.nbma().isEmpty() && server.host().isEmpty();
        var all = new ArrayList<>(of(port).servers());
        all.removeIf(each -> isAny ? each.isDynamic() : server.isSame(each));
        return servers(port, all);
    }

    private Line<InterfaceConfig> connectionsMax() {
        Arg<Integer> cluster = Args.integer(0, NextHopServer.CLUSTER_MAX, "Cluster number");
        Arg<Integer> most =
                Args.integer(
                        0,
                        ServerRedundancy.CONNECTIONS_MAX,
                        "How many servers of the cluster serve at one time");
        return Line.<InterfaceConfig>of(
                        words(start + " nhs cluster", "Cluster of next hop servers"),
                        cluster,
                        cut(),
                        words("max-connections", "Register with the best of them alone"),
                        most)
                .set((port, v) -> connectionsMax(port, v.get(cluster), OptionalInt.of(v.get(most))))
                .unset((port, v) -> connectionsMax(port, v.get(cluster), OptionalInt.empty()))
                .show(
                        port ->
                                of(port).redundancy().connectionsMax().entrySet().stream()
                                        .map(
                                                each ->
                                                        Values.of(cluster, each.getKey())
                                                                .and(most, each.getValue())));
    }

    private InterfaceConfig connectionsMax(InterfaceConfig port, int cluster, OptionalInt most) {
        NhrpSettings settings = of(port);
        return with(
                port,
                settings.withRedundancy(settings.redundancy().withConnectionsMax(cluster, most)));
    }

    private Line<InterfaceConfig> fallback() {
        return Line.<InterfaceConfig, Integer>leaf(
                start + " nhs fallback",
                "How long a better server must be back before a worse one makes room",
                Args.integer(0, ServerRedundancy.FALLBACK_SECONDS_MAX, "Number of seconds"),
                port -> (int) of(port).redundancy().fallback().toSeconds(),
                with(
                        (settings, seconds) ->
                                settings.withRedundancy(
                                        settings.redundancy()
                                                .withFallback(Duration.ofSeconds(seconds)))),
                0);
    }

    private static Optional<Integer> positive(int value) {
        return Optional.of(value).filter(each -> each > 0);
    }

    private InterfaceConfig servers(InterfaceConfig port, List<NextHopServer> servers) {
        var all = new ArrayList<>(servers);
        all.sort(Comparator.comparingInt(NextHopServer::cluster));
        return with(port, of(port).withServers(all));
    }

    private Line<InterfaceConfig> unique() {
        return Line.<InterfaceConfig>flag(
                start + " registration no-unique",
                "Don't set the unique flag",
                port -> !of(port).registration().unique(),
                with(
                        (settings, noUnique) ->
                                settings.withRegistration(
                                        new Registration(
                                                !noUnique, settings.registration().interval()))),
                false);
    }

    private Line<InterfaceConfig> shortcut() {
        Arg<Integer> template = Args.integer(1, 4_095, "Virtual template interface number");
        return Line.<InterfaceConfig>of(
                        words(start + " shortcut", "Enable shortcut switching"),
                        cut(),
                        maybe(
                                words("virtual-template", "Template of the tunnels to others"),
                                template))
                .set(
                        (port, v) ->
                                with(
                                        port,
                                        of(port).withShortcut(
                                                        Optional.of(
                                                                new Shortcut(v.find(template))))))
                .unset((port, _) -> with(port, of(port).withShortcut(Optional.empty())))
                .show(
                        port ->
                                of(port).shortcut().stream()
                                        .map(
                                                each ->
                                                        Values.NONE.and(
                                                                template, each.virtualTemplate())));
    }

    private Line<InterfaceConfig> redirect() {
        Arg<Integer> interval = Args.integer(2, 30, "Interval in seconds");
        return Line.<InterfaceConfig>of(
                        words(start + " redirect", "Enable NHRP redirect traffic indication"),
                        cut(),
                        maybe(words("timeout", "Interval to send NHRP redirects"), interval))
                .set(
                        (port, v) ->
                                with(
                                        port,
                                        of(port).withRedirect(
                                                        Optional.of(
                                                                v.find(interval)
                                                                        .map(Duration::ofSeconds)
                                                                        .map(Redirect::new)
                                                                        .orElse(
                                                                                Redirect
                                                                                        .DEFAULT)))))
                .unset((port, _) -> with(port, of(port).withRedirect(Optional.empty())))
                .show(
                        port ->
                                of(port).redirect().stream()
                                        .map(
                                                each ->
                                                        Values.NONE.and(
                                                                interval,
                                                                Optional.of(each)
                                                                        .filter(
                                                                                own ->
                                                                                        !own.equals(
                                                                                                Redirect
                                                                                                        .DEFAULT))
                                                                        .map(
                                                                                own ->
                                                                                        (int)
                                                                                                own.interval()
                                                                                                        .toSeconds()))));
    }

    /// Quality of service by group is out of scope, and a hub that let the line stand would seem to shape.
    private static Line<InterfaceConfig> groupPolicy(String start) {
        return Line.<InterfaceConfig>of(
                        words(start + " map group", "Map groups of spokes to policies"),
                        Args.word("Group name"),
                        words("service-policy output", "Policy for packets to the group"),
                        Args.word("Policy name"))
                .trySet(
                        (_, _) ->
                                Change.refused(
                                        "% there is no quality of service here, so no policy can follow the group of a spoke; shape on the router before this one, or leave the line out"))
                .show(_ -> Stream.empty())
                .status(Status.partial("always refused: there is no quality of service"));
    }

    /// Lines of IOS that tune what needs no tuning here, or that nothing here reads.
    private List<Declaration<InterfaceConfig>> kept() {
        return List.of(
                accepted("map multicast", "nothing here sends multicast"),
                accepted("record", "transit records are always kept, as RFC 2332 section 5.3 asks"),
                accepted("use", "the first redirect is enough"),
                accepted("interest", "every destination is of interest"),
                accepted("responder", "the address of the tunnel answers"),
                accepted("cache", "only what the owner said is cached"),
                accepted("event-publisher", "there is nobody to publish to"),
                accepted("max-send", "at most 10,000 packets in 10 seconds are sent"),
                partial(start + " group", NO_GROUPS),
                partial(start + " attribute", "there is no quality of service by group"),
                partial(start + " path preference", "all paths are of one preference"),
                partial(start + " send-routed", "routes come from BGP and IKEv2"));
    }

    private Kept<InterfaceConfig> accepted(String word, String why) {
        return Kept.accepted(
                why,
                words(start + " " + word, "Accepted without effect"),
                maybe(Args.line("As on IOS")));
    }

    private static Kept<InterfaceConfig> partial(String line, String missing) {
        return Kept.partial(missing, seq(words(line, "As on IOS"), maybe(Args.line("As on IOS"))));
    }
}
