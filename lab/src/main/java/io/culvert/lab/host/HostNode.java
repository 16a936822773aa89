package io.culvert.lab.host;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.host.PacketIn;
import io.culvert.host.PacketOut;
import io.culvert.host.icmp.IcmpResponder;
import io.culvert.lab.Cabling;
import io.culvert.lab.CommandNode;
import io.culvert.lab.Complaint;
import io.culvert.lab.Frames;
import io.culvert.lab.Node;
import io.culvert.lab.Task;
import io.culvert.lab.topology.Topology.ExecLine;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.udp.UdpDatagram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A built-in host.
public final class HostNode implements CommandNode {
    static final int HOP_LIMIT = 64;
    private static final InterfaceName ANY_INTERFACE = InterfaceName.of("Ethernet0");
    private static final int FIRST_EPHEMERAL_PORT = 49_152;

    private final String name;
    private final List<String> ports;
    private final List<ExecLine> exec;
    private final IpStack stack;
    private HostTcp tcp;
    private final Payloads payloads;
    private final Reassembly reassembly = new Reassembly();
    private final IcmpResponder responder = new IcmpResponder();
    private final List<Program> running = new ArrayList<>();
    private final List<Program> background = new ArrayList<>();
    private int nextIdentifier = 1;
    private int nextPort = FIRST_EPHEMERAL_PORT;
    private int nextPacketId = 1;

    public HostNode(
            String name,
            List<String> ports,
            int mtu,
            List<ExecLine> exec,
            Frames frames,
            Payloads payloads) {
        this.name = name;
        this.ports = List.copyOf(ports);
        this.exec = List.copyOf(exec);
        this.payloads = payloads;
        this.tcp = new HostTcp(this);
        this.stack =
                new IpStack(
                        name,
                        this.ports,
                        mtu,
                        frames,
                        new IpStack.Upper() {
                            @Override
                            public void received(long now, Device device, IpPacket packet) {
                                HostNode.this.received(now, device, packet);
                            }

                            @Override
                            public void unreachable(long now, IpPacket packet) {
                                hostUnreachable(now, packet);
                            }
                        });
    }

    /// What is wrong with lines of `exec`: their form, or what they ask of the devices before them.
    public static List<Complaint> check(
            String name, List<String> ports, List<ExecLine> exec, Frames frames) {
        var complaints = new ArrayList<Complaint>();
        var host = new HostNode(name, ports, 1500, exec, frames, new Payloads(0));
        for (ExecLine line : exec) {
            switch (HostSetup.parse(line.text())) {
                case HostSetup.Outcome.Refused(int offset, var what) ->
                        complaints.add(line.place().complaint(offset, what));
                case HostSetup.Outcome.Ok(var setup) ->
                        host.stack
                                .apply(0, setup)
                                .ifPresent(what -> complaints.add(line.place().complaint(0, what)));
            }
        }
        return complaints;
    }

    HostTcp tcp() {
        return tcp;
    }

    IpStack stack() {
        return stack;
    }

