package io.culvert.commands.capture;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.dataplane.Drop;
import io.culvert.router.capture.CapturedPacket;
import io.culvert.router.capture.InnerIp;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

/// A captured packet as the tables show it.
///
/// @param size octets of the whole packet
/// @param seconds since the first packet of the buffer
/// @param direction `in` or `out`
/// @param source of the IP packet; where there is none, of the frame
/// @param dscp the differentiated services code point
/// @param lost why it was dropped
/// @param octets of the packet, as many as were kept; empty where the table leaves them out
record PacketLine(
        long number,
        int size,
        double seconds,
        String direction,
        String source,
        String destination,
        Optional<Integer> dscp,
        String protocol,
        Optional<Drop> lost,
        Bytes octets) {
    private static final double NANOS_PER_SECOND = 1e9;

    /// @param firstNanos of the first packet of the buffer
    static PacketLine of(CapturedPacket packet, long firstNanos, boolean withOctets) {
        MemorySegment memory = packet.memory();
        long end = packet.start() + packet.kept();
        long ip = InnerIp.find(packet.type(), memory, packet.start(), end);
        var facts = new Facts(packet, firstNanos, withOctets ? packet.octets() : Bytes.EMPTY);
        if (ip >= 0 && Ipv4.fits(ip, end) && Ipv4.version(memory, ip) == 4) {
            return facts.line(
                    new Ipv4Address(Ipv4.source(memory, ip)).toString(),
                    new Ipv4Address(Ipv4.destination(memory, ip)).toString(),
                    Optional.of(Ipv4.typeOfService(memory, ip) >>> 2),
                    protocol(Ipv4.protocol(memory, ip)));
        }
        if (ip >= 0 && Ipv6.fits(ip, end) && Ipv6.version(memory, ip) == 6) {
            return facts.line(
                    new Ipv6Address(Ipv6.sourceHigh(memory, ip), Ipv6.sourceLow(memory, ip))
                            .toString(),
                    new Ipv6Address(
                                    Ipv6.destinationHigh(memory, ip),
                                    Ipv6.destinationLow(memory, ip))
                            .toString(),
                    Optional.of(Ipv6.trafficClass(memory, ip) >>> 2),
                    protocol(Ipv6.nextHeader(memory, ip)));
        }
        if (packet.type() == LinkType.ETHERNET && Ethernet.fits(packet.start(), end)) {
            return facts.line(
                    new MacAddress(Ethernet.source(memory, packet.start())).toString(),
                    new MacAddress(Ethernet.destination(memory, packet.start())).toString(),
                    Optional.empty(),
                    etherType(Ethernet.type(memory, packet.start())));
        }
        return facts.line("-", "-", Optional.empty(), "-");
    }

    private record Facts(CapturedPacket packet, long firstNanos, Bytes octets) {
        PacketLine line(
                String source, String destination, Optional<Integer> dscp, String protocol) {
            return new PacketLine(
                    packet.number(),
                    packet.length(),
                    (packet.nanos() - firstNanos) / NANOS_PER_SECOND,
                    switch (packet.direction()) {
                        case INBOUND -> "in";
                        case OUTBOUND -> "out";
                    },
                    source,
                    destination,
                    dscp,
                    protocol,
                    packet.lost(),
                    octets);
        }
    }

    private static String protocol(int number) {
        return switch (number) {
            case 1 -> "ICMP";
            case 2 -> "IGMP";
            case 4 -> "IPINIP";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 41 -> "IPV6INIP";
            case 47 -> "GRE";
            case 50 -> "ESP";
            case 51 -> "AHP";
            case 58 -> "ICMPV6";
            case 88 -> "EIGRP";
            case 89 -> "OSPF";
            case 137 -> "MPLSINIP";
            default -> Integer.toString(number);
        };
    }

    private static String etherType(int type) {
        return type == Ethernet.ARP ? "ARP" : String.format(Locale.ROOT, "0x%04X", type);
    }

    /// The number with the name of RFC 2474, RFC 2597 and RFC 3246.
    String dscpWords() {
        return dscp.map(value -> "%d %s".formatted(value, dscpName(value)).strip()).orElse("");
    }

    private static String dscpName(int value) {
        if (value == 0) {
            return "BE";
        }
        if (value == 46) {
            return "EF";
        }
        if (value % 8 == 0) {
            return "CS" + value / 8;
        }
        int precedence = value % 8 / 2;
        boolean isAssured = value % 2 == 0 && value / 8 >= 1 && value / 8 <= 4;
        return isAssured ? "AF" + value / 8 + precedence : "";
    }
}
