package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.List;

/// A tunnel interface that IKE is to protect.
///
/// @param name the interface, which is the key of the request
/// @param ipsecProfile `tunnel protection ipsec profile`
/// @param fvrf the VRF of the outer packets
/// @param wantsAddress `ip address negotiated`
/// @param children the Child SAs that the tunnel needs, at least one; the first is made by IKE_AUTH, the others by
///     CREATE_CHILD_SA
public record TunnelRequest(
        InterfaceName name,
        String ipsecProfile,
        Vrf fvrf,
        IpAddress local,
        IpAddress remote,
        boolean wantsAddress,
        List<WantedChild> children) {
    /// RFC 2784.
    public static final int GRE = 47;

    /// Child SAs that one tunnel may want; half of what a session may have, so that all can be rekeyed at once.
    public static final int CHILDREN_MAX = 64;

    public TunnelRequest {
        children = List.copyOf(children);
        if (children.isEmpty() || children.size() > CHILDREN_MAX) {
            throw new IllegalArgumentException(children.size() + " Child SAs for " + name);
        }
    }

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
                List.of(WantedChild.gre(local, remote)));
    }

    Path.Ends ends() {
        return new Path.Ends(fvrf, local, remote);
    }

    /// The same tunnel from another address of ours.
    TunnelRequest withLocal(IpAddress other) {
        return new TunnelRequest(name, ipsecProfile, fvrf, other, remote, wantsAddress, children);
    }
}
