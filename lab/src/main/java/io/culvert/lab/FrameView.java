package io.culvert.lab;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;

/// What the lab itself reads in an Ethernet frame: where the network header starts, behind any number of IEEE 802.1Q
/// tags up to [#TAGS_MAX], and what kind it is.
public final class FrameView {
    public static final int ETHERNET_SIZE = 14;
    public static final int TAG_SIZE = 4;
    public static final int TAGS_MAX = 4;
    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_VLAN = 0x8100;
    public static final int TYPE_IPV6 = 0x86DD;
    public static final int TYPE_QINQ = 0x88A8;

    private FrameView() {}

    /// The 48 bits of a MAC address.
    public static long mac(MemorySegment slab, long at) {
        return (long) Net.u16(slab, at) << 32 | Net.i32(slab, at + 2) & 0xFFFF_FFFFL;
    }

    /// The offset behind the Ethernet header and its tags, or `end` if the frame is too short for them.
    public static long network(MemorySegment slab, long start, long end) {
        long at = start + ETHERNET_SIZE;
        for (int tags = 0; tags < TAGS_MAX && at <= end; tags++) {
            if (!isTag(Net.u16(slab, at - 2))) {
                return at;
            }
            at += TAG_SIZE;
        }
        return Math.min(at, end);
    }

    /// The EtherType in front of [#network], or 0 if the frame is too short.
    public static int type(MemorySegment slab, long start, long end) {
        long network = network(slab, start, end);
        return network - start < ETHERNET_SIZE ? 0 : Net.u16(slab, network - 2);
    }

    private static boolean isTag(int type) {
        return type == TYPE_VLAN || type == TYPE_QINQ;
    }

    /// The Internet checksum of an IPv4 header, RFC 791 section 3.1, with its checksum field taken as zero.
    public static int headerChecksum(MemorySegment slab, long at, int octets) {
        int sum = 0;
        for (int i = 0; i < octets; i += 2) {
            sum += i == 10 ? 0 : Net.u16(slab, at + i);
        }
        sum = (sum >>> 16) + (sum & 0xFFFF);
        sum += sum >>> 16;
        return ~sum & 0xFFFF;
    }
}
