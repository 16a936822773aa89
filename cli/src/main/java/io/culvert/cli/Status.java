package io.culvert.cli;

/// How far a line does what it does on IOS.
public sealed interface Status {
    static Status full() {
        return new Full();
    }

    record Full() implements Status {}

    /// @param missing what of its effect is missing, as the end of a sentence
    record Partial(String missing) implements Status {}

    /// Kept and shown, without effect.
    record Accepted(String why) implements Status {}

    static Status partial(String missing) {
        return new Partial(missing);
    }

    static Status accepted(String why) {
        return new Accepted(why);
    }

    /// What the operator is told on entering such a line; empty for a line that does all it says.
    default String remark() {
        return switch (this) {
            case Full _ -> "";
            case Partial(var missing) -> "partial: " + missing;
            case Accepted(var why) -> "accepted without effect: " + why;
        };
    }

    /// One word for tables.
    default String word() {
        return switch (this) {
            case Full _ -> "full";
            case Partial _ -> "partial";
            case Accepted _ -> "accepted";
        };
    }
}
