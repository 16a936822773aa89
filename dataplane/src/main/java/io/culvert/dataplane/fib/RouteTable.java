package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The routes of one VRF, both families. Immutable: an image keeps the tables that did not change, and a table that did shares
/// what it can with the one before ([PrefixTree]). A worker that still reads the old one is never disturbed, and nobody waits for it.
public final class RouteTable {
    /// What a lookup answers when no prefix holds the address.
    public static final int NO_ENTRY = -1;

    /// A table without routes.
    public static final RouteTable EMPTY = new RouteTable(PrefixTree.EMPTY4, PrefixTree.EMPTY6);

    final PrefixTree four;
    final PrefixTree six;

    /// What lookups read of the trees: the roots, and the leaves by page where there are any.
    private final int[] root4;

    private final int @Nullable [][][] leaves4;
    private final long[] root6;
    private final long @Nullable [][][] leaves6;

    private RouteTable(PrefixTree four, PrefixTree six) {
        this.four = four;
        this.six = six;
        root4 = four.root4();
        leaves4 = four.leaves4();
        root6 = six.root6();
        leaves6 = six.leaves6();
    }

    int[] root4() {
        return root4;
    }

    int @Nullable [][][] leaves4() {
        return leaves4;
    }

    long[] root6() {
        return root6;
    }

    long @Nullable [][][] leaves6() {
        return leaves6;
    }

    /// A table of these routes; the values are indexes of entries in the image.
    public static RouteTable of(SortedMap<Prefix, Integer> routes) {
        Edit edit = EMPTY.edit();
        routes.forEach(edit::put);
        return edit.done();
    }

    /// The entry of the longest prefix that holds the IPv4 address, or [#NO_ENTRY].
    public int lookup4(int address) {
        return four.lookup4(address);
    }

    /// The same for IPv6.
    public int lookup6(long high, long low) {
        return six.lookup6(high, low);
    }

    /// Whether no route but the default one holds the address.
    ///
    /// @param entry what a lookup of it answered
    public boolean isByDefault4(int entry, int address) {
        return four.isByDefault(entry, (long) address << Integer.SIZE, 0, Integer.SIZE);
    }

    /// The same for IPv6.
    public boolean isByDefault6(int entry, long high, long low) {
        return six.isByDefault(entry, high, low, 2 * Long.SIZE);
    }

    public int lookup(IpAddress address) {
        return switch (address) {
            case Ipv4Address(int bits) -> lookup4(bits);
            case Ipv6Address(long high, long low) -> lookup6(high, low);
        };
    }

    /// How many routes it has.
    public int size() {
        return four.size() + six.size();
    }

    /// Its routes, for displays and tests: made anew at each call.
    public SortedMap<Prefix, Integer> routes() {
        var routes = new TreeMap<Prefix, Integer>();
        for (int number = 0; number < four.leafCount(); number++) {
            Prefixes leaf = four.leaf(number);
            for (int at = 0; at < leaf.size(); at++) {
                var address = new Ipv4Address((int) (leaf.high(at) >>> Integer.SIZE));
                routes.put(new Prefix(address, leaf.length(at)), leaf.value(at));
            }
        }
        for (int number = 0; number < six.leafCount(); number++) {
            Prefixes leaf = six.leaf(number);
            for (int at = 0; at < leaf.size(); at++) {
                var address = new Ipv6Address(leaf.high(at), leaf.low(at));
                routes.put(new Prefix(address, leaf.length(at)), leaf.value(at));
            }
        }
        return routes;
    }

    /// The entry of each route, in no order.
    void forEachEntry(IntConsumer consumer) {
        four.forEachValue(consumer);
        six.forEachValue(consumer);
    }

    /// Begins changes, which lead to another table.
    public Edit edit() {
        return new Edit(this);
    }

    /// Changes to a table, which itself stays as it is.
    public static final class Edit {
        private final PrefixTree.Edit four;
        private final PrefixTree.Edit six;

        private Edit(RouteTable of) {
            four = new PrefixTree.Edit(of.four);
            six = new PrefixTree.Edit(of.six);
        }

        /// Makes a prefix lead to an entry. The answer is the entry that it led to, or [#NO_ENTRY].
        public int put(Prefix prefix, int entry) {
            return switch (prefix.address()) {
                case Ipv4Address(int bits) ->
                        four.put((long) bits << Integer.SIZE, 0, prefix.length(), entry);
                case Ipv6Address(long high, long low) -> six.put(high, low, prefix.length(), entry);
            };
        }

        /// Takes a prefix out. The answer is the entry that it led to, or [#NO_ENTRY].
        public int remove(Prefix prefix) {
            return switch (prefix.address()) {
                case Ipv4Address(int bits) ->
                        four.remove((long) bits << Integer.SIZE, 0, prefix.length());
                case Ipv6Address(long high, long low) -> six.remove(high, low, prefix.length());
            };
        }

        /// The entry that just this prefix leads to, or [#NO_ENTRY].
        public int find(Prefix prefix) {
            return switch (prefix.address()) {
                case Ipv4Address(int bits) ->
                        four.find((long) bits << Integer.SIZE, 0, prefix.length());
                case Ipv6Address(long high, long low) -> six.find(high, low, prefix.length());
            };
        }

        /// The table that the changes lead to. The edit may go on.
        public RouteTable done() {
            return new RouteTable(four.done(), six.done());
        }
    }
}
