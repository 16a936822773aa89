package io.culvert.host;

import io.culvert.engine.Engine;
import io.culvert.engine.Entropy;
import io.culvert.engine.Timers;
import io.culvert.host.icmp.IcmpResponder;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.host.probe.PingResult;
import io.culvert.host.probe.PingTask;
import io.culvert.host.probe.ProbeEffect;
import io.culvert.host.probe.ProbeEvent;
import io.culvert.host.probe.TracerouteResult;
import io.culvert.host.probe.TracerouteTask;
import io.culvert.host.tcp.TcpEffect;
import io.culvert.host.tcp.TcpEngine;
import io.culvert.host.tcp.TcpEvent;
import io.culvert.host.udp.UdpSockets;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.icmp.QuotedPacket;
import io.culvert.wire.icmp.RouterAdvertisement;
import io.culvert.wire.ip.IpPacket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// All endpoints of a router behind one door: sorts packets to ICMP, UDP and TCP, runs the probes, and keeps one clock
/// for all of them. Neighbours are not here, for they speak frames and not packets.
///
/// The consumer of effects must not call back into the engine. UDP owners are called while a packet is received.
public final class HostEngine implements Engine<HostEvent, HostEffect> {
    /// Probes that run at once.
    public static final int PROBES_MAX = 256;

    private final TcpEngine tcp;
    private final UdpSockets udp = new UdpSockets();
    private final IcmpResponder icmp = new IcmpResponder();
    private final PacketNumbers numbers;
    private final Map<Long, PingTask> pings = new TreeMap<>();
    private final Map<Long, TracerouteTask> traces = new TreeMap<>();
    private final Map<Long, PacketOut> lastProbes = new TreeMap<>();
    private long received;
    private long malformed;
    private long fragments;
    private long portUnreachable;
    private long unknownProtocol;
    private long echoRequests;

    /// @param numbers of test packets, shared by all routers of a lab
    public HostEngine(Entropy entropy, PacketNumbers numbers) {
        this.tcp = new TcpEngine(entropy);
        this.numbers = numbers;
    }

    public UdpSockets udp() {
        return udp;
    }

    /// For its statuses; events go through [#on].
    public TcpEngine tcp() {
        return tcp;
    }

    public HostCounters counters() {
        return new HostCounters(
                received, malformed, fragments, portUnreachable, unknownProtocol, echoRequests);
    }

    @Override
    public void on(Instant now, HostEvent event, Consumer<? super HostEffect> effects) {
        switch (event) {
            case HostEvent.PacketReceived(var in) -> received(now, in, effects);
            case HostEvent.Unsendable(var out) -> unsendable(now, out, effects);
            case HostEvent.StartPing(long tag, var request) -> {
                var task = new PingTask(request, numbers);
                requireRoom(tag);
                pings.put(tag, task);
                task.start(now, pingEffects(tag, effects));
            }
            case HostEvent.StartTraceroute(long tag, var request) -> {
                var task = new TracerouteTask(request, numbers);
                requireRoom(tag);
                traces.put(tag, task);
                task.start(now, traceEffects(tag, effects));
            }
            case HostEvent.StopProbe(long tag) ->
                    toProbe(now, tag, new ProbeEvent.Stopped(), effects);
            case HostEvent.Tcp(var tcpEvent) -> tcp.on(now, tcpEvent, tcpEffects(effects));
        }
    }

    private void requireRoom(long tag) {
        if (pings.size() + traces.size() >= PROBES_MAX
                || pings.containsKey(tag)
                || traces.containsKey(tag)) {
            throw new IllegalStateException("too many probes, or two of one tag");
        }
    }

    private void received(Instant now, PacketIn in, Consumer<? super HostEffect> effects) {
        received++;
        IpPacket packet = in.packet();
        if (packet.isFragment()) {
            fragments++;
            return;
        }
        switch (packet.protocol()) {
            case IpPacket.ICMP, IpPacket.ICMPV6 ->
                    IcmpMessage.parse(packet)
                            .toOptional()
                            .ifPresentOrElse(
                                    message -> onIcmp(now, in, message, effects),
                                    () -> malformed++);
            case IpPacket.UDP -> {
                switch (udp.received(now, in)) {
                    case DELIVERED -> {}
                    case MALFORMED -> malformed++;
                    case PORT_UNREACHABLE -> {
                        portUnreachable++;
                        icmp.portUnreachable(now, in)
                                .ifPresent(out -> effects.accept(new HostEffect.SendPacket(out)));
                    }
                }
            }
            case IpPacket.TCP -> tcp.on(now, new TcpEvent.PacketReceived(in), tcpEffects(effects));
            default -> unknownProtocol++;
        }
    }

