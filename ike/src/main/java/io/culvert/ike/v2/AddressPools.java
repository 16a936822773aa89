package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.ike.v2.config.AddressPool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which peer has which address of a pool (D10): a peer gets the address it had, or else the lowest free one, and one that
/// another peer had before only when nothing else is free.
final class AddressPools {
    /// Former owners that are remembered.
    static final int REMEMBERED_MAX = 10_000;

    /// Who a peer is, so that nobody gets the address of another by using its name.
    ///
    /// @param subject and issuer, of the certificate; empty with a pre-shared key
    record Owner(String identity, Bytes subject, Bytes issuer) {}

    private final Map<IpAddress, Long> inUse = new TreeMap<>();
    private final Map<Owner, IpAddress> remembered = new LinkedHashMap<>();
    private final Map<IpAddress, Owner> reserved = new TreeMap<>();
    private final AddressRuns taken = new AddressRuns();
    private final AddressRuns takenOrReserved = new AddressRuns();

    Optional<IpAddress> lease(AddressPool pool, Owner owner, long session) {
        Optional<IpAddress> address =
                Optional.ofNullable(remembered.get(owner))
                        .filter(pool::contains)
                        .filter(sticky -> !inUse.containsKey(sticky))
                        .or(() -> lowest(pool, takenOrReserved))
                        .or(() -> lowest(pool, taken));
        address.ifPresent(
                found -> {
                    inUse.put(found, session);
                    remember(owner, found);
                    changed(found);
                });
        return address;
    }

    private static Optional<IpAddress> lowest(AddressPool pool, AddressRuns unwanted) {
        return pool.ranges().stream()
                .flatMap(range -> unwanted.lowestOutside(range).stream())
                .findFirst();
    }

    private void changed(IpAddress address) {
        boolean isTaken = inUse.containsKey(address);
        taken.set(address, isTaken);
        takenOrReserved.set(address, isTaken || reserved.containsKey(address));
    }

    private void unreserve(IpAddress address) {
        reserved.remove(address);
        changed(address);
    }

    private void remember(Owner owner, IpAddress address) {
        Optional.ofNullable(reserved.put(address, owner))
                .filter(former -> !former.equals(owner))
                .ifPresent(remembered::remove);
        Optional.ofNullable(remembered.remove(owner))
                .filter(former -> !former.equals(address))
                .ifPresent(this::unreserve);
        remembered.put(owner, address);
        if (remembered.size() > REMEMBERED_MAX) {
            Owner oldest = remembered.keySet().iterator().next();
            IpAddress freed = remembered.remove(oldest);
            if (freed != null) {
                unreserve(freed);
            }
        }
    }

    void release(IpAddress address, long session) {
        inUse.remove(address, session);
        changed(address);
    }

    Map<IpAddress, Long> inUse() {
        return inUse;
    }
}
