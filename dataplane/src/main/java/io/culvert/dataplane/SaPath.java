package io.culvert.dataplane;

import io.culvert.base.IpAddress;
import java.util.Optional;

/// Between which addresses the ESP packets of an association travel, and whether as UDP.
///
/// @param udp present where a NAT is on the way, or where nothing but UDP passes
public record SaPath(IpAddress local, IpAddress remote, Optional<UdpEncapsulation> udp) {
    public SaPath {
        if (local.family() != remote.family()) {
            throw new IllegalArgumentException("ESP from " + local + " to " + remote);
        }
    }

    /// ESP right in IP.
    public static SaPath plain(IpAddress local, IpAddress remote) {
        return new SaPath(local, remote, Optional.empty());
    }
}
