package io.culvert.dataplane.fib;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables under random changes, against a map that is searched by every length.
class RouteChangesTest {
    private static final int SEEDS = 6;
    private static final int CHANGES = 6_000;

    private static int slow(NavigableMap<Prefix, Integer> routes, IpAddress address) {
        for (int length = address.family().bits(); length >= 0; length--) {
            Integer entry = routes.get(Prefix.containing(address, length));
            if (entry != null) {
                return entry;
            }
        }
        return RouteTable.NO_ENTRY;
    }

    /// Addresses that share leading bits with others, so that prefixes nest at all lengths, beside wild ones.
    private static IpAddress address(Random random, AddressFamily family) {
        long wild = random.nextLong();
        long near = 0x0A10_0000_0000_0000L | wild >>> 8 + random.nextInt(40);
        long high = random.nextInt(8) == 0 ? wild : near;
        return family == AddressFamily.IPV4
                ? new Ipv4Address((int) (high >>> 32))
                : new Ipv6Address(
                        random.nextInt(3) == 0 ? 0x2001_0DB8_0000_0000L : high,
                        random.nextLong() >>> random.nextInt(64) << random.nextInt(8));
    }

    private static Prefix prefix(Random random, AddressFamily family) {
        int bits = family.bits();
        int length =
                random.nextInt(4) == 0 ? random.nextInt(bits + 1) : bits - random.nextInt(bits / 2);
        return Prefix.containing(address(random, family), length);
    }

    private record Kept(RouteTable table, NavigableMap<Prefix, Integer> routes) {}

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void aChangedTableAnswersAsTheSlowModelAndTheOldOneAsBefore(AddressFamily family) {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var routes = new TreeMap<Prefix, Integer>();
            var table = RouteTable.EMPTY;
            var edit = table.edit();
            var kept = new ArrayList<Kept>();
            // Mostly additions, then mostly withdrawals, so that leaves are split and joined.
            for (int i = 0; i < CHANGES; i++) {
                boolean isGrowing = i < CHANGES / 2;
                Integer before;
                int told;
                if (random.nextInt(10) < (isGrowing ? 8 : 1) || routes.isEmpty()) {
                    Prefix wild = prefix(random, family);
                    Prefix known = routes.ceilingKey(wild);
                    Prefix prefix = known != null && random.nextInt(4) == 0 ? known : wild;
                    before = routes.put(prefix, i);
                    told = edit.put(prefix, i);
                } else {
                    Prefix near = prefix(random, family);
                    Prefix prefix =
                            routes.ceilingKey(near) == null ? near : routes.ceilingKey(near);
                    before = routes.remove(prefix);
                    told = edit.remove(prefix);
                }
                assertThat(told).isEqualTo(before == null ? RouteTable.NO_ENTRY : before);
                if (random.nextInt(20) == 0) {
                    table = edit.done();
                    check(seed, i, table, routes, random, family, 20);
                }
                if (random.nextInt(500) == 0) {
                    kept.add(new Kept(table, new TreeMap<>(table.routes())));
                }
                if (random.nextInt(50) == 0) {
                    table = edit.done();
                    edit = table.edit();
                }
            }
            assertThat(edit.done().routes()).as("seed %d", seed).isEqualTo(routes);
            for (Kept old : kept) {
                assertThat(old.table.routes()).isEqualTo(old.routes);
                check(seed, -1, old.table, old.routes, random, family, 200);
            }
            for (Prefix prefix : List.copyOf(routes.keySet())) {
                edit.remove(prefix);
            }
            assertThat(edit.done().routes()).isEmpty();
            assertThat(edit.done().lookup(address(random, family))).isEqualTo(RouteTable.NO_ENTRY);
        }
    }

    private static void check(
            int seed,
            int change,
            RouteTable table,
            NavigableMap<Prefix, Integer> routes,
            Random random,
            AddressFamily family,
            int addresses) {
        assertThat(table.size()).isEqualTo(routes.size());
        for (int i = 0; i < addresses; i++) {
            IpAddress address = address(random, family);
            Prefix near = routes.floorKey(Prefix.host(address));
            for (IpAddress asked :
                    near == null
                            ? List.of(address)
                            : List.of(
                                    address,
                                    near.first(),
                                    near.last(),
                                    near.first().plus(-1),
                                    near.last().plus(1))) {
                assertThat(table.lookup(asked))
                        .as("seed %d, change %d, %s", seed, change, asked)
                        .isEqualTo(slow(routes, asked));
            }
        }
    }
}
