package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A complete entry: traffic to the place goes there directly.
///
/// @param question as it was asked, and is asked again
/// @param nextHop on the overlay
/// @param responder who answered: he may take it back
/// @param requestId of the answer
/// @param overrides whether another route for the very prefix is in force, of which only the next hop is ours
/// @param hasRoute whether there is a route at all: a next hop that was asked for itself needs none
record Shortcut(
        Place place,
        Question question,
        NhrpInterface out,
        IpAddress nextHop,
        IpAddress nbma,
        Optional<IpAddress> claimed,
        Optional<Label> label,
        IpAddress responder,
        Optional<Integer> generation,
        int requestId,
        Duration holding,
        Instant created,
        Instant until,
        boolean overrides,
        boolean hasRoute) {
    Peers.User user() {
        return new Peers.User(place, Optional.empty());
    }

    InterfaceName tunnel() {
        return out.name();
    }

    Shortcut by(NhrpInterface other) {
        return new Shortcut(
                place,
                question,
                other,
                nextHop,
                nbma,
                claimed,
                label,
                responder,
                generation,
                requestId,
                holding,
                created,
                until,
                overrides,
                hasRoute);
    }
}
