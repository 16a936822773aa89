package io.culvert.ike.v2;

import io.culvert.engine.Entropy;
import java.util.Optional;
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

    /// A fresh inbound SPI.
    int nextSpi(Entropy entropy) {
        int spi = entropy.nextInt();
        while (Integer.compareUnsigned(spi, RESERVED_MAX) <= 0 || spis.contains(spi)) {
            spi = entropy.nextInt();
        }
        return spi;
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
