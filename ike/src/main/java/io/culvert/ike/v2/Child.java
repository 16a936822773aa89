package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import java.time.Instant;

/// A Child SA as its IKE SA sees it, RFC 7296 sections 1.4.1, 2.8 and 2.8.1.
/// ```
///              REKEY_ASKED                 SUCCEEDED                 DELETED
///         +-----------------> REKEYING ---------------+      +--------------------> LINGERING --> gone
///         |   <--------------                         v      |                        ^
///       LIVE    REKEY_REFUSED                      REPLACED -+                        | DELETED
///         |       PEER_REKEYED                        ^      |     DELETE_SENT        |
///         +-------------------------------------------+      +--------------> DELETING
/// ```
/// A REPLACED one whose successor the peer takes away again is LIVE as before (RESTORED). Deletions may come in every state but LINGERING. A REKEYING one waits for the answer to its request whatever the peer
/// does: both may rekey at once.
final class Child {
    enum State {
        /// In use.
        LIVE,
        /// In use; our request to replace it is under way.
        REKEYING,
        /// It has a successor, and one side is to delete it.
        REPLACED,
        /// Our Delete is under way.
        DELETING,
        /// Deleted by both; packets on their way are still taken.
        LINGERING
    }

    enum Event {
        REKEY_ASKED,
        REKEY_REFUSED,
        /// The peer's request to replace it was granted.
        PEER_REKEYED,
        /// One of two successors is to stay.
        SUCCEEDED,
        /// The peer took its successor away again, as one that it could not use.
        RESTORED,
        DELETE_SENT,
        /// Both sides deleted it.
        DELETED
    }

    private ChildSa sa;
    private final WantedChild wanted;
    private final boolean isOurs;
    final Instant upAt;

    /// The lower nonce of the exchange that made it, for RFC 7296 section 2.8.1.
    final Bytes lowestNonce;

    private State state = State.LIVE;
    private boolean isOutboundReady;

    Child(
            ChildSa sa,
            WantedChild wanted,
            boolean isOurs,
            Instant upAt,
            Bytes lowestNonce,
            boolean isOutboundReady) {
        this.sa = sa;
        this.wanted = wanted;
        this.isOurs = isOurs;
        this.upAt = upAt;
        this.lowestNonce = lowestNonce;
        this.isOutboundReady = isOutboundReady;
    }

    ChildSa sa() {
        return sa;
    }

    /// What it was made for; what came of that after narrowing stands in the SA.
    WantedChild wanted() {
        return wanted;
    }

    Aim aim() {
        return new Aim(wanted, sa.resource());
    }

    /// Whether it was we who asked for it, or for the first of those that it comes after.
    boolean isOurs() {
        return isOurs;
    }

    /// Its packets go another way from now on.
    void moveTo(Path path, boolean isUdpEncapsulated) {
        sa = sa.on(path, isUdpEncapsulated);
    }

    void on(Event event) {
        state =
                switch (event) {
                    case REKEY_ASKED -> state == State.LIVE ? State.REKEYING : state;
                    case REKEY_REFUSED -> state == State.REKEYING ? State.LIVE : state;
                    case PEER_REKEYED -> state == State.LIVE ? State.REPLACED : state;
                    case SUCCEEDED -> isUsable() ? State.REPLACED : state;
                    case RESTORED -> state == State.REPLACED ? State.LIVE : state;
                    case DELETE_SENT -> state == State.LINGERING ? state : State.DELETING;
                    case DELETED -> State.LINGERING;
                };
    }

    boolean is(State other) {
        return state == other;
    }

    boolean isUsable() {
        return state == State.LIVE || state == State.REKEYING;
    }

    /// Whether we send on it, or may.
    boolean isOutboundReady() {
        return isOutboundReady;
    }

    void outboundReady() {
        isOutboundReady = true;
    }

    /// For `show`: a Child SA that is being replaced is still in use.
    String status() {
        return isUsable() ? "ACTIVE" : state.name();
    }

    static Bytes lower(Bytes a, Bytes b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
