package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Instant;
import java.util.function.UnaryOperator;

/// A row of `show ip nhrp redirect`: who was told of a shorter way.
///
/// @param until when the same may be told again
/// @param suppressed how often it was held back since
public record NhrpRedirect(
        Vrf vrf,
        IpAddress source,
        IpAddress destination,
        InterfaceName in,
        IpAddress nbma,
        Instant sent,
        Instant until,
        long suppressed) {
    /// With times of another clock than the router's.
    public NhrpRedirect by(UnaryOperator<Instant> clock) {
        return new NhrpRedirect(
                vrf,
                source,
                destination,
                in,
                nbma,
                clock.apply(sent),
                clock.apply(until),
                suppressed);
    }

    NhrpRedirect heldBack() {
        return new NhrpRedirect(vrf, source, destination, in, nbma, sent, until, suppressed + 1);
    }
}
