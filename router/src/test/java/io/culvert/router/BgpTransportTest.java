package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEffect;
import io.culvert.bgp.BgpEvent;
import io.culvert.bgp.ConnectionId;
import io.culvert.host.tcp.TcpConnectionId;
import io.culvert.host.tcp.TcpEffect;
import io.culvert.host.tcp.TcpEvent;
import io.culvert.host.tcp.TcpKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// BGP's octets on their way to a TCP that takes little at a time. Orders wait in a queue, as in the router's pump.
class BgpTransportTest {
    private static final ConnectionId CONNECTION = new ConnectionId(1);
    private static final TcpConnectionId TCP = new TcpConnectionId(7);
    private static final int ROOM = 1_000;

    private final ArrayDeque<Runnable> pump = new ArrayDeque<>();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final BgpTransport transport =
            new BgpTransport(
                    new Anywhere(),
                    event -> pump.add(() -> tcp(event)),
                    event -> pump.add(() -> bgp(event)),
                    pump::add);
    private int buffered;
    private int reported;
    private boolean overfull;
    private boolean closed;

    private static final class Anywhere implements BgpTransport.Ways {
        @Override
        public Optional<IpAddress> sourceFor(Vrf vrf, IpAddress remote) {
            return Optional.of(IpAddress.of("10.0.0.1"));
        }

        @Override
        public Optional<BgpEvent.Arrival> arrivalOf(Vrf vrf, IpAddress remote) {
            return Optional.empty();
        }

        @Override
        public Optional<BgpEffect.TransportRules> rulesFor(
                Vrf vrf, IpAddress local, IpAddress remote) {
            return Optional.empty();
        }

        @Override
        public boolean expects(Vrf vrf, IpAddress remote) {
            return true;
        }

        @Override
        public int pathMtu(Vrf vrf, IpAddress remote) {
            return 1_500;
        }
    }

    private void tcp(TcpEvent event) {
        switch (event) {
            case TcpEvent.Send(_, var data) -> {
                int count = Math.min(data.size(), ROOM - buffered);
                taken.writeBytes(data.slice(0, count).toArray());
                buffered += count;
                if (count < data.size()) {
                    overfull = true;
                    transport.on(new TcpEffect.Overfull(TCP, data.slice(count)));
                }
            }
            case TcpEvent.Close _ -> closed = true;
            default -> {}
        }
    }

    private void bgp(BgpEvent event) {
        if (event instanceof BgpEvent.Drained(_, int octets)) {
            reported += octets;
        }
    }

    private void open() {
        var rules = new BgpEffect.TransportRules(255, 0, false, Optional.empty());
        var remote = IpAddress.of("10.0.0.2");
        transport.connect(
                new BgpEffect.Connect(
                        CONNECTION, Vrf.GLOBAL, Optional.empty(), remote, 179, rules));
        var key = new TcpKey(Vrf.GLOBAL, IpAddress.of("10.0.0.1"), 40_000, remote, 179);
        transport.on(new TcpEffect.Opening(CONNECTION.number(), TCP, key));
        run(Integer.MAX_VALUE);
    }

    private void run(int steps) {
        for (int i = 0; i < steps && !pump.isEmpty(); i++) {
            pump.poll().run();
        }
    }

    private void acknowledge() {
        buffered = 0;
        if (overfull) {
            overfull = false;
            transport.on(new TcpEffect.Drained(TCP, ROOM));
        }
    }

    @Test
    void octetsKeepTheirOrderWhenTcpGivesSomeBackWhileMoreAreOnTheirWay() {
        for (long seed = 0; seed < 200; seed++) {
            var test = new BgpTransportTest();
            test.open();
            var random = new Random(seed);
            var sent = new ByteArrayOutputStream();
            for (int i = 0; i < 300; i++) {
                byte[] octets = new byte[random.nextInt(1, 400)];
                random.nextBytes(octets);
                sent.writeBytes(octets);
                test.transport.send(new BgpEffect.Send(CONNECTION, Bytes.of(octets)));
                test.run(random.nextInt(3));
                if (random.nextInt(4) == 0) {
                    test.acknowledge();
                }
            }
            while (!test.pump.isEmpty() || test.overfull) {
                test.run(Integer.MAX_VALUE);
                test.acknowledge();
            }
            assertThat(test.taken.toByteArray()).as("seed %d", seed).isEqualTo(sent.toByteArray());
            assertThat(test.reported).as("seed %d", seed).isEqualTo(sent.size());
        }
    }

    @Test
    void nothingIsReportedWhileTcpIsFull() {
        open();
        transport.send(new BgpEffect.Send(CONNECTION, Bytes.of(new byte[ROOM + 1])));
        run(Integer.MAX_VALUE);
        assertThat(reported).isZero();
        acknowledge();
        run(Integer.MAX_VALUE);
        assertThat(reported).isEqualTo(ROOM + 1);
    }

    @Test
    void whatWasSentBeforeAConnectionIsClosedStillGoesOut() {
        open();
        transport.send(new BgpEffect.Send(CONNECTION, Bytes.of(new byte[21])));
        transport.close(new BgpEffect.Close(CONNECTION));
        run(Integer.MAX_VALUE);
        assertThat(taken.size()).isEqualTo(21);
        assertThat(closed).isTrue();
    }
}
