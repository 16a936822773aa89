package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.host.PacketIn;
import io.culvert.host.PacketOut;
import io.culvert.host.icmp.IcmpResponder;
import io.culvert.host.probe.ProbeEvent;
import io.culvert.host.tcp.TcpEvent;
import io.culvert.host.udp.UdpSockets;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.ip.IpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The router's own endpoints: what comes to one of its addresses goes to ICMP, UDP or TCP by protocol.
final class LocalStack {
    /// What became of packets that reached no endpoint, for `show drops`.
    static final class Counters {
        long malformed;
        long unwanted;
        long outsideTunnel;
    }

    private final Pump pump;
    private final UdpSockets udp = new UdpSockets();
    private final IcmpResponder icmp = new IcmpResponder();
    private final Consumer<TcpEvent> tcp;
    private final Consumer<PacketOut> out;
    private final TunnelBound bound;
    private final List<Consumer<ProbeEvent>> probes = new ArrayList<>();
    private final Counters counters = new Counters();

    LocalStack(Pump pump, Consumer<TcpEvent> tcp, Consumer<PacketOut> out, TunnelBound bound) {
        this.pump = pump;
        this.tcp = tcp;
        this.out = out;
        this.bound = bound;
    }

    UdpSockets udp() {
        return udp;
    }

    Counters counters() {
        return counters;
    }

    /// A running ping or traceroute hears of every ICMP message for the router until it is removed.
    void addProbe(Consumer<ProbeEvent> probe) {
        probes.add(probe);
    }

    void removeProbe(Consumer<ProbeEvent> probe) {
        probes.remove(probe);
    }

    /// @param throughTunnel whether the packet came out of a tunnel
    void received(PacketIn in, boolean throughTunnel) {
        IpPacket packet = in.packet();
        switch (packet.protocol()) {
            case IpPacket.ICMP, IpPacket.ICMPV6 -> icmp(in);
            case IpPacket.UDP -> {
                if (udp.received(pump.now(), in) == UdpSockets.Outcome.PORT_UNREACHABLE) {
                    counters.unwanted++;
                    icmp.portUnreachable(pump.now(), in).ifPresent(out);
                }
            }
            case IpPacket.TCP -> {
                if (!throughTunnel && bound.isBound(in.vrf(), packet)) {
                    counters.outsideTunnel++;
                } else {
                    tcp.accept(new TcpEvent.PacketReceived(in));
                }
            }
            default -> counters.unwanted++;
        }
    }

    void malformed() {
        counters.malformed++;
    }

    private void icmp(PacketIn in) {
        IpPacket packet = in.packet();
        var parsed = IcmpMessage.parse(packet).toOptional();
        if (parsed.isEmpty()) {
            counters.malformed++;
            return;
        }
        switch (parsed.get()) {
            case IcmpMessage.Echo echo when !echo.isReply() -> icmp.reply(in, echo).ifPresent(out);
            case IcmpError error -> {
                quotedProtocol(in.vrf(), error);
                tellProbes(in, error);
            }
            case IcmpMessage other -> tellProbes(in, other);
        }
    }

    private void quotedProtocol(Vrf vrf, IcmpError error) {
        Bytes quoted = error.quoted();
        boolean isTcp =
                quoted.size() > 9 && quoted.u8(0) >>> 4 == 4 && quoted.u8(9) == IpPacket.TCP;
        if (isTcp) {
            tcp.accept(new TcpEvent.ErrorReceived(vrf, error));
        }
    }

    private void tellProbes(PacketIn in, IcmpMessage message) {
        IpPacket packet = in.packet();
        var event =
                new ProbeEvent.IcmpReceived(
                        in.vrf(),
                        packet.source(),
                        packet.destination(),
                        packet.hopLimit(),
                        message);
        for (Consumer<ProbeEvent> probe : List.copyOf(probes)) {
            probe.accept(event);
        }
    }

    /// Which TCP sessions may live in tunnels alone.
    interface TunnelBound {
        boolean isBound(Vrf vrf, IpAddress local, int localPort, IpAddress remote, int remotePort);

        /// The same for a packet that came in.
        default boolean isBound(Vrf vrf, IpPacket in) {
            Bytes message = in.message();
            return message.size() >= 4
                    && isBound(vrf, in.destination(), message.u16(2), in.source(), message.u16(0));
        }

        /// The same for a packet on its way out.
        default boolean isBoundOut(Vrf vrf, IpPacket out) {
            Bytes message = out.message();
            return out.protocol() == IpPacket.TCP
                    && message.size() >= 4
                    && isBound(
                            vrf, out.source(), message.u16(0), out.destination(), message.u16(2));
        }
    }
}
