package io.culvert.dataplane.fib;

import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.lang.foreign.MemorySegment;

/// What the route back to the source of a packet must be where it comes in without a label (RFC 2827, RFC 3704): the label, where there is one,
/// has said already whose packet it is. A source of this router's own and a route to nowhere never hold, but for
/// sources of the link alone, which are not looked up.
///
/// @param strict whether a route back must lead out of the interface that the packet came by (RFC 3704 section 2.2), one of several equal
///     ones at least; otherwise any route will do (section 2.4)
/// @param allowDefault whether the default route counts
public record SourceCheck(boolean strict, boolean allowDefault) {
    /// Whether the source of the checked packet at `at` may come by an interface.
    public static boolean permits(
            ForwardingImage image, Face by, MemorySegment slab, long at, boolean six) {
        SourceCheck check = six ? by.sources6 : by.sources4;
        return check == null
                || (six
                        ? check.holds6(
                                image, by, Ipv6.sourceHigh(slab, at), Ipv6.sourceLow(slab, at))
                        : check.holds4(image, by, Ipv4.source(slab, at)));
    }

    private boolean holds4(ForwardingImage image, Face by, int source) {
        RouteTable table = image.table(by.table);
        int entry = table.lookup4(source);
        return entry != RouteTable.NO_ENTRY
                && leadsBack(image, by, image.hop(entry))
                && (allowDefault || !table.isByDefault4(entry, source));
    }

    /// A source of the link alone, or none while a host asks whether its address is free (RFC 4862 section 5.4), never leaves the link.
    private boolean holds6(ForwardingImage image, Face by, long high, long low) {
        if (Ipv6.isLinkLocal(high) || (high | low) == 0) {
            return true;
        }
        RouteTable table = image.table(by.table);
        int entry = table.lookup6(high, low);
        return entry != RouteTable.NO_ENTRY
                && leadsBack(image, by, image.hop(entry))
                && (allowDefault || !table.isByDefault6(entry, high, low));
    }

    private boolean leadsBack(ForwardingImage image, Face by, Hop hop) {
        if (hop.kind != Hop.MULTIPATH) {
            return leadsOutOf(image, by, hop);
        }
        for (int member : hop.members) {
            if (leadsOutOf(image, by, image.hop(member))) {
                return true;
            }
        }
        return false;
    }

    private boolean leadsOutOf(ForwardingImage image, Face by, Hop hop) {
        boolean leads = hop.isLink() || hop.kind == Hop.TUNNEL;
        return leads && (!strict || hop.ifIndex == by.index || isSibling(image, by, hop.ifIndex));
    }

    /// Whether both are one tunnel to those who route: a multipoint one and its peers.
    private static boolean isSibling(ForwardingImage image, Face by, int ifIndex) {
        Face face = by.siblings == 0 ? null : image.face(ifIndex);
        return face != null && face.siblings == by.siblings;
    }
}
