package io.culvert.bgp;

import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.wire.bgp.ExtendedCommunity;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The VPN routes that a peer wants, by the memberships that it told: all, or those with certain targets (RFC 4684
/// section 6). Which AS a membership began in does not matter here.
final class Interest {
    /// The length of the default membership without the origin AS that it lacks.
    private static final int EVERYTHING = -Membership.AS_BITS;

    /// How many memberships name this beginning of a target, by its length in bits.
    private final NavigableMap<Integer, NavigableMap<Long, Integer>> wanted = new TreeMap<>();

    Interest copy() {
        var copy = new Interest();
        wanted.forEach((bits, targets) -> copy.wanted.put(bits, new TreeMap<>(targets)));
        return copy;
    }

    void add(Prefix membership) {
        int bits = membership.length() - Membership.AS_BITS;
        wanted.computeIfAbsent(bits, _ -> new TreeMap<>())
                .merge(target(membership, bits), 1, Integer::sum);
    }

    void remove(Prefix membership) {
        int bits = membership.length() - Membership.AS_BITS;
        var targets = wanted.getOrDefault(bits, new TreeMap<>());
        targets.computeIfPresent(
                target(membership, bits), (_, count) -> count == 1 ? null : count - 1);
        if (targets.isEmpty()) {
            wanted.remove(bits);
        }
    }

    boolean covers(List<ExtendedCommunity> communities) {
        if (wanted.containsKey(EVERYTHING)) {
            return true;
        }
        for (ExtendedCommunity community : communities) {
            if (community.isRouteTarget() && covers(community.bits())) {
                return true;
            }
        }
        return false;
    }

    private boolean covers(long target) {
        for (var entry : wanted.entrySet()) {
            if (entry.getValue().containsKey(first(target, entry.getKey()))) {
                return true;
            }
        }
        return false;
    }

    private static long target(Prefix membership, int bits) {
        return first(Membership.target((Ipv6Address) membership.address()), bits);
    }

    private static long first(long target, int bits) {
        return bits <= 0 ? 0 : target & -1L << Long.SIZE - bits;
    }
}
