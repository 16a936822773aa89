package io.culvert.wire.ip;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;

/// The Internet checksum, RFC 1071, over byte strings of control messages. The packet path has its own over segments.
public final class InternetChecksum {
    private InternetChecksum() {}

    /// The complemented sum of `octets`, an odd last octet padded with zero. Over octets that contain their own right
    /// checksum it is zero.
    public static int of(Bytes octets) {
        return fold(sum(octets));
    }

    /// The checksum of an upper-layer message with the pseudo header of its IP version: RFC 9293 section 3.1 for IPv4,
    /// RFC 8200 section 8.1 for IPv6. The sums of both are alike, for the fields differ only in width.
    public static int of(IpAddress source, IpAddress destination, int protocol, Bytes message) {
        return fold(
                sum(source.bytes())
                        + sum(destination.bytes())
                        + protocol
                        + message.size()
                        + sum(message));
    }

    private static long sum(Bytes octets) {
        long sum = 0;
        int even = octets.size() & ~1;
        for (int i = 0; i < even; i += 2) {
            sum += octets.u16(i);
        }
        return even < octets.size() ? sum + (octets.u8(even) << 8) : sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) ~folded & 0xFFFF;
    }
}
