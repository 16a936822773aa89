package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.engine.Entropy;
import io.culvert.host.PacketIn;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.tcp.TcpSegment;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Two engines with a pipe between them that may lose, double, delay and damage packets, in virtual time.
final class TwoEnds {
    static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");

    record Faults(double loss, double duplicate, double corrupt, Duration delay, Duration jitter) {
        static final Faults NONE = new Faults(0, 0, 0, Duration.ofMillis(10), Duration.ZERO);
    }

    /// What one end saw.
    static final class End {
        final TcpEngine engine;
        final IpAddress address;
        final List<TcpEffect> effects = new ArrayList<>();
        final List<TcpSegment> sent = new ArrayList<>();
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        Bytes unsent = Bytes.EMPTY;
        boolean closeWhenSent;

        End(String address, String seed) {
            this.address = IpAddress.of(address);
            this.engine = new TcpEngine(Entropy.seeded(seed));
        }

        TcpConnectionId id() {
            return effects.stream()
                    .map(
                            effect ->
                                    switch (effect) {
                                        case TcpEffect.Opening opening -> opening.id();
                                        case TcpEffect.Established established -> established.id();
                                        default -> null;
                                    })
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
        }

        <T extends TcpEffect> List<T> all(Class<T> type) {
            return effects.stream().filter(type::isInstance).map(type::cast).toList();
        }

        Optional<TcpEnd> end() {
            return all(TcpEffect.Ended.class).stream().map(TcpEffect.Ended::end).findFirst();
        }

        Optional<TcpState> state() {
            return engine.status(id()).map(TcpStatus::state);
        }

        TcpSegment lastSent() {
            return sent.getLast();
        }
    }

    private record Due(Instant at, long order) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int time = at.compareTo(other.at);
            return time != 0 ? time : Long.compare(order, other.order);
        }
    }

    private record Arrival(End to, Bytes packet) {}

    final End a;
    final End b;
    final SplittableRandom random;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Faults faults = Faults.NONE;
    Predicate<TcpSegment> lose = segment -> false;
    private final TreeMap<Due, Arrival> pipe = new TreeMap<>();
    private long order;

    TwoEnds() {
        this(1, "10.0.0.1", "10.0.0.2");
    }

    TwoEnds(long seed, String first, String second) {
        a = new End(first, "a" + seed);
        b = new End(second, "b" + seed);
        random = new SplittableRandom(seed);
    }

    void listen(TcpSettings settings) {
        listen((vrf, local, remote) -> new Admission.Accept(settings));
    }

    void listen(Admission.Rule rule) {
        tell(b, new TcpEvent.Listen(179, Vrf.GLOBAL, Optional.empty(), 179, rule));
    }

    void connect(TcpSettings settings) {
        tell(a, new TcpEvent.Connect(1, Vrf.GLOBAL, a.address, 0, b.address, 179, settings));
    }

    void open(TcpSettings settings) {
        listen(settings);
        connect(settings);
        pass(Duration.ofMillis(100));
    }

    void tell(End end, TcpEvent event) {
        var effects = new ArrayList<TcpEffect>();
        end.engine.on(now, event, effects::add);
        take(end, effects);
    }

    void send(End end, Bytes data) {
        tell(end, new TcpEvent.Send(end.id(), data));
    }

    void deliver(End end, IpPacket packet) {
        tell(end, new TcpEvent.PacketReceived(new PacketIn(Vrf.GLOBAL, PORT, packet)));
    }

    private void take(End end, List<TcpEffect> effects) {
        for (TcpEffect effect : effects) {
            switch (effect) {
                case TcpEffect.SendPacket(var out) -> transmit(end, out.packet());
                case TcpEffect.Received(_, var data) -> {
                    end.effects.add(effect);
                    end.received.writeBytes(data.toArray());
                }
                case TcpEffect.Overfull(_, var rest) -> {
                    end.effects.add(effect);
                    end.unsent = rest;
                }
                default -> end.effects.add(effect);
            }
        }
        for (TcpEffect effect : effects) {
            if (effect instanceof TcpEffect.Drained(var id, _) && !end.unsent.isEmpty()) {
                Bytes data = end.unsent;
                end.unsent = Bytes.EMPTY;
                tell(end, new TcpEvent.Send(id, data));
            }
        }
        if (end.closeWhenSent && end.unsent.isEmpty()) {
            end.closeWhenSent = false;
            tell(end, new TcpEvent.Close(end.id()));
        }
    }

    private void transmit(End from, IpPacket packet) {
        TcpSegment segment =
                TcpSegment.parse(packet.source(), packet.destination(), packet.message())
                        .orElseThrow();
        from.sent.add(segment);
        if (lose.test(segment) || random.nextDouble() < faults.loss()) {
            return;
        }
        Bytes octets = packet.toBytes();
        put(from, octets);
        if (random.nextDouble() < faults.duplicate()) {
            put(from, octets);
        }
    }

    private void put(End from, Bytes packet) {
        Bytes octets = packet;
        if (random.nextDouble() < faults.corrupt()) {
            byte[] damaged = octets.toArray();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            octets = Bytes.of(damaged);
        }
        long jitter = faults.jitter().toNanos();
        Instant at = now.plus(faults.delay()).plusNanos(jitter == 0 ? 0 : random.nextLong(jitter));
        pipe.put(new Due(at, order++), new Arrival(from == a ? b : a, octets));
    }

    /// Lets time pass, at most `time`; true if nothing is left to happen.
    boolean pass(Duration time) {
        Instant until = now.plus(time);
        while (true) {
            Optional<Instant> next = next();
            if (next.isEmpty() || next.get().isAfter(until)) {
                now = until;
                return next.isEmpty();
            }
            now = next.get().isBefore(now) ? now : next.get();
            if (!pipe.isEmpty() && !pipe.firstKey().at().isAfter(now)) {
                Arrival arrival = pipe.pollFirstEntry().getValue();
                IpPacket.parse(arrival.packet())
                        .toOptional()
                        .ifPresent(packet -> deliver(arrival.to(), packet));
            }
            fire(a);
            fire(b);
        }
    }

    private void fire(End end) {
        if (end.engine.wakeAt().filter(at -> !at.isAfter(now)).isPresent()) {
            var effects = new ArrayList<TcpEffect>();
            end.engine.onTime(now, effects::add);
            take(end, effects);
        }
    }

    private Optional<Instant> next() {
        Instant earliest = pipe.isEmpty() ? Instant.MAX : pipe.firstKey().at();
        for (End end : List.of(a, b)) {
            Instant wake = end.engine.wakeAt().orElse(Instant.MAX);
            earliest = wake.isBefore(earliest) ? wake : earliest;
        }
        return earliest.equals(Instant.MAX) ? Optional.empty() : Optional.of(earliest);
    }

    static Bytes pattern(int size, long seed) {
        var octets = new byte[size];
        new java.util.Random(seed).nextBytes(octets);
        return Bytes.of(octets);
    }
}
