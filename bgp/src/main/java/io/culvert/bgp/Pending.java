package io.culvert.bgp;

import org.jspecify.annotations.Nullable;

/// Destinations in the order in which they came, each once, with whether the peer holds a route for it. Destinations are
/// one if a peer takes them for one: what is left of a route that went, and the same route come again, are.
final class Pending {
    private static final int PLACES_LEAST = 8;
    private static final int NONE = -1;

    /// So many are not given back when nothing waits any more.
    private static final int PLACES_KEPT = 1_024;

    private final boolean vpn;
    private @Nullable Net[] places = new Net[PLACES_LEAST];
    private boolean[] held = new boolean[PLACES_LEAST];
    private int[] hashes = new int[PLACES_LEAST];

    /// Where a destination stands in `places`, and one more, by hash; zero where there is none.
    private int[] index = new int[2 * PLACES_LEAST];

    /// Nothing stands before this place.
    private int first;

    private int end;
    private int size;

    /// @param vpn whether route distinguishers tell destinations apart
    Pending(boolean vpn) {
        this.vpn = vpn;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// Adds a destination unless it is there.
    ///
    /// @param holds whether the peer holds a route for it, which counts only when it is new
    /// @param isNewest whether `net` takes the place of an older one for the same destination
    void note(Net net, boolean holds, boolean isNewest) {
        int hash = hash(net);
        int slot = slot(net, hash);
        if (index[slot] != 0) {
            int at = index[slot] - 1;
            places[at] = isNewest ? net : places[at];
            return;
        }
        if (end == places.length) {
            makeRoom();
            slot = slot(net, hash);
        }
        hashes[end] = hash;
        places[end] = net;
        held[end] = holds;
        index[slot] = ++end;
        size++;
    }

    /// The first place from this one on that holds a destination; negative if there is none.
    int next(int from) {
        for (int at = Math.max(from, first); at < end; at++) {
            if (places[at] != null) {
                return at;
            }
        }
        return NONE;
    }

    /// What stands in a place that [#next] gave.
    Net net(int at) {
        Net net = places[at];
        if (net == null) {
            throw new IllegalStateException("nothing waits here");
        }
        return net;
    }

    boolean held(int at) {
        return held[at];
    }

    /// Whether the peer may hold a route for a destination: false if one waits here that it never was told.
    boolean isHeld(Net net) {
        int at = find(net);
        return at < 0 || held(at);
    }

    /// The place of a destination; negative if it is not here.
    int find(Net net) {
        return size == 0 ? NONE : index[slot(net, hash(net))] - 1;
    }

    void remove(int at) {
        close(slot(net(at), hashes[at]));
        places[at] = null;
        size--;
        first = at == first ? at + 1 : first;
        if (size == 0) {
            first = 0;
            end = 0;
            if (places.length > PLACES_KEPT) {
                resize(PLACES_LEAST);
            }
        }
    }

    private int hash(Net net) {
        int hash = net.prefix().hashCode();
        return vpn ? 31 * hash + Long.hashCode(net.table().rd().bits()) : hash;
    }

    /// Where the search for a hash begins. Hashes of neighbours differ little, so all bits are mixed.
    private int home(int hash) {
        int mixed = (hash ^ hash >>> 15) * 0x9E37_79B9;
        return (mixed ^ mixed >>> 15) & index.length - 1;
    }

    /// Where the index has the destination, or has room for it.
    private int slot(Net net, int hash) {
        int slot = home(hash);
        while (index[slot] != 0) {
            int at = index[slot] - 1;
            if (hashes[at] == hash && net(at).isSameAs(net, vpn)) {
                return slot;
            }
            slot = slot + 1 & index.length - 1;
        }
        return slot;
    }

    /// Takes a slot out of the index: those behind it that it was in the way of move up.
    private void close(int slot) {
        int hole = slot;
        for (int at = hole + 1 & index.length - 1; index[at] != 0; at = at + 1 & index.length - 1) {
            int home = home(hashes[index[at] - 1]);
            if ((at - home & index.length - 1) >= (at - hole & index.length - 1)) {
                index[hole] = index[at];
                hole = at;
            }
        }
        index[hole] = 0;
    }

    /// Closes the gaps that were left behind, or takes twice the places.
    private void makeRoom() {
        resize(size > places.length / 2 ? 2 * places.length : places.length);
    }

    private void resize(int capacity) {
        var oldPlaces = places;
        var oldHeld = held;
        int oldEnd = end;
        places = new Net[capacity];
        held = new boolean[capacity];
        hashes = new int[capacity];
        index = new int[2 * capacity];
        first = 0;
        end = 0;
        size = 0;
        for (int at = 0; at < oldEnd; at++) {
            if (oldPlaces[at] != null) {
                note(oldPlaces[at], oldHeld[at], false);
            }
        }
    }
}
