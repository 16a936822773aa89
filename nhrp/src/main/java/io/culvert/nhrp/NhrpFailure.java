package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.time.Instant;

/// Why there is no shortcut to a destination.
///
/// @param until when it is tried again, if there is still traffic
/// @param reason a sentence
public record NhrpFailure(
        Vrf vrf, IpAddress destination, Instant at, Instant until, String reason) {}
