package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.nhrp.NhrpServerView.State;
import io.culvert.nhrp.config.NextHopServer;
import java.time.Instant;
import java.util.Optional;

/// One of our servers, as it is now.
///
/// @param address on the overlay: as configured, or as it said itself
/// @param order of configuration
/// @param previous the state before this one
/// @param turned when it last began, or ceased, to have our registration; empty if it never had it
/// @param attempt of the registration under way, 0 for none
/// @param requestId of the last registration
/// @param until when the server forgets us
record ServerEntry(
        NextHopServer server,
        Optional<IpAddress> address,
        int order,
        State state,
        Optional<State> previous,
        Instant since,
        Optional<Instant> turned,
        int attempt,
        int requestId,
        Instant until,
        Optional<IpAddress> outside,
        Optional<String> reason) {
    static ServerEntry of(NextHopServer server, int order, Instant now) {
        return new ServerEntry(
                server,
                server.address(),
                order,
                State.STANDBY,
                Optional.empty(),
                now,
                Optional.empty(),
                0,
                0,
                Instant.MIN,
                Optional.empty(),
                Optional.empty());
    }

    ServerEntry in(Turn turn, State next, Optional<String> why) {
        boolean isOther = next != state;
        return new ServerEntry(
                server,
                address,
                order,
                next,
                isOther ? Optional.of(state) : previous,
                isOther ? turn.now() : since,
                next.isRegistered() == isRegistered() ? turned : Optional.of(turn.now()),
                attempt,
                requestId,
                until,
                outside,
                why);
    }

    ServerEntry trying(int tries, int id) {
        return new ServerEntry(
                server, address, order, state, previous, since, turned, tries, id, until, outside,
                reason);
    }

    ServerEntry registered(Instant end, Optional<IpAddress> seen) {
        return new ServerEntry(
                server, address, order, state, previous, since, turned, 0, requestId, end, seen,
                reason);
    }

    /// A dynamic server said who it is.
    ServerEntry named(IpAddress overlay) {
        return new ServerEntry(
                server,
                Optional.of(overlay),
                order,
                state,
                previous,
                since,
                turned,
                attempt,
                requestId,
                until,
                outside,
                reason);
    }

    NhrpServerView view(Servers.Key key, Optional<IpAddress> nbma) {
        return new NhrpServerView(
                key.on(), server, address, nbma, state, previous, since, turned, outside, reason);
    }

    boolean isOut() {
        return state == State.DOWN || state == State.REFUSING;
    }

    boolean isRegistered() {
        return state.isRegistered();
    }

    /// Whether worse ones make room for it.
    boolean holdsPlace() {
        return !isOut() && state != State.RETURNING;
    }
}
