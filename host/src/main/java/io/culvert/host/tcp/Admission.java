package io.culvert.host.tcp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;

/// What the owner of a listening port says to a SYN.
public sealed interface Admission {
    /// @param settings of the connection to be: those of the neighbour that the SYN comes from
    record Accept(TcpSettings settings) implements Admission {}

    /// The peer learns at once that it is unwelcome.
    record Refuse() implements Admission {}

    /// The peer learns nothing.
    record Ignore() implements Admission {}

    /// The owner's rule: a function of its configuration alone, asked once for every new SYN.
    @FunctionalInterface
    interface Rule {
        Admission admit(Vrf vrf, IpAddress local, IpAddress remote);
    }
}
