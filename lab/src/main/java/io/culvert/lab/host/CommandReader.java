package io.culvert.lab.host;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.lab.host.HostCommand.Outcome;
import io.culvert.lab.host.HostCommand.Typed;
import java.util.Optional;

/// Reads the commands of hosts: exactly the forms of PRODUCT section 4.
final class CommandReader {
    private static final String KNOWN =
            "a host knows: ping A [-c N] [-i S] [-s OCTETS], traceroute A,"
                    + " send udp|tcp A PORT count N size OCTETS rate N/s, listen udp|tcp PORT, wait, and its ip lines";
    private static final long SECOND = 1_000_000_000L;
    private static final int COUNT_MAX = 100_000_000;
    private static final int UDP_OCTETS_MAX = 65_507;

    /// Without `-c` Linux would never end; IOS sends five.
    private static final int PING_COUNT = 5;

    private static final int PING_OCTETS = 56;

    private final String line;
    private final boolean background;
    private final Words words;

    CommandReader(String line, boolean background) {
        this.line = line;
        this.background = background;
        this.words = new Words(line);
    }

    Outcome read() {
        String name = words.next(KNOWN);
        HostCommand command =
                switch (name) {
                    case "ping" -> ping();
                    case "traceroute" -> new HostCommand.Traceroute(address());
                    case "send" -> send();
                    case "listen" -> listen();
                    case "wait" -> new HostCommand.Wait();
                    case "ip" -> {
                        if (HostSetup.parse(line) instanceof HostSetup.Outcome.Refused refused) {
                            words.refuse(refused);
                            yield new HostCommand.Wait();
                        }
                        while (words.hasNext()) {
                            words.next(KNOWN);
                        }
                        yield new HostCommand.Configure(line);
                    }
                    default -> {
                        words.refuseLast(KNOWN);
                        yield new HostCommand.Wait();
                    }
                };
        words.end();
        var refusal = words.refusal();
        return refusal.isPresent()
                ? new Outcome(Optional.empty(), refusal.get().offset(), refusal.get().what())
                : new Outcome(Optional.of(new Typed(command, background)), 0, "");
    }

    private IpAddress address() {
        var address = IpAddress.parse(words.next("an address"));
        if (address.isEmpty()) {
            words.refuseLast("an address");
        }
        return address.orElse(Ipv4Address.ANY);
    }

    private HostCommand ping() {
        var to = address();
        int count = PING_COUNT;
        long interval = SECOND;
        int octets = PING_OCTETS;
        while (words.hasNext()) {
            switch (words.next("-c, -i or -s")) {
                case "-c" -> count = words.number(1, COUNT_MAX, "a count");
                case "-i" -> interval = seconds();
                case "-s" ->
                        octets =
                                words.number(
                                        0, UDP_OCTETS_MAX, "a size of at most " + UDP_OCTETS_MAX);
                default -> words.refuseLast("-c, -i or -s");
            }
        }
        return new HostCommand.Ping(to, count, interval, octets);
    }

    /// Seconds, with a fraction if need be; not less than a millisecond.
    private long seconds() {
        String word = words.next("seconds");
        if (!word.matches("[0-9]{1,6}(\\.[0-9]{1,6})?") || Double.parseDouble(word) < 0.001) {
            words.refuseLast("seconds, at least 0.001");
            return SECOND;
        }
        return Math.round(Double.parseDouble(word) * SECOND);
    }

    private HostCommand send() {
        boolean tcp = tcp();
        var to = address();
        int port = words.number(1, 65_535, "a port");
        words.literal("count", "\"count\" and a number");
        int count = words.number(1, COUNT_MAX, "a number of messages");
        words.literal("size", "\"size\" and a number of octets");
        int octets =
                words.number(
                        tcp ? HostCommand.TCP_OCTETS_MIN : 0, UDP_OCTETS_MAX, "a size in octets");
        words.literal("rate", "\"rate\" and a rate such as 10/s");
        return new HostCommand.Send(tcp, to, port, count, octets, rate());
    }

    private long rate() {
        String word = words.next("a rate such as 10/s");
        if (!word.matches("[0-9]{1,7}(\\.[0-9]{1,6})?/s")) {
            words.refuseLast("a rate such as 10/s");
            return SECOND;
        }
        double perSecond = Double.parseDouble(word.substring(0, word.length() - 2));
        if (perSecond <= 0) {
            words.refuseLast("a rate above zero");
            return SECOND;
        }
        return Math.max(1, Math.round(SECOND / perSecond));
    }

    private boolean tcp() {
        String word = words.next("udp or tcp");
        if (!word.equals("udp") && !word.equals("tcp")) {
            words.refuseLast("udp or tcp");
        }
        return word.equals("tcp");
    }

    private HostCommand listen() {
        boolean tcp = tcp();
        return new HostCommand.Listen(tcp, words.number(1, 65_535, "a port"));
    }
}
