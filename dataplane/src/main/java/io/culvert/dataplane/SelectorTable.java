package io.culvert.dataplane;

import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Hop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// [Selectors] in the form the packet path reads.
final class SelectorTable {
    private static final int PROTOCOLS = 256;

    private final Side local;
    private final Side remote;
    private final boolean[] protocols = new boolean[PROTOCOLS];
    private final boolean carriesAll4;
    private final boolean carriesAll6;

    SelectorTable(Selectors selectors) {
        local = new Side(selectors.local());
        remote = new Side(selectors.remote());
        for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
            protocols[protocol] = local.has(protocol) && remote.has(protocol);
        }
        carriesAll4 = local.holdsAll(false) && remote.holdsAll(false);
        carriesAll6 = local.holdsAll(true) && remote.holdsAll(true);
    }

    /// Whether every packet of IPv4 is carried, both ways: those of a tunnel interface that has no policy.
    boolean carriesAll4() {
        return carriesAll4;
    }

    /// The same of IPv6.
    boolean carriesAll6() {
        return carriesAll6;
    }

    /// Whether packets of this protocol are carried at all.
    boolean carries(int protocol) {
        return protocols[protocol];
    }

    /// Whether a packet of ours may go out on the association.
    boolean takesOut(Flow flow) {
        return local.holds(flow, flow.sourceHigh, flow.sourceLow, flow.sourcePort)
                && remote.holds(
                        flow, flow.destinationHigh, flow.destinationLow, flow.destinationPort);
    }

    /// Whether a packet may have come in on it (RFC 4301 section 5.2, step 4).
    boolean takesIn(Flow flow) {
        return remote.holds(flow, flow.sourceHigh, flow.sourceLow, flow.sourcePort)
                && local.holds(
                        flow, flow.destinationHigh, flow.destinationLow, flow.destinationPort);
    }

    /// Our address where the selectors leave no choice, an IPv4 one mapped, or null.
    @Nullable Ipv6Address onlyLocal() {
        return local.only;
    }

    @Nullable Ipv6Address onlyRemote() {
        return remote.only;
    }

    /// The ranges of one end, each at one place of the arrays.
    private static final class Side {
        private final boolean[] six;
        private final int[] protocol;
        private final int[] portFirst;
        private final int[] portLast;
        private final long[] firstHigh;
        private final long[] firstLow;
        private final long[] lastHigh;
        private final long[] lastLow;
        private final @Nullable Ipv6Address only;

        Side(List<Selectors.Range> ranges) {
            int count = ranges.size();
            six = new boolean[count];
            protocol = new int[count];
            portFirst = new int[count];
            portLast = new int[count];
            firstHigh = new long[count];
            firstLow = new long[count];
            lastHigh = new long[count];
            lastLow = new long[count];
            for (int i = 0; i < count; i++) {
                Selectors.Range range = ranges.get(i);
                Ipv6Address first = Hop.mapped(range.first());
                Ipv6Address last = Hop.mapped(range.last());
                six[i] = !range.first().isIpv4();
                protocol[i] = range.protocol();
                portFirst[i] = range.portFirst();
                portLast[i] = range.portLast();
                firstHigh[i] = first.high();
                firstLow[i] = first.low();
                lastHigh[i] = last.high();
                lastLow[i] = last.low();
            }
            Selectors.Range one = ranges.getFirst();
            only = count == 1 && one.first().equals(one.last()) ? Hop.mapped(one.first()) : null;
        }

        boolean has(int wanted) {
            for (int each : protocol) {
                if (each == 0 || each == wanted) {
                    return true;
                }
            }
            return false;
        }

        boolean holdsAll(boolean ofSix) {
            for (int i = 0; i < protocol.length; i++) {
                boolean isWhole =
                        ofSix
                                ? (firstHigh[i] | firstLow[i]) == 0
                                        && (lastHigh[i] & lastLow[i]) == -1
                                : firstLow[i] == Hop.mapped(0) && lastLow[i] == Hop.mapped(-1);
                if (six[i] == ofSix
                        && protocol[i] == 0
                        && portFirst[i] == 0
                        && portLast[i] == 0xFFFF
                        && isWhole) {
                    return true;
                }
            }
            return false;
        }

        boolean holds(Flow flow, long high, long low, int port) {
            for (int i = 0; i < protocol.length; i++) {
                if (six[i] == flow.six
                        && (protocol[i] == 0 || protocol[i] == flow.protocol)
                        && notBefore(high, low, firstHigh[i], firstLow[i])
                        && notBefore(lastHigh[i], lastLow[i], high, low)
                        && holdsPort(i, port)) {
                    return true;
                }
            }
            return false;
        }

        /// All ports hold those that cannot be seen too; "opaque" holds these alone.
        private boolean holdsPort(int i, int port) {
            if (portFirst[i] == 0 && portLast[i] == 0xFFFF) {
                return true;
            }
            return port == Flow.UNSEEN
                    ? portFirst[i] > portLast[i]
                    : port >= portFirst[i] && port <= portLast[i];
        }

        private static boolean notBefore(long high, long low, long otherHigh, long otherLow) {
            return high == otherHigh
                    ? Long.compareUnsigned(low, otherLow) >= 0
                    : Long.compareUnsigned(high, otherHigh) > 0;
        }
    }
}
