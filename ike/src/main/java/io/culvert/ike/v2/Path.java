package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;

/// Between which sockets an IKE SA speaks.
record Path(Vrf fvrf, IpAddress local, int localPort, IpAddress remote, int remotePort) {
    static final int IKE_PORT = 500;
    static final int NAT_PORT = 4500;

    /// Where every IKE SA begins.
    static Path ike(Vrf fvrf, IpAddress local, IpAddress remote) {
        return new Path(fvrf, local, IKE_PORT, remote, IKE_PORT);
    }

    Path withRemote(IpAddress other, int port) {
        return new Path(fvrf, local, localPort, other, port);
    }

    /// From another address of ours.
    Path withLocal(IpAddress other) {
        return new Path(fvrf, other, localPort, remote, remotePort);
    }

    /// The routers at both ends, whatever the ports.
    record Ends(Vrf fvrf, IpAddress local, IpAddress remote) {}

    Ends ends() {
        return new Ends(fvrf, local, remote);
    }

    /// RFC 7296 section 2.23: both ends move to port 4500.
    Path onNatPort() {
        return new Path(
                fvrf, local, NAT_PORT, remote, remotePort == IKE_PORT ? NAT_PORT : remotePort);
    }

    boolean isNatPort() {
        return localPort == NAT_PORT;
    }

    /// Octets of UDP payload that fit into an IP packet of `mtu` octets.
    int room(int mtu) {
        return mtu - (remote.isIpv4() ? 20 : 40) - 8 - (isNatPort() ? 4 : 0);
    }

    @Override
    public String toString() {
        return remote + (fvrf.isGlobal() ? "" : " in VRF " + fvrf);
    }
}
