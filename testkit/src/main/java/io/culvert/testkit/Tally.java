package io.culvert.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

/// What became of the cases of a file of vectors. A case that cannot be said in our protocols, or not on a rung, is counted under the reason and
/// never passed over.
public final class Tally {
    private final Map<String, Integer> done = new TreeMap<>();
    private final Map<String, Integer> leftOut = new TreeMap<>();

    /// A case was tried, and what should come of it came.
    public void done(String what) {
        done.merge(what, 1, Integer::sum);
    }

    public void leftOut(String why) {
        leftOut.merge(why, 1, Integer::sum);
    }

    /// Says it all, and fails if there was no case that could be tried.
    public void tell(String file, String by) {
        System.err.println(file + " by " + by + ": " + done + ", left out " + leftOut);
        assertThat(done).as("cases of %s that were tried by %s", file, by).isNotEmpty();
    }
}
