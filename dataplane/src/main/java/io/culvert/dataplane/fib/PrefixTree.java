package io.culvert.dataplane.fib;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The routes of one VRF and family: one list of prefixes while there are few, otherwise a list of links, each to a leaf, which
/// is the list of the routes that its prefix covers and no longer link does.
/// ```
///   root   0.0.0.0/0 -> leaf 0     10.0.0.0/9 -> leaf 2     10.16.0.0/12 -> leaf 1
///   leaf 0   0.0.0.0/0, 192.168.0.0/16        falls back to no route
///   leaf 2   10.1.0.0/16, 10.8.0.0/13, …      falls back to 0.0.0.0/0
///   leaf 1   10.16.0.0/16, 10.17.1.0/24, …    falls back to what leaf 2 says of 10.16.0.0
/// ```
/// A leaf that grows beyond [#LEAF_MAX] gives about half of its routes to a new one, whose prefix is the shortest that holds just
/// these. So a change costs one leaf, whatever the size of the table, and a change of a short prefix the fallbacks beneath it
/// besides; a lookup reads two lists at most. Immutable: trees share the leaves that did not change.
final class PrefixTree {
    /// Routes of one leaf at most. What a change costs grows with it, what a lookup costs falls.
    static final int LEAF_MAX = 1024;

    /// Leaves of one tree at most, and so at least a third as many times as many routes that are only added as a leaf has.
    static final int LEAVES_MAX = Prefixes.SIZE_MAX;

    /// Leaves with so many times fewer routes than the largest are given back.
    private static final int MERGE_BELOW = 8;

    private static final int PAGE_BITS = 6;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    static final PrefixTree EMPTY4 = new PrefixTree(Prefixes4.EMPTY);
    static final PrefixTree EMPTY6 = new PrefixTree(Prefixes6.EMPTY);

    /// The links, or the routes where there are no leaves.
    final Prefixes root;

    private final Prefixes @Nullable [][] leaves;
    private final int leafCount;
    private final int size;

    /// The root as lookups read it, and the leaves, if any, by page.
    private final Object rootRows;

    private final Object @Nullable [][] leafRows;

    private PrefixTree(Prefixes only) {
        this(only, only.rows(), null, null, 1, only.size());
    }

    private PrefixTree(
            Prefixes root,
            Object rootRows,
            Prefixes @Nullable [][] leaves,
            Object @Nullable [][] leafRows,
            int leafCount,
            int size) {
        this.root = root;
        this.rootRows = rootRows;
        this.leaves = leaves;
        this.leafRows = leafRows;
        this.leafCount = leafCount;
        this.size = size;
    }

    int lookup4(int address) {
        int found = Rows4.lookup(root4(), address);
        int[][][] pages = leaves4();
        return pages == null ? found : Rows4.lookup(leaf4(pages, found), address);
    }

    int[] root4() {
        return (int[]) rootRows;
    }

    int @Nullable [][][] leaves4() {
        return (int[][][]) leafRows;
    }

    static int[] leaf4(int[][][] pages, int leaf) {
        return pages[leaf >>> PAGE_BITS][leaf & PAGE_MASK];
    }

    int lookup6(long high, long low) {
        int found = Rows6.lookup(root6(), high, low);
        long[][][] pages = leaves6();
        return pages == null ? found : Rows6.lookup(leaf6(pages, found), high, low);
    }

    long[] root6() {
        return (long[]) rootRows;
    }

    long @Nullable [][][] leaves6() {
        return (long[][][]) leafRows;
    }

    static long[] leaf6(long[][][] pages, int leaf) {
        return pages[leaf >>> PAGE_BITS][leaf & PAGE_MASK];
    }

    /// Whether no prefix but that of all addresses holds one.
    ///
    /// @param value what a lookup of it answered: mostly it is another value than that of all addresses, and nothing need be searched
    /// @param bits of an address
    boolean isByDefault(int value, long high, long low, int bits) {
        Prefixes first = leaf(0);
        if (!first.isAt(0, 0, 0, 0) || first.value(0) != value) {
            return false;
        }
        int link = leaves == null ? -1 : root.enclosing(high, low, bits);
        while (true) {
            Prefixes leaf = leaf(link < 0 ? 0 : root.value(link));
            int at = leaf.enclosing(high, low, bits);
            if (at >= 0) {
                return leaf.length(at) == 0;
            }
            link = root.parent(link);
        }
    }

    int size() {
        return size;
    }

    int leafCount() {
        return leafCount;
    }

    Prefixes leaf(int number) {
        return leaves == null ? root : leaves[number >>> PAGE_BITS][number & PAGE_MASK];
    }

    void forEachValue(IntConsumer consumer) {
        for (int number = 0; number < leafCount; number++) {
            Prefixes leaf = leaf(number);
            for (int at = 0; at < leaf.size(); at++) {
                consumer.accept(leaf.value(at));
            }
        }
    }

