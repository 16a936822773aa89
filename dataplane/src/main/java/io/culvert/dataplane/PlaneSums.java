package io.culvert.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What all planes of a router have counted, added up. Nobody is stopped for it, so it may be a moment old.
final class PlaneSums {
    private final List<DataPlane> planes;

    PlaneSums(List<DataPlane> planes) {
        this.planes = List.copyOf(planes);
    }

    long of(ToLongFunction<DataPlane> counter) {
        return planes.size() == 1
                ? counter.applyAsLong(planes.getFirst())
                : planes.stream().mapToLong(counter).sum();
    }

    /// The latest of them.
    long lastUsedNanos(int mark) {
        return planes.stream()
                .mapToLong(plane -> plane.lastUsedNanos(mark))
                .max()
                .orElse(InterfaceCounters.NEVER);
    }

    List<DropCount> drops() {
        var all = new ArrayList<DropCount>();
        for (Drop reason : Drop.values()) {
            all.add(new DropCount(reason, of(plane -> plane.drops(reason))));
        }
        return all;
    }

    /// As [DataPlane#carried].
    void carried(int ifIndex, long[] into) {
        planes.getFirst().carried(ifIndex, into);
        if (planes.size() > 1) {
            var more = new long[DataPlane.CARRIED];
            for (DataPlane plane : planes.subList(1, planes.size())) {
                plane.carried(ifIndex, more);
                for (int i = 0; i < more.length; i++) {
                    into[i] += more[i];
                }
            }
        }
    }

    InterfaceCounters ofInterface(int ifIndex) {
        return planes.stream()
                .map(plane -> plane.interfaceCounters(ifIndex))
                .reduce(InterfaceCounters::plus)
                .orElse(InterfaceCounters.ZERO);
    }

    PlaneCounters all() {
        return planes.stream()
                .map(DataPlane::planeCounters)
                .reduce(PlaneCounters::plus)
                .orElseThrow();
    }
}
