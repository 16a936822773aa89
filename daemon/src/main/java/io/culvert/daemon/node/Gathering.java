package io.culvert.daemon.node;

import io.culvert.dataplane.PacketSlab;
import io.culvert.linux.Poller;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/// A moment's rest after a turn that brought much and left nothing, as network adapters hold back interrupts under load. A thread that comes
/// before all others would wake up for every segment of a bulk transfer and keep the processor from those who make the next one; what
/// gathers instead goes in fewer calls and longer trains (docs/performance.md). Packets of quiet flows wait too, but only beside bulk.
final class Gathering {
    /// Octets of a turn that are much.
    static final int MUCH = 32 << 10;

    static final long REST_NANOS = 150_000;

    private final Poller poller;
    private final LongConsumer rest;

    Gathering(Poller poller) {
        this(poller, LockSupport::parkNanos);
    }

    /// @param rest sleeps for so many nanoseconds
    Gathering(Poller poller, LongConsumer rest) {
        this.poller = poller;
        this.rest = rest;
    }

    /// Octets of packets.
    static long octets(PacketSlab slab, int[] slots, int count) {
        long octets = 0;
        for (int i = 0; i < count; i++) {
            octets += slab.length(slots[i]);
        }
        return octets;
    }

    /// Rests, unless little came or more is there.
    ///
    /// @param octets that the turn has brought
    void after(long octets) {
        if (octets >= MUCH && poller.await(0) == 0) {
            rest.accept(REST_NANOS);
        }
    }
}
