package io.culvert.linux;

import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntConsumer;

/// Describes packets in slots as messages with a virtio-net header: each message is a header and the packets that one header
/// stands for, gathered without a copy.
final class Outlet {
    /// Slots described at once.
    static final int BATCH = 64;

    private static final int HEADER_STRIDE = 16;
    private static final int VECTOR_SIZE = 16;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    private final PacketSlab slab;
    private final PortTally tally;
    private final SegmentJoiner joiner;
    private final Shears shears;
    private final MemorySegment headers = Arena.ofAuto().allocate((long) BATCH * HEADER_STRIDE, 8);
    private final MemorySegment vectors = Arena.ofAuto().allocate(2L * BATCH * VECTOR_SIZE, 8);
    private final int[] firstVector = new int[BATCH + 1];
    private final int[] packets = new int[BATCH];
    private final int[] octets = new int[BATCH];
    private int messages;
    private int described;

    /// @param takesDatagrams whether the kernel takes super-packets of UDP, as far as is known
    Outlet(PacketSlab slab, PortTally tally, Medium medium, boolean takesDatagrams) {
        this.slab = slab;
        this.tally = tally;
        joiner = new SegmentJoiner(slab, medium, takesDatagrams);
        shears = new Shears(slab, tally, medium);
    }

    /// Takes over slots, sends what they hold in as few messages as may be, and gives the slots back.
    ///
    /// @param sender sends so many messages and says of each what became of it: [#sent], [#refused]
    void transmit(int[] slots, int count, IntConsumer sender) {
        int from = 0;
        while (from < count) {
            int end = endOfRun(slots, from, count);
            if (end == from) {
                shears.send(slots[from++], (pieces, parts) -> transmit(pieces, parts, sender));
            } else {
                sender.accept(describe(slots, from, end, end < count));
                release(slots, from, described);
                from += described;
            }
        }
    }

    /// Where the slots from `from` on end that can be described together; at `from` where there is a super-packet that must be cut.
    private int endOfRun(int[] slots, int from, int count) {
        int most = Math.min(count, from + BATCH);
        int end = from;
        while (end < most
                && (joiner.joinsDatagrams
                        || slab.segment[slots[end]] == 0
                        || joiner.isTcp(slots[end]))) {
            end++;
        }
        return end;
    }

    /// Describes slots from `from` on, [#BATCH] at most, and answers how many messages they make; how many slots, [#described] says.
    ///
    /// @param goesOn whether more slots follow: the packets before `end` that may be joined with those are left for the next time
    private int describe(int[] slots, int from, int end, boolean goesOn) {
        messages = 0;
        int vector = 0;
        int at = from;
        while (at < end) {
            long header = (long) messages * HEADER_STRIDE;
            int run = joiner.run(slots, at, end);
            if (goesOn && run > 1 && at + run == end && at > from) {
                break;
            }
            joiner.describe(slots, at, run, headers, header);
            firstVector[messages] = vector;
            put(vector++, headers.address() + header, VnetHeader.SIZE);
            int length = 0;
            for (int i = 0; i < run; i++) {
                int slot = slots[at + i];
                int skipped = i == 0 ? 0 : joiner.headerOctets();
                int octetsHere = slab.length(slot) - skipped;
                put(vector++, slab.memory().address() + slab.start[slot] + skipped, octetsHere);
                length += slab.length(slot);
            }
            packets[messages] = run;
            int segment = slab.segment[slots[at]];
            if (segment != 0) {
                packets[messages] = (length - joiner.headerOctets() + segment - 1) / segment;
                length += (packets[messages] - 1) * joiner.headerOctets();
            }
            octets[messages] = length;
            messages++;
            at += run;
        }
        firstVector[messages] = vector;
        described = at - from;
        return messages;
    }

    private void put(int vector, long address, long length) {
        long at = (long) vector * VECTOR_SIZE;
        vectors.set(WORD, at, address);
        vectors.set(WORD, at + 8, length);
    }

    /// Where the vectors of a message are.
    long vectors(int message) {
        return vectors.address() + (long) firstVector[message] * VECTOR_SIZE;
    }

    int vectorCount(int message) {
        return firstVector[message + 1] - firstVector[message];
    }

    void sent(int message) {
        tally.out(packets[message], octets[message]);
    }

    /// Takes note of what the kernel did not take.
    void refused(int message, long result) {
        PortDrop reason = reason(result);
        if (reason == PortDrop.SEND_FAILED && packets[message] > 1) {
            joiner.joinsDatagrams = false;
        }
        tally.drop(reason, packets[message]);
    }

    /// Why the kernel did not take a message.
    static PortDrop reason(long result) {
        return switch ((int) -result) {
            case Errno.EAGAIN, Errno.ENOBUFS -> PortDrop.QUEUE_FULL;
            case Errno.EMSGSIZE -> PortDrop.TOO_LONG;
            case Errno.ENETDOWN, Errno.ENXIO, Errno.ENODEV, Errno.EIO, Errno.EBADFD ->
                    PortDrop.LINK_DOWN;
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH -> PortDrop.UNREACHABLE;
            default -> PortDrop.SEND_FAILED;
        };
    }

    /// Gives slots back.
    private void release(int[] slots, int from, int count) {
        for (int i = from; i < from + count; i++) {
            slab.free(slots[i]);
        }
    }
}
