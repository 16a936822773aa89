package io.culvert.lab.host;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.lab.Cabling;
import io.culvert.lab.Durations;
import io.culvert.lab.Frames;
import io.culvert.lab.Node;
import io.culvert.lab.topology.Topology.ExecLine;
import io.culvert.lab.topology.Topology.NodeSpec;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.ip.Ipv4Packet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A translator of IPv4 addresses and ports between `eth1`, inside, and `eth2`, outside, for UDP, TCP and ICMP echo, and
/// of the packets that ICMP errors quote (RFC 4787, RFC 5508). Other protocols, ESP among them, do not pass, as through
/// most boxes of this kind.
public final class NatNode implements Node {
    private static final int INSIDE = 0;
    private static final int OUTSIDE = 1;
    private static final Duration TIMEOUT_DEFAULT = Duration.ofMinutes(2);

    private final NodeSpec spec;
    private final IpStack stack;
    private final Reassembly reassembly = new Reassembly();
    private final NatTable table;
    private int nextId = 1;

    public NatNode(NodeSpec spec, int mtu, Frames frames) {
        this.spec = spec;
        this.table =
                new NatTable(
                        NatTable.Kind.of(spec.labels().getOrDefault("nat", "restricted")),
                        Optional.ofNullable(spec.labels().get("nat-timeout"))
                                .flatMap(Durations::parse)
                                .orElse(TIMEOUT_DEFAULT)
                                .toNanos());
        this.stack =
                new IpStack(
                        spec.name(),
                        spec.ports(),
                        mtu,
                        frames,
                        new IpStack.Upper() {
                            @Override
                            public void received(long now, Device device, IpPacket packet) {
                                reassembly
                                        .add(now, packet)
                                        .ifPresent(
                                                whole -> NatNode.this.received(now, device, whole));
                            }

                            @Override
                            public void unreachable(long now, IpPacket packet) {
                                // a translator keeps quiet
                            }
                        });
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public List<String> ports() {
        return spec.ports();
    }

    @Override
    public void plug(Cabling cabling) {
        stack.plug(cabling);
    }

    @Override
    public void start(long now) {
        for (ExecLine line : spec.exec()) {
            if (HostSetup.parse(line.text()) instanceof HostSetup.Outcome.Ok(var setup)) {
                stack.apply(now, setup);
            }
        }
    }

    @Override
    public void crash(long now) {
        stack.clear();
        table.clear();
    }

    @Override
    public void shutDown(long now) {
        crash(now);
    }

    @Override
    public void carrier(long now, int port, boolean up) {
        stack.carrier(now, port, up);
    }

    @Override
    public void receive(long now, int port, int slot) {
        stack.receive(now, port, slot);
    }

    @Override
    public void onTime(long now) {
        stack.onTime(now);
    }

    @Override
    public long wakeAt() {
        return stack.wakeAt();
    }

    private void received(long now, Device device, IpPacket packet) {
        if (packet.hopLimit() <= 1 || !(packet instanceof Ipv4Packet)) {
            return;
        }
        if (device.port == INSIDE && !stack.owns(packet.destination())) {
            outward(now, packet);
        } else if (device.port == OUTSIDE && stack.owns(packet.destination())) {
            inward(now, packet);
        }
    }

    private Optional<IpAddress> outsideAddress() {
        return stack.devices().stream()
                .filter(device -> device.port == OUTSIDE)
                .flatMap(device -> device.addresses.stream())
                .map(Device.Assigned::address)
                .filter(IpAddress::isIpv4)
                .findFirst();
    }

    private void outward(long now, IpPacket packet) {
        var flow = NatFlow.outward(packet);
        var outside = outsideAddress();
        if (flow.isEmpty() || outside.isEmpty()) {
            return;
        }
        table.out(now, flow.get())
                .ifPresent(
                        port ->
                                forward(
                                        now,
                                        packet,
                                        outside.get(),
                                        packet.destination(),
                                        NatFlow.withSourcePort(packet, port, outside.get())));
    }

    private void inward(long now, IpPacket packet) {
        if (packet.protocol() == IpPacket.ICMP
                && IcmpMessage.parse(packet).toOptional().orElse(null) instanceof IcmpError error) {
            quoted(now, packet, error);
            return;
        }
        var flow = NatFlow.inward(packet);
        flow.flatMap(found -> table.in(now, found))
                .ifPresent(
                        inside ->
                                forward(
                                        now,
                                        packet,
                                        packet.source(),
                                        inside.address(),
                                        NatFlow.withDestinationPort(
                                                packet, inside.port(), inside.address())));
    }

    /// RFC 5508 section 4.2: an error about a packet that was translated goes to who sent it, with the packet that it
    /// quotes translated back.
    private void quoted(long now, IpPacket packet, IcmpError error) {
        error.quote()
                .flatMap(NatFlow::ofQuote)
                .flatMap(flow -> table.in(now, flow))
                .ifPresent(
                        inside -> {
                            Bytes quote = NatFlow.translateQuote(error.quoted(), inside);
                            var translated =
                                    new IcmpError(
                                            error.family(),
                                            error.kind(),
                                            error.code(),
                                            error.parameter(),
                                            quote,
                                            error.labels());
                            forward(
                                    now,
                                    packet,
                                    packet.source(),
                                    inside.address(),
                                    translated.toBytes(packet.source(), inside.address()));
                        });
    }

    private void forward(
            long now, IpPacket packet, IpAddress source, IpAddress destination, Bytes message) {
        boolean dontFragment = packet instanceof Ipv4Packet v4 && v4.dontFragment();
        var fields =
                new IpHeaderFields(
                        packet.trafficClass(), packet.hopLimit() - 1, dontFragment, nextId);
        nextId = nextId + 1 & 0xFFFF;
        stack.send(now, IpPacket.of(source, destination, packet.protocol(), fields, message));
    }
}
