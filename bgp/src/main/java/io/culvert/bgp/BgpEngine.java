package io.culvert.bgp;

/// The BGP speaker of one router.
public final class BgpEngine {
    /// How many octets the engine keeps under way in TCP per connection.
    public static final int SEND_WINDOW_OCTETS = 65_536;

    private BgpEngine() {}
}
