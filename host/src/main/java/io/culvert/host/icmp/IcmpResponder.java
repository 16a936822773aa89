package io.culvert.host.icmp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.host.PacketIn;
import io.culvert.host.PacketOut;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.ip.Ipv4Packet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the router answers to packets for itself: echo replies, and errors about packets that nobody wants.
public final class IcmpResponder {
    /// Errors per second that all the world together can make us send (RFC 1812 section 4.3.2.8, RFC 4443 section
    /// 2.4 (f)).
    public static final int ERRORS_PER_SECOND = 100;

    /// RFC 1812 section 4.3.2.3: as much of the packet as fits an error of 576 octets.
    private static final int QUOTED_MAX_V4 = 576 - 20 - 8;

    /// RFC 4443 section 3.1: as much as fits the least IPv6 MTU.
    private static final int QUOTED_MAX_V6 = 1280 - 40 - 8;

    private Instant second = Instant.EPOCH;
    private int errors;

    /// The reply to an echo request to `in`'s destination, with its class (RFC 1349 section 5.1) and our own address,
    /// or nothing. Requests to groups are not answered.
    public Optional<PacketOut> reply(PacketIn in, Echo request) {
        IpPacket packet = in.packet();
        IpAddress own = packet.destination();
        IpAddress asker = packet.source();
        if (request.isReply() || own.isMulticast() || !isHost(asker)) {
            return Optional.empty();
        }
        int identification = packet instanceof Ipv4Packet v4 ? v4.identification() : 0;
        var fields = new IpHeaderFields(packet.trafficClass(), 255, false, identification);
        Bytes message = request.reply().toBytes(own, asker);
        int protocol = own.isIpv4() ? IpPacket.ICMP : IpPacket.ICMPV6;
        return Optional.of(
                new PacketOut(
                        in.vrf(),
                        throughOf(in),
                        IpPacket.of(own, asker, protocol, fields, message)));
    }

    /// "Port unreachable" about a datagram that nobody owns, unless it must not be told (RFC 1122 section 3.2.2) or
    /// enough was told this second.
    public Optional<PacketOut> portUnreachable(Instant now, PacketIn in) {
        IpPacket packet = in.packet();
        IpAddress own = packet.destination();
        if (own.isMulticast()
                || own.equals(Ipv4Address.BROADCAST)
                || !isHost(packet.source())
                || packet.isFragment()
                || !allowed(now)) {
            return Optional.empty();
        }
        Bytes whole = packet.toBytes();
        Bytes quoted =
                whole.slice(
                        0, Math.min(whole.size(), own.isIpv4() ? QUOTED_MAX_V4 : QUOTED_MAX_V6));
        IcmpMessage error = IcmpError.portUnreachable(packet.family(), quoted);
        int protocol = own.isIpv4() ? IpPacket.ICMP : IpPacket.ICMPV6;
        var fields = new IpHeaderFields(IpHeaderFields.NETWORK_CONTROL, 255, false, 0);
        Bytes message = error.toBytes(own, packet.source());
        return Optional.of(
                new PacketOut(
                        in.vrf(),
                        throughOf(in),
                        IpPacket.of(own, packet.source(), protocol, fields, message)));
    }

    /// A link-local asker is on the link that it asked by.
    private static Optional<InterfaceName> throughOf(PacketIn in) {
        return !in.packet().source().isIpv4() && in.packet().source().isLinkLocal()
                ? Optional.of(in.from())
                : Optional.empty();
    }

    private static boolean isHost(IpAddress address) {
        return !address.isUnspecified()
                && !address.isMulticast()
                && !address.equals(Ipv4Address.BROADCAST);
    }

    private boolean allowed(Instant now) {
        if (!now.isBefore(second.plus(Duration.ofSeconds(1)))) {
            second = now;
            errors = 0;
        }
        return errors++ < ERRORS_PER_SECOND;
    }
}
