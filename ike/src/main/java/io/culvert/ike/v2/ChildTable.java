package io.culvert.ike.v2;

import io.culvert.engine.Entropy;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/// All Child SAs of a router: which IKE SA has each, and which inbound SPIs are taken.
final class ChildTable {
    /// RFC 4303 section 2.1 reserves SPIs up to this one.
    private static final int RESERVED_MAX = 255;

    private final TreeMap<Long, ChildCarrier> carriers = new TreeMap<>();
    private final TreeSet<Integer> spis = new TreeSet<>();
    private long last;

    long next() {
        return ++last;
    }

    /// A fresh inbound SPI. What comes with it is received by the worker that is its remainder by the number of workers.
    ///
    /// @param resource the worker that is to receive, or whichever chance will have
    int nextSpi(Entropy entropy, int workers, OptionalInt resource) {
        int spi = drawSpi(entropy, workers, resource);
        while (Integer.compareUnsigned(spi, RESERVED_MAX) <= 0
                || spis.contains(spi)
                || resource.orElse(workerOf(spi, workers)) != workerOf(spi, workers)) {
            spi = drawSpi(entropy, workers, resource);
        }
        return spi;
    }

    /// At the upper end of the range the remainder may come out wrong.
    private static int drawSpi(Entropy entropy, int workers, OptionalInt resource) {
        int drawn = entropy.nextInt();
        return resource.isPresent()
                ? drawn - workerOf(drawn, workers) + resource.getAsInt()
                : drawn;
    }

    private static int workerOf(int spi, int workers) {
        return Integer.remainderUnsigned(spi, workers);
    }

    /// Enters a Child SA, or moves it to another IKE SA.
    void put(ChildSa child, ChildCarrier carrier) {
        carriers.put(child.id(), carrier);
        spis.add(child.inboundSpi());
    }

    void remove(ChildSa child) {
        carriers.remove(child.id());
        spis.remove(child.inboundSpi());
    }

    Optional<ChildCarrier> carrier(long child) {
        return Optional.ofNullable(carriers.get(child));
    }

    /// The Child SAs among which this one is.
    Optional<Children> around(long child) {
        return Optional.ofNullable(carriers.get(child)).map(ChildCarrier::children);
    }
}
