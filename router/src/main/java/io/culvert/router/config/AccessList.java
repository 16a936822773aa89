package io.culvert.router.config;

import java.util.List;

/// An access list: the first entry that fits decides, and what fits none is denied.
///
/// @param name a number below 200 or from 1300 to 2699 is a numbered list
/// @param entries by ascending sequence number
public record AccessList(String name, boolean extended, List<AccessEntry> entries) {
    public AccessList {
        entries = List.copyOf(entries);
    }

    /// How many rules the packet path makes of it at most: one for each pair of port ranges.
    public int rules() {
        return entries.stream()
                .filter(AccessEntry.Rule.class::isInstance)
                .map(AccessEntry.Rule.class::cast)
                .mapToInt(rule -> rule.sourcePorts().ranges() * rule.destinationPorts().ranges())
                .sum();
    }

    public boolean isNumbered() {
        if (!name.matches("[1-9][0-9]{0,3}")) {
            return false;
        }
        int number = Integer.parseInt(name);
        return extended
                ? number >= 100 && number < 200 || number >= 2_000 && number < 2_700
                : number < 100 || number >= 1_300 && number < 2_000;
    }

    public AccessList withName(String name) {
        return new AccessList(name, extended, entries);
    }

    public AccessList withEntries(List<AccessEntry> entries) {
        return new AccessList(name, extended, entries);
    }
}
