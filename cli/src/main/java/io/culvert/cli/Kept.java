package io.culvert.cli;

/// A line that is kept as it was typed, because no record holds what it says.
///
/// @param keepsNo whether the `no` form is kept too when there is nothing for it to take away
public record Kept<C>(Syntax syntax, Status status, boolean keepsNo) implements Declaration<C> {
    /// A line without effect.
    public static <C> Kept<C> accepted(String why, Object... parts) {
        return new Kept<>(Syntax.seq(parts), Status.accepted(why), true);
    }

    /// A line whose effect is missing.
    public static <C> Kept<C> partial(String missing, Object... parts) {
        return new Kept<>(Syntax.seq(parts), Status.partial(missing), false);
    }

    String id() {
        return syntax.usage();
    }
}
