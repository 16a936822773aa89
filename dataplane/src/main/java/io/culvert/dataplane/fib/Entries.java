package io.culvert.dataplane.fib;

import io.culvert.base.Invariant;
import io.culvert.dataplane.Drop;
import java.util.Arrays;

/// The entries of a builder by number. Equal ones have one number, which stays theirs for as long as a route, a label, an interface
/// or a multipath uses it; then it is given again. Images keep what their numbers meant.
final class Entries {
    /// Entries at once at most: a route of its own label each, and interfaces besides.
    static final int ENTRIES_MAX = 1 << 24;

    /// In place of how many users a number has that is not given.
    private static final int FREE = -1;

    private final Pages<Hop> hops =
            new Pages<>(new Hop[0][], Hop[]::new, Hop.of(new Entry.Discard(Drop.NO_ROUTE)));
    private int[] users = new int[16];

    /// How many routes and labels lead out of each interface.
    private int[] leading = new int[16];

    private int count;

    /// Numbers without users, which may be given again at the next [#sweep] or were already.
    private int[] loose = new int[16];

    private int looseCount;
    private int[] free = new int[16];
    private int freeCount;

    /// One more than the number of the entry in each place, by hash; 0 is a free place.
    private int[] places = new int[32];

    private boolean[] marks = new boolean[1];
    private int[] markUsers = new int[1];
    private boolean areMarksShared;

    /// The number of an entry. Without a user it is gone after the next sweep.
    int number(Entry entry) {
        Hop hop = Hop.of(entry);
        int place = place(hop);
        if (places[place] != 0) {
            return places[place] - 1;
        }
        Invariant.hold(live() < ENTRIES_MAX, "there are no more entries than numbers");
        int number = freeCount > 0 ? free[--freeCount] : count++;
        if (number == users.length) {
            users = Arrays.copyOf(users, 2 * number);
        }
        users[number] = 0;
        hops.set(number, hop);
        places[place] = number + 1;
        setLoose(number);
        for (int member : hop.members) {
            use(member);
        }
        if (hop.mark != 0) {
            mark(hop.mark, 1);
        }
        if (2 * live() > places.length) {
            rehash();
        }
        return number;
    }

    Hop hop(int number) {
        return hops.get(number);
    }

    int live() {
        return count - freeCount;
    }

    void use(int number) {
        if (number != RouteTable.NO_ENTRY) {
            users[number]++;
        }
    }

    void release(int number) {
        if (number != RouteTable.NO_ENTRY) {
            Invariant.hold(users[number] > 0, "who releases an entry has used it");
            if (--users[number] == 0) {
                setLoose(number);
            }
        }
    }

    /// A route or a label uses an entry.
    void lead(int number) {
        use(number);
        count(number, 1);
    }

    void unlead(int number) {
        if (number != RouteTable.NO_ENTRY) {
            count(number, -1);
            release(number);
        }
    }

    private void count(int number, int more) {
        Hop hop = hops.get(number);
        for (int member : hop.members) {
            count(member, more);
        }
        if (hop.ifIndex >= leading.length) {
            leading = Arrays.copyOf(leading, Math.max(hop.ifIndex + 1, 2 * leading.length));
        }
        leading[hop.ifIndex] += more;
    }

    /// Whether a route or a label leads out of an interface.
    boolean leadsOut(int ifIndex) {
        return ifIndex < leading.length && leading[ifIndex] > 0;
    }

    private void setLoose(int number) {
        if (looseCount == loose.length) {
            loose = Arrays.copyOf(loose, 2 * looseCount);
        }
        loose[looseCount++] = number;
    }

    /// Takes out what has no users. What an entry was stays in its place until the number is given again, which spares a copy of
    /// its page.
    void sweep() {
        while (looseCount > 0) {
            int number = loose[--looseCount];
            if (users[number] != 0) {
                continue;
            }
            Hop hop = hops.get(number);
            unplace(hop);
            users[number] = FREE;
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, 2 * freeCount);
            }
            free[freeCount++] = number;
            for (int member : hop.members) {
                release(member);
            }
            if (hop.mark != 0) {
                mark(hop.mark, -1);
            }
        }
    }

    /// The entries for an image.
    Hop[][] share() {
        return hops.share();
    }

    /// Which marks there are, for an image.
    boolean[] shareMarks() {
        areMarksShared = true;
        return marks;
    }

    private void mark(int mark, int more) {
        if (mark >= markUsers.length) {
            markUsers = Arrays.copyOf(markUsers, Math.max(mark + 1, 2 * markUsers.length));
        }
        markUsers[mark] += more;
        boolean isUsed = markUsers[mark] > 0;
        if (mark < marks.length ? marks[mark] == isUsed : !isUsed) {
            return;
        }
        if (areMarksShared || mark >= marks.length) {
            marks = Arrays.copyOf(marks, Math.max(marks.length, mark + 1));
            areMarksShared = false;
        }
        marks[mark] = isUsed;
    }

    /// Where the entry stands, or the free place where it would.
    private int place(Hop hop) {
        int mask = places.length - 1;
        int place = hash(hop) & mask;
        while (places[place] != 0 && !isSame(hops.get(places[place] - 1), hop)) {
            place = place + 1 & mask;
        }
        return place;
    }

    /// Takes an entry out and moves those behind it up, each as near to where it belongs as it can.
    private void unplace(Hop gone) {
        int mask = places.length - 1;
        int gap = place(gone);
        int place = gap;
        while (true) {
            place = place + 1 & mask;
            if (places[place] == 0) {
                break;
            }
            int home = hash(hops.get(places[place] - 1)) & mask;
            if ((place - home & mask) >= (place - gap & mask)) {
                places[gap] = places[place];
                gap = place;
            }
        }
        places[gap] = 0;
    }

    private void rehash() {
        int[] old = places;
        places = new int[2 * old.length];
        for (int number : old) {
            if (number != 0) {
                places[place(hops.get(number - 1))] = number;
            }
        }
    }

    private static int hash(Hop hop) {
        int hash = hop.kind;
        hash = 31 * hash + hop.ifIndex;
        hash = 31 * hash + Long.hashCode(hop.nextHopHigh * 31 + hop.nextHopLow);
        hash = 31 * hash + Arrays.hashCode(hop.labels);
        hash = 31 * hash + Arrays.hashCode(hop.members);
        hash = 31 * hash + hop.discard.name().hashCode();
        hash = (31 * hash + hop.mark) * 0x9E37_79B1;
        return hash ^ hash >>> 15;
    }

    private static boolean isSame(Hop one, Hop other) {
        return one.kind == other.kind
                && one.ifIndex == other.ifIndex
                && one.nextHopHigh == other.nextHopHigh
                && one.nextHopLow == other.nextHopLow
                && one.discard == other.discard
                && one.mark == other.mark
                && Arrays.equals(one.labels, other.labels)
                && Arrays.equals(one.members, other.members);
    }
}
