package io.culvert.bgp.policy;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import java.util.List;
import java.util.Optional;

/// An access list where a route is to be matched: a standard one looks at the address of the prefix, an extended one at
/// the mask as well (its destination part). The first entry that matches decides, and what none matches is denied.
public record AccessList(String name, List<Entry> entries) {
    /// @param mask what the mask must be, under its own wildcard; empty in a standard list
    public record Entry(boolean permits, Wildcard address, Optional<Wildcard> mask) {}

    /// @param wild a one bit is one that does not matter
    public record Wildcard(Ipv4Address value, Ipv4Address wild) {
        boolean matches(Ipv4Address other) {
            return ((value.bits() ^ other.bits()) & ~wild.bits()) == 0;
        }
    }

    public AccessList {
        entries = List.copyOf(entries);
    }

    public boolean permits(Prefix prefix) {
        if (!(prefix.address() instanceof Ipv4Address address)) {
            return false;
        }
        for (Entry entry : entries) {
            if (entry.address().matches(address)
                    && entry.mask().stream().allMatch(mask -> mask.matches(prefix.netmask()))) {
                return entry.permits();
            }
        }
        return false;
    }
}
