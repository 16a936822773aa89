package io.culvert.commands.route;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import java.util.Optional;

/// The class A, B or C network of an IPv4 prefix (RFC 791 section 3.2), by which routing displays still sort.
final class Classful {
    private Classful() {}

    /// The network that holds the prefix; none for one that is wider than its class, and outside the three classes.
    static Optional<Prefix> network(Prefix prefix) {
        if (!(prefix.address() instanceof Ipv4Address address)) {
            return Optional.empty();
        }
        int first = address.bits() >>> 24;
        int length = first < 128 ? 8 : first < 192 ? 16 : 24;
        return first >= 224 || prefix.length() < length
                ? Optional.empty()
                : Optional.of(Prefix.containing(address, length));
    }

    /// Whether the prefix is wider than a network of its class.
    static boolean isSupernet(Prefix prefix) {
        return network(prefix).isEmpty() && !prefix.isHost();
    }
}
