package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The routes of one VRF, both families, as sorted ranges of addresses that share their longest prefix. Immutable: an image
/// keeps the tables that did not change.
public final class RouteTable {
    /// What a lookup answers when no prefix holds the address.
    public static final int NO_ENTRY = -1;

    /// A table without routes.
    public static final RouteTable EMPTY = of(new TreeMap<>());

    private final SortedMap<Prefix, Integer> routes;
    private final Ranges4 four;
    private final Ranges6 six;

    private RouteTable(SortedMap<Prefix, Integer> routes) {
        this.routes = Collections.unmodifiableSortedMap(routes);
        four = Ranges4.of(routes.headMap(Prefix.DEFAULT_IPV6));
        six = Ranges6.of(routes.tailMap(Prefix.DEFAULT_IPV6));
    }

    /// A table of these routes; the values are indexes of entries in the image.
    public static RouteTable of(SortedMap<Prefix, Integer> routes) {
        return new RouteTable(new TreeMap<>(routes));
    }

    /// The entry of the longest prefix that holds the IPv4 address, or [#NO_ENTRY].
    public int lookup4(int address) {
        return four.lookup(address);
    }

    /// The same for IPv6.
    public int lookup6(long high, long low) {
        return six.lookup(high, low);
    }

    public int lookup(IpAddress address) {
        return switch (address) {
            case Ipv4Address(int bits) -> lookup4(bits);
            case Ipv6Address(long high, long low) -> lookup6(high, low);
        };
    }

    /// The routes it was made of.
    public SortedMap<Prefix, Integer> routes() {
        return routes;
    }
}
