package io.culvert.nhrp.config;

import io.culvert.base.IpAddress;
import java.util.Optional;

/// `ip nhrp nhs A [nbma B [multicast]] [priority P] [cluster C]`.
///
/// @param address on the overlay
/// @param nbma on the underlay; empty where a static mapping says it
/// @param multicast whether multicast is sent there too
/// @param priority 0 to 255, the lowest is the best; it matters where fewer than all of the cluster serve
/// @param cluster 0 to 10
public record NextHopServer(
        IpAddress address, Optional<IpAddress> nbma, boolean multicast, int priority, int cluster) {
    public static final int PRIORITY_MAX = 255;
    public static final int CLUSTER_MAX = 10;
}
