package io.culvert.commands;

import java.util.List;

/// What the machine knows about the port that an interface uses: what happens to packets between the wire and the router.
///
/// @param device as the machine calls it
/// @param medium what carries the packets, in a word or two: `packet socket`, `TUN`
public record PortReport(
        String device,
        String medium,
        long packetsIn,
        long octetsIn,
        long packetsOut,
        long octetsOut,
        List<Loss> losses) {
    /// Packets that the port dropped for one reason.
    ///
    /// @param kind the row of `show interfaces` that it counts in
    /// @param name the constant of the reason
    /// @param sentence why
    public record Loss(String name, Kind kind, long packets, String sentence) {}

    /// The rows of `show interfaces`.
    public enum Kind {
        /// No buffer was free for what came in.
        IGNORED,
        /// It came in faster than it was taken.
        OVERRUN,
        /// What came in made no sense.
        FRAME,
        /// What should have gone out did not.
        OUTPUT
    }

    public PortReport {
        losses = List.copyOf(losses);
    }

    public long losses(Kind kind) {
        return losses.stream().filter(loss -> loss.kind() == kind).mapToLong(Loss::packets).sum();
    }
}
