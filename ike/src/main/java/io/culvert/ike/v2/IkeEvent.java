package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.IkeConfig;
import java.util.Optional;

/// What happens to the IKE SAs of a router.
public sealed interface IkeEvent {
    record ConfigChanged(IkeConfig config) implements IkeEvent {}

    /// A UDP datagram for one of our IKE ports, without the non-ESP marker that stands before it on port 4500.
    record Datagram(
            Vrf fvrf,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            Bytes octets)
            implements IkeEvent {}

    /// A tunnel with protection wants an SA, from now on and for as long as it is not disconnected. The same tunnel with
    /// other values is first disconnected, unless no more than our own address changed and the peer speaks MOBIKE. With `responder-only` in its IPsec profile it waits for the peer.
    record Connect(TunnelRequest tunnel) implements IkeEvent {}

    /// The tunnel is shut down or gone: its SAs are deleted.
    record Disconnect(InterfaceName tunnel) implements IkeEvent {}

    /// An SA that came up for a virtual template was given this interface.
    record SessionBound(long session, InterfaceName tunnel) implements IkeEvent {}

    /// What the router announces with `route set` may have changed; open sessions tell their peers if it has.
    record RoutesToAnnounceChanged() implements IkeEvent {}

    /// The data plane passed the soft limit of a Child SA.
    record SoftLimit(long child) implements IkeEvent {}

    /// The first packet came in on a Child SA.
    record FirstInbound(long child) implements IkeEvent {}

    /// The data plane saw ESP from this peer with an SPI that nobody has.
    record UnknownSpi(Vrf fvrf, IpAddress local, IpAddress remote, int spi) implements IkeEvent {}

    /// An authenticated, fresh packet of a Child SA came from another address or port than the SA has (RFC 7296 section 2.23).
    record PeerMoved(Vrf fvrf, IpAddress local, IpAddress remote, int remotePort, long child)
            implements IkeEvent {}

    /// `clear crypto session` or `clear crypto ikev2 sa`, of one peer or of all.
    record ClearSession(Optional<IpAddress> remote) implements IkeEvent {}

    /// The router is switched off: all IKE SAs end at once.
    record ShutDown() implements IkeEvent {}

    /// Something speaks for the peer of this session not being there any more.
    record SuspectSession(long session) implements IkeEvent {}

    /// The session is no longer wanted: its last user is gone.
    record CloseSession(long session) implements IkeEvent {}

    /// A job of [IkeEffect.Compute] is done.
    record Computed(long sa, long job, Outcome outcome) implements IkeEvent {}
}
