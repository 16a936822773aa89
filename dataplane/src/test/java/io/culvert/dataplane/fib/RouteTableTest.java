package io.culvert.dataplane.fib;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static int slow(Map<Prefix, Integer> routes, IpAddress address) {
        int best = RouteTable.NO_ENTRY;
        int length = -1;
        for (var route : routes.entrySet()) {
            if (route.getKey().contains(address) && route.getKey().length() > length) {
                best = route.getValue();
                length = route.getKey().length();
            }
        }
        return best;
    }

    private static IpAddress random(Random random, boolean six) {
        // Few distinct bits, so that prefixes nest.
        int spread = random.nextInt();
        int bits = random.nextBoolean() ? spread : spread & 0x8181_0303;
        return six
                ? new Ipv6Address((long) bits << 32 | bits, random.nextBoolean() ? bits : -1L)
                : new Ipv4Address(bits);
    }

    @Test
    void theRangesAnswerAsTheSlowModel() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var routes = new TreeMap<Prefix, Integer>();
            int count = random.nextInt(1 + seed * 4);
            for (int i = 0; i < count; i++) {
                boolean six = random.nextBoolean();
                IpAddress address = random(random, six);
                int length = random.nextInt(address.family().bits() + 1);
                routes.put(Prefix.containing(address, length), i);
            }
            var table = RouteTable.of(routes);
            for (Prefix prefix : routes.keySet()) {
                for (IpAddress address :
                        new IpAddress[] {
                            prefix.first(),
                            prefix.last(),
                            prefix.first().plus(-1),
                            prefix.last().plus(1)
                        }) {
                    check(seed, table, routes, address);
                }
            }
            for (int i = 0; i < 300; i++) {
                check(seed, table, routes, random(random, random.nextBoolean()));
            }
        }
    }

    private static void check(
            int seed, RouteTable table, Map<Prefix, Integer> routes, IpAddress address) {
        assertThat(table.lookup(address))
                .as("seed %d, %s in %s", seed, address, routes)
                .isEqualTo(slow(routes, address));
    }

    /// Values that many routes share, and so many routes that there are leaves.
    @Test
    void itTellsWhatTheDefaultRouteAloneHolds() {
        for (int seed = 0; seed < 12; seed++) {
            var random = new Random(seed);
            var routes = new TreeMap<Prefix, Integer>();
            if (seed % 3 != 0) {
                routes.put(Prefix.DEFAULT_IPV4, 1);
                routes.put(Prefix.DEFAULT_IPV6, 1);
            }
            int count = seed < 6 ? 20 : 4000;
            for (int i = 0; i < count; i++) {
                IpAddress address = random(random, random.nextBoolean());
                int bits = address.family().bits();
                int length = bits / 4 + random.nextInt(3 * bits / 4 + 1);
                routes.put(Prefix.containing(address, length), random.nextInt(3));
            }
            var table = RouteTable.of(routes);
            for (int i = 0; i < 300; i++) {
                IpAddress address = random(random, random.nextBoolean());
                var longest =
                        routes.keySet().stream()
                                .filter(prefix -> prefix.contains(address))
                                .mapToInt(Prefix::length)
                                .max();
                boolean isByDefault =
                        switch (address) {
                            case Ipv4Address(int bits) ->
                                    table.isByDefault4(table.lookup4(bits), bits);
                            case Ipv6Address(long high, long low) ->
                                    table.isByDefault6(table.lookup6(high, low), high, low);
                        };
                assertThat(isByDefault)
                        .as("seed %d, %s", seed, address)
                        .isEqualTo(longest.orElse(-1) == 0);
            }
        }
    }

    @Test
    void anEmptyTableHasNoRoute() {
        assertThat(RouteTable.EMPTY.lookup4(0)).isEqualTo(RouteTable.NO_ENTRY);
        assertThat(RouteTable.EMPTY.lookup4(-1)).isEqualTo(RouteTable.NO_ENTRY);
        assertThat(RouteTable.EMPTY.lookup6(-1, -1)).isEqualTo(RouteTable.NO_ENTRY);
    }
}
