package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.ike.v2.config.AddressPool;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A set of addresses, kept as runs without a gap: the lowest one of a range that is not in it is the one behind a run, however long that is.
final class AddressRuns {
    private final TreeMap<IpAddress, IpAddress> lastByFirst = new TreeMap<>();

    void set(IpAddress address, boolean isIn) {
        if (isIn == contains(address)) {
            return;
        }
        if (isIn) {
            add(address);
        } else {
            remove(address);
        }
    }

    private boolean contains(IpAddress address) {
        return run(address).isPresent();
    }

    /// The run that an address is in.
    private Optional<Map.Entry<IpAddress, IpAddress>> run(IpAddress address) {
        return Optional.ofNullable(lastByFirst.floorEntry(address))
                .filter(run -> run.getValue().compareTo(address) >= 0);
    }

    private void add(IpAddress address) {
        IpAddress first = before(address).flatMap(this::run).map(Map.Entry::getKey).orElse(address);
        IpAddress last = after(address).flatMap(this::run).map(Map.Entry::getValue).orElse(address);
        after(address).ifPresent(lastByFirst::remove);
        lastByFirst.put(first, last);
    }

    private void remove(IpAddress address) {
        Map.Entry<IpAddress, IpAddress> run = run(address).orElseThrow();
        lastByFirst.remove(run.getKey());
        before(address)
                .filter(end -> end.compareTo(run.getKey()) >= 0)
                .ifPresent(end -> lastByFirst.put(run.getKey(), end));
        after(address)
                .filter(begin -> begin.compareTo(run.getValue()) <= 0)
                .ifPresent(begin -> lastByFirst.put(begin, run.getValue()));
    }

    /// Of the same family; there is none beyond its ends.
    private static Optional<IpAddress> after(IpAddress address) {
        return Optional.of(address.plus(1)).filter(next -> next.compareTo(address) > 0);
    }

    private static Optional<IpAddress> before(IpAddress address) {
        return Optional.of(address.plus(-1)).filter(next -> next.compareTo(address) < 0);
    }

    /// The lowest address of a range that is not in the set.
    Optional<IpAddress> lowestOutside(AddressPool.Range range) {
        return run(range.first())
                .map(run -> after(run.getValue()).filter(range::contains))
                .orElse(Optional.of(range.first()));
    }
}
