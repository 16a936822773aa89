package io.culvert.dataplane.fib;

import io.culvert.base.Ipv6Address;
import org.jspecify.annotations.Nullable;

/// A [PlaneInterface] in the form the packet path reads, with what the image works out about it.
public final class Face {
    /// In an image, in place of an interface that is not there.
    public static final Face VACANT =
            new Face(
                    PlaneInterface.nowhere(PlaneInterface.INDEX_MAX - 1),
                    RouteTable.NO_ENTRY,
                    RouteTable.NO_ENTRY,
                    RouteTable.NO_ENTRY,
                    RouteTable.NO_ENTRY);

    public final PlaneInterface declared;
    public final int index;
    public final PlaneInterface.Kind kind;
    public final int table;
    public final int port;
    public final int vlan;
    public final long mac;
    public final int ipMtu;
    public final int address;
    public final boolean up;
    public final boolean mpls;
    public final boolean unreachables;
    public final int mssClamp;
    public final @Nullable AccessList accessIn;
    public final @Nullable AccessList accessOut;
    final @Nullable SourceCheck sources4;
    final @Nullable SourceCheck sources6;

    /// The same number as those have that are one interface with it to those who route, or 0.
    final int siblings;

    public final @Nullable TunnelEnds tunnel;

    /// Whether there is more to look at than the headers in IPv4 packets that come in: an access list, a check of
    /// sources, a limit on segments; and the same of IPv6.
    public final boolean isWatchedIn;

    public final boolean isWatchedIn6;

    /// Whether IPv6 packets come in.
    public final boolean takesIpv6;

    /// Whether the outer header of a tunnel is IPv6.
    public final boolean six;

    /// The ends of a tunnel, an IPv4 address as an IPv4-mapped one (RFC 4291 section 2.5.5.2).
    public final Ipv6Address source;

    public final Ipv6Address destination;

    /// Whether both ends of a tunnel are known.
    public final boolean hasEnds;

    /// Whether it is a tunnel that takes nothing in the clear.
    final boolean isProtected;

    /// For a tunnel, the entry that its outer packets take, no multipath; otherwise [RouteTable#NO_ENTRY].
    public final int outerEntry;

    public final PlaneIpv6 ipv6;

    /// The entry that leads to any neighbour on its link, or [RouteTable#NO_ENTRY] where IPv6 is off.
    public final int linkEntry;

    /// The entry that leads right into it, where it is a tunnel, otherwise [RouteTable#NO_ENTRY].
    public final int tunnelEntry;

    /// The entry that leads to the default peer, or [RouteTable#NO_ENTRY].
    public final int peerEntry;

    /// Whether it is the base of a multipoint tunnel.
    public final boolean isMultipoint;

    /// The NHRP network, or 0.
    public final int network;

    /// The least time between two redirects, or 0 where none are sent.
    public final long redirectNanos;

    /// Whether NHRP comes in the channel of a label.
    public final boolean nhrpMpls;

    Face(PlaneInterface declared, int outerEntry, int linkEntry, int tunnelEntry, int peerEntry) {
        this.tunnelEntry = tunnelEntry;
        this.peerEntry = peerEntry;
        network = declared.nhrp().network();
        redirectNanos = declared.nhrp().redirectNanos();
        nhrpMpls = declared.nhrp().mpls();
        isMultipoint = declared.tunnel().filter(TunnelEnds::multipoint).isPresent();
        this.declared = declared;
        this.linkEntry = linkEntry;
        ipv6 = declared.ipv6();
        this.outerEntry = outerEntry;
        index = declared.index();
        kind = declared.kind();
        table = declared.table();
        port = declared.port();
        vlan = declared.vlan();
        mac = declared.mac().bits();
        ipMtu = declared.ipMtu();
        address = declared.address().bits();
        up = declared.up();
        mpls = declared.mpls();
        unreachables = declared.unreachables();
        mssClamp = declared.mssClamp();
        accessIn = declared.accessIn().orElse(null);
        accessOut = declared.accessOut().orElse(null);
        sources4 = declared.sources().orElse(null);
        sources6 = ipv6.sources().orElse(null);
        siblings = declared.siblings();
        tunnel = declared.tunnel().orElse(null);
        isWatchedIn = accessIn != null || sources4 != null || mssClamp != PlaneInterface.MSS_OFF;
        isWatchedIn6 = sources6 != null || ipv6.mssClamp() != PlaneInterface.MSS_OFF;
        takesIpv6 = ipv6.enabled();
        six = tunnel != null && !tunnel.destination().isIpv4();
        source = tunnel == null ? Ipv6Address.ANY : Hop.mapped(tunnel.source());
        destination = tunnel == null ? Ipv6Address.ANY : Hop.mapped(tunnel.destination());
        isProtected = tunnel != null && tunnel.protectionRequired();
        hasEnds =
                tunnel != null
                        && !tunnel.source().isUnspecified()
                        && !tunnel.destination().isUnspecified();
    }

    /// Of the ends of a tunnel and the table of its outer packets.
    int endsHash() {
        return endsHash(
                tunnel == null ? 0 : tunnel.frontDoor(),
                source.high(),
                source.low(),
                destination.high(),
                destination.low());
    }

    static int endsHash(int frontDoor, long sourceHigh, long sourceLow, long farHigh, long farLow) {
        int source = Long.hashCode(sourceHigh * 31 + sourceLow);
        return mix(mix(source) * 31 + Long.hashCode(farHigh * 31 + farLow) * 17 + frontDoor);
    }

    private static int mix(int value) {
        int mixed = value * 0x9E37_79B1;
        return mixed ^ mixed >>> 15;
    }
}
