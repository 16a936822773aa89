package io.culvert.rib;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.engine.Notice;
import java.util.Optional;

/// What follows from a change.
public sealed interface RibEffect {
    /// The best usable route of a prefix changed; empty when none is left.
    record ForwardingChanged(Vrf vrf, Prefix prefix, Optional<Forwarding> forwarding)
            implements RibEffect {}

    /// A watched address resolves differently; empty when it is unreachable.
    record NextHopChanged(Vrf vrf, IpAddress address, Optional<Resolution> resolution)
            implements RibEffect {}

    record Notify(Notice notice) implements RibEffect {}
}
