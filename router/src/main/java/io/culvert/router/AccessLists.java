package io.culvert.router;

import io.culvert.base.Ipv4Address;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.AccessRule;
import io.culvert.router.config.AccessEntry;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Access lists as configured, made into what the packet path reads: one rule for each combination of port ranges.
final class AccessLists {
    private static final int PORT_MAX = 65_535;

    private AccessLists() {}

    /// The list of this name; a list that does not exist permits everything, as on IOS.
    static Optional<AccessList> compile(RouterConfig config, Optional<String> name) {
        return name.flatMap(config.accessLists()::get)
                .map(
                        list ->
                                new AccessList(
                                        list.name(),
                                        list.entries().stream()
                                                .filter(AccessEntry.Rule.class::isInstance)
                                                .flatMap(
                                                        entry ->
                                                                rules((AccessEntry.Rule) entry)
                                                                        .stream())
                                                .toList()));
    }

    private static List<AccessRule> rules(AccessEntry.Rule rule) {
        var rules = new ArrayList<AccessRule>();
        for (AccessRule.Ports source : ranges(rule.sourcePorts())) {
            for (AccessRule.Ports destination : ranges(rule.destinationPorts())) {
                rules.add(
                        new AccessRule(
                                rule.permit(),
                                rule.protocol().orElse(AccessRule.ANY),
                                rule.dscp().orElse(AccessRule.ANY),
                                rule.source().address().bits(),
                                mask(rule.source().wildcard()),
                                source,
                                rule.destination().address().bits(),
                                mask(rule.destination().wildcard()),
                                destination,
                                rule.icmp().map(AccessEntry.Icmp::type).orElse(AccessRule.ANY),
                                rule.icmp().flatMap(AccessEntry.Icmp::code).orElse(AccessRule.ANY),
                                rule.established(),
                                rule.fragments()));
            }
        }
        return rules;
    }

    private static int mask(Ipv4Address wildcard) {
        return ~wildcard.bits();
    }

    static List<AccessRule.Ports> ranges(AccessEntry.Ports ports) {
        List<Integer> values = ports.values().stream().sorted().distinct().toList();
        return switch (ports.operator()) {
            case ANY -> List.of(AccessRule.Ports.ALL);
            case EQ ->
                    values.stream()
                            .map(value -> new AccessRule.Ports(value, value, false))
                            .toList();
            case NEQ -> between(values);
            case LT -> range(0, values.getFirst() - 1);
            case GT -> range(values.getFirst() + 1, PORT_MAX);
            case RANGE -> range(values.getFirst(), values.getLast());
        };
    }

    /// The ranges that leave out each of `values`.
    private static List<AccessRule.Ports> between(List<Integer> values) {
        var ranges = new ArrayList<AccessRule.Ports>();
        int next = 0;
        for (int value : values) {
            ranges.addAll(range(next, value - 1));
            next = value + 1;
        }
        ranges.addAll(range(next, PORT_MAX));
        return ranges;
    }

    private static List<AccessRule.Ports> range(int first, int last) {
        return first > last ? List.of() : List.of(new AccessRule.Ports(first, last, false));
    }
}
