package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;

/// What IKE asks the router about interfaces.
public interface Tunnels {
    /// How the clones of a virtual template are protected.
    ///
    /// @param ipsecProfile `tunnel protection ipsec profile`
    /// @param children what a clone carries, at least one
    record Protection(String ipsecProfile, List<WantedChild> children) {
        public Protection {
            children = List.copyOf(children);
        }
    }

    /// How a clone of a virtual template between these ends would be protected; empty if there is no such template or no
    /// `tunnel protection` line.
    Optional<Protection> template(int number, IpAddress local, IpAddress remote);

    /// A multipoint tunnel with protection.
    record Multipoint(InterfaceName name, Protection protection) {}

    /// The multipoint tunnels from this address of ours: each peer that comes to one gets a tunnel of its own there.
    List<Multipoint> multipoint(Vrf fvrf, IpAddress local, IpAddress remote);

    /// Whether what lies under this address of ours carries no protocol but UDP, as a host's sockets do, so that ESP must be
    /// encapsulated (RFC 3948) with or without a NAT.
    boolean carriesOnlyUdp(Vrf fvrf, IpAddress local);

    /// The addresses of an interface, of a template too: for `route set interface`.
    List<IpAddress> addresses(InterfaceName name);

    /// The prefixes that an access list permits, for `route set access-list`.
    List<Prefix> permitted(String accessList);
}
