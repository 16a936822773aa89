package io.culvert.bench;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/// Random prefixes with about the lengths that a full table of the Internet has.
final class RouteMix {
    /// Routes in a thousand of each length, from the first one on.
    private static final int FIRST4 = 16;

    private static final int[] MIX4 = {
        15, 8, 15, 25, 45, 50, 110, 100, 600, 4, 4, 4, 4, 4, 4, 4, 4
    };
    private static final int FIRST6 = 29;
    private static final int[] MIX6 = {
        20, 10, 10, 140, 10, 10, 10, 30, 5, 5, 5, 60, 5, 10, 5, 70, 5, 20, 5, 565
    };

    private RouteMix() {}

    private static int length(Random random, int first, int[] mix) {
        int at = random.nextInt(1000);
        for (int i = 0; i < mix.length; i++) {
            at -= mix[i];
            if (at < 0) {
                return first + i;
            }
        }
        return first + mix.length - 1;
    }

    static Prefix ipv4(Random random) {
        int address = (1 + random.nextInt(223) << 24) | random.nextInt(1 << 24);
        return Prefix.containing(new Ipv4Address(address), length(random, FIRST4, MIX4));
    }

    /// Within 2000::/3, most of it in a few of the blocks that registries have.
    static Prefix ipv6(Random random) {
        long block = 0x2400_0000_0000_0000L + ((long) random.nextInt(8) << 57);
        long address = block | random.nextLong() >>> 12;
        return Prefix.containing(new Ipv6Address(address, 0), length(random, FIRST6, MIX6));
    }

    static SortedSet<Prefix> table(Random random, int routes, boolean six) {
        var table = new TreeSet<Prefix>();
        while (table.size() < routes) {
            table.add(six ? ipv6(random) : ipv4(random));
        }
        return table;
    }
}
