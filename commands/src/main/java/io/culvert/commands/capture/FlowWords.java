package io.culvert.commands.capture;

import static io.culvert.cli.Args.option;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.router.capture.CaptureFilter;
import java.util.Optional;

/// Source and destination of one family.
final class FlowWords {
    static final int TCP = 6;
    static final int UDP = 17;
    private static final int PORT_MAX = 65_535;

    private final boolean isIpv4;
    private final Arg<Integer> protocolName =
            Args.choice(
                    option("tcp", TCP, "Transmission Control Protocol"),
                    option("udp", UDP, "User Datagram Protocol"));
    private final Arg<Integer> protocolNumber = Args.integer(0, 255, "Protocol number");
    private final End source;
    private final End destination;

    private static final class End {
        final Arg<Boolean> any = Args.flag("any", "Any address");
        final Arg<? extends IpAddress> host;
        final Arg<Prefix> prefix;
        final Arg<Operator> operator =
                Args.choice(
                        option("eq", Operator.EQ, "This port"),
                        option("neq", Operator.NEQ, "Any other port"),
                        option("lt", Operator.LT, "Lower ports"),
                        option("gt", Operator.GT, "Higher ports"));
        final Arg<Integer> port = Args.integer(0, PORT_MAX, "Port number");
        final Arg<Integer> first = Args.integer(0, PORT_MAX, "Lowest port");
        final Arg<Integer> last = Args.integer(0, PORT_MAX, "Highest port");

        End(boolean isIpv4) {
            host = isIpv4 ? Args.ipv4("Address") : Args.ipv6("Address");
            prefix =
                    isIpv4
                            ? Args.ipv4Prefix("Network and its length")
                            : Args.ipv6Prefix("Network and its length");
        }

        Syntax syntax() {
            return seq(
                    oneOf(any, seq(words("host", "A single address"), host), prefix),
                    maybe(
                            oneOf(
                                    seq(operator, port),
                                    seq(words("range", "From port to port"), first, last))));
        }

        Prefix prefix(Values values, boolean isIpv4) {
            if (values.has(any)) {
                return isIpv4 ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
            }
            return values.find(host).<Prefix>map(Prefix::host).orElseGet(() -> values.get(prefix));
        }

        CaptureFilter.Ports ports(Values values) {
            if (values.has(first)) {
                int low = Math.min(values.get(first), values.get(last));
                int high = Math.max(values.get(first), values.get(last));
                return new CaptureFilter.Ports(low, high, false, "range " + low + " " + high);
            }
            if (!values.has(port)) {
                return CaptureFilter.Ports.ANY;
            }
            int number = values.get(port);
            return switch (values.get(operator)) {
                case EQ -> new CaptureFilter.Ports(number, number, false, "eq " + number);
                case NEQ -> new CaptureFilter.Ports(number, number, true, "neq " + number);
                case LT -> new CaptureFilter.Ports(0, number - 1, false, "lt " + number);
                case GT -> new CaptureFilter.Ports(number + 1, PORT_MAX, false, "gt " + number);
            };
        }
    }

    private enum Operator {
        EQ,
        NEQ,
        LT,
        GT
    }

    FlowWords(boolean isIpv4) {
        this.isIpv4 = isIpv4;
        source = new End(isIpv4);
        destination = new End(isIpv4);
    }

    Syntax syntax() {
        return seq(
                maybe(words("protocol", "Of one protocol"), oneOf(protocolName, protocolNumber)),
                source.syntax(),
                destination.syntax());
    }

    Optional<CaptureFilter> flow(Values values) {
        boolean typed =
                values.has(source.any) || values.has(source.host) || values.has(source.prefix);
        return typed
                ? Optional.of(
                        new CaptureFilter.Flow(
                                values.find(protocolName).or(() -> values.find(protocolNumber)),
                                source.prefix(values, isIpv4),
                                source.ports(values),
                                destination.prefix(values, isIpv4),
                                destination.ports(values)))
                : Optional.empty();
    }
}
