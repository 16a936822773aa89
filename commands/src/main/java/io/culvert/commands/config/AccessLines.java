package io.culvert.commands.config;

import static io.culvert.cli.Syntax.anyOrder;
import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.commands.config.Services.Service;
import io.culvert.router.config.AccessEntry;
import io.culvert.router.config.AccessEntry.Icmp;
import io.culvert.router.config.AccessEntry.Ports;
import io.culvert.router.config.AccessEntry.Rule;
import io.culvert.router.config.AccessEntry.Wildcard;
import io.culvert.router.config.AccessList;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `ip access-list` and the numbered `access-list`.
final class AccessLines {
    private static final int STEP = 10;

    private static final Arg<Integer> SEQUENCE =
            Args.integer(1, Integer.MAX_VALUE, "Sequence Number");
    private static final Arg<Boolean> PERMIT =
            Args.choice(
                    Args.option("permit", true, "Specify packets to forward"),
                    Args.option("deny", false, "Specify packets to reject"));
    private static final Arg<Integer> PROTOCOL = Services.protocol();
    private static final Arg<Integer> PROTOCOL_NUMBER =
            Args.integer(0, 255, "An IP protocol number");
    private static final Arg<Icmp> ICMP_NAME = Services.icmp();
    private static final Arg<Integer> ICMP_TYPE = Args.integer(0, 255, "ICMP message type");
    private static final Arg<Integer> ICMP_CODE = Args.integer(0, 255, "ICMP message code");
    private static final Arg<Boolean> ESTABLISHED =
            Args.flag("established", "Match established connections");
    private static final Arg<Boolean> FRAGMENTS =
            Args.flag("fragments", "Check non-initial fragments");
    private static final Arg<Integer> DSCP =
            Args.integer(0, 63, "Differentiated services codepoint value");
    private static final Arg<Integer> DSCP_NAME = Services.dscp();
    private static final Arg<Boolean> LOG =
            Args.choice(
                    Args.option("log", true, "Log matches against this entry"),
                    Args.option("log-input", true, "Log matches, including input interface")
                            .hidden());
    private static final Arg<String> REMARK = Args.line("A comment up to 100 characters");
    private static final AddressWords SOURCE = new AddressWords("Source");
    private static final AddressWords DESTINATION = new AddressWords("Destination");
    private static final PortWords SOURCE_PORTS = new PortWords();
    private static final PortWords DESTINATION_PORTS = new PortWords();

    private static final Syntax STANDARD =
            oneOf(
                    seq(PERMIT, SOURCE.syntax(true), maybe(LOG)),
                    seq(words("remark", "Access list entry comment"), REMARK));
    private static final Syntax EXTENDED =
            oneOf(
                    seq(
                            PERMIT,
                            oneOf(PROTOCOL, PROTOCOL_NUMBER),
                            SOURCE.syntax(false),
                            maybe(SOURCE_PORTS.syntax()),
                            DESTINATION.syntax(false),
                            maybe(DESTINATION_PORTS.syntax()),
                            maybe(oneOf(ICMP_NAME, seq(ICMP_TYPE, maybe(ICMP_CODE)))),
                            anyOrder(
                                    ESTABLISHED,
                                    FRAGMENTS,
                                    seq(
                                            words("dscp", "Match packets with given dscp value"),
                                            oneOf(DSCP, DSCP_NAME)),
                                    LOG)),
                    seq(words("remark", "Access list entry comment"), REMARK));

    private AccessLines() {}

    static List<Declaration<RouterConfig>> lines() {
        return List.of(
                named("standard", "Standard Access List", false),
                named("extended", "Extended Access List", true),
                numbered(
                        Args.integer(1, 99, "IP standard access list"),
                        Args.integer(1_300, 1_999, "IP standard access list (expanded range)"),
                        STANDARD,
                        false),
                numbered(
                        Args.integer(100, 199, "IP extended access list"),
                        Args.integer(2_000, 2_699, "IP extended access list (expanded range)"),
                        EXTENDED,
                        true));
    }

    private static Block<RouterConfig, AccessList> named(
            String word, String help, boolean extended) {
        Arg<String> name = Args.word("Access-list name");
        return Block.<RouterConfig, AccessList>of(
                        seq(words("ip access-list", "Named access-list"), words(word, help), name),
                        extended ? "config-ext-nacl" : "config-std-nacl",
                        config ->
                                config.accessLists().values().stream()
                                        .filter(
                                                list ->
                                                        list.extended() == extended
                                                                && !list.isNumbered())
                                        .map(list -> Values.of(name, list.name()))
                                        .toList(),
                        (config, v) -> config.accessLists().get(v.get(name)),
                        v -> new AccessList(v.get(name), extended, List.of()),
                        (config, _, list) ->
                                config.withAccessLists(
                                        config.accessLists().with(list.name(), list)))
                .opening(
                        (_, v, before) ->
                                before.isPresent() && before.get().extended() != extended
                                        ? Change.refused(
                                                "% Access list "
                                                        + v.get(name)
                                                        + " exists already as "
                                                        + (extended ? "a standard" : "an extended")
                                                        + " one")
                                        : Change.to(
                                                before.orElseGet(
                                                        () ->
                                                                new AccessList(
                                                                        v.get(name),
                                                                        extended,
                                                                        List.of()))))
                .removing(
                        (config, v) ->
                                config.withAccessLists(config.accessLists().without(v.get(name))))
                .with(entry(extended ? EXTENDED : STANDARD), bySequence());
    }