    private void onIcmp(
            Instant now, PacketIn in, IcmpMessage message, Consumer<? super HostEffect> effects) {
        switch (message) {
            case Echo echo when !echo.isReply() ->
                    icmp.reply(in, echo)
                            .ifPresent(
                                    out -> {
                                        echoRequests++;
                                        effects.accept(new HostEffect.SendPacket(out));
                                    });
            case IcmpError error when isAboutTcp(error) ->
                    tcp.on(now, new TcpEvent.ErrorReceived(in.vrf(), error), tcpEffects(effects));
            case Echo _, IcmpError _ -> {
                IpPacket packet = in.packet();
                var event =
                        new ProbeEvent.IcmpReceived(
                                in.vrf(),
                                packet.source(),
                                packet.destination(),
                                packet.hopLimit(),
                                message);
                for (long tag : List.copyOf(lastProbes.keySet())) {
                    toProbe(now, tag, event, effects);
                }
            }
            case IcmpMessage.RouterSolicitation _,
                    RouterAdvertisement _,
                    IcmpMessage.NeighborSolicitation _,
                    IcmpMessage.NeighborAdvertisement _,
                    IcmpMessage.Unknown _ -> {}
        }
    }

    private static boolean isAboutTcp(IcmpError error) {
        return error.quote()
                .map(QuotedPacket::protocol)
                .filter(protocol -> protocol == IpPacket.TCP)
                .isPresent();
    }

    private void unsendable(Instant now, PacketOut out, Consumer<? super HostEffect> effects) {
        for (var probe : List.copyOf(lastProbes.entrySet())) {
            if (probe.getValue().equals(out)) {
                toProbe(now, probe.getKey(), new ProbeEvent.Unsendable(), effects);
            }
        }
    }

    private void toProbe(
            Instant now, long tag, ProbeEvent event, Consumer<? super HostEffect> effects) {
        PingTask ping = pings.get(tag);
        TracerouteTask trace = traces.get(tag);
        if (ping != null) {
            ping.on(now, event, pingEffects(tag, effects));
        } else if (trace != null) {
            trace.on(now, event, traceEffects(tag, effects));
        }
    }

    private Consumer<ProbeEffect<PingResult>> pingEffects(
            long tag, Consumer<? super HostEffect> effects) {
        return effect -> {
            switch (effect) {
                case ProbeEffect.SendPacket<?>(var out) -> sendProbe(tag, out, effects);
                case ProbeEffect.Progress<?>(var text) ->
                        effects.accept(new HostEffect.ProbeProgress(tag, text));
                case ProbeEffect.Finished<PingResult>(var result) -> {
                    pings.remove(tag);
                    lastProbes.remove(tag);
                    effects.accept(new HostEffect.PingFinished(tag, result));
                }
            }
        };
    }

    private Consumer<ProbeEffect<TracerouteResult>> traceEffects(
            long tag, Consumer<? super HostEffect> effects) {
        return effect -> {
            switch (effect) {
                case ProbeEffect.SendPacket<?>(var out) -> sendProbe(tag, out, effects);
                case ProbeEffect.Progress<?>(var text) ->
                        effects.accept(new HostEffect.ProbeProgress(tag, text));
                case ProbeEffect.Finished<TracerouteResult>(var result) -> {
                    traces.remove(tag);
                    lastProbes.remove(tag);
                    effects.accept(new HostEffect.TracerouteFinished(tag, result));
                }
            }
        };
    }

    private void sendProbe(long tag, PacketOut out, Consumer<? super HostEffect> effects) {
        lastProbes.put(tag, out);
        effects.accept(new HostEffect.SendPacket(out));
    }

    private static Consumer<TcpEffect> tcpEffects(Consumer<? super HostEffect> effects) {
        return effect ->
                effects.accept(
                        effect instanceof TcpEffect.SendPacket(var out)
                                ? new HostEffect.SendPacket(out)
                                : new HostEffect.Tcp(effect));
    }

    /// One part after the other, the earliest deadline first.
    @Override
    public void onTime(Instant now, Consumer<? super HostEffect> effects) {
        for (var next = wakeAt(); next.isPresent() && !next.get().isAfter(now); next = wakeAt()) {
            Optional<Instant> earliest = next;
            if (tcp.wakeAt().equals(earliest)) {
                tcp.onTime(now, tcpEffects(effects));
                continue;
            }
            for (long tag : List.copyOf(lastProbes.keySet())) {
                PingTask ping = pings.get(tag);
                TracerouteTask trace = traces.get(tag);
                if (ping != null && ping.wakeAt().equals(earliest)) {
                    ping.onTime(now, pingEffects(tag, effects));
                } else if (trace != null && trace.wakeAt().equals(earliest)) {
                    trace.onTime(now, traceEffects(tag, effects));
                }
            }
        }
    }

    @Override
    public Optional<Instant> wakeAt() {
        Optional<Instant> earliest = tcp.wakeAt();
        for (PingTask ping : pings.values()) {
            earliest = Timers.earlier(earliest, ping.wakeAt());
        }
        for (TracerouteTask trace : traces.values()) {
            earliest = Timers.earlier(earliest, trace.wakeAt());
        }
        return earliest;
    }
}
