package io.culvert.dataplane;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;

/// What the plane tells the router, at once and on the plane's own thread. The router may call the plane back from here:
/// packets it originates join the running batch; a new image waits for the next one.
public interface PlaneEvents {
    /// The largest IPv4 header and the 8 octets behind it; an IPv6 header and more than that.
    int HEAD_MAX = 68;

    /// An IP packet for this router, from its IP header on. The receiver owns the slot and gives it back. `protectedBySa`
    /// says that it came out of a security association of the tunnel `ifIndex`.
    void deliverLocal(int slot, int table, int ifIndex, boolean protectedBySa);

    /// An ARP frame (EtherType 0x0806) from its destination address on, any VLAN tag removed. The receiver owns the slot.
    void deliverArp(int slot, int ifIndex);

    /// An ICMPv6 neighbour discovery packet, from its Ethernet header on, any VLAN tag removed. The receiver owns the slot.
    void deliverNeighborDiscovery(int slot, int ifIndex);

    /// A packet waits for the link layer address of a neighbour. Told again for every packet that joins the wait; the
    /// answer is [DataPlane#setNeighbor] or [DataPlane#neighborUnreachable].
    void neighborWanted(int ifIndex, IpAddress address);

    /// An association reached its soft limit of octets or sequence numbers. Told once.
    void softLimit(int ifIndex, int spi, boolean inbound);

    /// The first authentic packet came in on an association. Told once.
    void firstInbound(int ifIndex, int spi);

    /// The newest authentic packet of an association in UDP came from another address or port than it has. Told once for each
    /// place; the answer, if the association is to follow, is [DataPlane#moveInbound] and [DataPlane#moveOutbound].
    void peerMoved(int ifIndex, int spi, IpAddress remote, int remotePort);

    /// An ESP packet with an SPI that no association has.
    void invalidSpi(int table, IpAddress source, IpAddress destination, int spi);

    /// The largest packet that this tunnel carries changed, by a router on the way or by age.
    void pathMtuChanged(int ifIndex, int plaintextMtu);

    /// A packet of the router's own, not to be fragmented, does not fit.
    void tooBig(int table, IpAddress destination, int mtu);

    /// Traffic was dropped at a tunnel because it has no association: a reason to negotiate.
    void associationWanted(int ifIndex);

    /// An NHRP packet, its encapsulation taken off. The receiver owns the slot and gives it back.
    ///
    /// @param ifIndex the tunnel that it came out of, which speaks NHRP
    /// @param table of the label that it came under, or of the tunnel
    /// @param labelled whether it came in the associated channel of a label
    /// @param outerSource as in [#transited]
    void deliverNhrp(
            int slot,
            int ifIndex,
            int table,
            boolean labelled,
            boolean protectedBySa,
            IpAddress outerSource);

    /// A packet came out of one tunnel and goes on into another, or the same one, of the same NHRP network: a reason to redirect.
    /// Told of few packets only ([io.culvert.dataplane.fib.PlaneNhrp#redirectNanos]); none is held up.
    ///
    /// @param outerSource who sent the outer packet: the far end of the tunnel, or for the base of a multipoint tunnel what the header
    ///     said
    /// @param table of the packet
    /// @param labelled whether it came under a label
    /// @param head the packet from its IP header on, as far as [#HEAD_MAX]
    void transited(
            int inIfIndex,
            IpAddress outerSource,
            int outIfIndex,
            int table,
            boolean labelled,
            Bytes head);

    /// A packet for the base of a multipoint tunnel has a next hop without a tunnel of its own. Told of few packets only.
    void endpointWanted(int ifIndex, IpAddress nextHop);
}
