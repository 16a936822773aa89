package io.culvert.host.tcp;

import io.culvert.wire.tcp.TcpSegment;

/// How much one segment may hold, RFC 9293 section 3.7.1, on a path whose size may turn out smaller (RFC 1191).
final class SegmentSize {
    private static final int LEAST = 48;

    private final int headers;
    private final int unsaid;
    private int pathMtu;

    SegmentSize(boolean ipv4, int pathMtu) {
        this.headers = (ipv4 ? 20 : 40) + TcpSegment.HEADER_SIZE_MIN;
        this.unsaid = ipv4 ? 536 : 1_220;
        this.pathMtu = pathMtu;
    }

    int pathMtu() {
        return pathMtu;
    }

    /// Our MSS option, which never counts options.
    int own() {
        return pathMtu - headers;
    }

    /// What the peer takes if its SYN says nothing.
    int unsaid() {
        return unsaid;
    }

    /// The data of a segment that carries this much of options, to a peer that takes `offered`.
    int toPeer(int offered, int options) {
        return Math.max(LEAST, Math.min(offered, own())) - options;
    }

    /// The path takes only packets of this size; false if that is no news.
    boolean shrink(int mtu) {
        if (mtu >= pathMtu) {
            return false;
        }
        pathMtu = mtu;
        return true;
    }
}
