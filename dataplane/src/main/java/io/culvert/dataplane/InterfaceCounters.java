package io.culvert.dataplane;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/// What an interface has carried. Octets are those of whole frames on Ethernet, tags among them, and of what is inside on a
/// tunnel. A tagged frame counts at its sub-interface and at the interface of its port.
///
/// @param broadcastsIn frames to all stations
/// @param multicastsIn frames to other groups
/// @param lastInNanos when the last packet came in, or [#NEVER]
/// @param dropsIn packets that came in here and were dropped, by reason; reasons that never occurred are left out
/// @param dropsOut packets that should have left here and were dropped
public record InterfaceCounters(
        long packetsIn,
        long octetsIn,
        long broadcastsIn,
        long multicastsIn,
        long packetsOut,
        long octetsOut,
        long broadcastsOut,
        long multicastsOut,
        long lastInNanos,
        long lastOutNanos,
        List<DropCount> dropsIn,
        List<DropCount> dropsOut) {
    public static final long NEVER = Long.MIN_VALUE;

    public static final InterfaceCounters ZERO =
            new InterfaceCounters(0, 0, 0, 0, 0, 0, 0, 0, NEVER, NEVER, List.of(), List.of());

    public InterfaceCounters {
        dropsIn = List.copyOf(dropsIn);
        dropsOut = List.copyOf(dropsOut);
    }

    static InterfaceCounters of(Counters counters, int ifIndex) {
        if (ifIndex < 0 || ifIndex >= counters.packetsIn.length) {
            return ZERO;
        }
        return new InterfaceCounters(
                counters.packetsIn[ifIndex],
                counters.octetsIn[ifIndex],
                counters.broadcastsIn[ifIndex],
                counters.multicastsIn[ifIndex],
                counters.packetsOut[ifIndex],
                counters.octetsOut[ifIndex],
                counters.broadcastsOut[ifIndex],
                counters.multicastsOut[ifIndex],
                counters.lastIn[ifIndex],
                counters.lastOut[ifIndex],
                reasons(counters.dropsIn[ifIndex]),
                reasons(counters.dropsOut[ifIndex]));
    }

    private static List<DropCount> reasons(long[] row) {
        if (row.length == 0) {
            return List.of();
        }
        var reasons = new ArrayList<DropCount>();
        for (Drop reason : Drop.values()) {
            if (row[reason.index()] > 0) {
                reasons.add(new DropCount(reason, row[reason.index()]));
            }
        }
        return reasons;
    }

    /// What was counted since these counters were read. The times stay.
    public InterfaceCounters since(InterfaceCounters base) {
        return new InterfaceCounters(
                packetsIn - base.packetsIn,
                octetsIn - base.octetsIn,
                broadcastsIn - base.broadcastsIn,
                multicastsIn - base.multicastsIn,
                packetsOut - base.packetsOut,
                octetsOut - base.octetsOut,
                broadcastsOut - base.broadcastsOut,
                multicastsOut - base.multicastsOut,
                lastInNanos,
                lastOutNanos,
                since(dropsIn, base.dropsIn),
                since(dropsOut, base.dropsOut));
    }

    /// What two interfaces have carried together.
    public InterfaceCounters plus(InterfaceCounters other) {
        return new InterfaceCounters(
                packetsIn + other.packetsIn,
                octetsIn + other.octetsIn,
                broadcastsIn + other.broadcastsIn,
                multicastsIn + other.multicastsIn,
                packetsOut + other.packetsOut,
                octetsOut + other.octetsOut,
                broadcastsOut + other.broadcastsOut,
                multicastsOut + other.multicastsOut,
                Math.max(lastInNanos, other.lastInNanos),
                Math.max(lastOutNanos, other.lastOutNanos),
                plus(dropsIn, other.dropsIn),
                plus(dropsOut, other.dropsOut));
    }

    private static List<DropCount> plus(List<DropCount> left, List<DropCount> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        var sums = new EnumMap<Drop, Long>(Drop.class);
        left.forEach(each -> sums.put(each.reason(), each.packets()));
        right.forEach(each -> sums.merge(each.reason(), each.packets(), Long::sum));
        var both = new ArrayList<DropCount>();
        sums.forEach((reason, packets) -> both.add(new DropCount(reason, packets)));
        return both;
    }

    private static List<DropCount> since(List<DropCount> now, List<DropCount> base) {
        return now.stream()
                .map(
                        each ->
                                new DropCount(
                                        each.reason(), each.packets() - count(base, each.reason())))
                .filter(each -> each.packets() > 0)
                .toList();
    }

    private static long count(List<DropCount> counts, Drop reason) {
        return counts.stream()
                .filter(each -> each.reason() == reason)
                .mapToLong(DropCount::packets)
                .sum();
    }

    /// Packets that came in here and were dropped for this reason.
    public long dropsIn(Drop reason) {
        return count(dropsIn, reason);
    }

    /// Packets that came in here and were dropped, whatever the reason.
    public long drops() {
        return dropsIn.stream().mapToLong(DropCount::packets).sum();
    }

    /// Packets that should have left here and were dropped, whatever the reason.
    public long outputDrops() {
        return dropsOut.stream().mapToLong(DropCount::packets).sum();
    }
}
