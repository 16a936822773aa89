package io.culvert.dataplane;

import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Icmpv6;

/// What the source of a refused packet is told, in the words of each family: RFC 792 and RFC 1812 section 5.2.7, RFC 4443
/// section 3.
enum Telling {
    NO_ROUTE(Icmp.UNREACHABLE, Icmp.NET, Icmpv6.UNREACHABLE, Icmpv6.NO_ROUTE),
    HOST(Icmp.UNREACHABLE, Icmp.HOST, Icmpv6.UNREACHABLE, Icmpv6.ADDRESS),
    PROHIBITED(
            Icmp.UNREACHABLE,
            Icmp.ADMINISTRATIVELY_PROHIBITED,
            Icmpv6.UNREACHABLE,
            Icmpv6.ADMINISTRATIVELY_PROHIBITED),
    /// The source is an address of the link alone; IPv4 has no such word.
    BEYOND_SCOPE(Icmp.UNREACHABLE, Icmp.HOST, Icmpv6.UNREACHABLE, Icmpv6.BEYOND_SCOPE),
    TOO_BIG(Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, Icmpv6.PACKET_TOO_BIG, 0),
    HOP_LIMIT(Icmp.TIME_EXCEEDED, Icmp.IN_TRANSIT, Icmpv6.TIME_EXCEEDED, Icmp.IN_TRANSIT),
    REASSEMBLY(Icmp.TIME_EXCEEDED, Icmp.IN_REASSEMBLY, Icmpv6.TIME_EXCEEDED, Icmp.IN_REASSEMBLY),
    /// A header field makes no sense, and this is where it stands.
    PARAMETER(Icmp.PARAMETER_PROBLEM, 0, Icmpv6.PARAMETER_PROBLEM, 0);

    private static final Telling[] ALL = values();

    final int type4;
    final int code4;
    final int type6;
    final int code6;

    Telling(int type4, int code4, int type6, int code6) {
        this.type4 = type4;
        this.code4 = code4;
        this.type6 = type6;
        this.code6 = code6;
    }

    /// Its number and a value of 16 bits, as one.
    @SuppressWarnings("EnumOrdinal")
    int with(int value) {
        return ordinal() << 16 | value;
    }

    /// What [#with] was called on.
    static Telling of(int number) {
        return ALL[number >>> 16];
    }
}
