package io.culvert.bgp.policy;

import io.culvert.base.Prefix;
import java.util.List;
import java.util.Optional;

/// `ip prefix-list` and `ipv6 prefix-list`: the first entry that matches decides, and what none matches is denied.
public record PrefixList(String name, List<Entry> entries) {
    /// @param least `ge`: the shortest length that matches
    /// @param most `le`: the longest
    public record Entry(
            int sequence,
            boolean permits,
            Prefix prefix,
            Optional<Integer> least,
            Optional<Integer> most) {
        /// Without `ge` and `le` only the prefix itself; with `ge` alone all longer ones down to hosts.
        boolean matches(Prefix other) {
            int shortest = least.orElse(prefix.length());
            int longest = most.orElse(least.isPresent() ? prefix.family().bits() : prefix.length());
            return prefix.covers(other) && other.length() >= shortest && other.length() <= longest;
        }
    }

    public PrefixList {
        entries =
                entries.stream()
                        .sorted((a, b) -> Integer.compare(a.sequence(), b.sequence()))
                        .toList();
    }

    /// Stands for a list that is named and not defined.
    public static PrefixList undefined(String name) {
        return new PrefixList(name, List.of());
    }

    public boolean permits(Prefix prefix) {
        for (Entry entry : entries) {
            if (entry.matches(prefix)) {
                return entry.permits();
            }
        }
        return false;
    }
}
