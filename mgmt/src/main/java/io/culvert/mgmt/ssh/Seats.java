package io.culvert.mgmt.ssh;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Which virtual terminal lines are taken. Any thread may call.
final class Seats {
    private final BitSet taken = new BitSet();

    /// The first free line of those that there are and that fit; it stays free.
    synchronized Optional<Integer> look(int count, IntPredicate fits) {
        for (int line = taken.nextClearBit(0); line < count; line = taken.nextClearBit(line + 1)) {
            if (fits.test(line)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /// Takes the first free line of those that there are and that fit.
    synchronized Optional<Integer> take(int count, IntPredicate fits) {
        Optional<Integer> line = look(count, fits);
        line.ifPresent(taken::set);
        return line;
    }

    synchronized void give(int line) {
        taken.clear(line);
    }
}
