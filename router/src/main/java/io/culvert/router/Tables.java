package io.culvert.router;

import io.culvert.base.Vrf;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The numbers by which the packet path knows VRFs. The global table is 0; a number is free again when its VRF goes.
final class Tables {
    static final int GLOBAL = 0;

    private final TreeMap<Vrf, Integer> numbers = new TreeMap<>();

    Tables() {
        numbers.put(Vrf.GLOBAL, GLOBAL);
    }

    /// The number of a VRF that exists.
    int of(Vrf vrf) {
        Integer number = numbers.get(vrf);
        if (number == null) {
            throw new IllegalArgumentException("no VRF " + vrf);
        }
        return number;
    }

    boolean has(Vrf vrf) {
        return numbers.containsKey(vrf);
    }

    Optional<Vrf> vrf(int number) {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Every table by its VRF, the global one first.
    SortedMap<Vrf, Integer> all() {
        return Collections.unmodifiableSortedMap(numbers);
    }

    /// Makes exactly these VRFs exist, beside the global one; gives back those that are gone.
    Set<Vrf> keep(Set<Vrf> wanted) {
        var gone = new TreeSet<>(numbers.keySet());
        gone.removeAll(wanted);
        gone.remove(Vrf.GLOBAL);
        gone.forEach(numbers::remove);
        var taken = new TreeSet<>(numbers.values());
        int next = GLOBAL;
        for (Vrf vrf : new TreeSet<>(wanted)) {
            if (!numbers.containsKey(vrf)) {
                while (taken.contains(next)) {
                    next++;
                }
                taken.add(next);
                numbers.put(vrf, next);
            }
        }
        return gone;
    }
}
