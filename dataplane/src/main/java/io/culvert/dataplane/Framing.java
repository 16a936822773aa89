package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import java.lang.foreign.MemorySegment;

/// The link layer header of the packets of one family that leave by an interface: none on a port of bare packets.
final class Framing {
    final Face out;

    /// Whether these are packets of IPv6.
    final boolean six;

    /// The interface of the port, which counts what its sub-interfaces send.
    final int trunk;

    /// Octets of the header.
    final int octets;

    /// The largest packet that leaves whole.
    final int most;

    /// Whether there is more to look at than the headers.
    final boolean isWatched;

    private final long sourceHigh;
    private final int sourceLow;
    private final long sourceAndType;

    /// The end of the source, the tag and the type.
    private final long tag;

    Framing(ForwardingImage image, Face out, boolean six) {
        int mtu6 = out.ipv6.mtu() == 0 ? out.ipMtu : Math.min(out.ipMtu, out.ipv6.mtu());
        most = six ? mtu6 : out.ipMtu;
        isWatched =
                six
                        ? out.ipv6.mssClamp() != PlaneInterface.MSS_OFF
                        : out.accessOut != null || out.mssClamp != PlaneInterface.MSS_OFF;
        int type = six ? Ethernet.IPV6 : Ethernet.IPV4;
        this.six = six;
        this.out = out;
        Face port = out.vlan == 0 ? out : image.faceOfPort(out.port, 0);
        trunk = port == null ? out.index : port.index;
        int tagged = out.vlan == 0 ? 0 : VlanTag.SIZE;
        octets = isBare(out) ? 0 : Ethernet.SIZE + tagged;
        sourceHigh = out.mac >>> 32;
        sourceLow = (int) out.mac;
        sourceAndType = out.mac << 16 | type;
        tag = out.mac << 48 | (Ethernet.VLAN & 0xFFFFL) << 32 | (long) out.vlan << 16 | type;
    }

    static boolean isBare(Face face) {
        return face.kind == PlaneInterface.Kind.BARE;
    }

    /// Whether an interface is a link itself.
    static boolean isLink(Face face) {
        return face.tunnel == null
                && face.port >= 0
                && switch (face.kind) {
                    case ETHERNET, VLAN, BARE -> true;
                    case LOOPBACK, TUNNEL, NULL -> false;
                };
    }

    void count(Counters counters, int packets, long frameOctets, long now) {
        counters.out(out.index, packets, frameOctets, now);
        if (trunk != out.index) {
            counters.out(trunk, packets, frameOctets, now);
        }
    }

    /// Writes the header to this neighbour so that it ends at `at`, and answers where it begins.
    int put(MemorySegment memory, int at, long mac) {
        if (octets == 0) {
            return at;
        }
        int begin = at - octets;
        Net.putI64(memory, begin, mac << 16 | sourceHigh);
        if (octets == Ethernet.SIZE) {
            Net.putI64(memory, begin + 6, sourceAndType);
        } else {
            Net.putI32(memory, begin + 8, sourceLow);
            Net.putI64(memory, begin + 10, tag);
        }
        return begin;
    }
}
