package io.culvert.dataplane.fib;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rows that came and went one by one are what they would be if they were made at once, and answer as a map that is searched by every length.
class Rows6Test {
    private static final int NOTHING = -1;
    private static final int SEED = 6;

    /// How addresses lie: prefixes enclose each other, or many are alike in their upper halves, or stand in groups far from each other.
    private enum Spread {
        DENSE {
            @Override
            Ipv6Address address(Random random) {
                return new Ipv6Address(random.nextInt(64), random.nextLong() & 3L << 62);
            }
        },
        HOSTS {
            @Override
            Ipv6Address address(Random random) {
                long high = 0x2001_0DB8_0000_0000L | random.nextInt(3);
                return new Ipv6Address(high, random.nextLong() >>> random.nextInt(64));
            }
        },
        GROUPS {
            @Override
            Ipv6Address address(Random random) {
                long group = 0x2000_0000_0000_0000L + ((long) random.nextInt(5) << 58);
                return new Ipv6Address(group | random.nextLong() >>> 24, 0);
            }
        },
        WILD {
            @Override
            Ipv6Address address(Random random) {
                return new Ipv6Address(random.nextLong(), random.nextLong());
            }
        };

        abstract Ipv6Address address(Random random);

        int length(Random random) {
            return random.nextInt(6) == 0 ? random.nextInt(129) : 128 - random.nextInt(90);
        }
    }

    private static long[] atOnce(NavigableMap<Prefix, Integer> prefixes) {
        long[] all = Rows6.only(NOTHING);
        for (var prefix : prefixes.entrySet()) {
            all = with(all, Rows6.count(all), prefix.getKey(), prefix.getValue());
        }
        // Joined, so that the index and what is around each row are made for them all.
        return Rows6.joined(Rows6.only(NOTHING), 1, all, 1, Rows6.count(all), 1);
    }

    private static long[] with(long[] rows, int at, Prefix prefix, int value) {
        var first = (Ipv6Address) prefix.first();
        return Rows6.with(rows, at, first.high(), first.low(), prefix.length(), value);
    }

    private static int slow(NavigableMap<Prefix, Integer> prefixes, Ipv6Address address) {
        for (int length = 128; length >= 0; length--) {
            Integer value = prefixes.get(Prefix.containing(address, length));
            if (value != null) {
                return value;
            }
        }
        return NOTHING;
    }

    @ParameterizedTest
    @EnumSource(Spread.class)
    void changesLeadToTheSameRows(Spread spread) {
        var random = new Random(SEED);
        var prefixes = new TreeMap<Prefix, Integer>();
        long[] rows = atOnce(prefixes);
        for (int change = 0; change < 4_000; change++) {
            boolean isGrowing = change < 2_500;
            Prefix prefix = Prefix.containing(spread.address(random), spread.length(random));
            if (random.nextInt(10) >= (isGrowing ? 8 : 2)) {
                prefix = prefixes.ceilingKey(prefix);
                if (prefix != null) {
                    rows = Rows6.without(rows, 1 + prefixes.headMap(prefix).size());
                    prefixes.remove(prefix);
                }
            } else {
                int at = 1 + prefixes.headMap(prefix).size();
                rows =
                        prefixes.put(prefix, change) == null
                                ? with(rows, at, prefix, change)
                                : Rows6.withValue(rows, at, change);
            }
            if (change % 100 == 0) {
                agree(rows, atOnce(prefixes));
                answer(rows, prefixes, random, spread);
            }
        }
    }

    private static void agree(long[] rows, long[] expected) {
        assertThat(Rows6.count(rows)).isEqualTo(Rows6.count(expected));
        for (int at = 0; at < Rows6.count(rows); at++) {
            assertThat(Rows6.high(rows, at)).isEqualTo(Rows6.high(expected, at));
            assertThat(Rows6.low(rows, at)).isEqualTo(Rows6.low(expected, at));
            assertThat(Rows6.length(rows, at)).isEqualTo(Rows6.length(expected, at));
            assertThat(Rows6.value(rows, at)).isEqualTo(Rows6.value(expected, at));
            assertThat(Rows6.around(rows, at))
                    .as("around %d", at)
                    .isEqualTo(Rows6.around(expected, at));
        }
    }

    private static void answer(
            long[] rows, NavigableMap<Prefix, Integer> prefixes, Random random, Spread spread) {
        for (Prefix prefix : prefixes.keySet()) {
            answer(rows, prefixes, prefix.first().plus(-1));
            answer(rows, prefixes, prefix.first());
            answer(rows, prefixes, prefix.last());
            answer(rows, prefixes, prefix.last().plus(1));
        }
        for (int i = 0; i < 50; i++) {
            answer(rows, prefixes, spread.address(random));
        }
    }

    private static void answer(
            long[] rows, NavigableMap<Prefix, Integer> prefixes, IpAddress asked) {
        var address = (Ipv6Address) asked;
        assertThat(Rows6.lookup(rows, address.high(), address.low()))
                .as("%s", address)
                .isEqualTo(slow(prefixes, address));
    }
}
