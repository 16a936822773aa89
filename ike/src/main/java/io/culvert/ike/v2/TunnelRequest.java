package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.wire.ike.TrafficSelector;

/// A tunnel interface that IKE is to protect.
///
/// @param name the interface, which is the key of the request
/// @param ipsecProfile `tunnel protection ipsec profile`
/// @param fvrf the VRF of the outer packets
/// @param wantsAddress `ip address negotiated`
/// @param localSelector what we send from; for GRE protocol 47 and the local address
/// @param remoteSelector what we send to
public record TunnelRequest(
        InterfaceName name,
        String ipsecProfile,
        Vrf fvrf,
        IpAddress local,
        IpAddress remote,
        boolean wantsAddress,
        TrafficSelector.Range localSelector,
        TrafficSelector.Range remoteSelector) {
    /// RFC 2784.
    public static final int GRE = 47;

    /// A GRE tunnel: host to host.
    public static TunnelRequest gre(
            InterfaceName name,
            String ipsecProfile,
            Vrf fvrf,
            IpAddress local,
            IpAddress remote,
            boolean wantsAddress) {
        return new TunnelRequest(
                name,
                ipsecProfile,
                fvrf,
                local,
                remote,
                wantsAddress,
                TrafficSelector.Range.host(GRE, local),
                TrafficSelector.Range.host(GRE, remote));
    }
}
