package io.culvert.router;

import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ike.IkeHeader;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;

/// IKE messages that belong to no IKE SA wait here until what else has come is done: whoever is known goes first, and a flood
/// costs the others no more than a few of its messages each turn. Whoever finds the queue full tries again, as RFC 7296 section
/// 2.1 has it, and so gets through as often as there is time for.
final class Strangers {
    /// Messages that may wait, each in a packet buffer: an eighth of a node's. So many are heard in less than half a second, before
    /// anybody sends again.
    static final int WAITING_MAX = 2_048;

    /// Those among them that need a large buffer, mostly datagrams that came in fragments: they leave half of the large ones free.
    static final int LARGE_WAITING_MAX = 128;

    /// Messages heard in a millisecond: a tenth of the router's time.
    static final int EACH_MILLISECOND = 5;

    /// Messages heard after a batch of packets, when more packets may be waiting.
    static final int EACH_BATCH = 1;

    private static final long MILLISECOND = 1_000_000;

    private final PacketSlab slab;
    private final LongPredicate isKnown;
    private final int[] slots = new int[WAITING_MAX];
    private final int[] tables = new int[WAITING_MAX];
    private final int[] interfaces = new int[WAITING_MAX];
    private int first;
    private int count;
    private int largeCount;
    private long since = -MILLISECOND;
    private int heard;

    /// Takes over a packet.
    interface Hearing {
        void hear(int slot, int table, int ifIndex);
    }

    /// @param isKnown whether an IKE SA has this SPI on our side
    Strangers(PacketSlab slab, LongPredicate isKnown) {
        this.slab = slab;
        this.isKnown = isKnown;
    }

    /// When the next one may be heard, or Long.MAX_VALUE.
    long wakeAtNanos() {
        if (count == 0) {
            return Long.MAX_VALUE;
        }
        return heard < EACH_MILLISECOND ? since : since + MILLISECOND;
    }

    /// Whether a packet for the router is an IKE message of somebody whom we do not know.
    boolean isOne(int slot) {
        MemorySegment memory = slab.memory();
        int at = slab.start[slot];
        int end = slab.end[slot];
        int upper = upperLayer(memory, at, end);
        if (upper < 0 || !Udp.fits(upper, end)) {
            return false;
        }
        int port = Udp.destinationPort(memory, upper);
        if (port != IkePorts.IKE && port != IkePorts.NAT_TRAVERSAL) {
            return false;
        }
        int message =
                upper + Udp.SIZE + (port == IkePorts.IKE ? 0 : IkePorts.NON_ESP_MARKER.size());
        return end - message < IkeHeader.SIZE || !isKnown.test(ourSpi(memory, message));
    }

    /// Where UDP begins, or -1.
    private static int upperLayer(MemorySegment memory, int at, int end) {
        if (Ipv4.version(memory, at) == 4) {
            return Ipv4.protocol(memory, at) == Ipv4.UDP ? at + Ipv4.headerLength(memory, at) : -1;
        }
        int upper = Ipv6.upperLayer(memory, at, end);
        return upper >= 0 && Net.u8(memory, Ipv6.chainEnd(memory, at, end)) == Ipv4.UDP
                ? upper
                : -1;
    }

    private static long ourSpi(MemorySegment memory, int message) {
        boolean fromInitiator =
                (Net.u8(memory, message + IkeHeader.FLAGS_AT) & IkeHeader.FLAG_INITIATOR) != 0;
        return Net.i64(memory, fromInitiator ? message + Long.BYTES : message);
    }

    /// Lets a message wait, last of all. Whether there was room for it.
    boolean add(int slot, int table, int ifIndex) {
        boolean isLarge = !slab.isSmall(slot);
        if (count == WAITING_MAX || isLarge && largeCount == LARGE_WAITING_MAX) {
            return false;
        }
        largeCount += isLarge ? 1 : 0;
        int last = (first + count) % WAITING_MAX;
        slots[last] = slot;
        tables[last] = table;
        interfaces[last] = ifIndex;
        count++;
        return true;
    }

    /// Hears the one that has waited longest, if it is time. Whether it did.
    boolean hear(long nowNanos, Hearing hearing) {
        if (wakeAtNanos() > nowNanos) {
            return false;
        }
        if (nowNanos - since >= MILLISECOND) {
            since = nowNanos;
            heard = 0;
        }
        heard++;
        int at = first;
        first = (first + 1) % WAITING_MAX;
        count--;
        largeCount -= slab.isSmall(slots[at]) ? 0 : 1;
        hearing.hear(slots[at], tables[at], interfaces[at]);
        return true;
    }

    /// Gives every buffer back.
    void close() {
        for (; count > 0; count--) {
            slab.free(slots[first]);
            first = (first + 1) % WAITING_MAX;
        }
    }
}
