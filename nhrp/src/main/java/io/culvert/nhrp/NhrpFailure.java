package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Instant;
import java.util.Optional;

/// Why there is no shortcut to a destination.
///
/// @param until when it is tried again, if there is still traffic
/// @param reason a sentence
/// @param inside what the other end calls itself behind a translator, if its answer says that it is behind one
public record NhrpFailure(
        Vrf vrf,
        IpAddress destination,
        Instant at,
        Instant until,
        String reason,
        Optional<IpAddress> inside) {}
