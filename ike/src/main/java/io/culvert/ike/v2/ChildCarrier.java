package io.culvert.ike.v2;

import io.culvert.base.IpAddress;

/// The IKE SA as its Child SAs see it. When it is rekeyed, they move to its successor (RFC 7296 section 2.8).
interface ChildCarrier {
    Exchanges exchanges();

    PeerSession session();

    Children children();

    boolean isEstablished();

    /// Whether we are about to replace the IKE SA, so that Child SAs have to wait (RFC 7296 section 2.25.2).
    boolean isRekeying();

    /// Where a job for a Child SA is ordered; its outcome comes to [Children#worked].
    Works works();

    /// An authenticated packet of a Child SA came from there, RFC 7296 section 2.23.
    void peerMoved(Turn turn, IpAddress remote, int remotePort);

    /// The first Child SA is about to come up.
    void sessionUp(Turn turn);
}
