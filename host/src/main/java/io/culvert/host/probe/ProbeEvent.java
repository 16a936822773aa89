package io.culvert.host.probe;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.wire.icmp.IcmpMessage;

/// What a running [PingTask] or [TracerouteTask] is told.
public sealed interface ProbeEvent {
    /// An echo reply or an error came for the router. A task ignores what is not about its own packets.
    ///
    /// @param from who sent it
    /// @param hopLimit with which it arrived
    record IcmpReceived(Vrf vrf, IpAddress from, IpAddress to, int hopLimit, IcmpMessage message)
            implements ProbeEvent {}

    /// The router cannot send the probe that it was just given: no route, or no address to send from.
    record Unsendable() implements ProbeEvent {}

    /// The operator typed the escape sequence.
    record Stopped() implements ProbeEvent {}
}
