package io.culvert.wire.bgp;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/// What two speakers agreed on, as far as it changes how octets are read and written.
///
/// @param fourOctetAs RFC 6793: AS numbers in AS_PATH and AGGREGATOR have four octets
/// @param addPath RFC 7911: families whose routes carry a path identifier
/// @param multipleLabels RFC 8277 section 2.1: families whose routes may carry several labels
/// @param external the session crosses the border of an AS, so that internal attributes are discarded (RFC 7606 section 7)
public record Codec(
        boolean fourOctetAs,
        NavigableSet<Family> addPath,
        NavigableSet<Family> multipleLabels,
        boolean external) {
    public static final Codec EXTERNAL =
            new Codec(true, Collections.emptyNavigableSet(), Collections.emptyNavigableSet(), true);
    public static final Codec INTERNAL =
            new Codec(
                    true, Collections.emptyNavigableSet(), Collections.emptyNavigableSet(), false);

    public Codec {
        addPath = Collections.unmodifiableNavigableSet(new TreeSet<>(addPath));
        multipleLabels = Collections.unmodifiableNavigableSet(new TreeSet<>(multipleLabels));
    }

    public Codec withFourOctetAs(boolean value) {
        return new Codec(value, addPath, multipleLabels, external);
    }

    public Codec withAddPath(NavigableSet<Family> value) {
        return new Codec(fourOctetAs, value, multipleLabels, external);
    }

    public Codec withMultipleLabels(NavigableSet<Family> value) {
        return new Codec(fourOctetAs, addPath, value, external);
    }
}
