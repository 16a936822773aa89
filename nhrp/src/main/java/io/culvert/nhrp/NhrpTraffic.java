package io.culvert.nhrp;

import io.culvert.wire.nhrp.NhrpType;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What went over one interface, by kind of message; every kind has a number.
///
/// @param suppressed redirects that the limiter held back
public record NhrpTraffic(
        SortedMap<NhrpType, Long> sent, SortedMap<NhrpType, Long> received, long suppressed) {
    public NhrpTraffic {
        sent = Collections.unmodifiableSortedMap(new TreeMap<>(sent));
        received = Collections.unmodifiableSortedMap(new TreeMap<>(received));
    }

    public long sentTotal() {
        return sent.values().stream().mapToLong(Long::longValue).sum();
    }

    public long receivedTotal() {
        return received.values().stream().mapToLong(Long::longValue).sum();
    }
}
