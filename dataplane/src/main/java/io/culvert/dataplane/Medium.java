package io.culvert.dataplane;

/// What a port carries.
public enum Medium {
    /// Whole Ethernet frames, without check sequence: neighbours are resolved.
    ETHERNET,

    /// Bare IPv4 and IPv6 packets, as a TUN device has them: no link layer, no neighbours, point to point.
    IP
}
