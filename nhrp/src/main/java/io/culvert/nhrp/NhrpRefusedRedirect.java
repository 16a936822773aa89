package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Instant;

/// A redirect that was not followed, for displays.
///
/// @param destination of the packet that it was about
/// @param nbma who sent it
/// @param reason a clause
public record NhrpRefusedRedirect(
        Vrf vrf,
        IpAddress destination,
        InterfaceName in,
        IpAddress nbma,
        Instant at,
        String reason) {}