    private static Line<AccessList> entry(Syntax form) {
        return Line.<AccessList>of(maybe(SEQUENCE), form, cut())
                .set((list, v) -> add(list, v))
                .unset(
                        (list, v) ->
                                list.withEntries(
                                        list.entries().stream()
                                                .filter(
                                                        entry ->
                                                                !sameText(
                                                                        entry,
                                                                        read(entry.sequence(), v)))
                                                .toList()))
                .show(
                        list ->
                                list.entries().stream()
                                        .map(
                                                entry ->
                                                        values(
                                                                Values.of(
                                                                        SEQUENCE, entry.sequence()),
                                                                entry,
                                                                list.extended())));
    }

    /// `no 10`: takes the entry of that number away.
    private static Line<AccessList> bySequence() {
        Arg<Integer> sequence = Args.integer(1, Integer.MAX_VALUE, "Sequence Number");
        return Line.<AccessList>of(sequence, cut())
                .trySet(
                        (_, v) ->
                                Change.refused(
                                        "% Incomplete command: entry "
                                                + v.get(sequence)
                                                + " needs permit, deny or remark"))
                .unset(
                        (list, v) ->
                                list.withEntries(
                                        list.entries().stream()
                                                .filter(
                                                        entry ->
                                                                entry.sequence() != v.get(sequence))
                                                .toList()));
    }

    private static Line<RouterConfig> numbered(
            Arg<Integer> low, Arg<Integer> high, Syntax form, boolean extended) {
        Function<Values, String> name =
                v -> String.valueOf(v.find(low).or(() -> v.find(high)).orElseThrow());
        return Line.<RouterConfig>of(
                        words("access-list", "Add an access list entry"),
                        oneOf(low, high),
                        cut(),
                        form)
                .set(
                        (config, v) -> {
                            AccessList list =
                                    config.accessLists()
                                            .get(name.apply(v))
                                            .orElseGet(
                                                    () ->
                                                            new AccessList(
                                                                    name.apply(v),
                                                                    extended,
                                                                    List.of()));
                            return config.withAccessLists(
                                    config.accessLists().with(list.name(), add(list, v)));
                        })
                .unset(
                        (config, v) ->
                                config.withAccessLists(config.accessLists().without(name.apply(v))))
                .show(
                        config ->
                                config.accessLists().values().stream()
                                        .filter(
                                                list ->
                                                        list.isNumbered()
                                                                && list.extended() == extended)
                                        .flatMap(
                                                list ->
                                                        list.entries().stream()
                                                                .map(
                                                                        entry -> {
                                                                            int number =
                                                                                    Integer
                                                                                            .parseInt(
                                                                                                    list
                                                                                                            .name());
                                                                            Arg<Integer> arg =
                                                                                    number < 1_000
                                                                                            ? low
                                                                                            : high;
                                                                            return values(
                                                                                    Values.of(
                                                                                            arg,
                                                                                            number),
                                                                                    entry,
                                                                                    extended);
                                                                        })));
    }

    private static AccessList add(AccessList list, Values v) {
        int last = list.entries().isEmpty() ? 0 : list.entries().getLast().sequence();
        int sequence = v.find(SEQUENCE).orElse((last / STEP + 1) * STEP);
        AccessEntry added = read(sequence, v);
        boolean known =
                !v.has(SEQUENCE)
                        && list.entries().stream()
                                .anyMatch(entry -> sameText(entry, added) && entry instanceof Rule);
        if (known) {
            return list;
        }
        var all = new ArrayList<>(list.entries());
        all.removeIf(entry -> entry.sequence() == sequence);
        all.add(added);
        all.sort(Comparator.comparingInt(AccessEntry::sequence));
        return list.withEntries(all);
    }

    private static boolean sameText(AccessEntry a, AccessEntry b) {
        return switch (a) {
            case AccessEntry.Remark(_, var text) ->
                    b instanceof AccessEntry.Remark(_, var other) && text.equals(other);
            case Rule rule ->
                    b instanceof Rule other && rule.withSequence(0).equals(other.withSequence(0));
        };
    }

    private static AccessEntry read(int sequence, Values v) {
        if (v.has(REMARK)) {
            return new AccessEntry.Remark(sequence, v.get(REMARK));
        }
        Optional<Icmp> icmp =
                v.find(ICMP_NAME)
                        .or(() -> v.find(ICMP_TYPE).map(type -> new Icmp(type, v.find(ICMP_CODE))));
        return new Rule(
                sequence,
                v.get(PERMIT),
                v.find(PROTOCOL).or(() -> v.find(PROTOCOL_NUMBER)).filter(number -> number >= 0),
                SOURCE.read(v),
                SOURCE_PORTS.read(v),
                DESTINATION.read(v),
                DESTINATION_PORTS.read(v),
                icmp,
                v.has(ESTABLISHED),
                v.has(FRAGMENTS),
                v.find(DSCP).or(() -> v.find(DSCP_NAME)),
                v.has(LOG));
    }

