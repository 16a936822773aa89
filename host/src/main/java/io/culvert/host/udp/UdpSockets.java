package io.culvert.host.udp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.host.PacketIn;
import io.culvert.host.PacketOut;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.udp.UdpDatagram;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which owner gets which datagram. A socket bound to an address goes before one bound to any address of the VRF.
public final class UdpSockets {
    public static final int SOCKETS_MAX = 65_536;

    /// @param local empty for all addresses of the VRF
    public record Binding(Vrf vrf, Optional<IpAddress> local, int port)
            implements Comparable<Binding> {
        private static final Comparator<Binding> ORDER =
                Comparator.comparing(Binding::vrf)
                        .thenComparingInt(Binding::port)
                        .thenComparing(
                                binding -> binding.local().orElse(null),
                                Comparator.nullsFirst(Comparator.naturalOrder()));

        @Override
        public int compareTo(Binding other) {
            return ORDER.compare(this, other);
        }
    }

    /// What became of a packet.
    public enum Outcome {
        DELIVERED,
        MALFORMED,
        /// Nobody owns the port: the sender is to hear of it (RFC 1122 section 4.1.3.1).
        PORT_UNREACHABLE
    }

    private final Map<Binding, UdpOwner> owners = new TreeMap<>();

    /// Gives the port to `owner`, unless somebody has exactly this binding already.
    public boolean bind(Binding binding, UdpOwner owner) {
        return owners.size() < SOCKETS_MAX && owners.putIfAbsent(binding, owner) == null;
    }

    public void release(Binding binding) {
        owners.remove(binding);
    }

    public Outcome received(Instant now, PacketIn in) {
        IpPacket packet = in.packet();
        Optional<UdpDatagram> parsed =
                UdpDatagram.parse(packet.source(), packet.destination(), packet.message())
                        .toOptional();
        if (parsed.isEmpty()) {
            return Outcome.MALFORMED;
        }
        UdpDatagram datagram = parsed.get();
        Optional<UdpOwner> owner =
                owner(in.vrf(), packet.destination(), datagram.destinationPort());
        owner.ifPresent(
                to ->
                        to.received(
                                now,
                                new UdpOwner.Arrival(
                                        in.vrf(),
                                        in.from(),
                                        packet.destination(),
                                        packet.source(),
                                        packet.hopLimit()),
                                datagram));
        return owner.isPresent() ? Outcome.DELIVERED : Outcome.PORT_UNREACHABLE;
    }

    /// Who gets what comes to this address and port.
    public Optional<UdpOwner> owner(Vrf vrf, IpAddress local, int port) {
        return Optional.ofNullable(owners.get(new Binding(vrf, Optional.of(local), port)))
                .or(
                        () ->
                                Optional.ofNullable(
                                        owners.get(new Binding(vrf, Optional.empty(), port))));
    }

    /// A packet with this datagram.
    public static PacketOut packet(
            Vrf vrf,
            IpAddress local,
            IpAddress remote,
            IpHeaderFields fields,
            UdpDatagram datagram) {
        return new PacketOut(
                vrf,
                IpPacket.of(local, remote, IpPacket.UDP, fields, datagram.toBytes(local, remote)));
    }
}
