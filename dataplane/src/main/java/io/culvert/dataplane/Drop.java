package io.culvert.dataplane;

/// Why a packet ended here. Every drop of the plane has one of these reasons, and every reason a counter and a row in
/// `show drops`.
public enum Drop {
    // Link layer
    FRAME_SHORT(Severity.MALFORMED, "The frame is shorter than its headers."),
    FRAME_NOT_FOR_US(Severity.EXPECTED, "The frame is addressed to another station."),
    FRAME_SOURCE_GROUP(Severity.MALFORMED, "The frame's source is a group address."),
    PORT_UNKNOWN(Severity.FAULT, "No interface belongs to the port."),
    VLAN_UNKNOWN(Severity.EXPECTED, "No interface belongs to the VLAN tag."),
    INTERFACE_DOWN(Severity.EXPECTED, "The interface is down."),
    FRAME_LENGTH_TYPE(Severity.EXPECTED, "The frame has a length in place of an EtherType."),
    ETHERTYPE_UNKNOWN(Severity.EXPECTED, "The EtherType is none that this router speaks."),
    BARE_VERSION(
            Severity.MALFORMED, "What came by a port of bare packets is neither IPv4 nor IPv6."),
    BARE_PAYLOAD(Severity.FAULT, "The port carries bare IP packets, neither labels nor frames."),

    // IP
    IP_SHORT(Severity.MALFORMED, "The packet is shorter than its IP header says."),
    IP_VERSION(Severity.MALFORMED, "The version or header length of the IP header is wrong."),
    IP_CHECKSUM(Severity.MALFORMED, "The checksum of the IP header is wrong."),
    IP_OPTION(Severity.SUSPICIOUS, "The packet asks for source routing."),
    MARTIAN_SOURCE(Severity.SUSPICIOUS, "The source is no address that a host can have."),
    MARTIAN_DESTINATION(
            Severity.SUSPICIOUS, "The destination is no address that is ever on the wire."),
    MULTICAST_NOT_FORWARDED(Severity.EXPECTED, "Multicast is not forwarded."),
    LINK_BROADCAST_NOT_FORWARDED(
            Severity.EXPECTED, "A packet that came as a link broadcast is not forwarded."),
    ACL_IN(Severity.POLICY, "The access list for packets coming in denies it."),
    SOURCE_UNROUTED(
            Severity.POLICY,
            "No route leads back to the source as `ip verify unicast source` of the interface asks."),
    ACL_OUT(Severity.POLICY, "The access list for packets going out denies it."),
    NO_ROUTE(Severity.EXPECTED, "No route leads to the destination."),
    NULL_ROUTE(Severity.POLICY, "The route leads to Null0."),
    ROUTE_UNRESOLVED(Severity.EXPECTED, "The next hop of the route does not resolve."),
    ROUTE_UNLABELLED(Severity.POLICY, "The route must be labelled, and its next hop has no label."),
    TTL_EXPIRED(Severity.EXPECTED, "The time to live ran out."),
    TOO_BIG(Severity.EXPECTED, "The packet is too big for the way out and must not be fragmented."),
    IPV6_NOT_FORWARDED(Severity.POLICY, "`ipv6 unicast-routing` is off."),
    IPV6_DISABLED(Severity.POLICY, "The interface has no IPv6 address and no `ipv6 enable`."),
    LINK_LOCAL_NOT_FORWARDED(
            Severity.EXPECTED,
            "An address of the packet is of its link alone, and it would leave."),
    LINK_UNKNOWN(
            Severity.EXPECTED,
            "The destination is of a link alone, and nothing says of which, or it has no IPv6."),
    IPV6_HEADERS(
            Severity.SUSPICIOUS,
            "The extension headers do not end within the packet, or ask for source routing."),
    TABLE_UNKNOWN(Severity.FAULT, "The table does not exist."),

