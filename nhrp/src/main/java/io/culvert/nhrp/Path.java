package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.Optional;

/// How a packet of NHRP leaves.
sealed interface Path {
    /// By whose settings it is built, and where it is counted.
    NhrpInterface out();

    /// Right in GRE.
    ///
    /// @param nbma the peer of a multipoint tunnel; empty on a point-to-point one
    record Plain(NhrpInterface out, Optional<IpAddress> nbma) implements Path {}

    /// Under the label of data to `towards`, which leaves by `out`.
    record OnLabel(NhrpInterface out, Vrf vrf, IpAddress towards) implements Path {}

    /// To a peer that is at `nbma`, whichever kind the tunnel is.
    static Path to(NhrpInterface out, IpAddress nbma) {
        return new Plain(out, out.isMultipoint() ? Optional.of(nbma) : Optional.empty());
    }
}
