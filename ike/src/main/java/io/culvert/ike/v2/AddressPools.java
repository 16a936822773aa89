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

    /// Addresses that are looked at, in a pool that is nearly full.
    private static final int SEARCH_MAX = 1 << 20;

    /// Who a peer is, so that nobody gets the address of another by using its name.
    ///
    /// @param subject and issuer, of the certificate; empty with a pre-shared key
    record Owner(String identity, Bytes subject, Bytes issuer) {}

    private final Map<IpAddress, Long> inUse = new TreeMap<>();
    private final Map<Owner, IpAddress> remembered = new LinkedHashMap<>();
    private final Map<IpAddress, Owner> reserved = new TreeMap<>();

    Optional<IpAddress> lease(AddressPool pool, Owner owner, long session) {
        Optional<IpAddress> address =
                Optional.ofNullable(remembered.get(owner))
                        .filter(pool::contains)
                        .filter(sticky -> !inUse.containsKey(sticky))
                        .or(() -> lowest(pool, true))
                        .or(() -> lowest(pool, false));
        address.ifPresent(
                found -> {
                    inUse.put(found, session);
                    remember(owner, found);
                });
        return address;
    }

    private Optional<IpAddress> lowest(AddressPool pool, boolean unreservedOnly) {
        int looked = 0;
        for (AddressPool.Range range : pool.ranges()) {
            for (IpAddress address = range.first();
                    range.contains(address);
                    address = address.plus(1)) {
                if (!inUse.containsKey(address)
                        && !(unreservedOnly && reserved.containsKey(address))) {
                    return Optional.of(address);
                }
                if (address.equals(range.last()) || ++looked > SEARCH_MAX) {
                    break;
                }
            }
        }
        return Optional.empty();
    }

    private void remember(Owner owner, IpAddress address) {
        Optional.ofNullable(reserved.put(address, owner))
                .filter(former -> !former.equals(owner))
                .ifPresent(remembered::remove);
        Optional.ofNullable(remembered.remove(owner))
                .filter(former -> !former.equals(address))
                .ifPresent(reserved::remove);
        remembered.put(owner, address);
        if (remembered.size() > REMEMBERED_MAX) {
            Owner oldest = remembered.keySet().iterator().next();
            IpAddress freed = remembered.remove(oldest);
            if (freed != null) {
                reserved.remove(freed);
            }
        }
    }

    void release(IpAddress address, long session) {
        inUse.remove(address, session);
    }

    Map<IpAddress, Long> inUse() {
        return inUse;
    }
}
