package io.culvert.dataplane.fib;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.dataplane.Drop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lookups of a batch find what each of them finds alone.
class LookupsTest {
    private static final int BATCH = 64;

    /// Routes of the tables: none, a few, as many as one list holds, and many lists.
    private static final int[] SIZES = {0, 1, 3, PrefixTree.LEAF_MAX, 2_000, 9_000};

    private final Random random = new Random();
    private final List<IpAddress> known = new ArrayList<>();

    private IpAddress address(boolean six) {
        long high = random.nextInt(8) == 0 ? random.nextLong() : 0x2A00L << 48 | near();
        return six
                ? new Ipv6Address(high, random.nextInt(4) == 0 ? random.nextInt(9) : near())
                : new Ipv4Address((int) (high >>> 32));
    }

    /// That shares leading bits with others.
    private long near() {
        return random.nextLong() >>> 16 + random.nextInt(40);
    }

    private IpAddress asked() {
        return random.nextInt(3) == 0 || known.isEmpty()
                ? address(random.nextBoolean())
                : known.get(random.nextInt(known.size())).plus(random.nextInt(3) - 1);
    }

    private RouteTable table(int size, int entries) {
        var routes = new TreeMap<Prefix, Integer>();
        for (int i = 0; i < size; i++) {
            IpAddress address = address(random.nextInt(3) != 0);
            int bits = address.family().bits();
            Prefix prefix = Prefix.containing(address, bits - random.nextInt(bits / 2));
            known.add(random.nextBoolean() ? prefix.first() : prefix.last());
            routes.put(prefix, random.nextInt(entries));
        }
        return RouteTable.of(routes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aBatchFindsWhatEachFindsAlone(long seed) {
        random.setSeed(seed);
        var image = new Builder();
        int entries = 0;
        for (Drop reason : Drop.values()) {
            entries = image.entry(new Entry.Discard(reason)) + 1;
        }
        for (int table = 0; table < SIZES.length; table++) {
            image.table(table, table(SIZES[table], entries), Ipv4Address.ANY);
        }
        ForwardingImage built = image.build();
        var lookups4 = new Lookups4(BATCH);
        var lookups6 = new Lookups6(BATCH);
        var tables = new int[BATCH];
        var addresses = new int[BATCH];
        var tables6 = new int[BATCH];
        var highs = new long[BATCH];
        var lows = new long[BATCH];
        var found = new int[BATCH];
        for (int round = 0; round < 200; round++) {
            int fours = 0;
            int sixes = 0;
            for (int i = random.nextInt(BATCH + 1); i > 0; i--) {
                int table = random.nextInt(SIZES.length);
                switch (asked()) {
                    case Ipv4Address(int bits) -> {
                        tables[fours] = table;
                        addresses[fours++] = bits;
                    }
                    case Ipv6Address(long high, long low) -> {
                        tables6[sixes] = table;
                        highs[sixes] = high;
                        lows[sixes++] = low;
                    }
                }
            }
            lookups4.run(built, tables, addresses, found, fours);
            for (int i = 0; i < fours; i++) {
                assertThat(found[i]).isEqualTo(built.table(tables[i]).lookup4(addresses[i]));
            }
            lookups6.run(built, tables6, highs, lows, found, sixes);
            for (int i = 0; i < sixes; i++) {
                assertThat(found[i]).isEqualTo(built.table(tables6[i]).lookup6(highs[i], lows[i]));
            }
        }
    }
}
