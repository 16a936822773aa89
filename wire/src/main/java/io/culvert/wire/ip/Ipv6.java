package io.culvert.wire.ip;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// The IPv6 header, RFC 8200 section 3.
/// ```
/// |Version| Traffic Class |           Flow Label                  |
/// |         Payload Length        |  Next Header  |   Hop Limit   |
/// |                    Source Address (16)                        |
/// |                  Destination Address (16)                     |
/// ```
public final class Ipv6 {
    public static final int SIZE = 40;

    public static final int HOP_BY_HOP = 0;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int ICMPV6 = 58;
    public static final int DESTINATION_OPTIONS = 60;

    /// Every link carries this much, RFC 8200 section 5.
    public static final int MTU_MIN = 1280;

    public static final int PAYLOAD_LENGTH_MAX = 65_535;

    private static final int NEXT_HEADER_AT = 6;

    private Ipv6() {}

    public static boolean fits(long at, long end) {
        return at >= 0 && end - at >= SIZE;
    }

    public static int version(MemorySegment slab, long at) {
        return Net.u8(slab, at) >>> 4;
    }

    public static int trafficClass(MemorySegment slab, long at) {
        return Net.i32(slab, at) >>> 20 & 0xFF;
    }

    public static int flowLabel(MemorySegment slab, long at) {
        return Net.i32(slab, at) & 0xF_FFFF;
    }

    public static int payloadLength(MemorySegment slab, long at) {
        return Net.u16(slab, at + 4);
    }

    public static int nextHeader(MemorySegment slab, long at) {
        return Net.u8(slab, at + 6);
    }

    public static int hopLimit(MemorySegment slab, long at) {
        return Net.u8(slab, at + 7);
    }

    public static long sourceHigh(MemorySegment slab, long at) {
        return Net.i64(slab, at + 8);
    }

    public static long sourceLow(MemorySegment slab, long at) {
        return Net.i64(slab, at + 16);
    }

    public static long destinationHigh(MemorySegment slab, long at) {
        return Net.i64(slab, at + 24);
    }

    public static long destinationLow(MemorySegment slab, long at) {
        return Net.i64(slab, at + 32);
    }

    /// Whether the address with this upper half is of the link alone, RFC 4291 section 2.5.6.
    public static boolean isLinkLocal(long high) {
        return high >>> 54 == 0x3FA;
    }

    /// RFC 4291 section 2.7.
    public static boolean isMulticast(long high) {
        return high >>> 56 == 0xFF;
    }

    /// Whether the address with this upper half is a group of the link or of the node: RFC 4291 section 2.7, scopes up to 2.
    public static boolean isGroupOfLink(long high) {
        return isMulticast(high) && (high >>> 48 & 0xF) <= 2;
    }

    public static void putTrafficClass(MemorySegment slab, long at, int trafficClass) {
        Net.putI32(slab, at, Net.i32(slab, at) & 0xF00F_FFFF | trafficClass << 20);
    }

    public static void putPayloadLength(MemorySegment slab, long at, int length) {
        Net.putU16(slab, at + 4, length);
    }

    public static void putNextHeader(MemorySegment slab, long at, int nextHeader) {
        Net.putU8(slab, at + NEXT_HEADER_AT, nextHeader);
    }

    public static void putHopLimit(MemorySegment slab, long at, int hopLimit) {
        Net.putU8(slab, at + 7, hopLimit);
    }

    /// Where the header begins that says what the packet is about, or the [#FRAGMENT] header in front of it; -1 when the
    /// chain does not end within the packet. What that header is says [#chainEnd].
    public static int upperLayer(MemorySegment slab, int at, int end) {
        return (int) chain(slab, at, end);
    }

    /// Where the number of that header stands.
    public static int chainEnd(MemorySegment slab, int at, int end) {
        return (int) (chain(slab, at, end) >>> 32);
    }

    /// Where the type of a routing header stands that is not used up yet, or -1: nothing here knows any (RFC 8200 section 4.4,
    /// RFC 5095).
    public static int routingHeader(MemorySegment slab, int at, int end) {
        int type = nextHeader(slab, at);
        int header = at + SIZE;
        for (int i = 0; i < Ipv6Packet.EXTENSION_HEADERS_MAX && end - header >= 8; i++) {
            if (type == ROUTING && Net.u8(slab, header + 3) != 0) {
                return header + 2;
            }
            if (type != HOP_BY_HOP && type != ROUTING && type != DESTINATION_OPTIONS) {
                return -1;
            }
            type = Net.u8(slab, header);
            header += 8 + 8 * Net.u8(slab, header + 1);
        }
        return -1;
    }

    /// Walks hop-by-hop options, routing headers and destination options (RFC 8200 section 4): where the last number stands
    /// in the upper half, where its header begins in the lower.
    private static long chain(MemorySegment slab, int at, int end) {
        int numberAt = at + NEXT_HEADER_AT;
        int header = at + SIZE;
        for (int i = 0; i <= Ipv6Packet.EXTENSION_HEADERS_MAX; i++) {
            int type = Net.u8(slab, numberAt);
            if (type != HOP_BY_HOP && type != ROUTING && type != DESTINATION_OPTIONS) {
                return (long) numberAt << 32 | header;
            }
            if (end - header < 8) {
                break;
            }
            numberAt = header;
            header += 8 + 8 * Net.u8(slab, header + 1);
            if (header > end) {
                break;
            }
        }
        return (long) numberAt << 32 | 0xFFFF_FFFFL;
    }

    public static void write(
            MemorySegment slab,
            long at,
            int trafficClass,
            int flowLabel,
            int payloadLength,
            int nextHeader,
            int hopLimit) {
        Net.putI32(slab, at, 6 << 28 | trafficClass << 20 | flowLabel);
        Net.putI32(slab, at + 4, payloadLength << 16 | nextHeader << 8 | hopLimit);
    }

    public static void putSource(MemorySegment slab, long at, long high, long low) {
        Net.putI64(slab, at + 8, high);
        Net.putI64(slab, at + 16, low);
    }

    public static void putDestination(MemorySegment slab, long at, long high, long low) {
        Net.putI64(slab, at + 24, high);
        Net.putI64(slab, at + 32, low);
    }
}
