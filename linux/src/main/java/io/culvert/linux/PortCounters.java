package io.culvert.linux;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What a port has carried, counted in packets as the plane sees them: a segment that the kernel handed over joined counts
/// as the packets it was cut into.
///
/// @param drops every reason with its count
public record PortCounters(
        long packetsIn, long octetsIn, long packetsOut, long octetsOut, Map<PortDrop, Long> drops) {
    public PortCounters {
        drops = Collections.unmodifiableMap(new EnumMap<>(drops));
    }

    /// What two queues of a port have carried.
    public PortCounters plus(PortCounters other) {
        var both = new EnumMap<PortDrop, Long>(PortDrop.class);
        for (PortDrop reason : PortDrop.values()) {
            both.put(reason, drops(reason) + other.drops(reason));
        }
        return new PortCounters(
                packetsIn + other.packetsIn,
                octetsIn + other.octetsIn,
                packetsOut + other.packetsOut,
                octetsOut + other.octetsOut,
                both);
    }

    public long drops(PortDrop reason) {
        return drops.getOrDefault(reason, 0L);
    }

    public long dropsIn() {
        return sum(true);
    }

    public long dropsOut() {
        return sum(false);
    }

    private long sum(boolean isInput) {
        return Arrays.stream(PortDrop.values())
                .filter(reason -> reason.isInput() == isInput)
                .mapToLong(this::drops)
                .sum();
    }
}
