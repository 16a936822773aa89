package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.nhrp.NhrpEntry;
import java.util.Optional;
import java.util.function.Predicate;

/// Which entries of the cache an operator asks for.
///
/// @param on the interface that they are at
/// @param address within their prefix
record NhrpFilter(
        AddressFamily family,
        Optional<Vrf> vrf,
        Optional<Kind> kind,
        Optional<InterfaceName> on,
        Optional<IpAddress> address)
        implements Predicate<NhrpEntry> {
    enum Kind {
        DYNAMIC,
        STATIC,
        INCOMPLETE,
        LOCAL,
        REMOTE;

        private boolean is(NhrpEntry entry) {
            return switch (this) {
                case DYNAMIC -> entry.type() == NhrpEntry.Type.DYNAMIC;
                case STATIC -> entry.type() == NhrpEntry.Type.STATIC;
                case INCOMPLETE -> entry.type() == NhrpEntry.Type.INCOMPLETE;
                case LOCAL -> entry.flags().contains(NhrpEntry.Flag.LOCAL);
                case REMOTE -> !entry.flags().contains(NhrpEntry.Flag.LOCAL);
            };
        }
    }

    static NhrpFilter of(AddressFamily family) {
        return new NhrpFilter(
                family, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    NhrpFilter in(Vrf one) {
        return new NhrpFilter(family, Optional.of(one), kind, on, address);
    }

    @Override
    public boolean test(NhrpEntry entry) {
        return entry.prefix().family() == family
                && vrf.stream().allMatch(entry.vrf()::equals)
                && kind.stream().allMatch(each -> each.is(entry))
                && on.stream().allMatch(entry.out()::equals)
                && address.stream().allMatch(entry.prefix()::contains);
    }
}
