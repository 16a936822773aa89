package io.culvert.router;

import java.util.TreeSet;

/// Numbers from 1 on, each taken by one at a time, the lowest free one first.
final class LowestFree {
    private final TreeSet<Integer> given = new TreeSet<>();
    private int next = 1;

    int take() {
        Integer free = given.pollFirst();
        return free != null ? free : next++;
    }

    void give(int number) {
        given.add(number);
    }
}
