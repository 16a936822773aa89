package io.culvert.dataplane;

/// What an interface has carried. Octets are those of whole frames on Ethernet, and of what is inside on a tunnel.
///
/// @param drops packets that came in here and were dropped, whatever the reason
public record InterfaceCounters(
        long packetsIn, long octetsIn, long packetsOut, long octetsOut, long drops) {
    static InterfaceCounters of(Counters counters, int ifIndex) {
        if (ifIndex < 0 || ifIndex >= counters.packetsIn.length) {
            return new InterfaceCounters(0, 0, 0, 0, 0);
        }
        return new InterfaceCounters(
                counters.packetsIn[ifIndex],
                counters.octetsIn[ifIndex],
                counters.packetsOut[ifIndex],
                counters.octetsOut[ifIndex],
                counters.dropsIn[ifIndex]);
    }
}
