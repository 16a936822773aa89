package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.ike.v2.config.AddressPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Which address of a pool a peer gets (D10).
class AddressPoolsTest {
    private final AddressPools pools = new AddressPools();

    private static AddressPool pool(String... ranges) {
        var read = new ArrayList<AddressPool.Range>();
        for (String range : ranges) {
            String[] ends = range.split("-", -1);
            read.add(new AddressPool.Range(IpAddress.of(ends[0]), IpAddress.of(ends[1])));
        }
        return new AddressPool("P", read);
    }

    private static AddressPools.Owner owner(String name) {
        return new AddressPools.Owner(name, Bytes.EMPTY, Bytes.EMPTY);
    }

    private String lease(AddressPool pool, String name, long session) {
        return pools.lease(pool, owner(name), session).map(IpAddress::toString).orElse("none");
    }

    @Test
    void theLowestFreeAddressIsGivenThenTheNextRangeAndThenNone() {
        AddressPool pool = pool("10.0.0.254-10.0.1.0", "10.9.0.1-10.9.0.1");
        assertThat(lease(pool, "a", 1)).isEqualTo("10.0.0.254");
        assertThat(lease(pool, "b", 2)).isEqualTo("10.0.0.255");
        assertThat(lease(pool, "c", 3)).isEqualTo("10.0.1.0");
        assertThat(lease(pool, "d", 4)).isEqualTo("10.9.0.1");
        assertThat(lease(pool, "e", 5)).isEqualTo("none");
    }

    @Test
    void whoComesBackGetsTheAddressItHadAndAStrangerThatOfNobody() {
        AddressPool pool = pool("10.0.0.1-10.0.0.3");
        lease(pool, "a", 1);
        lease(pool, "b", 2);
        pools.release(IpAddress.of("10.0.0.1"), 1);
        assertThat(lease(pool, "c", 3)).isEqualTo("10.0.0.3");
        assertThat(lease(pool, "a", 4)).isEqualTo("10.0.0.1");
    }

    @Test
    void whenNothingElseIsLeftAStrangerGetsTheAddressOfOneWhoIsGone() {
        AddressPool pool = pool("10.0.0.1-10.0.0.2");
        lease(pool, "a", 1);
        lease(pool, "b", 2);
        pools.release(IpAddress.of("10.0.0.2"), 2);
        assertThat(lease(pool, "c", 3)).isEqualTo("10.0.0.2");
        pools.release(IpAddress.of("10.0.0.1"), 1);
        assertThat(lease(pool, "b", 4)).isEqualTo("10.0.0.1");
    }

    @Test
    void whatAnotherSessionHasIsNotReleased() {
        AddressPool pool = pool("10.0.0.1-10.0.0.1");
        lease(pool, "a", 1);
        pools.release(IpAddress.of("10.0.0.1"), 2);
        assertThat(lease(pool, "b", 3)).isEqualTo("none");
    }

    @Test
    void aPoolMayReachBothEndsOfItsFamily() {
        AddressPool pool = pool("255.255.255.254-255.255.255.255", "::-::1", "0.0.0.0-0.0.0.0");
        assertThat(List.of(lease(pool, "a", 1), lease(pool, "b", 2), lease(pool, "c", 3)))
                .containsExactly("255.255.255.254", "255.255.255.255", "::");
        assertThat(List.of(lease(pool, "d", 4), lease(pool, "e", 5), lease(pool, "f", 6)))
                .containsExactly("::1", "0.0.0.0", "none");
        pools.release(IpAddress.of("255.255.255.255"), 2);
        pools.release(IpAddress.of("::"), 3);
        assertThat(lease(pool, "g", 7)).isEqualTo("255.255.255.255");
        assertThat(lease(pool, "h", 8)).isEqualTo("::");
    }

    /// A pool of eight million in which a walk over those in use would take minutes.
    @Test
    void fiftyThousandPeersGetTheirAddressesOneByOne() {
        AddressPool pool = pool("10.0.0.0-10.127.255.255");
        IpAddress first = IpAddress.of("10.0.0.0");
        for (int i = 0; i < 50_000; i++) {
            assertThat(pools.lease(pool, owner("peer " + i), i)).contains(first.plus(i));
        }
        for (int i = 0; i < 50_000; i += 2) {
            pools.release(first.plus(i), i);
        }
        // The first ones are not remembered any more, so theirs are anybody's.
        assertThat(lease(pool, "another", 60_000)).isEqualTo("10.0.0.0");
        assertThat(lease(pool, "peer 49998", 60_001)).isEqualTo("10.0.195.78");
    }

    @Test
    void runsAnswerAsASetDoes() {
        var random = new Random(11);
        var runs = new AddressRuns();
        var model = new TreeSet<IpAddress>();
        IpAddress first = IpAddress.of("10.0.0.0");
        for (int step = 0; step < 100_000; step++) {
            IpAddress address = first.plus(random.nextInt(200));
            boolean isIn = random.nextInt(10) < 6;
            runs.set(address, isIn);
            if (isIn) {
                model.add(address);
            } else {
                model.remove(address);
            }
            var range =
                    new AddressPool.Range(
                            first.plus(random.nextInt(100)), first.plus(100 + random.nextInt(100)));
            assertThat(runs.lowestOutside(range)).isEqualTo(lowest(model, range));
        }
    }

    private static Optional<IpAddress> lowest(Set<IpAddress> model, AddressPool.Range range) {
        for (IpAddress each = range.first(); range.contains(each); each = each.plus(1)) {
            if (!model.contains(each)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
