package io.culvert.commands.routing;

import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.ike.v2.config.AddressPool;
import io.culvert.router.RouterView;
import java.math.BigInteger;
import java.util.List;

/// `show ip local pool`.
record ShowPools(List<Range> ranges) implements Answer {
    /// A range of IPv6 addresses may have more than can be said.
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    record Range(String pool, IpAddress first, IpAddress last, long free, long inUse) {}

    ShowPools {
        ranges = List.copyOf(ranges);
    }

    static ShowPools of(RouterView view, List<AddressPool> pools) {
        List<IpAddress> assigned =
                view.ike().snapshot().sas().stream()
                        .map(IkeSnapshot.Sa::session)
                        .flatMap(session -> session.stream())
                        .flatMap(session -> session.assignedAddresses().stream())
                        .distinct()
                        .toList();
        return new ShowPools(
                pools.stream()
                        .flatMap(
                                pool ->
                                        pool.ranges().stream()
                                                .map(range -> range(pool.name(), range, assigned)))
                        .toList());
    }

    private static Range range(String pool, AddressPool.Range range, List<IpAddress> assigned) {
        long inUse = assigned.stream().filter(range::contains).count();
        BigInteger size = number(range.last()).subtract(number(range.first())).add(BigInteger.ONE);
        return new Range(
                pool,
                range.first(),
                range.last(),
                size.subtract(BigInteger.valueOf(inUse)).min(MOST).longValue(),
                inUse);
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(1, address.bytes().toArray());
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        " Pool                     Begin           End             Free  In use   Blocked\n");
        for (Range range : ranges) {
            text.append(
                    new Row()
                            .at(1, range.pool())
                            .at(26, range.first())
                            .at(42, range.last())
                            .endingAt(63, range.free())
                            .endingAt(71, range.inUse())
                            .endingAt(79, 0)
                            .line());
        }
        return text.toString();
    }
}
