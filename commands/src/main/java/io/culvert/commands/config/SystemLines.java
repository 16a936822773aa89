package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.oldWords;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Status;
import io.culvert.cli.Values;
import io.culvert.router.config.AaaConfig;
import io.culvert.router.config.AaaConfig.AaaMethod;
import io.culvert.router.config.HostName;
import io.culvert.router.config.PacketPriority;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.ShowStyle;
import io.culvert.router.config.SystemConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// What concerns the router as a whole: its name, the address families it forwards, AAA.
final class SystemLines {
    private static final Status DOMAIN =
            Status.accepted(
                    "names are written out in full wherever they count, so nothing is completed with the domain");
    private static final Arg<String> LIST = Args.word("Named authorization list");
    private static final Arg<AaaMethod> METHOD =
            Args.choice(
                    Args.option("local", AaaMethod.LOCAL, "Use the local database"),
                    Args.option("none", AaaMethod.NONE, "No authorization (always succeeds)"));

    private SystemLines() {}

    private static <T> BiFunction<RouterConfig, T, RouterConfig> system(
            BiFunction<SystemConfig, T, SystemConfig> write) {
        return (config, value) -> config.withSystem(write.apply(config.system(), value));
    }

    static List<Declaration<RouterConfig>> name() {
        return List.of(
                Line.<RouterConfig, String>leaf(
                                "hostname",
                                "Set system's network name",
                                Args.typed(
                                        "WORD",
                                        "This system's network name",
                                        text ->
                                                text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
                                                        ? Optional.of(text)
                                                        : Optional.empty(),
                                        text -> text),
                                config -> config.system().hostname(),
                                system(SystemConfig::withHostname),
                                SystemConfig.DEFAULT.hostname())
                        .shownAlways());
    }

    private static Line<RouterConfig> host(AddressFamily family) {
        boolean four = family == AddressFamily.IPV4;
        Arg<String> name =
                Args.word(
                        "Name of host",
                        text -> NhrpLines.isHostName(text) ? Optional.of(text) : Optional.empty(),
                        text -> text);
        Arg<IpAddress> address =
                Args.typed(
                        four ? "A.B.C.D" : "X:X:X:X::X",
                        "Host IP address",
                        text -> IpAddress.parse(text).filter(each -> each.family() == family),
                        IpAddress::toString);
        return Line.<RouterConfig>of(
                        words(four ? "ip host" : "ipv6 host", "Add an entry to the hostname table"),
                        name,
                        cut(),
                        address)
                .trySet(
                        (config, v) ->
                                hosts(
                                        config,
                                        family,
                                        v.get(name),
                                        Optional.of(new HostName(v.get(name), v.get(address)))))
                .tryUnset((config, v) -> hosts(config, family, v.get(name), Optional.empty()))
                .show(
                        config ->
                                config.system().hosts().stream()
                                        .filter(each -> each.address().family() == family)
                                        .map(
                                                each ->
                                                        Values.of(name, each.name())
                                                                .and(address, each.address())));
    }

    private static Change<RouterConfig> hosts(
            RouterConfig config, AddressFamily family, String name, Optional<HostName> host) {
        var all = new ArrayList<>(config.system().hosts());
        all.removeIf(each -> each.isCalled(name) && each.address().family() == family);
        host.ifPresent(all::add);
        return all.size() > HostName.HOSTS_MAX
                ? Change.refused("%% there are %d hosts already".formatted(HostName.HOSTS_MAX))
                : Change.to(config.withSystem(config.system().withHosts(all)));
    }

