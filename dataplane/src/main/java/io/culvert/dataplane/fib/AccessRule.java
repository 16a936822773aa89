package io.culvert.dataplane.fib;

/// One line of an IPv4 access list. An address matches when it equals `source` in the bits that `sourceMask` sets.
///
/// @param protocol the IP protocol, or -1 for any
/// @param dscp the differentiated services code point (RFC 2474 section 3), or -1 for any
/// @param sourcePorts for TCP and UDP
/// @param icmpType or -1 for any
/// @param icmpCode or -1 for any
/// @param established whether only TCP segments with ACK or RST match
/// @param fragments whether only fragments after the first match
public record AccessRule(
        boolean permit,
        int protocol,
        int dscp,
        int source,
        int sourceMask,
        Ports sourcePorts,
        int destination,
        int destinationMask,
        Ports destinationPorts,
        int icmpType,
        int icmpCode,
        boolean established,
        boolean fragments) {
    public static final int ANY = -1;

    /// @param first lowest port that matches
    /// @param last highest port that matches
    /// @param negated whether the ports outside match instead
    public record Ports(int first, int last, boolean negated) {
        public static final Ports ALL = new Ports(0, 65_535, false);

        public Ports {
            if (first < 0 || last > 65_535 || first > last) {
                throw new IllegalArgumentException("ports " + first + " to " + last);
            }
        }
    }

    /// Every packet, permitted or denied.
    public static AccessRule all(boolean permit) {
        return new AccessRule(
                permit, ANY, ANY, 0, 0, Ports.ALL, 0, 0, Ports.ALL, ANY, ANY, false, false);
    }

    public boolean hasPorts() {
        return !sourcePorts.equals(Ports.ALL) || !destinationPorts.equals(Ports.ALL);
    }
}