    /// Changes to a tree, which itself stays as it is.
    static final class Edit {
        private Prefixes root;
        private Prefixes @Nullable [][] pages;

        /// The leaves as lookups read them, in the tree that was made last; none where there are no leaves.
        private Object[][] rowPages;

        /// Whether a page is no other tree's.
        private boolean[] isOwn = {};

        private int leafCount;
        private int size;

        /// What lookups read of the links, and what it was made of.
        private Object links;

        private Prefixes linkRoot;

        private final PrefixTree before;
        private boolean isChanged;

        Edit(PrefixTree of) {
            before = of;
            root = of.root;
            linkRoot = of.root;
            links = of.rootRows;
            pages = of.leaves == null ? null : of.leaves.clone();
            rowPages = of.leafRows == null ? root.pages(0, 0) : of.leafRows;
            isOwn = new boolean[pages == null ? 0 : pages.length];
            leafCount = of.leafCount;
            size = of.size;
        }

        /// What they come to. The edit may go on.
        PrefixTree done() {
            if (!isChanged) {
                return before;
            }
            Prefixes[][] now = pages;
            if (now == null) {
                rowPages = root.pages(0, 0);
                return new PrefixTree(root);
            }
            links = root == linkRoot ? links : root.links();
            linkRoot = root;
            rowPages = rowPages(now);
            Arrays.fill(isOwn, false);
            return new PrefixTree(root, links, now.clone(), rowPages, leafCount, size);
        }

        private Object[][] rowPages(Prefixes[][] now) {
            Object[][] all = Arrays.copyOf(rowPages, now.length);
            for (int page = 0; page < now.length; page++) {
                if (isOwn[page]) {
                    Prefixes[] of = now[page];
                    all[page] = root.pages(1, of.length)[0];
                    Arrays.setAll(all[page], at -> rowsOf(of[at]));
                }
            }
            return all;
        }

        private Object rowsOf(@Nullable Prefixes list) {
            return (list == null ? root.empty() : list).rows();
        }

        private Prefixes leaf(int number) {
            return pages == null
                    ? root
                    : Objects.requireNonNull(pages[number >>> PAGE_BITS])[number & PAGE_MASK];
        }

        private void set(int number, Prefixes leaf) {
            isChanged = true;
            if (pages == null) {
                root = leaf;
                return;
            }
            int page = number >>> PAGE_BITS;
            if (page == pages.length) {
                pages = Arrays.copyOf(pages, page + 1);
                isOwn = Arrays.copyOf(isOwn, page + 1);
                pages[page] = new Prefixes[1 << PAGE_BITS];
                isOwn[page] = true;
            } else if (!isOwn[page]) {
                pages[page] = pages[page].clone();
                isOwn[page] = true;
            }
            pages[page][number & PAGE_MASK] = leaf;
        }

        private int link(long high, long low, int length) {
            return pages == null ? -1 : root.enclosing(high, low, length);
        }

        private int number(int link) {
            return link < 0 ? 0 : root.value(link);
        }

        int find(long high, long low, int length) {
            Prefixes leaf = leaf(number(link(high, low, length)));
            int at = leaf.position(high, low, length);
            return leaf.isAt(at, high, low, length) ? leaf.value(at) : RouteTable.NO_ENTRY;
        }

        /// Answers the value of before, or [RouteTable#NO_ENTRY].
        int put(long high, long low, int length, int value) {
            int link = link(high, low, length);
            int number = number(link);
            Prefixes leaf = leaf(number);
            int at = leaf.position(high, low, length);
            int before = RouteTable.NO_ENTRY;
            if (leaf.isAt(at, high, low, length)) {
                before = leaf.value(at);
                if (before == value) {
                    return before;
                }
                set(number, leaf.withValue(at, value));
            } else {
                size++;
                set(number, leaf.with(at, high, low, length, value));
                if (leaf.size() >= LEAF_MAX) {
                    split(link);
                }
            }
            fallBack(high, low, length);
            return before;
        }

        /// Answers the value of before, or [RouteTable#NO_ENTRY].
        int remove(long high, long low, int length) {
            int link = link(high, low, length);
            int number = number(link);
            Prefixes leaf = leaf(number);
            int at = leaf.position(high, low, length);
            if (!leaf.isAt(at, high, low, length)) {
                return RouteTable.NO_ENTRY;
            }
            size--;
            set(number, leaf.without(at, at + 1));
            fallBack(high, low, length);
            if (link >= 0 && leaf.size() <= LEAF_MAX / MERGE_BELOW) {
                merge(link);
            }
            return leaf.value(at);
        }

