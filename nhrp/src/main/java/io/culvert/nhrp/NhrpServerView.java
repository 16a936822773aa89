package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.nhrp.config.NextHopServer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A next-hop server of ours, for displays.
///
/// @param address on the overlay: as configured, or as it said itself; empty until then
/// @param nbma empty where nothing says it, or the tunnel has one peer anyway
/// @param previous the state before this one
/// @param since when it became so
/// @param turned when it last began, or ceased, to have our registration; empty if it never had it
/// @param outside what the server sees as our NBMA address, where that is another: we are behind a NAT
/// @param reason of a refusal, or why nothing can be asked
public record NhrpServerView(
        InterfaceName on,
        NextHopServer server,
        Optional<IpAddress> address,
        Optional<IpAddress> nbma,
        State state,
        Optional<State> previous,
        Instant since,
        Optional<Instant> turned,
        Optional<IpAddress> outside,
        Optional<String> reason) {
    /// One that is configured, but that nothing can be asked: its tunnel is down, or nobody knows where it is.
    public static NhrpServerView unasked(
            InterfaceName on, NextHopServer server, Optional<IpAddress> nbma, Instant since) {
        return new NhrpServerView(
                on,
                server,
                server.address(),
                nbma,
                State.DOWN,
                Optional.empty(),
                since,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// With times of another clock than the router's.
    public NhrpServerView by(UnaryOperator<Instant> clock) {
        return new NhrpServerView(
                on,
                server,
                address,
                nbma,
                state,
                previous,
                clock.apply(since),
                turned.map(clock),
                outside,
                reason);
    }

    /// Whether it has our registration.
    public boolean isRegistered() {
        return state.isRegistered();
    }

    public enum State {
        /// As many of its cluster as may serve do, and all are better.
        STANDBY,
        /// Asked, without an answer yet.
        EXPECTING,
        /// It has our registration.
        RESPONDING,
        /// It has our registration again; a worse one goes on in its stead until it has been back for the time of `fallback`.
        RETURNING,
        /// It refused.
        REFUSING,
        /// It does not answer.
        DOWN;

        /// Whether a server in this state has our registration.
        public boolean isRegistered() {
            return this == RESPONDING || this == RETURNING;
        }
    }
}
