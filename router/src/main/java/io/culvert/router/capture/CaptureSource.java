package io.culvert.router.capture;

/// Where the packets of an interface pass the observer.
///
/// @param ifIndex the number the packet path knows it by; for a sub-interface that of the interface of its port
/// @param vlan the tag of its frames, or [#ANY_VLAN]
public record CaptureSource(Kind kind, int ifIndex, int vlan) {
    public static final int ANY_VLAN = -1;

    /// What an observer sees there.
    public enum Kind {
        FRAMES,
        /// Bare IP packets of a port without link layer.
        PACKETS,
        /// What is inside a tunnel.
        TUNNEL,
        /// The router's own packets.
        CONTROL_PLANE
    }
}
