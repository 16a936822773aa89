package io.culvert.router.config;

/// How hosts are to use a prefix of their link, RFC 4861 section 4.6.2.
///
/// @param advertised whether they hear of it at all
/// @param validSeconds how long addresses of it are good; [#INFINITE]
/// @param preferredSeconds how long they are used for new connections
/// @param onLink whether hosts reach it without a router
/// @param autonomous whether hosts make themselves addresses of it
public record AdvertisedPrefix(
        boolean advertised,
        long validSeconds,
        long preferredSeconds,
        boolean onLink,
        boolean autonomous) {
    public static final long INFINITE = 0xFFFF_FFFFL;

    /// What IOS advertises of a connected prefix: 30 days and 7 days (RFC 4861 section 6.2.1).
    public static final AdvertisedPrefix DEFAULT =
            new AdvertisedPrefix(true, 2_592_000, 604_800, true, true);

    public static final AdvertisedPrefix NONE = new AdvertisedPrefix(false, 0, 0, false, false);
}