        /// What the leaves beneath a prefix fall back to, after it came, changed or went. Links come in order, so that each
        /// finds the leaf around it as it is now.
        private void fallBack(long high, long low, int length) {
            if (pages == null) {
                return;
            }
            int end = root.end(high, low, length);
            for (int link = root.position(high, low, length); link < end; link++) {
                int around = root.parent(link);
                if (around >= 0) {
                    int answer = leaf(root.value(around)).lookup(root.high(link), root.low(link));
                    Prefixes leaf = leaf(root.value(link));
                    if (leaf.fallback != answer) {
                        set(root.value(link), leaf.withFallback(answer));
                    }
                }
            }
        }

        private void split(int fullLink) {
            if (pages == null) {
                Prefixes only = root;
                root = only.empty().with(0, 0, 0, 0, 0);
                pages = new Prefixes[0][];
                isOwn = new boolean[0];
                set(0, only);
            }
            if (leafCount >= LEAVES_MAX) {
                return; // the leaf goes on growing: slower, and right
            }
            int number = number(Math.max(0, fullLink));
            Prefixes full = leaf(number);
            var half = Half.of(full);
            long high = full.high(half.from);
            long low = full.low(half.from);
            Prefixes rest = full.without(half.from, half.to);
            set(number, rest);
            high = half.length <= Long.SIZE ? high & upperBits(half.length) : high;
            low = half.length <= Long.SIZE ? 0 : low & upperBits(half.length - Long.SIZE);
            Prefixes moved = full.slice(half.from, half.to);
            set(leafCount, moved.withFallback(rest.lookup(high, low)));
            int at = root.position(high, low, half.length);
            root = root.with(at, high, low, half.length, leafCount);
            leafCount++;
        }

        private static long upperBits(int count) {
            return count == 0 ? 0 : -1L << Long.SIZE - count;
        }

        /// Gives the few routes of a leaf back to the one around it, if that has room or there are none.
        private void merge(int link) {
            int around = root.parent(link);
            int number = root.value(link);
            Prefixes small = leaf(number);
            if (around < 0) {
                return;
            }
            int into = root.value(around);
            Prefixes larger = leaf(into);
            if (small.size() > 0 && larger.size() + small.size() > LEAF_MAX / 2) {
                return;
            }
            if (small.size() > 0) {
                int at = larger.position(small.high(0), small.low(0), small.length(0));
                set(into, larger.withAll(at, small));
            }
            root = root.without(link, link + 1);
            fill(number);
        }

        /// The last leaf takes the number that is free; the last page goes when it is empty, and a leaf that is alone is the root.
        private void fill(int free) {
            int last = --leafCount;
            Prefixes moved = leaf(last);
            if (last != free) {
                set(free, moved);
                for (int link = 0; link < root.size(); link++) {
                    if (root.value(link) == last) {
                        root = root.withValue(link, free);
                    }
                }
            }
            if (leafCount == 1) {
                root = leaf(0);
                pages = null;
                isOwn = new boolean[0];
            } else if ((last & PAGE_MASK) == 0) {
                pages = Arrays.copyOf(Objects.requireNonNull(pages), last >>> PAGE_BITS);
                isOwn = Arrays.copyOf(isOwn, last >>> PAGE_BITS);
            } else {
                set(last, moved.empty()); // nothing that is gone is held
            }
        }
    }

    /// About half of a list of prefixes, which one prefix covers, and none of the others.
    ///
    /// @param length of the covering prefix
    private record Half(int from, int to, int length) {
        /// Goes from all of the list into the larger half of what is left, until no more than two thirds are: those are then a third at
        /// least, but for the prefixes that enclose each other.
        static Half of(Prefixes list) {
            int from = 0;
            int to = list.size();
            while (true) {
                int length = common(list, from, to);
                if (to - from <= 2 * list.size() / 3) {
                    return new Half(from, to, length);
                }
                int middle = middle(list, from, to, length);
                int beneath = list.length(from) == length ? from + 1 : from;
                if (middle - beneath >= to - middle) {
                    from = beneath;
                    to = middle;
                } else {
                    from = middle;
                }
            }
        }

        /// The length of the longest prefix that covers these.
        private static int common(Prefixes list, int from, int to) {
            int bits =
                    Prefixes.commonBits(
                            list.high(from), list.low(from), list.high(to - 1), list.low(to - 1));
            return Math.min(bits, list.length(from));
        }

        /// The first of them whose bit behind the common ones is set.
        private static int middle(Prefixes list, int from, int to, int length) {
            int low = from;
            int high = to;
            while (low < high) {
                int at = low + high >>> 1;
                boolean isSet =
                        length < Long.SIZE
                                ? list.high(at) << length < 0
                                : length < 2 * Long.SIZE && list.low(at) << length - Long.SIZE < 0;
                if (isSet) {
                    high = at;
                } else {
                    low = at + 1;
                }
            }
            return low;
        }
    }
}
