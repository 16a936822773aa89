package io.culvert.dataplane;

/// What is known about a packet besides its octets: the bits of [PacketSlab#flags].
public final class PacketFlag {
    /// It came out of a security association; [PacketSlab#ifIndex] is the tunnel the association is bound to.
    public static final int PROTECTED = 1;

    /// This router made it: no hop is counted, and no ICMP error goes back about it.
    public static final int ORIGINATED = 1 << 1;

    /// It is the outer packet of a tunnel of this router.
    public static final int ENCAPSULATED = 1 << 2;

    /// Its IP time to live has been counted down for this hop, when a label above it was removed.
    public static final int TTL_COUNTED = 1 << 3;

    /// It was put together from fragments.
    public static final int REASSEMBLED = 1 << 4;

    /// It came to this router in a link layer broadcast or multicast.
    public static final int LINK_BROADCAST = 1 << 5;

    /// It is an ICMP error.
    public static final int ICMP_ERROR = 1 << 6;

    private PacketFlag() {}
}
