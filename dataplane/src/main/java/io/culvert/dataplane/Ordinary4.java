package io.culvert.dataplane;

import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.MemorySegment;

/// What the express lane asks of an IPv4 header, most of it of the first two words of one. [Ordinary6] gives words of IPv6 the same form.
final class Ordinary4 {
    /// Version 4, and a header of five words.
    private static final int PLAIN_HEADER = 0x45;

    private Ordinary4() {}

    /// Whether there is a whole IPv4 packet without options between addresses of hosts that may go on.
    static boolean isOrdinary(MemorySegment memory, int at, int end) {
        return end - at >= Ipv4.SIZE
                && isOrdinary(
                        Net.i64(memory, at),
                        Net.i64(memory, at + 8),
                        Ipv4.destination(memory, at),
                        end - at);
    }

    /// Whether a header of these words is that of a whole IPv4 packet without options between addresses of hosts that may go on: what
    /// [Ipv4Input] checks.
    static boolean isOrdinary(long head, long middle, int destination, int room) {
        int total = totalLength(head);
        long sum =
                (head >>> 32)
                        + (head & 0xFFFF_FFFFL)
                        + (middle >>> 32)
                        + (middle & 0xFFFF_FFFFL)
                        + (destination & 0xFFFF_FFFFL);
        return head >>> 56 == PLAIN_HEADER
                && total >= Ipv4.SIZE
                && total <= room
                && Checksum.isWhole(sum)
                && isHost((int) middle)
                && isHost(destination);
    }

    static int totalLength(long head) {
        return (int) (head >>> 32) & 0xFFFF;
    }

    static int timeToLive(long middle) {
        return (int) (middle >>> 56);
    }

    static int protocol(long middle) {
        return (int) (middle >>> 48) & 0xFF;
    }

    /// The word of a header after one hop: time to live, protocol, checksum, source. One less in the upper octet of a word adds 0xFEFF to
    /// the complement of the checksum (RFC 1624 section 3).
    static int afterHop(long middle) {
        int word = (int) (middle >>> 32);
        int sum = (~word & 0xFFFF) + 0xFEFF;
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (word - 0x0100_0000) & 0xFFFF_0000 | ~sum & 0xFFFF;
    }

    /// A word of a header whose time to live is another, and its checksum: equation 3 of RFC 1624.
    static int withTimeToLive(int word, int timeToLive) {
        int before = word >>> 16;
        int after = timeToLive << 8 | before & 0xFF;
        int sum = Checksum.fold((~word & 0xFFFF) + (~before & 0xFFFF) + after);
        return after << 16 | ~sum & 0xFFFF;
    }

    private static boolean isHost(int address) {
        int network = address >>> 24;
        // From 1 to 223.
        return Integer.compareUnsigned(network - 1, 223) < 0 && network != 127;
    }
}
