package io.culvert.bgp;

import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.PeerKey;

/// What a deadline of the engine is for.
sealed interface TimerKey {
    /// A timer of the session machine in this place of a peer.
    record Session(PeerKey.Neighbor peer, Peer.Place place, SessionFsm.Timer timer)
            implements TimerKey {
        /// Written out, as the hash below: each message sets a timer.
        @Override
        public boolean equals(Object other) {
            return other instanceof Session that
                    && timer == that.timer
                    && place == that.place
                    && peer.equals(that.peer);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * peer.hashCode() + place.hashCode()) + timer.hashCode();
        }
    }

    /// When a peer whose session ended may start again.
    record Restart(PeerKey.Neighbor peer) implements TimerKey {}

    /// RFC 4271 section 9.2.1.1: when routes may be announced to a peer again.
    record Advertise(PeerKey.Neighbor peer, FamilyId family) implements TimerKey {}

    /// When routes that outlived the session of a peer go, RFC 4724 section 4.2.
    record Stale(PeerKey.Neighbor peer) implements TimerKey {}

    /// When a peer that has not told all its memberships is told VPN routes nevertheless, RFC 4684 section 6.
    record Memberships(PeerKey.Neighbor peer) implements TimerKey {}

    /// When changes of local routes are taken over together.
    record LocalRoutes() implements TimerKey {}

    /// When destinations are decided that were too many for one call.
    record Decisions() implements TimerKey {}
}
