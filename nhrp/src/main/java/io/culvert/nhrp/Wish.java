package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.nhrp.NhrpEffect.TunnelWish;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A tunnel that is wished, and who waits for it.
///
/// @param on by whose settings it was wished
/// @param peer who is expected there
/// @param claimed what the peer calls itself on the underlay
/// @param isOrdered whether it is ours to make; else the peer is expected to
record Wish(
        TunnelWish what,
        NhrpInterface on,
        AddressFamily family,
        IpAddress peer,
        IpAddress claimed,
        boolean isOrdered,
        Optional<InterfaceName> name,
        Map<Question, List<Tunnels.Waiter>> waiters) {
    Wish named(Optional<InterfaceName> given) {
        return new Wish(what, on, family, peer, claimed, isOrdered, given, waiters);
    }

    Wish ordered() {
        return new Wish(what, on, family, peer, claimed, true, name, waiters);
    }

    /// Whether something translates the addresses of whoever is expected.
    boolean isTranslated() {
        return !claimed.equals(what.remote());
    }

    int waiting() {
        return waiters.values().stream().mapToInt(List::size).sum();
    }

    /// Whether, of two tunnels made at the same time by both ends, the other's stays: that of the lower NBMA address. Both ends
    /// must come to the same, so each is taken as it calls itself, not as a NAT shows it.
    boolean givesWay() {
        int order = what.local().compareTo(claimed);
        return order != 0
                ? order > 0
                : Interfaces.address(on, family)
                        .filter(ours -> ours.compareTo(peer) > 0)
                        .isPresent();
    }
}
