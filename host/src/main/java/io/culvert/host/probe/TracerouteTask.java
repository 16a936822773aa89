package io.culvert.host.probe;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.engine.Engine;
import io.culvert.host.PacketOut;
import io.culvert.host.probe.ProbeEvent.IcmpReceived;
import io.culvert.host.probe.TracerouteResult.Hop;
import io.culvert.host.probe.TracerouteResult.Mark;
import io.culvert.host.probe.TracerouteResult.Outcome;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.QuotedPacket;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.udp.UdpDatagram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of traceroute: UDP probes with a growing hop limit, one at a time, each to a port of its own, until the
/// destination says that the port is unreachable.
public final class TracerouteTask implements Engine<ProbeEvent, ProbeEffect<TracerouteResult>> {
    private static final int LAST_PORT = 0xFFFF;

    private final TracerouteRequest request;
    private final PacketNumbers numbers;
    private final List<Hop> hops = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private int hopLimit;
    private int probes;
    private int silentHops;
    private boolean reached;
    private boolean finished;
    private Instant sentAt = Instant.EPOCH;
    private @Nullable Instant deadline;

    public TracerouteTask(TracerouteRequest request, PacketNumbers numbers) {
        this.request = request;
        this.numbers = numbers;
        this.hopLimit = request.hopFirst();
    }

    /// Sends the first probe.
    public void start(Instant now, Consumer<? super ProbeEffect<TracerouteResult>> effects) {
        send(now, effects);
    }

    public boolean isFinished() {
        return finished;
    }

    @Override
    public void on(
            Instant now,
            ProbeEvent event,
            Consumer<? super ProbeEffect<TracerouteResult>> effects) {
        if (finished) {
            return;
        }
        switch (event) {
            case IcmpReceived received when received.vrf().equals(request.vrf()) ->
                    received(now, received, effects);
            case IcmpReceived _ -> {} // another VRF's
            case ProbeEvent.Unsendable() -> {} // the probe times out
            case ProbeEvent.Stopped() -> finish(effects);
        }
    }

    @Override
    public void onTime(Instant now, Consumer<? super ProbeEffect<TracerouteResult>> effects) {
        while (deadline != null && !deadline.isAfter(now)) {
            settle(
                    now,
                    new Outcome(Mark.TIMED_OUT, Optional.empty(), Optional.empty(), List.of()),
                    effects);
        }
    }

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.ofNullable(deadline);
    }

    private int port() {
        int span = LAST_PORT - request.port() + 1;
        return request.port() + (probes - 1) % span;
    }

    private void send(Instant now, Consumer<? super ProbeEffect<TracerouteResult>> effects) {
        probes++;
        IpAddress source = request.source();
        int size = request.size() - PingRequest.headers(source);
        var datagram =
                new UdpDatagram(request.sourcePort(), port(), Payload.of(numbers.next(), size));
        var fields = new IpHeaderFields(0, hopLimit, false, probes & 0xFFFF);
        Bytes message = datagram.toBytes(source, request.destination());
        var packet = IpPacket.of(source, request.destination(), IpPacket.UDP, fields, message);
        sentAt = now;
        deadline = now.plus(request.timeout());
        effects.accept(new ProbeEffect.SendPacket<>(new PacketOut(request.vrf(), packet)));
    }

    private void received(
            Instant now,
            IcmpReceived received,
            Consumer<? super ProbeEffect<TracerouteResult>> effects) {
        if (!(received.message() instanceof IcmpError error)
                || error.quote().filter(this::isOurs).isEmpty()) {
            return;
        }
        Mark mark = mark(error);
        reached = reached || mark == Mark.ARRIVED;
        var outcome =
                new Outcome(
                        mark,
                        Optional.of(received.from()),
                        Optional.of(Duration.between(sentAt, now)),
                        error.labels());
        settle(now, outcome, effects);
    }

    private boolean isOurs(QuotedPacket quote) {
        return quote.protocol() == IpPacket.UDP
                && quote.destination().equals(request.destination())
                && quote.sourcePort() == request.sourcePort()
                && quote.destinationPort() == port();
    }

    private static Mark mark(IcmpError error) {
        return switch (error.kind()) {
            case TIME_EXCEEDED -> Mark.EXPIRED;
            case PACKET_TOO_BIG -> Mark.TOO_BIG;
            case PARAMETER_PROBLEM -> Mark.OTHER;
            case DESTINATION_UNREACHABLE ->
                    switch (error.reason()) {
                        case NETWORK -> Mark.NETWORK_UNREACHABLE;
                        case HOST -> Mark.HOST_UNREACHABLE;
                        case PROTOCOL -> Mark.PROTOCOL_UNREACHABLE;
                        case PORT -> Mark.ARRIVED;
                        case PROHIBITED -> Mark.PROHIBITED;
                        case OTHER -> Mark.OTHER;
                    };
        };
    }

    private void settle(
            Instant now, Outcome outcome, Consumer<? super ProbeEffect<TracerouteResult>> effects) {
        deadline = null;
        String text = TracerouteText.next(hopLimit, outcomes, outcome);
        outcomes.add(outcome);
        boolean hopDone = outcomes.size() == request.probesPerHop();
        effects.accept(new ProbeEffect.Progress<>(hopDone ? text + "\n" : text));
        if (!hopDone) {
            send(now, effects);
            return;
        }
        var hop = new Hop(hopLimit, outcomes);
        hops.add(hop);
        outcomes.clear();
        silentHops = isSilent(hop) ? silentHops + 1 : 0;
        boolean enough = request.silentHopsMax() > 0 && silentHops >= request.silentHopsMax();
        if (isLast(hop) || enough || hopLimit == request.hopLast()) {
            finish(effects);
        } else {
            hopLimit++;
            send(now, effects);
        }
    }

    private static boolean isSilent(Hop hop) {
        return hop.outcomes().stream().allMatch(outcome -> outcome.mark() == Mark.TIMED_OUT);
    }

    /// Beyond a hop that says "unreachable" there is nothing to find.
    private static boolean isLast(Hop hop) {
        return hop.outcomes().stream()
                .anyMatch(
                        outcome ->
                                outcome.mark() != Mark.TIMED_OUT && outcome.mark() != Mark.EXPIRED);
    }

    private void finish(Consumer<? super ProbeEffect<TracerouteResult>> effects) {
        finished = true;
        deadline = null;
        if (!outcomes.isEmpty()) {
            hops.add(new Hop(hopLimit, outcomes));
        }
        effects.accept(new ProbeEffect.Finished<>(new TracerouteResult(request, hops, reached)));
    }
}
