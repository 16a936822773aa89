package io.culvert.wire.bgp;

import io.culvert.base.RouteTarget;
import io.culvert.base.SiteOfOrigin;

/// An extended community, RFC 4360 section 2: type, subtype and six octets of value.
public record ExtendedCommunity(long bits) implements Comparable<ExtendedCommunity> {
    private static final int SUBTYPE_SHIFT = 48;
    private static final int TYPE_SHIFT = 56;

    public static ExtendedCommunity of(RouteTarget target) {
        return new ExtendedCommunity(target.bits());
    }

    public static ExtendedCommunity of(SiteOfOrigin site) {
        return new ExtendedCommunity(site.bits());
    }

    /// RFC 4360 section 2: whether it may cross the border of an AS.
    public boolean isTransitive() {
        return (bits >>> TYPE_SHIFT & 0x40) == 0;
    }

    public boolean isRouteTarget() {
        return RouteTarget.is(bits);
    }

    public boolean isSiteOfOrigin() {
        return SiteOfOrigin.is(bits);
    }

    /// As a route target; only where [#isRouteTarget()] holds.
    public RouteTarget toRouteTarget() {
        return new RouteTarget(bits);
    }

    /// Written out, as the hash below, as for [Community].
    @Override
    public boolean equals(Object other) {
        return other instanceof ExtendedCommunity community && bits == community.bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits);
    }

    @Override
    public int compareTo(ExtendedCommunity other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        if (isRouteTarget()) {
            return "RT:" + toRouteTarget();
        }
        if (isSiteOfOrigin()) {
            return "SoO:" + new SiteOfOrigin(bits);
        }
        return "0x%04X:%d:%d"
                .formatted(bits >>> SUBTYPE_SHIFT, bits >>> 32 & 0xFFFF, bits & 0xFFFF_FFFFL);
    }
}
