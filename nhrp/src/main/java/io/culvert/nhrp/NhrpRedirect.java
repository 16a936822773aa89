package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Instant;

/// A row of `show ip nhrp redirect`: who was told of a shorter way.
///
/// @param until when the same may be told again
public record NhrpRedirect(
        Vrf vrf,
        IpAddress source,
        IpAddress destination,
        InterfaceName in,
        IpAddress nbma,
        Instant sent,
        Instant until) {}
