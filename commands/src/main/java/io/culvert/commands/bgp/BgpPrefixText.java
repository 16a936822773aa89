package io.culvert.commands.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;

/// A prefix as BGP tables print it: without the length where that follows from the class of the address.
final class BgpPrefixText {
    private BgpPrefixText() {}

    static String of(Prefix prefix) {
        if (prefix.address() instanceof Ipv4Address address
                && prefix.length() == classLength(address)) {
            return address.toString();
        }
        return prefix.toString();
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
