package io.culvert.dataplane.fib;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The interfaces of a builder, changed one by one; [#share] makes of them what an image reads. What did not change since the last
/// time is in pages that both images have.
final class FaceTable {
    private static final int FIRST_BUCKETS = Pages.SIZE;

    private final TreeMap<Integer, Face> all = new TreeMap<>();

    /// Those with a port.
    private final TreeMap<Integer, Face> links = new TreeMap<>();

    /// Tunnels by the table and the destination of their outer packets.
    private final TreeMap<Integer, TreeMap<IpAddress, Map<Integer, Face>>> byFrontDoor =
            new TreeMap<>();

    private final Pages<Face> pages = new Pages<>(new Face[0][], Face[]::new, Face.VACANT);
    private Pages<Face[]> buckets = noBuckets();
    private int bucketMask = FIRST_BUCKETS - 1;
    private int inBuckets;
    private int redirecting;
    private int multipoint;
    private @Nullable Face[][] ports = {};
    private boolean arePortsStale;
    private @Nullable Faces shared;

    private static Pages<Face[]> noBuckets() {
        return new Pages<>(new Face[0][][], Face[][]::new, new Face[0]);
    }

    @Nullable Face get(int ifIndex) {
        return all.get(ifIndex);
    }

    /// Takes an interface in, in place of the one with its number.
    void put(Face face) {
        remove(face.index);
        all.put(face.index, face);
        pages.set(face.index, face);
        count(face, 1);
        if (face.port >= 0) {
            links.put(face.index, face);
            arePortsStale = true;
        }
        if (face.tunnel != null && !face.tunnel.destination().isUnspecified()) {
            byFrontDoor
                    .computeIfAbsent(face.tunnel.frontDoor(), _ -> new TreeMap<>())
                    .computeIfAbsent(face.tunnel.destination(), _ -> new TreeMap<>())
                    .put(face.index, face);
        }
        if (isFoundByEnds(face)) {
            inBuckets++;
            if (2 * inBuckets > bucketMask) {
                rehash();
            } else {
                bucket(face);
            }
        }
        shared = null;
    }

    void remove(int ifIndex) {
        Face gone = all.remove(ifIndex);
        if (gone == null) {
            return;
        }
        pages.set(ifIndex, Face.VACANT);
        count(gone, -1);
        if (links.remove(ifIndex) != null) {
            arePortsStale = true;
        }
        if (gone.tunnel != null && !gone.tunnel.destination().isUnspecified()) {
            leave(gone.tunnel, ifIndex);
        }
        if (isFoundByEnds(gone)) {
            inBuckets--;
            int place = gone.endsHash() & bucketMask;
            buckets.set(place, Bucket.without(buckets.get(place), gone));
        }
        shared = null;
    }

    private void leave(TunnelEnds ends, int ifIndex) {
        var there = Objects.requireNonNull(byFrontDoor.get(ends.frontDoor()));
        var same = Objects.requireNonNull(there.get(ends.destination()));
        same.remove(ifIndex);
        if (same.isEmpty()) {
            there.remove(ends.destination());
        }
        if (there.isEmpty()) {
            byFrontDoor.remove(ends.frontDoor());
        }
    }

    private void count(Face face, int more) {
        redirecting += face.redirectNanos != 0 ? more : 0;
        multipoint += face.isMultipoint ? more : 0;
    }

    private static boolean isFoundByEnds(Face face) {
        return face.tunnel != null && (face.hasEnds || face.isMultipoint);
    }

    private void bucket(Face face) {
        int place = face.endsHash() & bucketMask;
        buckets.set(place, Bucket.with(buckets.get(place), face));
    }

    private void rehash() {
        bucketMask = 4 * (bucketMask + 1) - 1;
        buckets = noBuckets();
        for (Face face : all.values()) {
            if (isFoundByEnds(face)) {
                bucket(face);
            }
        }
    }

    /// Whether outer packets are looked up in a table.
    boolean hasFrontDoor(int table) {
        return byFrontDoor.containsKey(table);
    }

    /// The tunnels whose outer packets a prefix of the table holds, by destination.
    Collection<Map<Integer, Face>> behind(int frontDoor, Prefix prefix) {
        return of(frontDoor).subMap(prefix.first(), true, prefix.last(), true).values();
    }

    /// All tunnels whose outer packets are looked up in the table, by destination.
    Collection<Map<Integer, Face>> behind(int frontDoor) {
        return of(frontDoor).values();
    }

    private NavigableMap<IpAddress, Map<Integer, Face>> of(int frontDoor) {
        var there = byFrontDoor.get(frontDoor);
        return there == null ? new TreeMap<>() : there;
    }

    /// The interfaces as they are now; the same object as the last time if nothing changed since.
    Faces share() {
        Faces known = shared;
        if (known != null) {
            return known;
        }
        int count = all.isEmpty() ? 1 : all.lastKey() + 1;
        pages.cover(count);
        buckets.cover(bucketMask + 1);
        if (arePortsStale) {
            arePortsStale = false;
            ports = PortMap.of(links.values());
        }
        var made =
                new Faces(
                        pages.share(),
                        count,
                        ports,
                        buckets.share(),
                        bucketMask,
                        redirecting > 0,
                        multipoint > 0);
        shared = made;
        return made;
    }
}
