package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpEntry.Flag;
import java.util.Optional;
import java.util.function.Predicate;

/// Which peers of which tunnels an operator means; nothing is everything.
///
/// @param nbma where the peer is
/// @param tunnel its overlay address
/// @param network the target behind it
/// @param vrf that the tunnel is in
/// @param kind of the entries
record DmvpnSelection(
        Optional<AddressFamily> family,
        Optional<InterfaceName> on,
        Optional<Vrf> vrf,
        Optional<IpAddress> nbma,
        Optional<IpAddress> tunnel,
        Optional<Prefix> network,
        Optional<NhrpEntry.Type> kind)
        implements Predicate<NhrpEntry> {
    boolean isNamed() {
        return nbma.isPresent() || tunnel.isPresent() || network.isPresent();
    }

    boolean takes(AddressFamily one) {
        return family.stream().allMatch(one::equals);
    }

    boolean takes(InterfaceName name, Vrf overlay) {
        return on.stream().allMatch(name::equals) && vrf.stream().allMatch(overlay::equals);
    }

    /// What was promised to others, and what is not known yet, is about no peer.
    @Override
    public boolean test(NhrpEntry entry) {
        return entry.type() != NhrpEntry.Type.INCOMPLETE
                && entry.nbma().isPresent()
                && !entry.flags().contains(Flag.LOCAL)
                && nbma.stream().allMatch(at -> entry.nbma().equals(Optional.of(at)))
                && tunnel.stream().allMatch(at -> entry.nextHop().equals(Optional.of(at)))
                && network.stream().allMatch(entry.prefix()::equals)
                && kind.stream().allMatch(entry.type()::equals);
    }
}
