package io.culvert.commands.capture;

import static io.culvert.cli.Args.option;
import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.Prefix;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.router.capture.CaptureDirection;
import io.culvert.router.capture.CaptureFilter;
import io.culvert.router.capture.CapturePoint;
import io.culvert.router.capture.CaptureSettings;
import java.util.Optional;

/// The words that say what a capture takes, read into settings and written out of them.
final class CaptureWords {
    static final Arg<InterfaceName> INTERFACE = Args.interfaceName("Interface");
    private static final Arg<CaptureDirection> DIRECTION = direction();
    private static final Arg<CaptureDirection> OWN_DIRECTION = direction();
    private static final Arg<Boolean> ANY = Args.flag("any", "Every packet");
    private static final Arg<String> LIST = Args.word("Access list name or number");
    private static final Arg<String> MATCHED_LIST = Args.word("Access list name or number");
    private static final Arg<Integer> MEGABYTES =
            Args.integer(1, CaptureSettings.MEGABYTES_MAX, "Size in MB");
    private static final Arg<Boolean> CIRCULAR =
            Args.flag("circular", "The oldest packets make room for new ones");
    private static final Arg<Integer> SECONDS =
            Args.integer(1, CaptureSettings.SECONDS_MAX, "Seconds");
    private static final Arg<Integer> PACKETS =
            Args.integer(1, CaptureSettings.PACKETS_MAX, "Packets");
    private static final Arg<Integer> OCTETS =
            Args.integer(
                    CaptureSettings.PACKET_OCTETS_MIN,
                    CaptureSettings.PACKET_OCTETS_MAX,
                    "Octets of each packet");
    private static final FlowWords IPV4 = new FlowWords(true);
    private static final FlowWords IPV6 = new FlowWords(false);

    private CaptureWords() {}

    private static Arg<CaptureDirection> direction() {
        return Args.choice(
                option("in", CaptureDirection.IN, "What comes in"),
                option("out", CaptureDirection.OUT, "What goes out"),
                option("both", CaptureDirection.BOTH, "Both"));
    }

    static Syntax syntax() {
        return anyOrder(
                seq(words("interface", "Where packets are captured"), INTERFACE, DIRECTION),
                seq(words("control-plane", "What the router itself gets and sends"), OWN_DIRECTION),
                seq(
                        words("match", "Which packets are captured"),
                        oneOf(
                                ANY,
                                seq(words("access-list", "What a list permits"), MATCHED_LIST),
                                seq(words("ipv4", "IPv4 packets"), IPV4.syntax()),
                                seq(words("ipv6", "IPv6 packets"), IPV6.syntax()))),
                seq(words("access-list", "Capture what a list permits"), LIST),
                seq(
                        words("buffer", "The buffer in memory"),
                        anyOrder(seq(words("size", "Its size"), MEGABYTES), CIRCULAR)),
                seq(
                        words("limit", "When to stop, and how much to keep"),
                        anyOrder(
                                seq(words("duration", "How long"), SECONDS),
                                seq(words("packets", "How many packets"), PACKETS),
                                seq(words("packet-len", "How much of each packet"), OCTETS))));
    }

    /// What `no monitor capture NAME` can take away.
    static final Arg<Boolean> NO_CONTROL_PLANE =
            Args.flag("control-plane", "The router's own packets");
    static final Arg<Boolean> NO_MATCH = Args.flag("match", "Which packets are captured");
    static final Arg<Boolean> NO_LIST = Args.flag("access-list", "The access list");
    static final Arg<Boolean> NO_BUFFER = Args.flag("buffer", "Size and kind of the buffer");
    static final Arg<Boolean> NO_LIMIT = Args.flag("limit", "All limits");

    static Syntax removal() {
        return maybe(
                oneOf(
                        seq(
                                words("interface", "Where packets are captured"),
                                INTERFACE,
                                maybe(DIRECTION)),
                        NO_CONTROL_PLANE,
                        NO_MATCH,
                        NO_LIST,
                        NO_BUFFER,
                        NO_LIMIT));
    }

    /// What is left when something is taken away; empty when all is.
    static Optional<CaptureSettings> without(CaptureSettings settings, Values values) {
        if (values.has(INTERFACE)) {
            var point = CapturePoint.at(values.get(INTERFACE), CaptureDirection.BOTH);
            return Optional.of(settings.without(point));
        }
        if (values.has(NO_CONTROL_PLANE)) {
            return Optional.of(settings.without(CapturePoint.controlPlane(CaptureDirection.BOTH)));
        }
        if (values.has(NO_MATCH) || values.has(NO_LIST)) {
            return Optional.of(settings.withFilter(Optional.empty()));
        }
        if (values.has(NO_BUFFER)) {
            return Optional.of(settings.withBuffer(CaptureSettings.MEGABYTES_DEFAULT, false));
        }
        return values.has(NO_LIMIT)
                ? Optional.of(
                        settings.withSeconds(Optional.empty())
                                .withPackets(Optional.empty())
                                .withPacketOctets(Optional.empty()))
                : Optional.empty();
    }

    static CaptureSettings with(CaptureSettings before, Values values) {
        CaptureSettings settings = before;
        if (values.has(INTERFACE)) {
            settings = settings.with(CapturePoint.at(values.get(INTERFACE), values.get(DIRECTION)));
        }
        if (values.has(OWN_DIRECTION)) {
            settings = settings.with(CapturePoint.controlPlane(values.get(OWN_DIRECTION)));
        }
        Optional<CaptureFilter> filter = filter(values);
        if (filter.isPresent()) {
            settings = settings.withFilter(filter);
        }
        if (values.has(MEGABYTES) || values.has(CIRCULAR)) {
            settings =
                    settings.withBuffer(
                            values.find(MEGABYTES).orElse(settings.megabytes()),
                            values.has(CIRCULAR));
        }
        return settings.withSeconds(values.find(SECONDS).or(settings::seconds))
                .withPackets(values.find(PACKETS).or(settings::packets))
                .withPacketOctets(values.find(OCTETS).or(settings::packetOctets));
    }

    private static Optional<CaptureFilter> filter(Values values) {
        if (values.has(ANY)) {
            return Optional.of(new CaptureFilter.Any());
        }
        return values.find(LIST)
                .or(() -> values.find(MATCHED_LIST))
                .<CaptureFilter>map(CaptureFilter.ByList::new)
                .or(() -> IPV4.flow(values))
                .or(() -> IPV6.flow(values));
    }

    /// A filter as it was typed, without `match`.
    static String typed(CaptureFilter filter) {
        return switch (filter) {
            case CaptureFilter.Any _ -> "any";
            case CaptureFilter.ByList(var name) -> "access-list " + name;
            case CaptureFilter.Flow flow ->
                    (flow.source().address().isIpv4() ? "ipv4 " : "ipv6 ")
                            + flow.protocol()
                                    .map(number -> "protocol " + protocol(number) + " ")
                                    .orElse("")
                            + end(flow.source())
                            + ports(flow.sourcePorts())
                            + " "
                            + end(flow.destination())
                            + ports(flow.destinationPorts());
        };
    }

    private static String protocol(int number) {
        return switch (number) {
            case FlowWords.TCP -> "tcp";
            case FlowWords.UDP -> "udp";
            default -> Integer.toString(number);
        };
    }

    private static String end(Prefix prefix) {
        if (prefix.isDefault()) {
            return "any";
        }
        return prefix.isHost() ? "host " + prefix.address() : prefix.toString();
    }

    private static String ports(CaptureFilter.Ports ports) {
        return ports.words().isEmpty() ? "" : " " + ports.words();
    }
}
