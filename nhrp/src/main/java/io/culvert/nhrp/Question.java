package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.Comparator;

/// Where to find a destination.
///
/// @param labelled whether packets to it travel under labels
record Question(Vrf vrf, IpAddress destination, boolean labelled) implements Comparable<Question> {
    private static final Comparator<Question> ORDER =
            Comparator.comparing(Question::vrf)
                    .thenComparing(Question::destination)
                    .thenComparing(Question::labelled);

    @Override
    public int compareTo(Question other) {
        return ORDER.compare(this, other);
    }

    Place place() {
        return new Place(vrf, Prefix.host(destination));
    }
}
