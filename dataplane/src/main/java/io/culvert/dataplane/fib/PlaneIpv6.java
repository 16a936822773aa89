package io.culvert.dataplane.fib;

import io.culvert.base.Ipv6Address;
import java.util.Optional;

/// What an interface is to IPv6.
///
/// @param enabled whether IPv6 packets may come in without a label
/// @param linkLocal its own address of the link, `::` for none
/// @param address an address beyond the link, its own or borrowed: the source of ICMPv6 errors; `::` for none
/// @param mtu the largest IPv6 packet, or 0 for what the interface leaves
/// @param unreachables whether ICMPv6 destination unreachable is sent about packets that came in here
/// @param mssClamp as for IPv4; [PlaneInterface#MSS_AUTO] means something on tunnels alone
/// @param sources of packets that come in
public record PlaneIpv6(
        boolean enabled,
        Ipv6Address linkLocal,
        Ipv6Address address,
        int mtu,
        boolean unreachables,
        int mssClamp,
        Optional<SourceCheck> sources) {
    public static final PlaneIpv6 OFF =
            new PlaneIpv6(
                    false,
                    Ipv6Address.ANY,
                    Ipv6Address.ANY,
                    0,
                    true,
                    PlaneInterface.MSS_OFF,
                    Optional.empty());

    /// On, with these addresses and the defaults.
    public static PlaneIpv6 of(Ipv6Address linkLocal, Ipv6Address address) {
        return new PlaneIpv6(
                true, linkLocal, address, 0, true, PlaneInterface.MSS_OFF, Optional.empty());
    }

    public PlaneIpv6 withMtu(int newMtu) {
        return new PlaneIpv6(enabled, linkLocal, address, newMtu, unreachables, mssClamp, sources);
    }

    public PlaneIpv6 withUnreachables(boolean newUnreachables) {
        return new PlaneIpv6(enabled, linkLocal, address, mtu, newUnreachables, mssClamp, sources);
    }

    public PlaneIpv6 withMssClamp(int newMssClamp) {
        return new PlaneIpv6(enabled, linkLocal, address, mtu, unreachables, newMssClamp, sources);
    }

    public PlaneIpv6 withSources(Optional<SourceCheck> newSources) {
        return new PlaneIpv6(enabled, linkLocal, address, mtu, unreachables, mssClamp, newSources);
    }
}
