package io.culvert.daemon.node;

import io.culvert.dataplane.PacketSlab;
import io.culvert.linux.CompilerThreads;
import io.culvert.linux.Poller;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// A moment's rest after a turn that brought much and left nothing, or while packets come fast, as network adapters hold back interrupts under
/// load. A thread that comes before all others would wake up for every packet and keep the processor from those who make the next one; what
/// gathers instead goes in fewer calls and longer trains (docs/performance.md). Packets of quiet flows wait too, but only beside such.
final class Gathering implements AutoCloseable {
    /// Octets of a turn that are much.
    static final int MUCH = 32 << 10;

    /// Packets a millisecond that come fast. Whoever waits for an answer before it asks again does not come near.
    static final int FAST = 40;

    static final long REST_NANOS = 150_000;
    private static final long WINDOW_NANOS = 1_000_000;

    private final Poller poller;
    private final LongConsumer rest;
    private final Breather breather;
    private final Runnable forget;

    /// Of this turn.
    private int packets;

    private long octets;

    private long windowBegan;
    private long packetsInWindow;
    private boolean isFast;

    Gathering(Poller poller) {
        this(poller, CompilerThreads.ofThisProcess());
    }

    private Gathering(Poller poller, CompilerThreads compilers) {
        this(poller, LockSupport::parkNanos, compilers::isKeptWaiting, compilers::close);
    }

    /// @param rest sleeps for so many nanoseconds
    /// @param keepsCompilers as [Breather] asks
    /// @param forget what there is to do at the end
    Gathering(Poller poller, LongConsumer rest, LongPredicate keepsCompilers, Runnable forget) {
        this.poller = poller;
        this.rest = rest;
        breather = new Breather(rest, keepsCompilers);
        this.forget = forget;
    }

    /// When the thread that it is of has ended.
    @Override
    public void close() {
        forget.run();
    }

    /// Takes note of packets that a turn has brought.
    void came(PacketSlab slab, int[] slots, int count) {
        packets += count;
        for (int i = 0; i < count; i++) {
            octets += slab.length(slots[i]);
        }
    }

    /// Ends a turn, and rests, unless little came or more is there.
    ///
    /// @param nanos of a clock that only goes forward
    void endTurn(long nanos) {
        look(nanos);
        boolean isMuch = octets >= MUCH || isFast && packets > 0;
        packets = 0;
        octets = 0;
        if (isMuch) {
            breather.endTurn(nanos);
        }
        if (isMuch && poller.await(0) == 0) {
            rest.accept(REST_NANOS);
        }
    }

    private void look(long nanos) {
        packetsInWindow += packets;
        long passed = nanos - windowBegan;
        if (passed >= WINDOW_NANOS) {
            isFast = packetsInWindow * WINDOW_NANOS >= FAST * passed;
            windowBegan = nanos;
            packetsInWindow = 0;
        }
    }
}