    private static Values values(Values so, AccessEntry entry, boolean isExtended) {
        return switch (entry) {
            case AccessEntry.Remark(_, var text) -> so.and(REMARK, text);
            case Rule rule -> {
                Values v = so.and(PERMIT, rule.permit());
                v = SOURCE.show(v, rule.source());
                yield isExtended ? extended(v, rule) : v.andIf(LOG, rule.log());
            }
        };
    }

    private static Values extended(Values so, Rule rule) {
        Optional<Integer> named =
                rule.protocol()
                        .or(() -> Optional.of(-1))
                        .filter(number -> Services.NAMED_PROTOCOLS.contains(number));
        Values v =
                so.and(PROTOCOL, named)
                        .and(
                                PROTOCOL_NUMBER,
                                named.isPresent() ? Optional.empty() : rule.protocol());
        v = SOURCE_PORTS.show(v, rule.protocol(), rule.sourcePorts());
        v = DESTINATION.show(v, rule.destination());
        v = DESTINATION_PORTS.show(v, rule.protocol(), rule.destinationPorts());
        Optional<Icmp> numbered = rule.icmp().filter(icmp -> !Services.isNamed(icmp));
        return v.and(ICMP_NAME, rule.icmp().filter(Services::isNamed))
                .and(ICMP_TYPE, numbered.map(Icmp::type))
                .and(ICMP_CODE, numbered.flatMap(Icmp::code))
                .andIf(ESTABLISHED, rule.established())
                .andIf(FRAGMENTS, rule.fragments())
                .and(DSCP_NAME, rule.dscp().filter(Services::isNamedDscp))
                .and(DSCP, rule.dscp().filter(value -> !Services.isNamedDscp(value)))
                .andIf(LOG, rule.log());
    }

    /// `any`, `host A`, or an address with a wildcard.
    private static final class AddressWords {
        private final Arg<Boolean> any;
        private final Arg<Ipv4Address> host;
        private final Arg<Ipv4Address> address;
        private final Arg<Ipv4Address> wildcard;

        AddressWords(String what) {
            any = Args.flag("any", "Any " + what.toLowerCase(java.util.Locale.ROOT) + " host");
            host = Args.ipv4(what + " address");
            address = Args.ipv4(what + " address");
            wildcard = Args.ipv4(what + " wildcard bits");
        }

        Syntax syntax(boolean bareAddress) {
            Syntax withWildcard =
                    bareAddress ? seq(address, maybe(wildcard)) : seq(address, wildcard);
            return oneOf(any, seq(words("host", "A single host"), host), withWildcard);
        }

        Wildcard read(Values v) {
            return v.find(host)
                    .map(Wildcard::host)
                    .or(
                            () ->
                                    v.find(address)
                                            .map(
                                                    a ->
                                                            new Wildcard(
                                                                    a,
                                                                    v.find(wildcard)
                                                                            .orElse(
                                                                                    Ipv4Address
                                                                                            .ANY))))
                    .orElse(Wildcard.ANY);
        }

        Values show(Values v, Wildcard of) {
            if (of.equals(Wildcard.ANY)) {
                return v.and(any, true);
            }
            return of.wildcard().isUnspecified()
                    ? v.and(host, of.address())
                    : v.and(address, of.address()).and(wildcard, of.wildcard());
        }
    }

    /// `eq www`, `range 1 9` and the like.
    private static final class PortWords {
        private final Arg<Ports.Operator> operator =
                Args.choice(
                        Args.option(
                                "eq",
                                Ports.Operator.EQ,
                                "Match only packets on a given port number"),
                        Args.option(
                                "neq",
                                Ports.Operator.NEQ,
                                "Match only packets not on a given port number"),
                        Args.option(
                                "lt",
                                Ports.Operator.LT,
                                "Match only packets with a lower port number"),
                        Args.option(
                                "gt",
                                Ports.Operator.GT,
                                "Match only packets with a greater port number"));
        private final Arg<Ports.Operator> range =
                Args.choice(
                        Args.option(
                                "range",
                                Ports.Operator.RANGE,
                                "Match only packets in the range of port numbers"));
        private final Arg<Service> port = Services.port();

        Syntax syntax() {
            return oneOf(seq(operator, many(port)), seq(range, port, port));
        }

        Ports read(Values v) {
            return v.find(operator)
                    .or(() -> v.find(range))
                    .map(op -> new Ports(op, v.all(port).stream().map(Service::port).toList()))
                    .orElse(Ports.ANY);
        }

        Values show(Values v, Optional<Integer> protocol, Ports ports) {
            List<Service> named =
                    ports.values().stream().map(number -> Service.of(protocol, number)).toList();
            return switch (ports.operator()) {
                case ANY -> v;
                case RANGE -> v.and(range, ports.operator()).andAll(port, named);
                case EQ, NEQ, LT, GT -> v.and(operator, ports.operator()).andAll(port, named);
            };
        }
    }
}