    static List<Declaration<RouterConfig>> families() {
        return List.of(
                host(AddressFamily.IPV4),
                host(AddressFamily.IPV6),
                Line.<RouterConfig, String>maybe(
                                "ip domain name",
                                "Define the default domain name",
                                Args.word("Default domain name"),
                                config -> config.system().domainName(),
                                system(SystemConfig::withDomainName))
                        .status(DOMAIN),
                Line.<RouterConfig>of(
                                oldWords("ip domain-name", "Define the default domain name"),
                                OLD_DOMAIN)
                        .set(
                                (config, v) ->
                                        config.withSystem(
                                                config.system()
                                                        .withDomainName(
                                                                Optional.of(v.get(OLD_DOMAIN)))))
                        .unset(
                                (config, _) ->
                                        config.withSystem(
                                                config.system().withDomainName(Optional.empty())))
                        .status(DOMAIN),
                Line.<RouterConfig>flag(
                                "ip cef",
                                "Cisco Express Forwarding",
                                config -> config.system().ipv4Forwarding(),
                                system(SystemConfig::withIpv4Forwarding),
                                SystemConfig.DEFAULT.ipv4Forwarding())
                        .shownAlways(),
                Kept.accepted(
                        "there is one packet path",
                        words("ip cef distributed", "Distributed forwarding")),
                Kept.accepted(
                        "flows are spread over paths by their addresses",
                        words("ip cef load-sharing", "Load sharing"),
                        Args.line("Algorithm")),
                Line.<RouterConfig>flag(
                        "ipv6 unicast-routing",
                        "Enable unicast routing",
                        config -> config.system().ipv6Forwarding(),
                        system(SystemConfig::withIpv6Forwarding),
                        SystemConfig.DEFAULT.ipv6Forwarding()),
                Line.<RouterConfig>flag(
                                "ipv6 cef",
                                "Cisco Express Forwarding for IPv6",
                                config -> config.system().ipv6Cef(),
                                system(SystemConfig::withIpv6Cef),
                                SystemConfig.DEFAULT.ipv6Cef())
                        .status(
                                Status.accepted(
                                        "there is one packet path, and `ipv6 unicast-routing` opens it"))
                        .shownAlways(),
                Line.<RouterConfig, Integer>leaf(
                        "platform workers",
                        "Workers that share the packets, from the next start on",
                        Args.integer(1, SystemConfig.WORKERS_MAX, "Number of workers"),
                        config -> config.system().workers(),
                        system(SystemConfig::withWorkers),
                        SystemConfig.DEFAULT.workers()),
                Line.<RouterConfig, PacketPriority>leaf(
                        "platform priority",
                        "Rank of the threads that carry packets",
                        Args.choice(
                                Args.option(
                                        "automatic",
                                        PacketPriority.AUTOMATIC,
                                        "Before all ordinary threads, where the machine lets them"),
                                Args.option(
                                        "realtime",
                                        PacketPriority.REALTIME,
                                        "Before all ordinary threads of the machine"),
                                Args.option(
                                        "ordinary",
                                        PacketPriority.ORDINARY,
                                        "Among the other threads")),
                        config -> config.system().priority(),
                        system(SystemConfig::withPriority),
                        SystemConfig.DEFAULT.priority()),
                Line.<RouterConfig, ShowStyle>leaf(
                        "show-style",
                        "Layout of show commands",
                        Args.choice(
                                Args.option(
                                        "reference",
                                        ShowStyle.REFERENCE,
                                        "Layouts of the published outputs"),
                                Args.option(
                                        "current", ShowStyle.CURRENT, "Layouts of newer software")),
                        config -> config.system().showStyle(),
                        system(SystemConfig::withShowStyle),
                        SystemConfig.DEFAULT.showStyle()));
    }

    private static final Arg<String> OLD_DOMAIN = Args.word("Default domain name");

    static List<Declaration<RouterConfig>> aaa() {
        return List.of(
                Line.<RouterConfig>flag(
                        "aaa new-model",
                        "Enable NEW access control commands and functions.(Disables OLD commands.)",
                        config -> config.aaa().newModel(),
                        (config, on) -> config.withAaa(config.aaa().withNewModel(on)),
                        AaaConfig.DEFAULT.newModel()),
                Line.<RouterConfig>of(
                                words(
                                        "aaa authorization network",
                                        "For network services. (PPP, SLIP, ARAP)"),
                                LIST,
                                cut(),
                                METHOD)
                        .set(
                                (config, v) ->
                                        config.withAaa(
                                                config.aaa()
                                                        .withNetworkAuthorization(
                                                                config.aaa()
                                                                        .networkAuthorization()
                                                                        .with(
                                                                                v.get(LIST),
                                                                                v.get(METHOD)))))
                        .unset(
                                (config, v) ->
                                        config.withAaa(
                                                config.aaa()
                                                        .withNetworkAuthorization(
                                                                config.aaa()
                                                                        .networkAuthorization()
                                                                        .without(v.get(LIST)))))
                        .show(
                                config ->
                                        config
                                                .aaa()
                                                .networkAuthorization()
                                                .asMap()
                                                .entrySet()
                                                .stream()
                                                .map(
                                                        list ->
                                                                Values.of(LIST, list.getKey())
                                                                        .and(
                                                                                METHOD,
                                                                                list.getValue()))));
    }
}
