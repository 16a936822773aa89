package io.culvert.lab.check;

import io.culvert.base.IpAddress;
import io.culvert.lab.FrameView;
import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says of each frame of one link whether it is ARP, neighbour discovery, IKE, ESP, a fragment of these or an ICMP error
/// about these.
final class StrictCheck {
    static final int PAIRS_MAX = 4_096;
    private static final int AH = 51;

    private record Pair(IpAddress one, IpAddress other) {
        static Pair of(IpAddress a, IpAddress b) {
            return a.compareTo(b) <= 0 ? new Pair(a, b) : new Pair(b, a);
        }
    }

    /// Addresses between which IKE was seen: a later fragment of UDP between them belongs to it.
    private final Set<Pair> speakIke = new LinkedHashSet<>();

    /// Later fragments of UDP whose first one has not been seen, with what to say if it never is.
    private final Map<Pair, String> orphans = new LinkedHashMap<>();

    /// What is wrong with this frame, or nothing.
    Optional<String> frame(MemorySegment slab, long start, long end) {
        int type = FrameView.type(slab, start, end);
        long network = FrameView.network(slab, start, end);
        return switch (type) {
            case FrameView.TYPE_ARP -> Optional.empty();
            case FrameView.TYPE_IPV4, FrameView.TYPE_IPV6 ->
                    PacketParts.of(slab, network, end)
                            .map(parts -> packet(slab, parts))
                            .orElse(Optional.of("a malformed IP packet"));
            default -> Optional.of("a frame of type 0x%04x".formatted(type));
        };
    }

    private Optional<String> packet(MemorySegment slab, PacketParts parts) {
        return switch (parts.protocol()) {
            case PacketParts.ESP -> Optional.empty();
            case PacketParts.UDP -> udp(slab, parts);
            case PacketParts.ICMP -> icmp(slab, parts);
            case PacketParts.ICMPV6 -> icmpv6(slab, parts);
            default -> Optional.of(name(parts.protocol()) + " " + ends(slab, parts));
        };
    }

    private static String name(int protocol) {
        return switch (protocol) {
            case PacketParts.TCP -> "TCP";
            case 47 -> "GRE";
            case 137 -> "MPLS in IP";
            case AH -> "AH";
            case 4, 41 -> "IP in IP";
            default -> "IP protocol " + protocol;
        };
    }

    private static String ends(MemorySegment slab, PacketParts parts) {
        return "from " + parts.source(slab) + " to " + parts.destination(slab);
    }

    private Optional<String> udp(MemorySegment slab, PacketParts parts) {
        var pair = Pair.of(parts.source(slab), parts.destination(slab));
        if (parts.fragmentOffset() > 0) {
            if (!speakIke.contains(pair) && orphans.size() < PAIRS_MAX) {
                orphans.putIfAbsent(pair, "a fragment of UDP " + ends(slab, parts));
            }
            return Optional.empty();
        }
        if (parts.end() - parts.transport() < 8) {
            return Optional.of("a truncated UDP datagram " + ends(slab, parts));
        }
        int source = Net.u16(slab, parts.transport());
        int destination = Net.u16(slab, parts.transport() + 2);
        if (!PacketParts.isIke(source) && !PacketParts.isIke(destination)) {
            return Optional.of("UDP port " + destination + " " + ends(slab, parts));
        }
        if (speakIke.size() < PAIRS_MAX) {
            speakIke.add(pair);
        }
        orphans.remove(pair);
        return Optional.empty();
    }

    private Optional<String> icmp(MemorySegment slab, PacketParts parts) {
        int type = parts.icmpType(slab);
        boolean isError = type == 3 || type == 4 || type == 11 || type == 12;
        return isError
                ? quoted(slab, parts)
                : Optional.of("ICMP type " + type + " " + ends(slab, parts));
    }

    private Optional<String> icmpv6(MemorySegment slab, PacketParts parts) {
        int type = parts.icmpType(slab);
        if (type >= 133 && type <= 137) {
            return Optional.empty();
        }
        return type >= 1 && type <= 4
                ? quoted(slab, parts)
                : Optional.of("ICMPv6 type " + type + " " + ends(slab, parts));
    }

    /// The packet in an error is mostly cut short, so only its own header and the ports are looked at.
    private Optional<String> quoted(MemorySegment slab, PacketParts parts) {
        long at = parts.payload();
        long left = parts.end() - at;
        boolean ipv4 = left >= 28 && PacketParts.u8(slab, at) >>> 4 == 4;
        boolean ipv6 = left >= 48 && PacketParts.u8(slab, at) >>> 4 == 6;
        if (ipv4 || ipv6) {
            int protocol = PacketParts.u8(slab, at + (ipv4 ? 9 : 6));
            long transport = at + (ipv4 ? (PacketParts.u8(slab, at) & 0x0F) * 4 : 40);
            boolean later = ipv4 && (Net.u16(slab, at + 6) & 0x1FFF) != 0;
            boolean ports =
                    transport + 4 <= parts.end()
                            && (later
                                    || PacketParts.isIke(Net.u16(slab, transport))
                                    || PacketParts.isIke(Net.u16(slab, transport + 2)));
            if (protocol == PacketParts.ESP || protocol == PacketParts.UDP && ports) {
                return Optional.empty();
            }
        }
        return Optional.of("an ICMP error about something else " + ends(slab, parts));
    }

    /// Fragments that never found their first one.
    Optional<String> leftOver() {
        return orphans.values().stream().findFirst();
    }
}
