package io.culvert.bench.soak;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Takes what [Sender] sends: `Receiver ADDRESS PORT LIMIT`. The order `count` answers what has come since the one before: numbers of both flows, and
/// how long the datagrams were under way, one by one where it was more than LIMIT nanoseconds. When they came the kernel says, so that this thread
/// need not hurry: it looks every millisecond, and takes no processor from the gateways for each packet. It comes before them then, for some tens of
/// microseconds: behind them, on a busy machine, it waits until its own socket is full.
public final class Receiver {
    private static final int FLOWS = 2;
    private static final long LOOK_NANOS = 1_000_000;
    private static final int BATCH = 64;
    private static final int RANK = 2;
    private static final int DATAGRAMS_MAX = 65_536;

    /// The clocks are compared again where something came between the two looks at them.
    private static final long AT_ONCE_NANOS = 2_000;

    /// What is counted between two orders. Only the receiving thread changes it.
    private static final class Tally {
        private final Numbers[] numbers = {new Numbers(), new Numbers()};
        private final Delays delays;
        private long strange;

        Tally(long limitNanos) {
            delays = new Delays(System.nanoTime(), limitNanos);
        }

        void add(MemorySegment memory, int from, int octets, long came) {
            int at = from;
            int end = from + octets;
            while (end - at >= Stamp.OCTETS) {
                int size = Stamp.octets(memory, at);
                int flow = Stamp.flow(memory, at);
                if (size < Stamp.OCTETS || size > end - at || flow < 0 || flow >= FLOWS) {
                    strange++;
                    return;
                }
                numbers[flow].add(Stamp.number(memory, at), came);
                delays.add(Stamp.sentNanos(memory, at), came);
                at += size;
            }
        }

        String json() {
            return "\"large\": {%s}, \"small\": {%s}, \"strange\": %d, %s"
                    .formatted(numbers[0].json(), numbers[1].json(), strange, delays.json());
        }
    }

    private final int socket;
    private final Messages messages = new Messages(BATCH, DATAGRAMS_MAX);
    private final MemorySegment timespec = Arena.global().allocate(JAVA_LONG, 2);
    private long wallBehind;
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
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return before;
    }

    private void receive() {
        try {
            Kernel.goFirst(RANK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        compareClocks();
        while (true) {
            Tally tally = wanted;
            used = tally;
            messages.arm();
            int count = Kernel.receive(socket, messages);
            for (int i = 0; i < count; i++) {
                long came = messages.cameNanos(i) + wallBehind;
                tally.add(messages.memory(), messages.at(i), messages.octets(i), came);
            }
            if (count < BATCH) {
                LockSupport.parkNanos(LOOK_NANOS);
                compareClocks();
            }
        }
    }

    /// How far the kernel's wall clock is behind the clock of the stamps; somebody may correct it in the course of a long run.
    private void compareClocks() {
        for (int i = 0; i < 3; i++) {
            long before = System.nanoTime();
            long wall = Kernel.wallNanos(timespec);
            long after = System.nanoTime();
            if (after - before < AT_ONCE_NANOS || wallBehind == 0) {
                wallBehind = before - wall;
                return;
            }
        }
    }
}
