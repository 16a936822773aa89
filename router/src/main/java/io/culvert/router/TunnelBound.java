package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.wire.ip.IpPacket;

/// Which TCP connections may live in tunnels alone: their packets are taken from a tunnel and sent into one, or dropped.
interface TunnelBound {
    boolean isBound(Vrf vrf, IpAddress local, int localPort, IpAddress remote, int remotePort);

    /// The same for a packet that came in.
    default boolean isBoundIn(Vrf vrf, IpPacket in) {
        Bytes message = in.message();
        return in.protocol() == IpPacket.TCP
                && message.size() >= 4
                && isBound(vrf, in.destination(), message.u16(2), in.source(), message.u16(0));
    }

    /// The same for a packet on its way out.
    default boolean isBoundOut(Vrf vrf, IpPacket out) {
        Bytes message = out.message();
        return out.protocol() == IpPacket.TCP
                && message.size() >= 4
                && isBound(vrf, out.source(), message.u16(0), out.destination(), message.u16(2));
    }
}
