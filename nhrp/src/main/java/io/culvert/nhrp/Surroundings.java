package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What NHRP asks the rest of the router, answered at once.
public interface Surroundings {
    /// The longest match, routes of NHRP itself left out; empty where there is none.
    Optional<Way> way(Vrf vrf, IpAddress destination);

    /// Whether the table has a route within `prefix` that is longer; addresses of the router itself and routes of NHRP left out. An
    /// answer for a prefix must not speak for such a route (RFC 2332 section 6.3).
    boolean hasLonger(Vrf vrf, Prefix prefix);

    /// The networks on interfaces of the VRF that are up, as their addresses say.
    List<Prefix> connected(Vrf vrf);

    /// The label of a prefix of the VRF, of which NHRP becomes an owner; by the label mode of the VRF that may be the label of the whole
    /// table. Empty when the range is used up or there is no such VRF.
    Optional<Label> holdLabel(Vrf vrf, Prefix prefix);

    /// NHRP needs that label no more; nobody else gets it before `quarantine` is over.
    void releaseLabel(Vrf vrf, Prefix prefix, Duration quarantine);

    /// The route targets of one family of a VRF: each has its own.
    List<RouteTarget> exported(Vrf vrf, AddressFamily family);

    List<RouteTarget> imported(Vrf vrf, AddressFamily family);

    /// When a packet last went by the route that NHRP offered; empty for never.
    Optional<Instant> lastUsed(Vrf vrf, Prefix prefix);

    /// Whether something translates our own outer address on the way to this peer, as the session with it says: then nobody may be
    /// able to begin a tunnel to us.
    ///
    /// @param nbma of the peer
    boolean isTranslated(InterfaceName tunnel, IpAddress nbma);

    /// Whether packets pass to this peer of a multipoint tunnel now.
    boolean reaches(InterfaceName multipoint, IpAddress nbma);

    /// The overlay addresses that are at the other end of a tunnel for sure, as its session says: assigned to the peer or announced by it.
    /// Empty where nothing is said.
    List<IpAddress> behind(InterfaceName tunnel);
}
