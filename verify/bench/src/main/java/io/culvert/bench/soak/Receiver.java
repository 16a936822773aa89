package io.culvert.bench.soak;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Takes what [Sender] sends: `Receiver ADDRESS PORT LIMIT`. The order `count` answers what has come since the one before: numbers of both flows, and
/// how long the datagrams were under way, one by one where it was more than LIMIT nanoseconds.
public final class Receiver {
    private static final int FLOWS = 2;
    private static final long SOON_NANOS = 1_000_000;

    /// What is counted between two orders. Only the receiving thread changes it.
    private static final class Tally {
        private final Numbers[] numbers = {new Numbers(), new Numbers()};
        private final Delays delays;
        private long strange;

        Tally(long limitNanos) {
            delays = new Delays(System.nanoTime(), limitNanos);
        }

        void add(MemorySegment memory, int octets) {
            long now = System.nanoTime();
            int at = 0;
            while (octets - at >= Stamp.OCTETS) {
                int size = Stamp.octets(memory, at);
                int flow = Stamp.flow(memory, at);
                if (size < Stamp.OCTETS || size > octets - at || flow < 0 || flow >= FLOWS) {
                    strange++;
                    return;
                }
                numbers[flow].add(Stamp.number(memory, at), now);
                delays.add(Stamp.sentNanos(memory, at), now);
                at += size;
            }
        }

        String json() {
            return "\"large\": {%s}, \"small\": {%s}, \"strange\": %d, %s"
                    .formatted(numbers[0].json(), numbers[1].json(), strange, delays.json());
        }
    }

    private final int socket;
    private final MemorySegment memory = Arena.global().allocate(65_536, Long.BYTES);
    private volatile Tally wanted;
    private volatile Tally used;

    private Receiver(int socket, Tally first) {
        this.socket = socket;
        wanted = first;
        used = first;
    }

    public static void main(String[] args) throws IOException {
        var at = new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
        long limit = Long.parseLong(args[2]);
        var receiver = new Receiver(Kernel.receiver(at), new Tally(limit));
        Thread.ofPlatform().daemon().name("receiver").start(receiver::receive);
        var orders = new Orders();
        for (Optional<String[]> order = orders.next(); order.isPresent(); order = orders.next()) {
            Orders.answer(receiver.turn(new Tally(limit)).json());
        }
    }

    private Tally turn(Tally next) {
        Tally before = wanted;
        wanted = next;
        while (used == before) {
            LockSupport.parkNanos(SOON_NANOS);
        }
        return before;
    }

    private void receive() {
        try {
            Kernel.goFirst();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        while (true) {
            Tally tally = wanted;
            used = tally;
            int octets = Kernel.receive(socket, memory);
            if (octets > 0) {
                tally.add(memory, octets);
            }
        }
    }
}
