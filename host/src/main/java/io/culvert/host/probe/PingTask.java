package io.culvert.host.probe;

import io.culvert.engine.Engine;
import io.culvert.engine.Timers;
import io.culvert.host.PacketOut;
import io.culvert.host.probe.PingResult.Mark;
import io.culvert.host.probe.PingResult.Outcome;
import io.culvert.host.probe.ProbeEvent.IcmpReceived;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.icmp.QuotedPacket;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// One run of ping. Without an interval the next request follows the answer to the last or its timeout, as on IOS; with
/// one, requests leave by the clock and answers may overtake each other, as on Linux.
public final class PingTask implements Engine<ProbeEvent, ProbeEffect<PingResult>> {
    /// The timer of the next request; all others are of requests by number.
    private static final int NEXT = -1;

    private final PingRequest request;
    private final PacketNumbers numbers;
    private final Timers<Integer> timers = new Timers<>();
    private final TreeMap<Integer, Instant> pending = new TreeMap<>();
    private final TreeMap<Integer, Outcome> outcomes = new TreeMap<>();
    private final TreeMap<Integer, Mark> unsendable = new TreeMap<>();
    private int sent;
    private boolean finished;

    public PingTask(PingRequest request, PacketNumbers numbers) {
        this.request = request;
        this.numbers = numbers;
    }

    /// Sends the first request.
    public void start(Instant now, Consumer<? super ProbeEffect<PingResult>> effects) {
        send(now, effects);
    }

    public boolean isFinished() {
        return finished;
    }

    @Override
    public void on(
            Instant now, ProbeEvent event, Consumer<? super ProbeEffect<PingResult>> effects) {
        if (finished) {
            return;
        }
        switch (event) {
            case IcmpReceived received when received.vrf().equals(request.vrf()) ->
                    received(now, received, effects);
            case IcmpReceived _ -> {} // another VRF's
            case ProbeEvent.Unsendable() -> unsendable.put(sent - 1, Mark.UNSENDABLE);
            case ProbeEvent.Stopped() -> finish(effects);
        }
    }

    @Override
    public void onTime(Instant now, Consumer<? super ProbeEffect<PingResult>> effects) {
        for (var due = timers.takeDue(now); due.isPresent(); due = timers.takeDue(now)) {
            int sequence = due.get();
            if (sequence == NEXT) {
                send(now, effects);
            } else {
                Mark mark = unsendable.getOrDefault(sequence, Mark.LOST);
                settle(
                        now,
                        new Outcome(sequence, mark, Optional.empty(), 0, Optional.empty()),
                        effects);
            }
        }
    }

    @Override
    public Optional<Instant> wakeAt() {
        return timers.next();
    }

    private void send(Instant now, Consumer<? super ProbeEffect<PingResult>> effects) {
        int sequence = sent++;
        var fields =
                new IpHeaderFields(
                        request.trafficClass(),
                        request.hopLimit(),
                        request.dontFragment(),
                        (sequence + 1) & 0xFFFF);
        int size = request.size() - PingRequest.headers(request.source());
        var echo =
                new Echo(
                        false,
                        request.identifier(),
                        sequence & 0xFFFF,
                        Payload.of(numbers.next(), size));
        int protocol = request.source().isIpv4() ? IpPacket.ICMP : IpPacket.ICMPV6;
        var packet =
                IpPacket.of(
                        request.source(),
                        request.destination(),
                        protocol,
                        fields,
                        echo.toBytes(request.source(), request.destination()));
        pending.put(sequence, now);
        timers.set(sequence, now.plus(request.timeout()));
        if (!request.interval().isZero() && sent < request.count()) {
            timers.set(NEXT, now.plus(request.interval()));
        }
        effects.accept(
                new ProbeEffect.SendPacket<>(
                        new PacketOut(request.vrf(), request.through(), packet)));
    }

    private void received(
            Instant now, IcmpReceived received, Consumer<? super ProbeEffect<PingResult>> effects) {
        switch (received.message()) {
            case Echo echo
                    when echo.isReply()
                            && echo.identifier() == request.identifier()
                            && isExpected(received) ->
                    answered(now, echo.sequence(), Mark.REPLY, received, effects);
            case IcmpError error -> {
                Optional<QuotedPacket> quote = error.quote().filter(this::isOurs);
                if (quote.isPresent()) {
                    answered(now, quote.get().message().u16(6), mark(error), received, effects);
                }
            }
            default -> {} // not about us
        }
    }

    /// A group answers with the addresses of its members.
    private boolean isExpected(IcmpReceived reply) {
        return reply.from().equals(request.destination()) || request.destination().isMulticast();
    }

    private boolean isOurs(QuotedPacket quote) {
        boolean v4 = request.source().isIpv4();
        return quote.protocol() == (v4 ? IpPacket.ICMP : IpPacket.ICMPV6)
                && quote.destination().equals(request.destination())
                && quote.message().u8(0) == (v4 ? 8 : 128)
                && quote.message().u16(4) == request.identifier();
    }

    private static Mark mark(IcmpError error) {
        return switch (error.kind()) {
            case DESTINATION_UNREACHABLE -> Mark.UNREACHABLE;
            case PACKET_TOO_BIG -> Mark.TOO_BIG;
            case TIME_EXCEEDED -> Mark.TTL_EXPIRED;
            case PARAMETER_PROBLEM -> Mark.OTHER;
        };
    }

    /// The sequence number on the wire has 16 bits; among the pending requests it means one at most.
    private void answered(
            Instant now,
            int wireSequence,
            Mark mark,
            IcmpReceived received,
            Consumer<? super ProbeEffect<PingResult>> effects) {
        for (var waiting : pending.entrySet()) {
            if ((waiting.getKey() & 0xFFFF) == wireSequence) {
                Duration time = Duration.between(waiting.getValue(), now);
                var outcome =
                        new Outcome(
                                waiting.getKey(),
                                mark,
                                Optional.of(received.from()),
                                received.hopLimit(),
                                mark == Mark.REPLY ? Optional.of(time) : Optional.empty());
                settle(now, outcome, effects);
                return;
            }
        }
    }

    private void settle(
            Instant now, Outcome outcome, Consumer<? super ProbeEffect<PingResult>> effects) {
        timers.cancel(outcome.sequence());
        pending.remove(outcome.sequence());
        outcomes.put(outcome.sequence(), outcome);
        effects.accept(new ProbeEffect.Progress<>(String.valueOf(outcome.mark().character())));
        if (outcomes.size() == request.count()) {
            finish(effects);
        } else if (request.interval().isZero()) {
            send(now, effects);
        }
    }

    private void finish(Consumer<? super ProbeEffect<PingResult>> effects) {
        finished = true;
        timers.cancel(NEXT);
        pending.keySet().forEach(timers::cancel);
        effects.accept(
                new ProbeEffect.Finished<>(
                        new PingResult(request, outcomes.values().stream().toList())));
    }
}
