package io.culvert.lab.check;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Where the parts of an IP packet lie.
///
/// @param addresses offset of the source address
/// @param transport offset behind the IP header and its IPv6 extension headers
/// @param payload offset behind the transport header, or of what a fragment carries
/// @param fragmentOffset 0 for the first fragment and for whole packets
/// @param id what fragments of one packet have in common
record PacketParts(
        long network,
        long end,
        boolean ipv4,
        int protocol,
        long addresses,
        long transport,
        long payload,
        boolean fragment,
        int fragmentOffset,
        int id) {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int IPV6_FRAGMENT = 44;
    static final int ESP = 50;
    static final int ICMPV6 = 58;
    private static final int EXTENSIONS_MAX = 8;

    private static final int IKE_PORT = 500;
    private static final int NAT_PORT = 4_500;

    /// Whether it is IKE or ESP; a later fragment of UDP counts, as its ports are not seen.
    boolean isProtection(MemorySegment slab) {
        return protocol == ESP
                || protocol == UDP
                        && (fragmentOffset > 0
                                || end - transport >= 4
                                        && (isIke(Net.u16(slab, transport))
                                                || isIke(Net.u16(slab, transport + 2))));
    }

    /// RFC 7296 section 2.23: behind a translator the port of one end may be any.
    static boolean isIke(int port) {
        return port == IKE_PORT || port == NAT_PORT;
    }

    /// The type of an ICMP message; -1 in a later fragment and in a packet that ends before it.
    int icmpType(MemorySegment slab) {
        return fragmentOffset > 0 || end <= transport ? -1 : u8(slab, transport);
    }

    static int u8(MemorySegment slab, long at) {
        return Net.u8(slab, at);
    }

    static long i64(MemorySegment slab, long at) {
        return Net.i64(slab, at);
    }

    static Optional<PacketParts> of(MemorySegment slab, long network, long end) {
        if (end - network < 20) {
            return Optional.empty();
        }
        return switch (u8(slab, network) >>> 4) {
            case 4 -> ipv4(slab, network, end);
            case 6 -> ipv6(slab, network, end);
            default -> Optional.empty();
        };
    }

    private static Optional<PacketParts> ipv4(MemorySegment slab, long network, long end) {
        int header = (u8(slab, network) & 0x0F) * 4;
        int total = Net.u16(slab, network + 2);
        if (header < 20 || total < header || total > end - network) {
            return Optional.empty();
        }
        int field = Net.u16(slab, network + 6);
        int offset = (field & 0x1FFF) * 8;
        return of(
                slab,
                network,
                network + total,
                true,
                u8(slab, network + 9),
                network + 12,
                network + header,
                (field & 0x3FFF) != 0,
                offset,
                Net.u16(slab, network + 4));
    }

    private static Optional<PacketParts> ipv6(MemorySegment slab, long network, long end) {
        if (end - network < 40 || 40 + Net.u16(slab, network + 4) > end - network) {
            return Optional.empty();
        }
        long last = network + 40 + Net.u16(slab, network + 4);
        int next = u8(slab, network + 6);
        long at = network + 40;
        boolean fragment = false;
        int offset = 0;
        int id = 0;
        for (int i = 0; i < EXTENSIONS_MAX && last - at >= 8; i++) {
            if (next == IPV6_FRAGMENT) {
                fragment = true;
                offset = Net.u16(slab, at + 2) & 0xFFF8;
                id = Net.i32(slab, at + 4);
                next = u8(slab, at);
                at += 8;
            } else if (next == 0 || next == 43 || next == 60) {
                int octets = 8 + 8 * u8(slab, at + 1);
                next = u8(slab, at);
                at += octets;
            } else {
                break;
            }
        }
        return at > last
                ? Optional.empty()
                : of(slab, network, last, false, next, network + 8, at, fragment, offset, id);
    }

    private static Optional<PacketParts> of(
            MemorySegment slab,
            long network,
            long end,
            boolean ipv4,
            int protocol,
            long addresses,
            long transport,
            boolean fragment,
            int offset,
            int id) {
        long payload =
                offset > 0
                        ? transport
                        : Math.min(
                                end, transport + transportOctets(slab, protocol, transport, end));
        return Optional.of(
                new PacketParts(
                        network, end, ipv4, protocol, addresses, transport, payload, fragment,
                        offset, id));
    }

    private static int transportOctets(MemorySegment slab, int protocol, long transport, long end) {
        return switch (protocol) {
            case ICMP, ICMPV6, UDP -> 8;
            case TCP ->
                    end - transport >= 20 ? Math.max(20, (u8(slab, transport + 12) >>> 4) * 4) : 0;
            default -> 0;
        };
    }

    IpAddress source(MemorySegment slab) {
        return IpAddress.of(Bytes.of(slab, addresses, ipv4 ? 4 : 16));
    }

    IpAddress destination(MemorySegment slab) {
        int octets = ipv4 ? 4 : 16;
        return IpAddress.of(Bytes.of(slab, addresses + octets, octets));
    }
}
