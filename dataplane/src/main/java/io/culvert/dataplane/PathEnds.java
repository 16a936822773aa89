package io.culvert.dataplane;

import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;

/// An [SaPath] in the form the packet path reads.
final class PathEnds {
    final boolean six;
    final Ipv6Address local;
    final Ipv6Address remote;

    /// UDP ports, or 0 for ESP right in IP.
    final int localPort;

    final int remotePort;

    /// Both addresses of IPv4, the local one in the upper half, or 0.
    private final long four;

    PathEnds(SaPath path) {
        six = !path.local().isIpv4();
        local = Hop.mapped(path.local());
        remote = Hop.mapped(path.remote());
        four = six ? 0 : both((int) local.low(), (int) remote.low());
        localPort = path.udp().map(UdpEncapsulation::localPort).orElse(0);
        remotePort = path.udp().map(UdpEncapsulation::remotePort).orElse(0);
    }

    boolean isUdp() {
        return localPort != 0;
    }

    /// Both UDP ports, the local one in the upper half, or 0.
    int ports() {
        return localPort << 16 | remotePort;
    }

    /// Octets of the headers in front of ESP.
    int headers() {
        return (six ? Ipv6.SIZE : Ipv4.SIZE) + (isUdp() ? Udp.SIZE : 0);
    }

    boolean isTo(MemorySegment memory, int ip) {
        return IpHeader.destinationLow(memory, ip) == local.low()
                && IpHeader.destinationHigh(memory, ip) == local.high();
    }

    boolean isFrom(MemorySegment memory, int ip) {
        return IpHeader.sourceLow(memory, ip) == remote.low()
                && IpHeader.sourceHigh(memory, ip) == remote.high();
    }

    /// Whether these are its ends, as addresses of IPv4.
    boolean isBetweenFour(int wantedLocal, int wantedRemote) {
        return four == both(wantedLocal, wantedRemote);
    }

    private static long both(int high, int low) {
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }

    boolean isBetween(long localHigh, long localLow, long remoteHigh, long remoteLow) {
        return local.low() == localLow
                && local.high() == localHigh
                && remote.low() == remoteLow
                && remote.high() == remoteHigh;
    }
}
