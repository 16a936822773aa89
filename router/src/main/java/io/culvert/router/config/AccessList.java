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

    public boolean isNumbered() {
        return Character.isDigit(name.charAt(0));
    }

    public AccessList withName(String name) {
        return new AccessList(name, extended, entries);
    }

    public AccessList withExtended(boolean extended) {
        return new AccessList(name, extended, entries);
    }

    public AccessList withEntries(List<AccessEntry> entries) {
        return new AccessList(name, extended, entries);
    }
}
