package io.culvert.host.neighbor;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.NeighborAdvertisement;
import io.culvert.wire.icmp.IcmpMessage.NeighborSolicitation;
import io.culvert.wire.icmp.RouterAdvertisement;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import java.util.Optional;

/// The frames that a [NeighborEngine] sends.
final class NeighborFrames {
    /// RFC 4861 section 11.2: only a packet from the same link can still have it.
    static final int HOP_LIMIT = 255;

    private static final Ipv6Address ALL_NODES = Ipv6Address.of("ff02::1");

    private NeighborFrames() {}

    /// Asks who has `target`: to everybody, or by unicast to `known` to see whether it still has it.
    static Bytes request(
            MacAddress mac, IpAddress source, IpAddress target, Optional<MacAddress> known) {
        return switch (target) {
            case Ipv4Address wanted -> {
                var packet = ArpPacket.request(mac, (Ipv4Address) source, wanted);
                yield arp(known.orElse(MacAddress.BROADCAST), mac, packet);
            }
            case Ipv6Address wanted -> {
                Ipv6Address to = known.isPresent() ? wanted : wanted.solicitedNode();
                var message = new NeighborSolicitation(wanted, Optional.of(mac));
                yield icmp(known.orElseGet(() -> multicast(to)), mac, source, to, message);
            }
        };
    }

    /// Asks whether anybody has an address that we would like to use, RFC 4862 section 5.4.2.
    static Bytes check(MacAddress mac, Ipv6Address target) {
        Ipv6Address to = target.solicitedNode();
        var message = new NeighborSolicitation(target, Optional.empty());
        return icmp(multicast(to), mac, Ipv6Address.ANY, to, message);
    }

    static Bytes toAllNodes(MacAddress mac, Ipv6Address from, IcmpMessage message) {
        return icmp(multicast(ALL_NODES), mac, from, ALL_NODES, message);
    }

    /// The last advertisement of a router that is one no longer, RFC 4861 section 6.2.5.
    static RouterAdvertisement withoutLifetime(RouterAdvertisement last) {
        return new RouterAdvertisement(
                last.hopLimit(),
                last.managed(),
                last.other(),
                0,
                last.sourceMac(),
                last.mtu(),
                last.prefixes());
    }

    static Bytes reply(MacAddress mac, ArpPacket request) {
        return arp(request.senderMac(), mac, request.replyFrom(mac));
    }

    /// Answers a solicitation; one from the unspecified address is answered to all nodes (RFC 4861 section 7.2.4).
    static Bytes advertisement(
            NeighborLink link,
            MacAddress mac,
            Ipv6Address target,
            Ipv6Address asker,
            MacAddress to) {
        boolean isProbe = asker.isUnspecified();
        Ipv6Address destination = isProbe ? ALL_NODES : asker;
        var message =
                new NeighborAdvertisement(link.routes(), !isProbe, true, target, Optional.of(mac));
        return icmp(isProbe ? multicast(ALL_NODES) : to, mac, target, destination, message);
    }

    /// Tells everybody that `own` is here: the announcement of RFC 5227 section 2.3, or an unsolicited advertisement
    /// (RFC 4861 section 7.2.6).
    static Bytes announcement(NeighborLink link, MacAddress mac, IpAddress own) {
        return switch (own) {
            case Ipv4Address address ->
                    arp(MacAddress.BROADCAST, mac, ArpPacket.request(mac, address, address));
            case Ipv6Address address -> {
                var message =
                        new NeighborAdvertisement(
                                link.routes(), false, true, address, Optional.of(mac));
                yield icmp(multicast(ALL_NODES), mac, address, ALL_NODES, message);
            }
        };
    }

    private static Bytes arp(MacAddress destination, MacAddress source, ArpPacket packet) {
        return EthernetFrame.untagged(destination, source, EthernetFrame.ARP, packet.toBytes())
                .toBytes();
    }

    private static Bytes icmp(
            MacAddress destination,
            MacAddress source,
            IpAddress from,
            IpAddress to,
            IcmpMessage message) {
        var fields = new IpHeaderFields(IpHeaderFields.NETWORK_CONTROL, HOP_LIMIT, true, 0);
        var packet = IpPacket.of(from, to, IpPacket.ICMPV6, fields, message.toBytes(from, to));
        return EthernetFrame.untagged(destination, source, EthernetFrame.IPV6, packet.toBytes())
                .toBytes();
    }

    private static MacAddress multicast(Ipv6Address group) {
        return new MacAddress(0x3333_0000_0000L | group.low() & 0xFFFF_FFFFL);
    }

    /// The link-layer address that follows from the address itself: for groups by RFC 1112 section 6.4 and RFC 2464
    /// section 7, for broadcasts to any of the link's subnets; empty for an address that a neighbour must answer for.
    static Optional<MacAddress> implied(NeighborLink link, IpAddress address) {
        return switch (address) {
            case Ipv4Address group when group.isMulticast() ->
                    Optional.of(new MacAddress(0x0100_5E00_0000L | group.bits() & 0x7F_FFFF));
            case Ipv4Address to when to.equals(Ipv4Address.BROADCAST) || isBroadcast(link, to) ->
                    Optional.of(MacAddress.BROADCAST);
            case Ipv6Address group when group.isMulticast() -> Optional.of(multicast(group));
            default -> Optional.empty();
        };
    }

    /// RFC 3021: subnets of two addresses have no broadcast.
    private static boolean isBroadcast(NeighborLink link, Ipv4Address address) {
        return link.addresses().stream()
                .map(NeighborLink.Address::subnet)
                .anyMatch(subnet -> isIpv4Broadcast(subnet, address));
    }

    private static boolean isIpv4Broadcast(Prefix subnet, Ipv4Address address) {
        return subnet.first().isIpv4() && subnet.length() <= 30 && subnet.last().equals(address);
    }
}
