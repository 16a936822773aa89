package io.culvert.dataplane;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.lang.foreign.MemorySegment;

/// The header of either IP version, where the edge of a tunnel does not care which one it is. Addresses are two halves, an IPv4
/// address as an IPv4-mapped one (RFC 4291 section 2.5.5.2).
final class IpHeader {
    private IpHeader() {}

    static boolean isSix(MemorySegment memory, int at) {
        return Ipv4.version(memory, at) == 6;
    }

    static long sourceHigh(MemorySegment memory, int at) {
        return isSix(memory, at) ? Ipv6.sourceHigh(memory, at) : 0;
    }

    static long sourceLow(MemorySegment memory, int at) {
        return isSix(memory, at) ? Ipv6.sourceLow(memory, at) : Hop.mapped(Ipv4.source(memory, at));
    }

    static long destinationHigh(MemorySegment memory, int at) {
        return isSix(memory, at) ? Ipv6.destinationHigh(memory, at) : 0;
    }

    static long destinationLow(MemorySegment memory, int at) {
        return isSix(memory, at)
                ? Ipv6.destinationLow(memory, at)
                : Hop.mapped(Ipv4.destination(memory, at));
    }

    static IpAddress source(MemorySegment memory, int at) {
        return isSix(memory, at)
                ? new Ipv6Address(Ipv6.sourceHigh(memory, at), Ipv6.sourceLow(memory, at))
                : new Ipv4Address(Ipv4.source(memory, at));
    }

    static IpAddress destination(MemorySegment memory, int at) {
        return isSix(memory, at)
                ? new Ipv6Address(Ipv6.destinationHigh(memory, at), Ipv6.destinationLow(memory, at))
                : new Ipv4Address(Ipv4.destination(memory, at));
    }

    /// Type of service or traffic class: differentiated services and ECN.
    static int service(MemorySegment memory, int at) {
        return isSix(memory, at) ? Ipv6.trafficClass(memory, at) : Ipv4.typeOfService(memory, at);
    }
}
