package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;

/// Lowers the maximum segment size (RFC 9293 section 3.7.1) in SYN segments that cross a tunnel, so that TCP fits it without
/// fragments. Never raises it, and leaves option lists that make no sense alone.
final class MssClamp {
    /// IPv4 and TCP header without options.
    private static final int HEADERS = Ipv4.SIZE + Tcp.SIZE;

    private static final int HEADERS6 = Ipv6.SIZE + Tcp.SIZE;

    private MssClamp() {}

    static void apply(Graph graph, int slot, Face face, int labels) {
        int at = graph.slab.start[slot];
        if (Ipv4.protocol(graph.memory, at) != Ipv4.TCP
                || Ipv4.fragmentOffset(graph.memory, at) != 0) {
            return;
        }
        int tcp = at + Ipv4.headerLength(graph.memory, at);
        if (isSyn(graph, tcp, graph.slab.end[slot])) {
            int fitting = graph.limits.ip(face, labels) - HEADERS;
            clamp(graph, slot, tcp, face.mssClamp, fitting);
        }
    }

    /// The same for IPv6, whose fragments never hold a whole segment.
    static void apply6(Graph graph, int slot, Face face, int labels) {
        int at = graph.slab.start[slot];
        int tcp = at + Ipv6.SIZE;
        if (Ipv6.nextHeader(graph.memory, at) == Ipv4.TCP
                && isSyn(graph, tcp, graph.slab.end[slot])) {
            int fitting = graph.limits.ip6(face, labels) - HEADERS6;
            clamp(graph, slot, tcp, face.ipv6.mssClamp(), fitting);
        }
    }

    private static boolean isSyn(Graph graph, int tcp, int end) {
        return Tcp.fits(tcp, end) && (Tcp.flags(graph.memory, tcp) & Tcp.SYN) != 0;
    }

    private static void clamp(Graph graph, int slot, int tcp, int configured, int fitting) {
        int most = configured == PlaneInterface.MSS_AUTO ? fitting : configured;
        int end = graph.slab.end[slot];
        int options = tcp + Tcp.headerLength(graph.memory, tcp);
        if (most > 0 && options <= end) {
            lower(graph, tcp, options, Math.min(most, 0xFFFF));
        }
    }

    private static void lower(Graph graph, int tcp, int end, int most) {
        int at = tcp + Tcp.SIZE;
        while (at < end) {
            int kind = Net.u8(graph.memory, at);
            if (kind == Tcp.OPTION_END) {
                return;
            }
            int length =
                    kind == Tcp.OPTION_NOP ? 1 : at + 1 < end ? Net.u8(graph.memory, at + 1) : 0;
            if (length < 1 || (length < 2 && kind != Tcp.OPTION_NOP) || at + length > end) {
                return;
            }
            if (kind == Tcp.OPTION_MSS && length == Tcp.OPTION_MSS_LENGTH) {
                replace(graph, tcp, at + 2, most);
                return;
            }
            at += length;
        }
    }

    /// The value may begin at an odd octet of the segment; then both words that share it change.
    private static void replace(Graph graph, int tcp, int at, int most) {
        int before = Net.u16(graph.memory, at);
        if (before <= most) {
            return;
        }
        Net.putU16(graph.memory, at, most);
        boolean even = (at - tcp & 1) == 0;
        int old = even ? before : Short.reverseBytes((short) before) & 0xFFFF;
        int now = even ? most : Short.reverseBytes((short) most) & 0xFFFF;
        int checksum = Checksum.update(Tcp.checksum(graph.memory, tcp), old, now);
        Net.putU16(graph.memory, tcp + 16, checksum);
        graph.counters.mssClamped++;
    }
}
