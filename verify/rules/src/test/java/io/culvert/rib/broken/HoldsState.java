package io.culvert.rib.broken;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

final class HoldsState {
    static final class Holder {
        int value;
    }

    static int count;
    static final AtomicInteger counter = new AtomicInteger();
    static final int[] shared = {1, 2};
    static final Holder holder = new Holder();

    static final String FINE = "fine";
    static final List<String> ALSO_FINE = List.of(FINE);
    private static final int[] TABLE = {1, 2};

    private HoldsState() {}

    static int sum() {
        return TABLE[0] + count;
    }
}
