package io.culvert.bgp;

import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.Nlri;

/// A route target membership, RFC 4684 section 4: a prefix of up to 96 bits, origin AS first. Tables keep it as the IPv6
/// prefix with the same bits, so that they decide and tell it as any other route; it is never one of addresses.
final class Membership {
    static final int AS_BITS = 32;
    static final int BITS = 96;

    /// The willingness to take every VPN route.
    static final Prefix EVERYTHING = Prefix.DEFAULT_IPV6;

    private Membership() {}

    static Prefix of(long as, RouteTarget target) {
        long bits = target.bits();
        return new Prefix(new Ipv6Address(as << AS_BITS | bits >>> AS_BITS, bits << AS_BITS), BITS);
    }

    static Prefix of(Nlri.Membership route) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < route.prefix().size(); i++) {
            long octet = route.prefix().u8(i);
            int shift = Long.SIZE - 8 - i % 8 * 8;
            high |= i < 8 ? octet << shift : 0;
            low |= i < 8 ? 0 : octet << shift;
        }
        return Prefix.containing(new Ipv6Address(high, low), route.bits());
    }

    static Nlri toNlri(Prefix membership) {
        int octets = (membership.length() + 7) / 8;
        return new Nlri.Membership(
                Nlri.NO_PATH_ID,
                membership.length(),
                membership.address().bytes().slice(0, octets));
    }

    /// The 64 bits of the target, those beyond the length being zero.
    static long target(Ipv6Address membership) {
        return membership.high() << AS_BITS | membership.low() >>> AS_BITS;
    }

    /// As IOS prints it: origin AS, type of the target, target.
    static String text(Prefix membership) {
        var address = (Ipv6Address) membership.address();
        long as = address.high() >>> AS_BITS;
        long target = target(address);
        String words =
                RouteTarget.is(target)
                        ? new RouteTarget(target).toString()
                        : new ExtendedCommunity(target).toString();
        String whole =
                membership.length() == 0
                        ? "0:0:0:0"
                        : "%d:%d:%s".formatted(as, target >>> 48, words);
        return membership.length() == 0 || membership.length() == BITS
                ? whole
                : whole + "/" + membership.length();
    }
}
