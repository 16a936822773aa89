package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.List;

/// The way of the outer packets of tunnels.
interface Underlay {
    boolean reachable(Vrf frontDoor, IpAddress destination);

    /// Whether the tunnel has to be down, as all ways to its ends that there are lead into the tunnel itself, or did a short while ago.
    boolean recurs(InterfaceName tunnel, Vrf frontDoor, List<IpAddress> ends);

    /// These are the ends of the tunnel from now on: what changes about the way to them is a reason to look at it again.
    void follow(InterfaceName tunnel, Vrf frontDoor, List<IpAddress> ends);

    /// The tunnel is shut down or gone, or its source is: when it comes back it is tried at once.
    void forget(InterfaceName tunnel);
}
