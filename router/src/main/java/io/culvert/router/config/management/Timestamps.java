package io.culvert.router.config.management;

/// `service timestamps log`: what stands before a message.
///
/// @param milliseconds whether the time of day has them
/// @param zone whether the zone is named
public record Timestamps(Kind kind, boolean milliseconds, boolean zone, boolean year) {
    public static final Timestamps DEFAULT = new Timestamps(Kind.DATETIME, true, false, false);

    /// The kinds.
    public enum Kind {
        NONE,
        UPTIME,
        DATETIME
    }
}
