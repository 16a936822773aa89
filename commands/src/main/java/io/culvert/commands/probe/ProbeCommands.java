package io.culvert.commands.probe;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.cli.Syntax;
import io.culvert.commands.Console;
import io.culvert.host.probe.PingRequest;
import io.culvert.host.probe.TracerouteRequest;
import java.time.Duration;
import java.util.List;

/// `ping` and `traceroute`.
public final class ProbeCommands {
    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<IpAddress> DESTINATION = Args.address("Destination address");
    private static final Arg<String> HOST = Args.word("Host name");
    private static final Arg<IpAddress> SOURCE = Args.address("Source address");
    private static final Arg<InterfaceName> SOURCE_INTERFACE =
            Args.interfaceName("Interface whose address to use");
    private static final Arg<Integer> REPEAT =
            Args.integer(1, Integer.MAX_VALUE, "Number of requests");
    private static final Arg<Integer> SIZE =
            Args.integer(36, PingRequest.SIZE_MAX, "Size of the IP packet in octets");
    private static final Arg<Integer> TIMEOUT = Args.integer(0, 3_600, "Timeout in seconds");
    private static final Arg<Boolean> DF =
            Args.flag("df-bit", "Enable do not fragment bit in IP header");
    private static final Arg<Integer> TOS = Args.integer(0, 255, "Type of service");
    private static final Arg<Integer> FIRST_HOP = Args.integer(1, 255, "Minimum time to live");
    private static final Arg<Integer> LAST_HOP = Args.integer(1, 255, "Maximum time to live");
    private static final Arg<Integer> PORT = Args.integer(1, 65_535, "Port number");
    private static final Arg<Integer> PROBES = Args.integer(1, 100, "Probes at each hop");
    private static final Arg<Boolean> NUMERIC = Args.flag("numeric", "Display numeric addresses");

    private ProbeCommands() {}

    public static List<Command<Console>> commands() {
        return List.of(
                Command.of(
                        call -> Destination.of(call, targets(), ProbeCommands::ping),
                        words("ping", "Send echo messages"),
                        target(),
                        anyOrder(
                                option("repeat", "Number of requests", REPEAT),
                                option("size", "Size of the IP packet", SIZE),
                                option("timeout", "Specify timeout interval", TIMEOUT),
                                option("tos", "Specify type of service value", TOS),
                                DF,
                                source())),
                Command.of(
                        call -> Destination.of(call, targets(), ProbeCommands::traceroute),
                        words("traceroute", "Trace route to destination"),
                        target(),
                        anyOrder(
                                option("timeout", "Specify time out", TIMEOUT),
                                option("probe", "Specify number of probes per hop", PROBES),
                                option("port", "Specify port number", PORT),
                                seq(
                                        words("ttl", "Specify minimum and maximum time to live"),
                                        FIRST_HOP,
                                        LAST_HOP),
                                NUMERIC,
                                source())));
    }

    private static Destination.Names targets() {
        return new Destination.Names(VRF, DESTINATION, HOST, SOURCE, SOURCE_INTERFACE);
    }

    private static Syntax target() {
        return seq(
                maybe(words("vrf", "Select a VPN Routing/Forwarding instance"), VRF),
                maybe(oneOf(words("ip", "IP echo"), words("ipv6", "IPv6 echo"))),
                oneOf(DESTINATION, HOST));
    }

    private static Syntax option(String word, String help, Arg<?> value) {
        return seq(words(word, help), value);
    }

    private static Syntax source() {
        return seq(
                words("source", "Specify source address or name"), oneOf(SOURCE, SOURCE_INTERFACE));
    }

    private static Outcome ping(Command.Call<Console> call, Vrf vrf, Destination ends) {
        Console console = call.router();
        int identifier = console.view().nextProbeIdentifier();
        PingRequest plain =
                PingRequest.of(vrf, ends.source(), ends.destination(), identifier)
                        .withThrough(ends.through());
        int least = PingRequest.sizeMin(ends.source());
        if (call.values().find(SIZE).filter(size -> size < least).isPresent()) {
            return Outcome.refuse("% An IPv6 echo has " + least + " octets or more");
        }
        PingRequest request =
                plain.withCount(call.values().find(REPEAT).orElse(plain.count()))
                        .withSize(call.values().find(SIZE).orElse(plain.size()))
                        .withTiming(
                                call.values()
                                        .find(TIMEOUT)
                                        .map(Duration::ofSeconds)
                                        .orElse(plain.timeout()),
                                Duration.ZERO)
                        .withHeader(
                                plain.hopLimit(),
                                call.values().find(TOS).orElse(plain.trafficClass()))
                        .withDontFragment(call.has(DF));
        return new Outcome.Wait(new PingRun(request, ends.sourceIsNamed(), console.ping(request)));
    }

    private static Outcome traceroute(Command.Call<Console> call, Vrf vrf, Destination ends) {
        Console console = call.router();
        int sourcePort = 49_152 + console.view().nextProbeIdentifier() % 16_384;
        TracerouteRequest plain =
                TracerouteRequest.of(vrf, ends.source(), ends.destination(), sourcePort);
        int first = call.values().find(FIRST_HOP).orElse(plain.hopFirst());
        int last = call.values().find(LAST_HOP).orElse(plain.hopLast());
        if (last < first) {
            return Outcome.refuse(
                    "% The maximum time to live " + last + " is below the minimum " + first);
        }
        TracerouteRequest request =
                plain.withHops(first, last)
                        .withProbes(
                                call.values().find(PROBES).orElse(plain.probesPerHop()),
                                call.values()
                                        .find(TIMEOUT)
                                        .map(Duration::ofSeconds)
                                        .orElse(plain.timeout()))
                        .withPort(call.values().find(PORT).orElse(plain.port()));
        return new Outcome.Wait(new TracerouteRun(ends.destination(), console.traceroute(request)));
    }
}
