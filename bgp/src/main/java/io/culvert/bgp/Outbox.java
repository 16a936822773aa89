package io.culvert.bgp;

import io.culvert.bgp.config.FamilyId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one peer has yet to be told in one family. The routes themselves stand in the tables; only what changed since the
/// peer was last told waits here, once for each route, so that the memory is bounded by the tables.
final class Outbox {
    /// What may be sent as soon as there is room.
    private final Pending pending;

    /// Announcements that were looked at and have to wait for the advertisement interval.
    private final Pending later;

    private boolean endOfRibDue;
    private boolean refreshEndDue;
    private @Nullable UpdateGroup group;

    private final Peer peer;
    private final FamilyId family;

    /// Whether it waits to be looked at.
    boolean isDue;

    Outbox(Peer peer, FamilyId family) {
        this.peer = peer;
        this.family = family;
        pending = new Pending(family.vpn());
        later = new Pending(family.vpn());
    }

    Peer peer() {
        return peer;
    }

    FamilyId family() {
        return family;
    }

    /// The group that says what the peer is told, while it is a member of one.
    Optional<UpdateGroup> group() {
        return Optional.ofNullable(group);
    }

    void group(@Nullable UpdateGroup value) {
        group = value;
    }

    /// Notes that a route changed.
    ///
    /// @param held whether the peer was told of the route before this change
    /// @param isTold whether there is a route now, and not merely was
    void changed(Net net, boolean held, boolean isTold) {
        int at = later.find(net);
        if (at >= 0) {
            pending.note(later.net(at), later.held(at), true);
            later.remove(at);
        }
        pending.note(net, held, isTold);
    }

    /// Whether the peer was told of a destination, and not merely is to be told.
    boolean isTold(Net net) {
        return group().flatMap(net::told).filter(told -> told.isFor(peer)).isPresent()
                && !awaitsMemberships()
                && pending.isHeld(net)
                && later.isHeld(net);
    }

    /// Whether nothing is told yet because the peer has not said what it wants (RFC 4684 section 6).
    boolean awaitsMemberships() {
        return family.vpn() && peer.awaitsMemberships();
    }

    Pending pending() {
        return pending;
    }

    /// Puts off an announcement until the advertisement interval is over.
    void postpone(int at) {
        later.note(pending.net(at), pending.held(at), true);
        pending.remove(at);
    }

    /// The advertisement interval is over.
    void resume() {
        for (int at = later.next(0); at >= 0; at = later.next(at + 1)) {
            pending.note(later.net(at), later.held(at), false);
            later.remove(at);
        }
    }

    /// How many routes wait.
    int size() {
        return pending.size() + later.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    boolean endOfRibDue() {
        return endOfRibDue;
    }

    void endOfRibDue(boolean value) {
        endOfRibDue = value;
    }

    /// Whether the end of an enhanced refresh is still to be marked (RFC 7313 section 4).
    boolean refreshEndDue() {
        return refreshEndDue;
    }

    void refreshEndDue(boolean value) {
        refreshEndDue = value;
    }
}
