package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// A cache entry, for displays.
///
/// @param vrf of the prefix
/// @param nextHop empty in an incomplete entry
/// @param nbma where the next hop is on the underlay
/// @param claimedNbma what the peer behind a NAT calls itself
/// @param expires empty for never
/// @param labels what packets by this entry are sent under, or, in a local entry, what was answered
/// @param requester of a local entry: to whom it was answered
/// @param requestId as it is on the wire
public record NhrpEntry(
        Vrf vrf,
        Prefix prefix,
        Type type,
        SortedSet<Flag> flags,
        InterfaceName out,
        Optional<IpAddress> nextHop,
        Optional<IpAddress> nbma,
        Optional<IpAddress> claimedNbma,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> lastUsed,
        List<Label> labels,
        Optional<IpAddress> requester,
        Optional<Long> requestId) {
    public enum Type {
        STATIC,
        DYNAMIC,
        INCOMPLETE
    }

    /// As displays call them, in the order of displays.
    public enum Flag {
        AUTHORITATIVE,
        IMPLICIT,
        NEGATIVE,
        ROUTER,
        UNIQUE,
        REGISTERED,
        USED,
        LOCAL,
        NAT,
        NHOP,
        RIB,
        NHO,
        NO_SOCKET
    }

    public NhrpEntry {
        flags = Collections.unmodifiableSortedSet(new TreeSet<>(flags));
        labels = List.copyOf(labels);
    }

    /// With times of another clock than the router's.
    public NhrpEntry by(UnaryOperator<Instant> clock) {
        return new NhrpEntry(
                vrf,
                prefix,
                type,
                flags,
                out,
                nextHop,
                nbma,
                claimedNbma,
                clock.apply(created),
                expires.map(clock),
                lastUsed.map(clock),
                labels,
                requester,
                requestId);
    }
}
