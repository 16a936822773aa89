package io.culvert.ike.v2;

import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;

/// The IKE SA as its own rekeying sees it.
interface RekeyCarrier {
    Exchanges exchanges();

    boolean isEstablished();

    /// Whether we are about to replace it ourselves.
    boolean isRekeying();

    /// Whether a Child SA is being made or deleted, so that the IKE SA has to wait (RFC 7296 section 2.25.2).
    boolean isChildBusy();

    /// Where a job is ordered; its outcome comes to [IkeRekey#worked].
    Works works();

    /// Makes the IKE SA that may take the place of this one.
    IkeSa successor(
            Turn turn,
            boolean isInitiator,
            long ourSpi,
            long peerSpi,
            IkeSuite suite,
            IkeKeys keys);

    /// Gives everything to the successor.
    void handOver(Turn turn, IkeSa successor);
}
