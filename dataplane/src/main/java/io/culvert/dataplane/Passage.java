package io.culvert.dataplane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Packets on their way from the plane of one worker to that of another: a ring of slot numbers with one thread at either end, and no lock. The
/// slots remain the sender's: the receiver copies packets into its own slab and says how many it has copied. So no slab has two
/// writers, and what is under way has a bound.
///
/// Memory that one core has written comes slowly to another. So either thread tells the other of many packets at once, and what the receiver has to know of
/// a frame stands in the ring.
final class Passage {
    /// Packets under way at most.
    static final int SIZE = 1024;

    private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

    /// Places of counts, each in a line of memory of its own, as processors fetch them two by two: what was put in as the receiver knows it, and
    /// what was taken out as the sender knows it.
    private static final int PUBLISHED = 16;

    private static final int RETURNED = 32;

    /// What the sender has put in and had back, and what the receiver has taken out.
    private static final int PUT = 48;

    private static final int REGAINED = 49;
    private static final int TAKEN = 64;

    private static final int ARGUMENT_BITS = 32;
    private static final int KIND_BITS = 4;

    private final long[] counts = new long[80];

    /// Two words for each packet: slot, kind and argument, and where its octets begin and end.
    private final long[] packets = new long[2 * SIZE];

    private final PacketSlab sender;

    Passage(PacketSlab sender) {
        this.sender = sender;
    }

    PacketSlab sender() {
        return sender;
    }

    /// Hands a packet over, on the sender's thread, by the next [#publish]. Whether there was room: a slot that was not had back yet takes room too.
    boolean put(int slot, int kind, int argument) {
        long put = counts[PUT];
        if (put - counts[REGAINED] == SIZE) {
            takeBack();
            if (put - counts[REGAINED] == SIZE) {
                return false;
            }
        }
        int at = 2 * ((int) put & SIZE - 1);
        packets[at] =
                (long) slot << ARGUMENT_BITS + KIND_BITS
                        | (long) kind << ARGUMENT_BITS
                        | Integer.toUnsignedLong(argument);
        packets[at + 1] =
                (long) sender.start[slot] << Integer.SIZE
                        | Integer.toUnsignedLong(sender.end[slot]);
        counts[PUT] = put + 1;
        return true;
    }

    /// Lets the receiver see what was put in.
    void publish() {
        COUNTS.setRelease(counts, PUBLISHED, counts[PUT]);
    }

    /// Frees the slots whose packets the receiver has copied, on the sender's thread.
    void takeBack() {
        long regained = counts[REGAINED];
        long returned = (long) COUNTS.getAcquire(counts, RETURNED);
        if (regained != returned) {
            for (; regained != returned; regained++) {
                sender.free(slotOf(regained));
            }
            counts[REGAINED] = regained;
        }
    }

    private int slotOf(long packet) {
        return (int) (packets[2 * ((int) packet & SIZE - 1)] >>> ARGUMENT_BITS + KIND_BITS);
    }

    /// Packets that can be taken, on the receiver's thread.
    int waiting() {
        return (int) ((long) COUNTS.getAcquire(counts, PUBLISHED) - counts[TAKEN]);
    }

    private long word(int ahead, int word) {
        return packets[2 * ((int) (counts[TAKEN] + ahead) & SIZE - 1) + word];
    }

    /// Of a packet so many places behind the one that is taken next: its slot in the sender's slab, and what was said of it.
    int slot(int ahead) {
        return slotOf(counts[TAKEN] + ahead);
    }

    int kind(int ahead) {
        return (int) (word(ahead, 0) >>> ARGUMENT_BITS) & (1 << KIND_BITS) - 1;
    }

    int argument(int ahead) {
        return (int) word(ahead, 0);
    }

    /// Where its octets begin and end in the sender's slab.
    int start(int ahead) {
        return (int) (word(ahead, 1) >>> Integer.SIZE);
    }

    int end(int ahead) {
        return (int) word(ahead, 1);
    }

    /// So many packets have been copied: their slots go back.
    void taken(int count) {
        long taken = counts[TAKEN] + count;
        counts[TAKEN] = taken;
        COUNTS.setRelease(counts, RETURNED, taken);
    }
}
