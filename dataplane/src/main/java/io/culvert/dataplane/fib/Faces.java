package io.culvert.dataplane.fib;

import io.culvert.wire.ip.Ipv4;
import org.jspecify.annotations.Nullable;

/// The interfaces of an image, and which of them a packet came in by. Images share them until an interface changes, or the way
/// that the outer packets of a tunnel take; and then all pages but those of what changed.
final class Faces {
    private final Face[][] pages;
    private final int count;
    private final @Nullable Face[][] ports;
    private final Face[][][] buckets;
    private final int bucketMask;
    final boolean hasRedirects;
    final boolean hasMultipoint;

    Faces(
            Face[][] pages,
            int count,
            @Nullable Face[][] ports,
            Face[][][] buckets,
            int bucketMask,
            boolean hasRedirects,
            boolean hasMultipoint) {
        this.pages = pages;
        this.count = count;
        this.ports = ports;
        this.buckets = buckets;
        this.bucketMask = bucketMask;
        this.hasRedirects = hasRedirects;
        this.hasMultipoint = hasMultipoint;
    }

    /// The interface of this index, or null.
    @Nullable Face face(int ifIndex) {
        if (ifIndex < 0 || ifIndex >= count) {
            return null;
        }
        Face face = pages[ifIndex >>> Pages.BITS][ifIndex & Pages.MASK];
        return face == Face.VACANT ? null : face;
    }

    /// One more than the largest interface index.
    int faceCount() {
        return count;
    }

    /// Whether the interfaces of one page are the other's.
    boolean hasPageOf(Faces other, int page) {
        return page < pages.length && page < other.pages.length && pages[page] == other.pages[page];
    }

    /// The interface of the frames of a port with this tag, 0 for none, or null.
    @Nullable Face faceOfPort(int port, int vlan) {
        if (port < 0 || port >= ports.length || vlan >= ports[port].length) {
            return null;
        }
        return ports[port][vlan];
    }

    /// The tunnel with these ends, IPv4 ones mapped, that takes this IP protocol; otherwise the base of a multipoint tunnel with this
    /// near end; or null.
    ///
    /// @param key of GRE, -1 for none
    @Nullable Face faceOfTunnel(
            int frontDoor,
            long nearHigh,
            long nearLow,
            long farHigh,
            long farLow,
            int protocol,
            long key) {
        Face own = faceWithEnds(frontDoor, nearHigh, nearLow, farHigh, farLow, protocol, key);
        if (own != null || protocol != Ipv4.GRE || !hasMultipoint) {
            return own;
        }
        boolean isIpv4 = nearHigh == 0 && nearLow >>> 32 == Hop.mapped(0) >>> 32;
        long nobody = isIpv4 ? Hop.mapped(0) : 0;
        return faceWithEnds(frontDoor, nearHigh, nearLow, 0, nobody, protocol, key);
    }

    private @Nullable Face faceWithEnds(
            int frontDoor,
            long nearHigh,
            long nearLow,
            long farHigh,
            long farLow,
            int protocol,
            long key) {
        int place = Face.endsHash(frontDoor, nearHigh, nearLow, farHigh, farLow) & bucketMask;
        Face[] bucket = buckets[place >>> Pages.BITS][place & Pages.MASK];
        int most = Math.min(bucket.length, Bucket.LOOKS_MAX);
        for (int i = 0; i < most; i++) {
            Face face = bucket[i];
            TunnelEnds ends = face.tunnel;
            if (ends != null
                    && face.source.low() == nearLow
                    && face.source.high() == nearHigh
                    && face.destination.low() == farLow
                    && face.destination.high() == farHigh
                    && ends.frontDoor() == frontDoor
                    && ends.encapsulation().takes(protocol)
                    && (protocol != Ipv4.GRE || ends.key() == key)) {
                return face;
            }
        }
        return null;
    }
}
