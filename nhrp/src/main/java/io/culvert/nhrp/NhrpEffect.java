package io.culvert.nhrp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.engine.Notice;
import java.util.Optional;

/// What NHRP orders.
public sealed interface NhrpEffect {
    /// Send right in GRE.
    ///
    /// @param nbma the peer of a multipoint tunnel; empty on a point-to-point one
    record Transmit(InterfaceName out, Optional<IpAddress> nbma, Bytes packet)
            implements NhrpEffect {}

    /// Send in the associated channel of the label that a data packet to `towards` would travel under; where its route has no label,
    /// the packet is lost and counted.
    record TransmitOnLabel(Vrf vrf, IpAddress towards, Bytes packet) implements NhrpEffect {}

    /// A tunnel to another spoke.
    ///
    /// @param virtualTemplate what to make it from
    /// @param frontDoor the VRF of its outer packets
    /// @param local our end, where the template names none
    record TunnelWish(int virtualTemplate, Vrf frontDoor, IpAddress local, IpAddress remote) {}

    /// Make this tunnel, or say which there is.
    record BuildTunnel(TunnelWish wish) implements NhrpEffect {}

    /// NHRP has no use for this dynamic tunnel any more: end its session.
    record DropTunnel(InterfaceName name) implements NhrpEffect {}

    /// Put a shortcut into a table, in place of the one for the same prefix.
    ///
    /// @param overlay the VRF in which `nextHop` is found
    /// @param nextHop of the overlay's family: for IPv6 customers of an IPv4 overlay it is IPv4, as RFC 4659 section 3.2.1.2 has it
    /// @param label of the VRF's route at the next hop; empty in the global table and in a VRF that the tunnel itself is in
    record OfferRoute(
            Vrf vrf,
            Prefix prefix,
            InterfaceName out,
            Vrf overlay,
            IpAddress nextHop,
            Optional<Label> label)
            implements NhrpEffect {}

    record RevokeRoute(Vrf vrf, Prefix prefix) implements NhrpEffect {}

    /// The peer itself is behind this tunnel: a host route and, where labels may pass, implicit null for it. On a multipoint tunnel
    /// it follows [MapEndpoint] and is ordered only where labels are to pass.
    record BindPeer(InterfaceName out, Vrf overlay, IpAddress peer, boolean implicitNull)
            implements NhrpEffect {}

    record ReleasePeer(InterfaceName out, Vrf overlay, IpAddress peer) implements NhrpEffect {}

    /// On a multipoint tunnel this overlay address is behind that NBMA address.
    record MapEndpoint(InterfaceName on, IpAddress overlay, IpAddress nbma) implements NhrpEffect {}

    record UnmapEndpoint(InterfaceName on, IpAddress overlay) implements NhrpEffect {}

    /// Somebody is there on a multipoint tunnel whose overlay address is not known yet: keep a way there.
    record SeekPeer(InterfaceName on, IpAddress nbma) implements NhrpEffect {}

    /// Nobody has to be reached there any more, but for what is mapped.
    record LeavePeer(InterfaceName on, IpAddress nbma) implements NhrpEffect {}

    /// Whether any server on this interface has our registration; until it is said, none has.
    record ServersAnswer(InterfaceName on, boolean any) implements NhrpEffect {}

    record Notify(Notice notice) implements NhrpEffect {}
}
