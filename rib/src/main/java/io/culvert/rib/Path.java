package io.culvert.rib;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import java.util.Optional;

/// A resolved next hop: what the forwarding image needs, and what `show` prints of the way there.
public sealed interface Path {
    record Receive(InterfaceName on) implements Path {}

    /// The destination itself is the neighbour on `out`.
    record Attached(InterfaceName out) implements Path {}

    record Neighbor(InterfaceName out, IpAddress gateway) implements Path {}

    /// @param vpnLabel what the remote router allocated for the route
    /// @param transport the label of the way to `nextHop`, often implicit null
    /// @param via the route that resolved the next hop
    record Labelled(
            Label vpnLabel,
            Label transport,
            IpAddress nextHop,
            Prefix via,
            InterfaceName out,
            Optional<IpAddress> gateway)
            implements Path {}

    record Discard() implements Path {}
}
