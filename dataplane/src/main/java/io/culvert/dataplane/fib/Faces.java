package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.wire.ip.Ipv4;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The interfaces of an image, and which of them a packet came in by. Images share them until an interface changes, or the way
/// that the outer packets of a tunnel take.
final class Faces {
    private final @Nullable Face[] all;

    /// By port and VLAN, 0 for none.
    private final @Nullable Face[][] ports;

    private final FaceMap tunnels;
    final boolean hasRedirects;
    final boolean hasMultipoint;

    /// Tunnels by the table and the destination of their outer packets.
    private final NavigableMap<Integer, NavigableMap<IpAddress, List<Face>>> byFrontDoor =
            new TreeMap<>();

    Faces(Collection<Face> faces) {
        int count = 1;
        boolean someRedirect = false;
        boolean someMultipoint = false;
        for (Face face : faces) {
            count = Math.max(count, face.index + 1);
            someRedirect |= face.redirectNanos != 0;
            someMultipoint |= face.isMultipoint;
        }
        hasRedirects = someRedirect;
        hasMultipoint = someMultipoint;
        all = new Face[count];
        ports = new Face[portCount(faces)][0];
        tunnels = new FaceMap(count);
        for (Face face : faces) {
            all[face.index] = face;
            if (face.port >= 0) {
                put(face);
            }
            if (face.tunnel != null && !face.tunnel.destination().isUnspecified()) {
                byFrontDoor
                        .computeIfAbsent(face.tunnel.frontDoor(), _ -> new TreeMap<>())
                        .computeIfAbsent(face.tunnel.destination(), _ -> new ArrayList<>())
                        .add(face);
            }
        }
        putTunnels(true);
        putTunnels(false);
    }

    private static int portCount(Collection<Face> faces) {
        int count = 0;
        for (Face face : faces) {
            count = Math.max(count, face.port + 1);
        }
        return count;
    }

    /// Of two interfaces with one tag the last counts.
    private void put(Face face) {
        int known = ports[face.port].length;
        if (face.vlan >= known) {
            ports[face.port] = Arrays.copyOf(ports[face.port], Math.max(face.vlan + 1, 2 * known));
        }
        ports[face.port][face.vlan] = face;
    }

    /// The map is asked about packets in the clear: the tunnels that take these come last, so that they are found first.
    /// The many tunnels to peers behind one address, which have the same ends, are all protected.
    private void putTunnels(boolean isProtected) {
        for (Face face : all) {
            if (face != null
                    && face.tunnel != null
                    && (face.hasEnds || face.isMultipoint)
                    && face.tunnel.protectionRequired() == isProtected) {
                tunnels.put(
                        FaceMap.tunnelKey(
                                face.tunnel.frontDoor(),
                                face.source.high(),
                                face.source.low(),
                                face.destination.high(),
                                face.destination.low()),
                        face);
            }
        }
    }

    /// Whether outer packets are looked up in a table.
    boolean hasFrontDoor(int table) {
        return byFrontDoor.containsKey(table);
    }

    /// The tunnels whose outer packets a prefix of the table holds.
    Collection<List<Face>> behind(int frontDoor, Prefix prefix) {
        var tunnelsOf = byFrontDoor.get(frontDoor);
        return tunnelsOf == null
                ? List.of()
                : tunnelsOf.subMap(prefix.first(), true, prefix.last(), true).values();
    }

    /// The interface of this index, or null.
    @Nullable Face face(int ifIndex) {
        return ifIndex >= 0 && ifIndex < all.length ? all[ifIndex] : null;
    }

    /// One more than the largest interface index.
    int faceCount() {
        return all.length;
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
        Face face = tunnels.first(FaceMap.tunnelKey(frontDoor, nearHigh, nearLow, farHigh, farLow));
        for (int i = 0; face != null && i < FaceMap.CHAIN_MAX; i++) {
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
            face = tunnels.after(face);
        }
        return null;
    }
}
