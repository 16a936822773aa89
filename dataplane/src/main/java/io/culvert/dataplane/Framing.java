package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import java.lang.foreign.MemorySegment;

/// The link layer header of the IPv4 packets that leave by an interface: none on a port of bare packets.
final class Framing {
    final Face out;

    /// The interface of the port, which counts what its sub-interfaces send.
    final int trunk;

    /// Octets of the header.
    final int octets;

    private final long sourceHigh;
    private final int sourceLow;
    private final int tag;

    Framing(ForwardingImage image, Face out) {
        this.out = out;
        Face port = out.vlan == 0 ? out : image.faceOfPort(out.port, 0);
        trunk = port == null ? out.index : port.index;
        int tagged = out.vlan == 0 ? 0 : VlanTag.SIZE;
        octets = isBare(out) ? 0 : Ethernet.SIZE + tagged;
        sourceHigh = out.mac >>> 32;
        sourceLow = (int) out.mac;
        tag = Ethernet.VLAN << 16 | out.vlan;
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

    /// Writes the header to this neighbour so that it ends at `at`, and answers where it begins.
    int put(MemorySegment memory, int at, long mac) {
        if (octets == 0) {
            return at;
        }
        int begin = at - octets;
        Net.putI64(memory, begin, mac << 16 | sourceHigh);
        Net.putI32(memory, begin + 8, sourceLow);
        if (octets != Ethernet.SIZE) {
            Net.putI32(memory, begin + 12, tag);
        }
        Net.putU16(memory, at - 2, Ethernet.IPV4);
        return begin;
    }
}
