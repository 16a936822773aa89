package io.culvert.router.capture;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Function;

/// Tells whether a packet is one to capture. It reads what nobody has checked yet, and creates nothing.
sealed interface PacketFilter {
    boolean takes(LinkType type, MemorySegment memory, long start, long end);

    /// A list that does not exist permits everything, as it does on interfaces.
    static PacketFilter of(
            Optional<CaptureFilter> filter, Function<String, Optional<AccessList>> lists) {
        return switch (filter.orElse(new CaptureFilter.Any())) {
            case CaptureFilter.Any _ -> new Everything();
            case CaptureFilter.ByList(var name) ->
                    lists.apply(name).<PacketFilter>map(Listed::new).orElse(new Everything());
            case CaptureFilter.Flow flow -> new OfFlow(flow);
        };
    }

    record Everything() implements PacketFilter {
        @Override
        public boolean takes(LinkType type, MemorySegment memory, long start, long end) {
            return true;
        }
    }

    record Listed(AccessList list) implements PacketFilter {
        @Override
        public boolean takes(LinkType type, MemorySegment memory, long start, long end) {
            long ip = InnerIp.find(type, memory, start, end);
            return ip >= 0 && isIpv4(memory, ip, end) && list.permits(memory, ip, end);
        }
    }

    /// Addresses of both families as 128 bits, those of IPv4 in the lowest.
    final class OfFlow implements PacketFilter {
        private static final int EXTENSIONS_MAX = 8;
        private static final int HOP_BY_HOP = 0;
        private static final int TCP = 6;
        private static final int UDP = 17;
        private static final int ROUTING = 43;
        private static final int FRAGMENT = 44;
        private static final int DESTINATION_OPTIONS = 60;
        private static final int ANY_PROTOCOL = -1;
        private static final int PORTS_SIZE = 4;

        private record Range(long high, long low, long highMask, long lowMask) {
            static Range of(Prefix prefix) {
                int length = prefix.length();
                return switch (prefix.address()) {
                    case Ipv4Address(int bits) ->
                            new Range(0, bits & 0xFFFF_FFFFL, 0, Ipv4Address.mask(length));
                    case Ipv6Address(long high, long low) ->
                            new Range(high, low, ones(length), ones(length - Long.SIZE));
                };
            }

            private static long ones(int length) {
                return length <= 0 ? 0 : -1L << Math.max(0, Long.SIZE - length);
            }

            boolean has(long otherHigh, long otherLow) {
                return ((high ^ otherHigh) & highMask) == 0 && ((low ^ otherLow) & lowMask) == 0;
            }
        }

        private final CaptureFilter.Flow flow;
        private final boolean isIpv4;
        private final int protocol;
        private final boolean asksForPorts;
        private final Range source;
        private final Range destination;

        OfFlow(CaptureFilter.Flow flow) {
            this.flow = flow;
            isIpv4 = flow.source().address().isIpv4();
            protocol = flow.protocol().orElse(ANY_PROTOCOL);
            asksForPorts = !flow.sourcePorts().isAny() || !flow.destinationPorts().isAny();
            source = Range.of(flow.source());
            destination = Range.of(flow.destination());
        }

        @Override
        public boolean takes(LinkType type, MemorySegment memory, long start, long end) {
            long ip = InnerIp.find(type, memory, start, end);
            if (ip < 0) {
                return false;
            }
            if (isIpv4) {
                return PacketFilter.isIpv4(memory, ip, end) && takesIpv4(memory, ip, end);
            }
            return Ipv6.fits(ip, end)
                    && Ipv6.version(memory, ip) == 6
                    && takesIpv6(memory, ip, end);
        }

        private boolean takesIpv4(MemorySegment memory, long ip, long end) {
            return source.has(0, Ipv4.source(memory, ip) & 0xFFFF_FFFFL)
                    && destination.has(0, Ipv4.destination(memory, ip) & 0xFFFF_FFFFL)
                    && takesUpper(
                            memory,
                            Ipv4.protocol(memory, ip),
                            Ipv4.fragmentOffset(memory, ip) == 0,
                            ip + Ipv4.headerLength(memory, ip),
                            end);
        }

        private boolean takesIpv6(MemorySegment memory, long ip, long end) {
            if (!source.has(Ipv6.sourceHigh(memory, ip), Ipv6.sourceLow(memory, ip))
                    || !destination.has(
                            Ipv6.destinationHigh(memory, ip), Ipv6.destinationLow(memory, ip))) {
                return false;
            }
            int next = Ipv6.nextHeader(memory, ip);
            long at = ip + Ipv6.SIZE;
            boolean isFirst = true;
            for (int i = 0; i < EXTENSIONS_MAX && isExtension(next) && end - at >= 8; i++) {
                if (next == FRAGMENT) {
                    isFirst = Net.u16(memory, at + 2) >>> 3 == 0;
                }
                long size = next == FRAGMENT ? 8 : 8L * (Net.u8(memory, at + 1) + 1);
                next = Net.u8(memory, at);
                at += size;
            }
            return takesUpper(memory, next, isFirst, at, end);
        }

        private static boolean isExtension(int next) {
            return next == HOP_BY_HOP
                    || next == ROUTING
                    || next == FRAGMENT
                    || next == DESTINATION_OPTIONS;
        }

        private boolean takesUpper(
                MemorySegment memory, int carried, boolean isFirst, long at, long end) {
            if (protocol != ANY_PROTOCOL && protocol != carried) {
                return false;
            }
            if (!asksForPorts) {
                return true;
            }
            return (carried == TCP || carried == UDP)
                    && isFirst
                    && end - at >= PORTS_SIZE
                    && flow.sourcePorts().has(Net.u16(memory, at))
                    && flow.destinationPorts().has(Net.u16(memory, at + 2));
        }
    }

    private static boolean isIpv4(MemorySegment memory, long ip, long end) {
        return Ipv4.fits(ip, end)
                && Ipv4.version(memory, ip) == 4
                && Ipv4.headerLength(memory, ip) >= Ipv4.SIZE;
    }
}
