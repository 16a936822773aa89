package io.culvert.ike.v2;

import java.time.Instant;
import java.util.Optional;

/// When the data plane last used a Child SA: liveness (RFC 7296 section 2.4) and `dpd ... on-demand` need it.
public interface Traffic {
    Optional<Instant> lastInbound(long child);

    Optional<Instant> lastOutbound(long child);
}
