package io.culvert.dataplane.fib;

/// NHRP on a tunnel, as the packet path needs it.
///
/// @param network what the router calls the pair of overlay VRF and network-id, from 1 on; 0 where no NHRP is spoken
/// @param redirectNanos the least time between two redirects about the same table, source and destination; 0 where none are sent
/// @param mpls whether NHRP comes in the associated channel of a label too (`mpls nhrp`)
/// @param defaultPeer the interface of the peer of a multipoint tunnel that takes what is for next hops without an interface of their
///     own; 0 for none
public record PlaneNhrp(int network, long redirectNanos, boolean mpls, int defaultPeer) {
    public static final PlaneNhrp OFF = new PlaneNhrp(0, 0, false, 0);

    public PlaneNhrp {
        if (network < 0 || redirectNanos < 0 || defaultPeer < 0) {
            throw new IllegalArgumentException(
                    "network %d, redirects every %d ns, peer %d"
                            .formatted(network, redirectNanos, defaultPeer));
        }
        if (network == 0 && (redirectNanos != 0 || mpls)) {
            throw new IllegalArgumentException("redirects or channels without NHRP");
        }
    }

    public static PlaneNhrp of(int network) {
        return new PlaneNhrp(network, 0, false, 0);
    }

    public PlaneNhrp withRedirect(long newRedirectNanos) {
        return new PlaneNhrp(network, newRedirectNanos, mpls, defaultPeer);
    }

    public PlaneNhrp withMpls(boolean newMpls) {
        return new PlaneNhrp(network, redirectNanos, newMpls, defaultPeer);
    }

    public PlaneNhrp withDefaultPeer(int newDefaultPeer) {
        return new PlaneNhrp(network, redirectNanos, mpls, newDefaultPeer);
    }
}
