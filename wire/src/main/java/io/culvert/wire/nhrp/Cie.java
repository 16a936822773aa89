package io.culvert.wire.nhrp;

import io.culvert.base.IpAddress;
import java.util.Optional;

/// A client information entry, RFC 2332 section 5.2.0.1.
///
/// @param code one of [CieCode]; 0 in requests and for success
/// @param prefixLength 0 or 255 for a host; in a request the widest that is acceptable
/// @param mtu a hint of the sender, never a path MTU; 0 for none
/// @param holdingSeconds how long the entry may be used, 0 in a refusal
/// @param preference the highest is used first
/// @param nbma the address of the client on the underlay
/// @param protocol the address of the client on the overlay: the next hop
public record Cie(
        int code,
        int prefixLength,
        int mtu,
        int holdingSeconds,
        int preference,
        Optional<IpAddress> nbma,
        Optional<IpAddress> protocol) {
    public static final int HOST = 255;
}
