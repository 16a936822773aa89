package io.culvert.bench.soak;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Sends datagrams of two flows: `Sender ADDRESS PORT TRAIN LARGE SINGLES SMALL`. A turn is one train of TRAIN datagrams of LARGE octets of payload
/// and SINGLES datagrams of SMALL, which are packets of their own from the first device on but are handed to the kernel in one call. The order `RATE
/// SECONDS` has so many datagrams a second sent; it answers how many left. Between two turns the thread sleeps, and when it wakes up it comes first: a turn
/// is short, and a sender that waited for the gateways would send less the slower they are.
public final class Sender {
    /// What was not sent in time is left out, so that a machine that stood still does not come back as a flood.
    private static final long LATE_MAX_NANOS = 2_000_000;

    private static final int RANK = 2;

    private final int trains;
    private final int singles;
    private final int train;
    private final int large;
    private final int single;
    private final int small;
    private final MemorySegment memory = Arena.global().allocate(65_536, Long.BYTES);
    private final Messages smalls;
    private long largeNumber;
    private long smallNumber;
    private long refused;

    private Sender(InetSocketAddress to, int train, int large, int single, int small)
            throws IOException {
        this.train = train;
        this.large = large;
        this.single = single;
        this.small = small;
        smalls = new Messages(single, small);
        trains = Kernel.sender(to, large);
        singles = Kernel.sender(to, small);
    }

    public static void main(String[] args) throws IOException {
        var to = new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
        var sender =
                new Sender(
                        to,
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]),
                        Integer.parseInt(args[5]));
        Kernel.goFirst(RANK);
        var orders = new Orders();
        Optional<String[]> order = orders.next();
        while (order.isPresent()) {
            sender.send(Double.parseDouble(order.get()[0]), Double.parseDouble(order.get()[1]));
            order = orders.next();
        }
    }

    private void send(double rate, double seconds) {
        long largeBefore = largeNumber;
        long smallBefore = smallNumber;
        refused = 0;
        double turn = (train + single) / rate * 1e9;
        long leftOut = 0;
        long began = System.nanoTime();
        long end = began + (long) (seconds * 1e9);
        double due = began;
        for (long now = began; now < end; now = System.nanoTime()) {
            if (now - due > LATE_MAX_NANOS) {
                long turns = (long) ((now - due) / turn);
                leftOut += turns * (train + single);
                due += turns * turn;
            }
            for (; due <= now; due += turn) {
                sendTurn();
            }
            LockSupport.parkNanos((long) due - System.nanoTime());
        }
        Orders.answer(
                ("\"large\": %d, \"small\": %d, \"refused\": %d, \"left_out\": %d,"
                                + " \"seconds\": %.6f")
                        .formatted(
                                largeNumber - largeBefore,
                                smallNumber - smallBefore,
                                refused,
                                leftOut,
                                (System.nanoTime() - began) / 1e9));
    }

    private void sendTurn() {
        long now = System.nanoTime();
        for (int i = 0; i < train; i++) {
            Stamp.write(memory, (long) i * large, 0, large, largeNumber++, now);
        }
        require(Kernel.send(trains, memory.address(), train * large), train);
        long then = System.nanoTime();
        for (int i = 0; i < single; i++) {
            Stamp.write(smalls.memory(), smalls.at(i), 1, small, smallNumber++, then);
        }
        for (int i = 0; i < single; ) {
            int sent = Kernel.send(singles, smalls, i, single - i);
            require(sent, 1);
            i += Math.max(sent, 1);
        }
    }

    private void require(int sent, int datagrams) {
        if (sent < 0) {
            refused += datagrams;
        }
    }
}