    Payloads payloads() {
        return payloads;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> ports() {
        return ports;
    }

    @Override
    public void plug(Cabling cabling) {
        stack.plug(cabling);
    }

    @Override
    public void start(long now) {
        for (ExecLine line : exec) {
            if (HostSetup.parse(line.text()) instanceof HostSetup.Outcome.Ok(var setup)) {
                stack.apply(now, setup);
            }
        }
    }

    @Override
    public void crash(long now) {
        running.clear();
        background.clear();
        stack.clear();
        tcp = new HostTcp(this);
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
        sweep();
    }

    @Override
    public void onTime(long now) {
        if (stack.wakeAt() <= now) {
            stack.onTime(now);
        }
        if (tcp.wakeAt() <= now) {
            tcp.onTime(now);
        }
        for (Program program : List.copyOf(running)) {
            if (program.wakeAt() <= now) {
                program.onTime(now);
            }
        }
        sweep();
    }

    @Override
    public long wakeAt() {
        return Math.min(
                Math.min(stack.wakeAt(), tcp.wakeAt()),
                running.stream().mapToLong(Program::wakeAt).min().orElse(Node.NEVER));
    }

    // Commands

    /// `wait`: done when everything in the background is.
    private static final class Waiting implements Task {
        private final List<Program> programes;

        Waiting(List<Program> programes) {
            this.programes = List.copyOf(programes);
        }

        @Override
        public boolean isDone() {
            return programes.stream().allMatch(Program::isDone);
        }

        @Override
        public String output() {
            var all = new StringBuilder();
            programes.forEach(program -> all.append(program.output()));
            return all.toString();
        }
    }

    @Override
    public Task command(long now, String line) {
        var outcome = HostCommand.parse(line);
        if (outcome.typed().isEmpty()) {
            return Task.of(
                    line + "\n" + " ".repeat(outcome.offset()) + "^\n" + outcome.what() + "\n");
        }
        HostCommand command = outcome.typed().get().command();
        Optional<Program> program =
                switch (command) {
                    case HostCommand.Ping ping ->
                            Optional.of(new PingProgram(this, ping, nextIdentifier++ & 0xFFFF));
                    case HostCommand.Traceroute(var to) ->
                            Optional.of(new TracerouteProgram(this, to, ephemeralPort()));
                    case HostCommand.Send send ->
                            Optional.of(
                                    send.tcp()
                                            ? new TcpSendProgram(this, send, ephemeralPort())
                                            : new SendProgram(this, send, ephemeralPort()));
                    case HostCommand.Listen(boolean overTcp, int port) ->
                            Optional.of(
                                    overTcp
                                            ? new TcpListenProgram(this, port)
                                            : new ListenProgram(this, port));
                    case HostCommand.Wait _, HostCommand.Configure _ -> Optional.empty();
                };
        if (program.isPresent()) {
            boolean stays =
                    outcome.typed().get().background() || command instanceof HostCommand.Listen;
            return launch(now, program.get(), stays);
        }
        return command instanceof HostCommand.Configure(var setup)
                ? configure(now, setup)
                : await(now);
    }

    private Task configure(long now, String line) {
        return HostSetup.parse(line) instanceof HostSetup.Outcome.Ok(var setup)
                ? Task.of(stack.apply(now, setup).map(text -> text + "\n").orElse(""))
                : Task.of("");
    }

    private Task launch(long now, Program program, boolean stays) {
        running.add(program);
        if (stays) {
            background.add(program);
        }
        program.start(now);
        sweep();
        return stays ? Task.of("") : program;
    }

    private Task await(long now) {
        var waiting = new Waiting(background);
        background.clear();
        waiting.programes.forEach(program -> program.waited(now));
        sweep();
        return waiting;
    }

    private void sweep() {
        running.removeIf(Program::isDone);
    }

    private int ephemeralPort() {
        int port = nextPort;
        nextPort = port == 65_535 ? FIRST_EPHEMERAL_PORT : port + 1;
        return port;
    }

    /// The first step of a packet of this host.
    ///
    /// @param port the name of the port it leaves by
    /// @param address of the gateway, or of the target itself
    public record FirstHop(String port, int vlan, IpAddress address, IpAddress source) {}

    public Optional<FirstHop> firstHop(IpAddress to) {
        return stack.nextHop(to)
                .flatMap(
                        hop ->
                                stack.sourceFor(to)
                                        .map(
                                                source ->
                                                        new FirstHop(
                                                                ports.get(hop.device().port),
                                                                hop.device().vlan,
                                                                hop.address(),
                                                                source)));
    }

    // Packets

    boolean sendMessage(long now, IpAddress to, IcmpMessage message) {
        return stack.sourceFor(to)
                .map(
                        source ->
                                send(
                                        now,
                                        source,
                                        to,
                                        to.isIpv4() ? IpPacket.ICMP : IpPacket.ICMPV6,
                                        message.toBytes(source, to),
                                        HOP_LIMIT))
                .orElse(false);
    }

    boolean sendDatagram(
            long now, IpAddress to, int sourcePort, int port, Bytes data, int hopLimit) {
        return stack.sourceFor(to)
                .map(
                        source ->
                                send(
                                        now,
                                        source,
                                        to,
                                        IpPacket.UDP,
                                        new UdpDatagram(sourcePort, port, data).toBytes(source, to),
                                        hopLimit))
                .orElse(false);
    }

    /// Linux sets DF and fragments by itself where it knows the path to be narrower (`ip(7)`, IP_PMTUDISC_WANT).
    private boolean send(
            long now, IpAddress source, IpAddress to, int protocol, Bytes message, int hopLimit) {
        var fields = new IpHeaderFields(0, hopLimit, true, nextPacketId);
        nextPacketId = nextPacketId + 1 & 0xFFFF;
        return stack.send(now, IpPacket.of(source, to, protocol, fields, message));
    }

    private void received(long now, Device device, IpPacket part) {
        if (stack.isForUs(device, part.destination())) {
            reassembly.add(now, part).ifPresent(packet -> forUs(now, packet));
        }
    }

    private void forUs(long now, IpPacket packet) {
        switch (packet.protocol()) {
            case IpPacket.ICMP, IpPacket.ICMPV6 ->
                    IcmpMessage.parse(packet)
                            .toOptional()
                            .ifPresent(message -> icmp(now, packet, message));
            case IpPacket.TCP -> tcp.received(now, packetIn(packet));
            case IpPacket.UDP ->
                    UdpDatagram.parse(packet.source(), packet.destination(), packet.message())
                            .toOptional()
                            .ifPresent(datagram -> udp(now, packet, datagram));
            default -> {
                // a host that speaks nothing else stays silent
            }
        }
    }

    private void icmp(long now, IpPacket packet, IcmpMessage message) {
        switch (message) {
            case Echo echo when echo.isReply() ->
                    running().forEach(program -> program.echoReply(now, packet, echo));
            case Echo echo ->
                    responder.reply(packetIn(packet), echo).ifPresent(reply -> out(now, reply));
            case IcmpError error -> error(now, packet, error);
            default -> {
                // nothing that a host acts upon
            }
        }
    }

    private Stream<Program> running() {
        return List.copyOf(running).stream();
    }

    private void error(long now, IpPacket packet, IcmpError error) {
        if (error.kind() == IcmpError.Kind.PACKET_TOO_BIG) {
            error.quote()
                    .ifPresent(
                            quote -> stack.setPathMtu(now, quote.destination(), error.parameter()));
        }
        if (error.quote().filter(quote -> quote.protocol() == IpPacket.TCP).isPresent()) {
            tcp.error(now, error);
        }
        running().forEach(program -> program.error(now, packet, error));
    }

    private void udp(long now, IpPacket packet, UdpDatagram datagram) {
        if (running().noneMatch(program -> program.datagram(now, packet, datagram))) {
            responder
                    .portUnreachable(Instant.EPOCH.plusNanos(now), packetIn(packet))
                    .ifPresent(error -> out(now, error));
        }
    }

    private static PacketIn packetIn(IpPacket packet) {
        return new PacketIn(Vrf.GLOBAL, ANY_INTERFACE, packet);
    }

    /// Sends what the responder made, with the hop limit of a host rather than that of a router.
    private void out(long now, PacketOut out) {
        IpPacket packet = out.packet();
        var fields = new IpHeaderFields(packet.trafficClass(), HOP_LIMIT, false, nextPacketId);
        nextPacketId = nextPacketId + 1 & 0xFFFF;
        stack.send(
                now,
                IpPacket.of(
                        packet.source(),
                        packet.destination(),
                        packet.protocol(),
                        fields,
                        packet.message()));
    }

    /// The next hop of one of our packets is silent; the kernel tells the program as if a router had.
    private void hostUnreachable(long now, IpPacket packet) {
        int code = packet.source().isIpv4() ? 1 : 3;
        Bytes whole = packet.toBytes();
        var error =
                new IcmpError(
                        packet.family(),
                        IcmpError.Kind.DESTINATION_UNREACHABLE,
                        code,
                        0,
                        whole,
                        List.of());
        var fields = new IpHeaderFields(0, HOP_LIMIT, false, 0);
        int protocol = packet.source().isIpv4() ? IpPacket.ICMP : IpPacket.ICMPV6;
        var from = IpPacket.of(packet.source(), packet.source(), protocol, fields, Bytes.EMPTY);
        running().forEach(program -> program.error(now, from, error));
        sweep();
    }
}
