package io.culvert.nhrp.config;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import java.util.Optional;

/// `ip nhrp nhs A|dynamic [nbma B|NAME] [multicast] [priority P] [cluster C]`.
///
/// @param family of the overlay
/// @param address on the overlay; empty for `dynamic`: it says it itself when we register (RFC 2332 section 5.2.3)
/// @param nbma on the underlay; empty where a static mapping says it, or the name is not known
/// @param host the name that stands for the NBMA address
/// @param multicast whether multicast is sent there too
/// @param priority 0 to 255, the lowest is the best; it matters where fewer than all of the cluster serve
/// @param cluster 0 to 10
public record NextHopServer(
        AddressFamily family,
        Optional<IpAddress> address,
        Optional<IpAddress> nbma,
        Optional<String> host,
        boolean multicast,
        int priority,
        int cluster) {
    public static final int PRIORITY_MAX = 255;
    public static final int CLUSTER_MAX = 10;

    public boolean isDynamic() {
        return address.isEmpty();
    }

    /// Whether two lines are about one and the same server.
    public boolean isSame(NextHopServer other) {
        return isDynamic()
                ? other.isDynamic() && nbma.equals(other.nbma) && host.equals(other.host)
                : address.equals(other.address);
    }

    public NextHopServer at(Optional<IpAddress> place) {
        return new NextHopServer(family, address, place, host, multicast, priority, cluster);
    }

    /// As an operator knows it: by its address, or by where it is.
    public String name() {
        return address.map(IpAddress::toString)
                .or(() -> host)
                .or(() -> nbma.map(IpAddress::toString))
                .orElse("dynamic");
    }
}