    // Neighbours
    NEIGHBOR_QUEUE_FULL(
            Severity.EXPECTED, "Too many packets wait for the neighbour's link layer address."),
    NEIGHBOR_TABLE_FULL(Severity.FAULT, "Too many neighbours are waited for."),
    NEIGHBOR_UNREACHABLE(Severity.EXPECTED, "The neighbour did not answer."),

    // Fragments
    FRAGMENT_MALFORMED(Severity.MALFORMED, "The fragment's offset or length makes no sense."),
    FRAGMENT_OVERLAP(
            Severity.SUSPICIOUS, "The fragment overlaps another one: the whole packet goes."),
    FRAGMENT_DUPLICATE(Severity.EXPECTED, "The fragment is here already."),
    FRAGMENT_TIMEOUT(Severity.EXPECTED, "A fragment of the packet did not come in time."),
    REASSEMBLY_FULL(Severity.SUSPICIOUS, "Too many packets wait for fragments."),
    REASSEMBLY_SOURCE_FULL(
            Severity.SUSPICIOUS, "Too many packets of this source wait for fragments."),

    // ESP
    ESP_SHORT(Severity.MALFORMED, "The packet is too short for ESP and the association's suite."),
    ESP_UDP(
            Severity.MALFORMED,
            "The datagram for the port of ESP in UDP is shorter than it says, or lacks the checksum of IPv6."),
    NAT_KEEPALIVE(Severity.EXPECTED, "It kept the mapping of a NAT alive and holds nothing."),
    ESP_SPI_UNKNOWN(Severity.SUSPICIOUS, "No association has this SPI."),
    ESP_REPLAY(
            Severity.SUSPICIOUS, "The sequence number was seen before or is left of the window."),
    ESP_AUTHENTICATION(Severity.SUSPICIOUS, "The integrity check failed."),
    ESP_PADDING(Severity.MALFORMED, "The padding is wrong."),
    ESP_DUMMY(Severity.EXPECTED, "A dummy packet, made to be discarded."),
    ESP_SELECTOR(Severity.SUSPICIOUS, "The packet is not what the association was negotiated for."),
    ESP_INTERFACE(
            Severity.SUSPICIOUS, "The packet belongs to another tunnel than the association."),
    SA_MISSING(Severity.POLICY, "The tunnel requires protection and has no association."),
    SA_SELECTOR(Severity.POLICY, "No association of the tunnel was negotiated for the packet."),
    SA_LIFETIME(Severity.POLICY, "The association has carried all octets of its lifetime."),
    SA_SEQUENCE_EXHAUSTED(Severity.FAULT, "The association has used all its sequence numbers."),
    PROTECTION_MISSING(
            Severity.SUSPICIOUS, "It came in the clear for a tunnel that requires protection."),

    // GRE
    GRE_SHORT(Severity.MALFORMED, "The packet is shorter than its GRE header."),
    GRE_VERSION(Severity.MALFORMED, "The GRE header has a version or flags that are not spoken."),
    GRE_KEY(
            Severity.SUSPICIOUS,
            "It came out of the association of a tunnel with another key than the tunnel's, or one of the two has none."),
    GRE_CHECKSUM(Severity.MALFORMED, "The GRE checksum is wrong."),
    GRE_PROTOCOL(Severity.EXPECTED, "The GRE protocol type is none that this router speaks."),
    TUNNEL_UNKNOWN(Severity.SUSPICIOUS, "No tunnel has these endpoints and this key."),
    TUNNEL_RECURSION(
            Severity.FAULT, "The way to the tunnel's destination leads through the tunnel."),
    TUNNEL_NO_DESTINATION(Severity.EXPECTED, "The tunnel has no destination or source."),
    TUNNEL_PAYLOAD(Severity.FAULT, "The tunnel's encapsulation cannot carry this payload."),
    ENDPOINT_UNKNOWN(
            Severity.EXPECTED,
            "Nobody knows yet where the next hop of the multipoint tunnel is, and no peer takes it meanwhile."),
    NHRP_DISABLED(Severity.SUSPICIOUS, "NHRP came in by an interface that does not speak it."),
    ECN_INVALID(
            Severity.SUSPICIOUS,
            "Congestion was marked on a packet whose sender did not offer it."),

