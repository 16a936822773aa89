package io.culvert.dataplane;

/// What half an association has carried.
///
/// @param sequence the last sent or the highest received
/// @param lastNanos when the last good packet passed, or [#NEVER]
public record SaCounters(
        SaBinding binding,
        boolean inbound,
        long packets,
        long octets,
        long sequence,
        long lastNanos,
        long replayDrops,
        long authenticationDrops,
        long otherDrops) {
    public static final long NEVER = Long.MIN_VALUE;
}
