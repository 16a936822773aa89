package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.engine.Notice;
import java.util.List;
import java.util.function.Supplier;

/// What IKE orders the router to do.
public sealed interface IkeEffect {
    /// Send a UDP datagram. From port 4500 the sender puts the non-ESP marker before it (RFC 3948 section 2.2).
    record Send(
            Vrf fvrf,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            Bytes octets)
            implements IkeEffect {}

    /// Which public-key work goes first. Within a rank it is done in the order in which it was asked for.
    enum Rank {
        /// Of SAs that are up: nobody who comes may cost those who are there.
        ESTABLISHED,
        /// Of handshakes in which something was done already, so that what was begun is finished.
        BEGUN,
        /// Of first messages.
        NEW
    }

    /// Run the job, at once or beside, and hand its event back. Until then the SA waits.
    ///
    /// @param ifRefused the event instead, where there is no room for one more of the last rank
    record Compute(Rank rank, Supplier<? extends IkeEvent> job, IkeEvent ifRefused)
            implements IkeEffect {}

    /// A session is up: its interface may be made or brought up. The Child SA follows.
    record SessionUp(Session session) implements IkeEffect {}

    /// The peer announces other routes than before; `session` holds all that count now.
    record RoutesChanged(Session session) implements IkeEffect {}

    /// The path of a session is another one: its interface and the Child SAs move there, as they are in all else. In the
    /// records of [SessionUp] and [ChildUp] nothing but addresses, ports and encapsulation differs.
    ///
    /// @param children all that are installed
    record PathChanged(Session session, List<ChildSa> children) implements IkeEffect {
        public PathChanged {
            children = List.copyOf(children);
        }
    }

    /// Send the one octet FF from our port 4500, without a marker, so that a NAT keeps its mapping (RFC 3948 section 2.3).
    record NatKeepalive(Vrf fvrf, IpAddress local, IpAddress remote, int remotePort)
            implements IkeEffect {}

    /// A session has ended, its Child SAs with it.
    record SessionDown(Session session, String reason) implements IkeEffect {}

    /// A peer is offered this SPI for its packets: they may come before [ChildUp], and are worth keeping a moment (RFC 7296 section
    /// 2.8).
    record SpiOffered(Vrf fvrf, int spi) implements IkeEffect {}

    /// Install both directions. Inbound counts at once. Outbound counts at once only if `isOutboundReady`; otherwise the
    /// data plane goes on with the Child SA that this one replaces until [OutboundReady].
    record ChildUp(ChildSa child, boolean isOutboundReady) implements IkeEffect {}

    /// The peer surely has the Child SA: send with it from now on.
    record OutboundReady(long session, long child) implements IkeEffect {}

    /// Send with it only where the tunnel has no other: it is to go, and until then takes what the peer still sends with it.
    record OutboundLast(long session, long child) implements IkeEffect {}

    /// Remove both directions and wipe the keys.
    record ChildDown(long session, long child, String reason) implements IkeEffect {}

    record Notify(Notice notice) implements IkeEffect {}
}
