package io.culvert.linux;

import java.util.EnumMap;

/// The running counts of a port.
final class PortTally {
    private static final PortDrop[] REASONS = PortDrop.values();

    private final long[] drops = new long[REASONS.length];
    private long packetsIn;
    private long octetsIn;
    private long packetsOut;
    private long octetsOut;

    void in(int packets, int octets) {
        packetsIn += packets;
        octetsIn += octets;
    }

    void out(int packets, int octets) {
        packetsOut += packets;
        octetsOut += octets;
    }

    void drop(PortDrop reason) {
        drops[reason.index()]++;
    }

    void drop(PortDrop reason, long count) {
        drops[reason.index()] += count;
    }

    PortCounters counters() {
        var all = new EnumMap<PortDrop, Long>(PortDrop.class);
        for (PortDrop reason : REASONS) {
            all.put(reason, drops[reason.index()]);
        }
        return new PortCounters(packetsIn, octetsIn, packetsOut, octetsOut, all);
    }
}