    // MPLS
    MPLS_SHORT(Severity.MALFORMED, "The packet is shorter than its label stack."),
    MPLS_DISABLED(Severity.SUSPICIOUS, "The interface does not take labelled packets."),
    MPLS_OUTSIDE_TUNNEL(Severity.SUSPICIOUS, "Labels in UDP came for no tunnel."),
    LABEL_UNKNOWN(Severity.SUSPICIOUS, "The label is not given out."),
    LABEL_RESERVED(Severity.SUSPICIOUS, "The reserved label has no meaning here."),
    LABEL_IMPLICIT_NULL(Severity.SUSPICIOUS, "Implicit null is never on the wire."),
    LABEL_NOT_BOTTOM(Severity.SUSPICIOUS, "More labels follow a label that must be the last."),
    LABEL_DEPTH(Severity.SUSPICIOUS, "The label stack is deeper than this router looks."),
    LABEL_PAYLOAD(Severity.MALFORMED, "What is under the label is not what the label stands for."),
    GAL_UNSUPPORTED(Severity.EXPECTED, "The associated channel has no receiver."),
    CHANNEL_DISABLED(
            Severity.SUSPICIOUS,
            "The interface does not take the associated channels of labels (`mpls nhrp`)."),
    CHANNEL_HEADER(
            Severity.MALFORMED,
            "The label of associated channels is not the last one, has no time to live, or no channel header follows it."),
    CHANNEL_TYPE(
            Severity.EXPECTED,
            "The type of the associated channel is none that this router speaks."),
    CHANNEL_UNLABELLED(
            Severity.EXPECTED,
            "The route has no label whose associated channel the router's own packet could take."),

    // The router's own packets
    BOUND_ELSEWHERE(
            Severity.POLICY, "The session is bound to tunnels, and the route leads elsewhere."),
    BOUND_SESSION_OUTSIDE(
            Severity.SUSPICIOUS, "A packet of a session bound to tunnels came by another way."),
    STRANGERS_WAIT(
            Severity.SUSPICIOUS,
            "Too many IKE messages of no IKE SA wait; those of IKE SAs and all packets go first."),
    LOCAL_REFUSED(Severity.EXPECTED, "The router's own stack has no use for the packet."),
    INTERFACE_UNKNOWN(Severity.FAULT, "The interface does not exist."),

    // Resources
    NO_SLOT(Severity.FAULT, "All packet buffers are in use."),
    WORKER_BEHIND(
            Severity.FAULT,
            "The worker that has the packet's association does not keep up with the others."),
    ROUTER_BEHIND(
            Severity.FAULT,
            "The router's own thread does not keep up with what workers have for it."),
    NO_ROOM(Severity.FAULT, "The packet buffer has no room for another header."),
    ENCAPSULATION_DEPTH(Severity.FAULT, "Tunnels lie in tunnels too deep.");

    /// What a drop says about the network.
    public enum Severity {
        /// Part of ordinary life.
        EXPECTED,
        /// What the configuration orders.
        POLICY,
        /// Octets that break a format.
        MALFORMED,
        /// What an attacker or a broken peer would send.
        SUSPICIOUS,
        /// Something of this router is used up or set wrong.
        FAULT
    }

    private final Severity severity;
    private final String sentence;

    Drop(Severity severity, String sentence) {
        this.severity = severity;
        this.sentence = sentence;
    }

    /// The place of its counter.
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    /// Whether the packet had its way already, so that the interface it leads out of has lost it too.
    boolean isOnTheWayOut() {
        return switch (this) {
            case ACL_OUT,
                    TOO_BIG,
                    SA_MISSING,
                    SA_SEQUENCE_EXHAUSTED,
                    TUNNEL_NO_DESTINATION,
                    TUNNEL_PAYLOAD,
                    ENDPOINT_UNKNOWN ->
                    true;
            default -> false;
        };
    }

    public Severity severity() {
        return severity;
    }

    public String sentence() {
        return sentence;
    }
}
