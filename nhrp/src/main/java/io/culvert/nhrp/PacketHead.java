package io.culvert.nhrp;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import java.util.Optional;

/// What the beginning of a data packet says.
///
/// @param isFirst whether it is no later fragment: those say nothing about ports, and nothing new
/// @param embedded header and the 8 octets behind, as a redirect shows them
record PacketHead(IpAddress source, IpAddress destination, boolean isFirst, Bytes embedded) {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    /// What is shown of the packet's content, as ICMP does (RFC 792).
    private static final int BEHIND_HEADER = 8;

    private static final int FRAGMENT_OFFSET = 0x1FFF;

    static Optional<PacketHead> parse(Bytes head) {
        if (head.isEmpty()) {
            return Optional.empty();
        }
        return switch (head.u8(0) >>> 4) {
            case 4 -> ipv4(head);
            case 6 -> ipv6(head);
            default -> Optional.empty();
        };
    }

    private static Optional<PacketHead> ipv4(Bytes head) {
        int header = (head.u8(0) & 0xF) * 4;
        if (header < IPV4_HEADER || head.size() < header) {
            return Optional.empty();
        }
        return Optional.of(
                new PacketHead(
                        IpAddress.of(head.slice(12, 16)),
                        IpAddress.of(head.slice(16, 20)),
                        (head.u16(6) & FRAGMENT_OFFSET) == 0,
                        head.slice(0, Math.min(head.size(), header + BEHIND_HEADER))));
    }

    private static Optional<PacketHead> ipv6(Bytes head) {
        if (head.size() < IPV6_HEADER) {
            return Optional.empty();
        }
        return Optional.of(
                new PacketHead(
                        IpAddress.of(head.slice(8, 24)),
                        IpAddress.of(head.slice(24, 40)),
                        true,
                        head.slice(0, Math.min(head.size(), IPV6_HEADER + BEHIND_HEADER))));
    }

    /// Whether a shorter way from one end to the other can be spoken of.
    boolean isBetweenHosts() {
        return isHost(source) && isHost(destination);
    }

    static boolean isHost(IpAddress address) {
        return !address.isMulticast()
                && !address.isLinkLocal()
                && !address.isLoopback()
                && !address.isUnspecified()
                && !address.equals(Ipv4Address.BROADCAST);
    }
}
