package io.culvert.dataplane.fib;

import io.culvert.base.Ipv4Address;
import io.culvert.base.MacAddress;
import java.util.Optional;

/// An interface as the packet path needs it. Build it with [#ethernet], [#vlan], [#bare], [#loopback] or [#tunnel] and the
/// withers.
///
/// @param index the number the router gave it, from 1 on
/// @param table the table of its VRF, 0 being the global one
/// @param port the port of its frames, or -1
/// @param vlan the 802.1Q tag of its frames, or 0 for untagged ones
/// @param ipMtu the largest IP packet; for a tunnel 0 stands for what the path and the encapsulation leave
/// @param address its own or borrowed IPv4 address: the source of ICMP errors
/// @param unreachables whether ICMP destination unreachable is sent about packets that came in here
/// @param mssClamp the largest TCP segment size that passes, [#MSS_AUTO] for what fits the tunnel, [#MSS_OFF]
/// @param accessIn for packets that come in
/// @param accessOut for packets that are forwarded out
/// @param sources of IPv4 packets that come in
/// @param siblings a number that the interfaces have which are one to those who route, such as the peers of a multipoint tunnel, 0 for
///     an interface that is alone
public record PlaneInterface(
        int index,
        Kind kind,
        int table,
        int port,
        int vlan,
        MacAddress mac,
        int ipMtu,
        Ipv4Address address,
        boolean up,
        boolean mpls,
        boolean unreachables,
        int mssClamp,
        Optional<AccessList> accessIn,
        Optional<AccessList> accessOut,
        Optional<SourceCheck> sources,
        int siblings,
        Optional<TunnelEnds> tunnel,
        PlaneIpv6 ipv6,
        PlaneNhrp nhrp) {
    public static final int MSS_OFF = 0;
    public static final int MSS_AUTO = -1;
    public static final int ETHERNET_MTU = 1500;
    public static final int IP_MTU_MIN = 68;
    public static final int INDEX_MAX = 1 << 16;

    private static final MacAddress NO_MAC = new MacAddress(0);

    public enum Kind {
        ETHERNET,
        VLAN,
        /// A port of bare IP packets, see [io.culvert.dataplane.Medium#IP].
        BARE,
        LOOPBACK,
        TUNNEL,
        NULL
    }

    public PlaneInterface {
        if (index < 1 || index >= INDEX_MAX) {
            throw new IllegalArgumentException("interface index " + index);
        }
        if (vlan < 0 || vlan > 4094 || (kind == Kind.VLAN) != (vlan != 0)) {
            throw new IllegalArgumentException("VLAN " + vlan + " of an interface of kind " + kind);
        }
        if ((kind == Kind.TUNNEL) != tunnel.isPresent()) {
            throw new IllegalArgumentException("a tunnel, and nothing else, has tunnel ends");
        }
        if (tunnel.isEmpty() && !nhrp.equals(PlaneNhrp.OFF)) {
            throw new IllegalArgumentException("NHRP is spoken in tunnels alone");
        }
        if (ipMtu < IP_MTU_MIN && !(kind == Kind.TUNNEL && ipMtu == 0)) {
            throw new IllegalArgumentException(
                    "an IP MTU of " + ipMtu + " (RFC 791 section 3.2 asks for 68)");
        }
    }

    public static PlaneInterface ethernet(int index, int table, int port, MacAddress mac) {
        return plain(index, Kind.ETHERNET, table, port, 0, mac, ETHERNET_MTU);
    }

    public static PlaneInterface vlan(int index, int table, int port, int vlan, MacAddress mac) {
        return plain(index, Kind.VLAN, table, port, vlan, mac, ETHERNET_MTU);
    }

    /// A port that carries bare IP packets.
    public static PlaneInterface bare(int index, int table, int port) {
        return plain(index, Kind.BARE, table, port, 0, NO_MAC, ETHERNET_MTU);
    }

    public static PlaneInterface loopback(int index, int table) {
        return plain(index, Kind.LOOPBACK, table, -1, 0, NO_MAC, 65_535);
    }

    public static PlaneInterface nowhere(int index) {
        return plain(index, Kind.NULL, 0, -1, 0, NO_MAC, ETHERNET_MTU);
    }

    public static PlaneInterface tunnel(int index, int table, TunnelEnds ends) {
        return new PlaneInterface(
                index,
                Kind.TUNNEL,
                table,
                -1,
                0,
                NO_MAC,
                0,
                Ipv4Address.ANY,
                true,
                false,
                true,
                MSS_AUTO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.of(ends),
                PlaneIpv6.OFF.withMssClamp(MSS_AUTO),
                PlaneNhrp.OFF);
    }

    private static PlaneInterface plain(
            int index, Kind kind, int table, int port, int vlan, MacAddress mac, int ipMtu) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                Ipv4Address.ANY,
                true,
                false,
                true,
                MSS_OFF,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                PlaneIpv6.OFF,
                PlaneNhrp.OFF);
    }

    public PlaneInterface withIpMtu(int newIpMtu) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                newIpMtu,
                address,
                up,
                mpls,
                unreachables,
                mssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withAddress(Ipv4Address newAddress) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                newAddress,
                up,
                mpls,
                unreachables,
                mssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withUp(boolean newUp) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                newUp,
                mpls,
                unreachables,
                mssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withMpls(boolean newMpls) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                up,
                newMpls,
                unreachables,
                mssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withUnreachables(boolean newUnreachables) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                up,
                mpls,
                newUnreachables,
                mssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withMssClamp(int newMssClamp) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                up,
                mpls,
                unreachables,
                newMssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withAccess(Optional<AccessList> newIn, Optional<AccessList> newOut) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                up,
                mpls,
                unreachables,
                mssClamp,
                newIn,
                newOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withSources(Optional<SourceCheck> newSources, int newSiblings) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                up,
                mpls,
                unreachables,
                mssClamp,
                accessIn,
                accessOut,
                newSources,
                newSiblings,
                tunnel,
                ipv6,
                nhrp);
    }

    public PlaneInterface withIpv6(PlaneIpv6 newIpv6) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                up,
                mpls,
                unreachables,
                mssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                newIpv6,
                nhrp);
    }

    public PlaneInterface withNhrp(PlaneNhrp newNhrp) {
        return new PlaneInterface(
                index,
                kind,
                table,
                port,
                vlan,
                mac,
                ipMtu,
                address,
                up,
                mpls,
                unreachables,
                mssClamp,
                accessIn,
                accessOut,
                sources,
                siblings,
                tunnel,
                ipv6,
                newNhrp);
    }
}
