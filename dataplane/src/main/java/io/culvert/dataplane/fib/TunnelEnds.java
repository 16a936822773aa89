package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.wire.ip.Ipv4;

/// Where a tunnel begins and ends and what its outer header says.
///
/// @param source local address in the front-door table, unspecified while unknown
/// @param destination the peer's, of the same family, unspecified while unknown
/// @param frontDoor the table (VRF) in which the outer packet is routed
/// @param key the GRE key (RFC 2890), or -1 for none
/// @param ttl of the outer header
/// @param tos of the outer header, or [#TOS_COPY]
/// @param dontFragment how the outer header gets its DF bit
/// @param protectionRequired whether everything goes through a security association or not at all
/// @param multipoint whether it takes, in the clear, what comes to `source` with its key from anywhere that is no tunnel's own end, and
///     has no destination itself (`tunnel mode gre multipoint`; each known peer is a tunnel of its own beside it)
public record TunnelEnds(
        Encapsulation encapsulation,
        IpAddress source,
        IpAddress destination,
        int frontDoor,
        long key,
        int ttl,
        int tos,
        DontFragment dontFragment,
        boolean protectionRequired,
        boolean multipoint) {
    public static final long NO_KEY = -1;
    public static final int TOS_COPY = -1;
    public static final int TTL_DEFAULT = 255;

    public enum Encapsulation {
        /// RFC 2784, with MPLS as RFC 4023 section 4.
        GRE,
        /// MPLS alone, right in IP: RFC 4023 section 3, protocol 137. IP goes under explicit null.
        MPLS_IN_IP,
        /// IP right in IP (RFC 2003, RFC 2473, RFC 4213), and MPLS as in [#MPLS_IN_IP].
        IP_IN_IP,
        /// IP right in ESP of tunnel mode, with no header of its own: what the association's selectors say.
        IPSEC;

        /// Whether the payload of an IP packet with this protocol between the ends is the tunnel's.
        public boolean takes(int protocol) {
            return switch (this) {
                case GRE -> protocol == Ipv4.GRE;
                case MPLS_IN_IP -> protocol == Ipv4.MPLS;
                case IP_IN_IP ->
                        protocol == Ipv4.IPIP || protocol == Ipv4.IPV6 || protocol == Ipv4.MPLS;
                case IPSEC -> false;
            };
        }
    }

    public enum DontFragment {
        COPY,
        SET,
        CLEAR
    }

    public TunnelEnds {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException("a tunnel from " + source + " to " + destination);
        }
        if (multipoint && (encapsulation != Encapsulation.GRE || !destination.isUnspecified())) {
            throw new IllegalArgumentException("a multipoint tunnel is GRE to nobody alone");
        }
        if (key < NO_KEY
                || key > 0xFFFF_FFFFL
                || ttl < 1
                || ttl > 255
                || tos < TOS_COPY
                || tos > 255) {
            throw new IllegalArgumentException(
                    "key " + key + ", time to live " + ttl + ", type of service " + tos);
        }
    }

    /// A GRE tunnel in the global table with the defaults.
    public static TunnelEnds gre(
            IpAddress source, IpAddress destination, boolean protectionRequired) {
        return new TunnelEnds(
                Encapsulation.GRE,
                source,
                destination,
                0,
                NO_KEY,
                TTL_DEFAULT,
                TOS_COPY,
                DontFragment.COPY,
                protectionRequired,
                false);
    }

    /// The base of a multipoint tunnel in the global table with the defaults.
    public static TunnelEnds multipoint(IpAddress source, boolean protectionRequired) {
        IpAddress nobody = source.isIpv4() ? Ipv4Address.ANY : Ipv6Address.ANY;
        return new TunnelEnds(
                Encapsulation.GRE,
                source,
                nobody,
                0,
                NO_KEY,
                TTL_DEFAULT,
                TOS_COPY,
                DontFragment.COPY,
                protectionRequired,
                true);
    }

    public TunnelEnds withFrontDoor(int newFrontDoor) {
        return new TunnelEnds(
                encapsulation,
                source,
                destination,
                newFrontDoor,
                key,
                ttl,
                tos,
                dontFragment,
                protectionRequired,
                multipoint);
    }

    public TunnelEnds withKey(long newKey) {
        return new TunnelEnds(
                encapsulation,
                source,
                destination,
                frontDoor,
                newKey,
                ttl,
                tos,
                dontFragment,
                protectionRequired,
                multipoint);
    }

    public TunnelEnds withEncapsulation(Encapsulation newEncapsulation) {
        return new TunnelEnds(
                newEncapsulation,
                source,
                destination,
                frontDoor,
                key,
                ttl,
                tos,
                dontFragment,
                protectionRequired,
                multipoint);
    }

    public TunnelEnds withOuter(int newTtl, int newTos, DontFragment newDontFragment) {
        return new TunnelEnds(
                encapsulation,
                source,
                destination,
                frontDoor,
                key,
                newTtl,
                newTos,
                newDontFragment,
                protectionRequired,
                multipoint);
    }
}
