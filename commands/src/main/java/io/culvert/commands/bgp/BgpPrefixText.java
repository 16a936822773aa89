package io.culvert.commands.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.commands.layout.Upper;

/// A prefix as BGP tables print it: without the length where that follows from the class of the address.
final class BgpPrefixText {
    private BgpPrefixText() {}

    static String of(Prefix prefix) {
        if (prefix.address() instanceof Ipv4Address address
                && prefix.length() == classLength(address)) {
            return address.toString();
        }
        return Upper.of(prefix);
    }

    /// The next hop of a route; that of an IPv6 route over IPv4 as it stands in the update (RFC 4659 section 3.2.1.2).
    static String nextHop(Prefix prefix, IpAddress nextHop) {
        return nextHop.isIpv4() && !prefix.address().isIpv4()
                ? "::FFFF:" + nextHop
                : Upper.of(nextHop);
    }

    /// RFC 791 section 3.2; the default route counts as its own class.
    private static int classLength(Ipv4Address address) {
        int first = address.bits() >>> 24;
        if (address.isUnspecified()) {
            return 0;
        }
        return first < 128 ? 8 : first < 192 ? 16 : 24;
    }
}
