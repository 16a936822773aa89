package io.culvert.dataplane;

import io.culvert.dataplane.fib.Hop;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Ipv6Fragment;
import java.lang.foreign.MemorySegment;

/// What selectors look at in a packet (RFC 4301 section 4.4.1.1), read once and compared many times. A plane has one, which
/// holds the last packet read.
final class Flow {
    /// The ports cannot be seen: a later fragment, or a protocol that has none.
    static final int UNSEEN = -1;

    private static final int DCCP = 33;
    private static final int SCTP = 132;
    private static final int UDP_LITE = 136;

    boolean six;
    int protocol;
    int sourcePort;
    int destinationPort;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;

    /// Whether there is a packet that makes sense from `at` to `end`, whole as its header says.
    boolean read(MemorySegment memory, int at, int end) {
        if (end - at < 1) {
            return false;
        }
        six = Ipv4.version(memory, at) == 6;
        return six ? read6(memory, at, end) : read4(memory, at, end);
    }

    private boolean read4(MemorySegment memory, int at, int end) {
        if (!Ipv4.fits(at, end) || Ipv4.version(memory, at) != 4) {
            return false;
        }
        int header = Ipv4.headerLength(memory, at);
        int total = Ipv4.totalLength(memory, at);
        if (header < Ipv4.SIZE || total < header || total > end - at) {
            return false;
        }
        sourceHigh = 0;
        sourceLow = Hop.mapped(Ipv4.source(memory, at));
        destinationHigh = 0;
        destinationLow = Hop.mapped(Ipv4.destination(memory, at));
        protocol = Ipv4.protocol(memory, at);
        boolean later = Ipv4.fragmentOffset(memory, at) != 0;
        readPorts(memory, later ? at + total : at + header, at + total);
        return true;
    }

    private boolean read6(MemorySegment memory, int at, int end) {
        if (!Ipv6.fits(at, end) || Ipv6.SIZE + Ipv6.payloadLength(memory, at) > end - at) {
            return false;
        }
        sourceHigh = Ipv6.sourceHigh(memory, at);
        sourceLow = Ipv6.sourceLow(memory, at);
        destinationHigh = Ipv6.destinationHigh(memory, at);
        destinationLow = Ipv6.destinationLow(memory, at);
        int whole = at + Ipv6.SIZE + Ipv6.payloadLength(memory, at);
        int upper = Ipv6.upperLayer(memory, at, whole);
        if (upper < 0) {
            return false;
        }
        protocol = Net.u8(memory, Ipv6.chainEnd(memory, at, whole));
        if (protocol == Ipv6.FRAGMENT) {
            if (!Ipv6Fragment.fits(upper, whole)) {
                return false;
            }
            boolean later = Ipv6Fragment.offset(memory, upper) != 0;
            protocol = Ipv6Fragment.nextHeader(memory, upper);
            upper = later ? whole : upper + Ipv6Fragment.SIZE;
        }
        readPorts(memory, upper, whole);
        return true;
    }

    private void readPorts(MemorySegment memory, int at, int end) {
        sourcePort = UNSEEN;
        destinationPort = UNSEEN;
        if (end - at < 4) {
            return;
        }
        switch (protocol) {
            case Ipv4.TCP, Ipv4.UDP, DCCP, SCTP, UDP_LITE -> {
                sourcePort = Net.u16(memory, at);
                destinationPort = Net.u16(memory, at + 2);
            }
            case Ipv4.ICMP, Ipv6.ICMPV6 -> {
                sourcePort = Net.u16(memory, at);
                destinationPort = sourcePort;
            }
            default -> {}
        }
    }
}
