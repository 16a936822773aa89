package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import java.time.Instant;

/// A Child SA as its IKE SA sees it.
final class Child {
    /// ```
    /// LIVE -- our rekey request goes out --> REKEYING -- refused --> LIVE
    /// LIVE, REKEYING -- a successor exists --> REPLACED -- deleted by either side --> LINGERING
    /// LIVE, REKEYING, REPLACED -- our Delete goes out --> DELETING -- answered --> LINGERING or gone
    /// ```
    enum State {
        LIVE,
        REKEYING,
        REPLACED,
        DELETING,
        LINGERING
    }

    final ChildSa sa;
    final boolean isOurs;
    final Instant upAt;
    /// The lower nonce of the exchange that made it, for RFC 7296 section 2.8.1.
    final Bytes lowestNonce;

    State state = State.LIVE;
    boolean isOutboundReady;

    Child(ChildSa sa, boolean isOurs, Instant upAt, Bytes lowestNonce, boolean isOutboundReady) {
        this.sa = sa;
        this.isOurs = isOurs;
        this.upAt = upAt;
        this.lowestNonce = lowestNonce;
        this.isOutboundReady = isOutboundReady;
    }

    boolean isUsable() {
        return state == State.LIVE || state == State.REKEYING;
    }

    static Bytes lower(Bytes a, Bytes b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
