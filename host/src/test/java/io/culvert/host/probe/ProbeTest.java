package io.culvert.host.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.engine.Entropy;
import io.culvert.host.HostEffect;
import io.culvert.host.HostEngine;
import io.culvert.host.HostEvent;
import io.culvert.host.PacketIn;
import io.culvert.host.PacketOut;
import io.culvert.host.probe.TracerouteResult.Hop;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.icmp.QuotedLabel;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.ip.Ipv4Packet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final Vrf RED = new Vrf("red");
    private static final IpAddress US = IpAddress.of("10.0.0.1");
    private static final IpAddress THEM = IpAddress.of("10.9.0.1");
    private static final Duration TRIP = Duration.ofMillis(7);

    private final HostEngine host = new HostEngine(Entropy.seeded("us"), PacketNumbers.counting());
    private final HostEngine target =
            new HostEngine(Entropy.seeded("them"), PacketNumbers.counting());
    private final List<PacketOut> sent = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Optional<PingResult> ping = Optional.empty();
    private Optional<TracerouteResult> trace = Optional.empty();

    /// Runs until the probe finishes; `network` answers each packet, or not.
    private void run(HostEvent first, Function<IpPacket, Optional<IpPacket>> network) {
        var effects = new ArrayDeque<HostEffect>();
        host.on(now, first, effects::add);
        while (true) {
            while (!effects.isEmpty()) {
                take(effects, network);
            }
            if (ping.isPresent() || trace.isPresent()) {
                return;
            }
            now = host.wakeAt().orElseThrow();
            host.onTime(now, effects::add);
        }
    }

    private void take(Deque<HostEffect> effects, Function<IpPacket, Optional<IpPacket>> network) {
        switch (effects.poll()) {
            case HostEffect.SendPacket(var out) -> {
                sent.add(out);
                network.apply(out.packet())
                        .ifPresent(
                                answer -> {
                                    now = now.plus(TRIP);
                                    host.on(
                                            now,
                                            new HostEvent.PacketReceived(
                                                    new PacketIn(out.vrf(), PORT, answer)),
                                            effects::add);
                                });
            }
            case HostEffect.ProbeProgress(_, var more) -> text.append(more);
            case HostEffect.PingFinished(_, var result) -> ping = Optional.of(result);
            case HostEffect.TracerouteFinished(_, var result) -> trace = Optional.of(result);
            case HostEffect.Tcp _ -> throw new AssertionError("no TCP here");
            case null -> throw new AssertionError("nothing to take");
        }
    }

    private Optional<IpPacket> atTarget(IpPacket packet) {
        var effects = new ArrayList<HostEffect>();
        target.on(now, new HostEvent.PacketReceived(new PacketIn(RED, PORT, packet)), effects::add);
        return effects.stream()
                .map(effect -> ((HostEffect.SendPacket) effect).out().packet())
                .findFirst();
    }

    private static IpPacket error(
            String from, IcmpError.Kind kind, int code, IpPacket about, QuotedLabel... labels) {
        var message =
                new IcmpError(AddressFamily.IPV4, kind, code, 0, about.toBytes(), List.of(labels));
        IpAddress router = IpAddress.of(from);
        return IpPacket.of(
                router,
                about.source(),
                IpPacket.ICMP,
                IpHeaderFields.DEFAULT,
                message.toBytes(router, about.source()));
    }

    private void startPing(PingRequest request, Function<IpPacket, Optional<IpPacket>> network) {
        run(new HostEvent.StartPing(1, request), network);
    }

    @Test
    void fiveAnswersAreFiveExclamationMarks() {
        startPing(PingRequest.of(RED, US, THEM, 77), this::atTarget);
        assertThat(text).hasToString("!!!!!");
        assertThat(ping.orElseThrow().summary())
                .isEqualTo("Success rate is 100 percent (5/5), round-trip min/avg/max = 7/7/7 ms");
        assertThat(sent).allMatch(out -> out.packet().wireLength() == 100 && out.vrf().equals(RED));
        assertThat(target.counters().echoRequests()).isEqualTo(5);
    }

    @Test
    void eachRequestCarriesANumberOfItsOwn() {
        startPing(PingRequest.of(RED, US, THEM, 77).withCount(50), this::atTarget);
        assertThat(
                        sent.stream()
                                .map(out -> (Echo) IcmpMessage.parse(out.packet()).orElseThrow())
                                .map(echo -> echo.data().i64(0)))
                .doesNotHaveDuplicates()
                .hasSize(50);
    }

    @Test
    void ipv6IsPingedAlike() {
        var request =
                PingRequest.of(RED, IpAddress.of("2001:db8::1"), IpAddress.of("2001:db8::2"), 3);
        startPing(request, this::atTarget);
        assertThat(text).hasToString("!!!!!");
    }

    @Test
    void silenceIsADotAfterTwoSecondsEach() {
        Instant start = now;
        startPing(PingRequest.of(RED, US, THEM, 77), packet -> Optional.empty());
        assertThat(text).hasToString(".....");
        assertThat(Duration.between(start, now)).isEqualTo(Duration.ofSeconds(10));
        assertThat(ping.orElseThrow().summary()).isEqualTo("Success rate is 0 percent (0/5)");
    }

    @Test
    void errorsAreTheLettersOfIos() {
        int[] count = {0};
        startPing(
                PingRequest.of(RED, US, THEM, 77).withDontFragment(true),
                packet ->
                        switch (count[0]++) {
                            case 0 ->
                                    Optional.of(
                                            error(
                                                    "10.0.0.2",
                                                    IcmpError.Kind.DESTINATION_UNREACHABLE,
                                                    1,
                                                    packet));
                            case 1 ->
                                    Optional.of(
                                            error(
                                                    "10.0.0.2",
                                                    IcmpError.Kind.PACKET_TOO_BIG,
                                                    4,
                                                    packet));
                            case 2 ->
                                    Optional.of(
                                            error(
                                                    "10.0.0.2",
                                                    IcmpError.Kind.TIME_EXCEEDED,
                                                    0,
                                                    packet));
                            case 3 -> Optional.empty();
                            default -> atTarget(packet);
                        });
        assertThat(text).hasToString("UM&.!");
        assertThat(ping.orElseThrow().successPercent()).isEqualTo(20);
        assertThat(sent).allMatch(out -> ((Ipv4Packet) out.packet()).dontFragment());
    }

    @Test
    void anAnswerToSomebodyElseIsNotOurs() {
        startPing(
                PingRequest.of(RED, US, THEM, 77).withCount(1),
                packet ->
                        Optional.of(
                                IpPacket.of(
                                        THEM,
                                        US,
                                        IpPacket.ICMP,
                                        IpHeaderFields.DEFAULT,
                                        new Echo(true, 78, 0, Bytes.EMPTY).toBytes(THEM, US))));
        assertThat(text).hasToString(".");
    }

    @Test
    void withAnIntervalRequestsLeaveByTheClock() {
        Instant start = now;
        var request =
                PingRequest.of(RED, US, THEM, 77)
                        .withCount(3)
                        .withTiming(Duration.ofSeconds(10), Duration.ofSeconds(1));
        startPing(request, packet -> Optional.empty());
        assertThat(sent).hasSize(3);
        assertThat(Duration.between(start, now)).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void theEscapeSequenceFinishesAPing() {
        var effects = new ArrayList<HostEffect>();
        host.on(now, new HostEvent.StartPing(1, PingRequest.of(RED, US, THEM, 77)), effects::add);
        host.on(now, new HostEvent.StopProbe(1), effects::add);
        assertThat(effects).last().isInstanceOf(HostEffect.PingFinished.class);
        assertThat(host.wakeAt()).isEmpty();
    }

    /// Two routers on the way, the first with a label stack; then the target.
    private Optional<IpPacket> path(IpPacket packet) {
        return switch (packet.hopLimit()) {
            case 1 ->
                    Optional.of(
                            error(
                                    "10.1.0.1",
                                    IcmpError.Kind.TIME_EXCEEDED,
                                    0,
                                    packet,
                                    new QuotedLabel(new Label(18), 0, true, 1)));
            case 2 -> Optional.of(error("10.2.0.1", IcmpError.Kind.TIME_EXCEEDED, 0, packet));
            default -> atTarget(packet);
        };
    }

    @Test
    void aTraceShowsItsHopsTheirLabelsAndTheTarget() {
        run(
                new HostEvent.StartTraceroute(9, TracerouteRequest.of(RED, US, THEM, 50_000)),
                this::path);
        assertThat(text)
                .hasToString(
                        """
                  1 10.1.0.1 [MPLS: Label 18 Exp 0] 7 msec 7 msec 7 msec
                  2 10.2.0.1 7 msec 7 msec 7 msec
                  3 10.9.0.1 7 msec 7 msec 7 msec
                """);
        assertThat(trace.orElseThrow().reached()).isTrue();
    }

    @Test
    void silentProbesAreStarsAfterThreeSeconds() {
        Instant start = now;
        var request = TracerouteRequest.of(RED, US, THEM, 50_000).withHops(1, 2);
        run(new HostEvent.StartTraceroute(9, request), packet -> Optional.empty());
        assertThat(text).hasToString("  1  *  *  *\n  2  *  *  *\n");
        assertThat(Duration.between(start, now)).isEqualTo(Duration.ofSeconds(18));
        assertThat(trace.orElseThrow().reached()).isFalse();
    }

    @Test
    void aTraceEndsWhereSomethingIsUnreachable() {
        int[] count = {0};
        run(
                new HostEvent.StartTraceroute(9, TracerouteRequest.of(RED, US, THEM, 50_000)),
                packet ->
                        switch (count[0]++) {
                            case 0 ->
                                    Optional.of(
                                            error(
                                                    "10.1.0.1",
                                                    IcmpError.Kind.DESTINATION_UNREACHABLE,
                                                    1,
                                                    packet));
                            case 1 -> Optional.empty();
                            default ->
                                    Optional.of(
                                            error(
                                                    "10.1.0.1",
                                                    IcmpError.Kind.DESTINATION_UNREACHABLE,
                                                    13,
                                                    packet));
                        });
        assertThat(text).hasToString("  1 10.1.0.1 !H  * !A\n");
        assertThat(trace.orElseThrow().hops()).hasSize(1);
        assertThat(TracerouteText.of(trace.orElseThrow().hops().getFirst()) + "\n")
                .isEqualTo(text.toString());
    }

    @Test
    void twoRoutersAtOneHopTakeTwoLines() {
        int[] count = {0};
        var request = TracerouteRequest.of(RED, US, THEM, 50_000).withHops(1, 1);
        run(
                new HostEvent.StartTraceroute(9, request),
                packet ->
                        Optional.of(
                                error(
                                        count[0]++ == 0 ? "10.1.0.1" : "10.1.0.2",
                                        IcmpError.Kind.TIME_EXCEEDED,
                                        0,
                                        packet)));
        assertThat(text).hasToString("  1 10.1.0.1 7 msec\n    10.1.0.2 7 msec 7 msec\n");
        Hop hop = trace.orElseThrow().hops().getFirst();
        assertThat(hop.outcomes()).hasSize(3);
    }
}
