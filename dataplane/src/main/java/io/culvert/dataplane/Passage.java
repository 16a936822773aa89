package io.culvert.dataplane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Packets on their way from the plane of one worker to that of another: a ring of slot numbers with one thread at either end, and no lock. The
/// slots remain the sender's: the receiver copies a packet into its own slab and sends the number back by a second ring. So no slab has two
/// writers, and what is under way has a bound.
final class Passage {
    /// Packets under way at most.
    static final int SIZE = 1024;

    private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

    /// Places of counts, each in a line of memory of its own: what was put in, taken out, sent back, and had back.
    private static final int PUT = 16;

    private static final int TAKEN = 32;
    private static final int RETURNED = 48;
    private static final int REGAINED = 64;

    private final long[] counts = new long[80];
    private final int[] slots = new int[SIZE];
    private final int[] kinds = new int[SIZE];
    private final int[] arguments = new int[SIZE];
    private final int[] back = new int[SIZE];
    private final PacketSlab sender;

    Passage(PacketSlab sender) {
        this.sender = sender;
    }

    PacketSlab sender() {
        return sender;
    }

    /// Hands a packet over, on the sender's thread. Whether there was room: a slot that was not had back yet takes room too.
    boolean put(int slot, int kind, int argument) {
        long put = counts[PUT];
        if (put - counts[REGAINED] == SIZE) {
            takeBack();
            if (put - counts[REGAINED] == SIZE) {
                return false;
            }
        }
        int at = (int) put & SIZE - 1;
        slots[at] = slot;
        kinds[at] = kind;
        arguments[at] = argument;
        COUNTS.setRelease(counts, PUT, put + 1);
        return true;
    }

    /// Frees the slots whose packets the receiver has copied, on the sender's thread.
    void takeBack() {
        long regained = counts[REGAINED];
        long returned = (long) COUNTS.getAcquire(counts, RETURNED);
        if (regained != returned) {
            for (; regained != returned; regained++) {
                sender.free(back[(int) regained & SIZE - 1]);
            }
            counts[REGAINED] = regained;
        }
    }

    /// Packets that can be taken, on the receiver's thread.
    int waiting() {
        return (int) ((long) COUNTS.getAcquire(counts, PUT) - counts[TAKEN]);
    }

    /// Of the packet that is taken next: its slot in the sender's slab, and what was said of it.
    int slot() {
        return slots[(int) counts[TAKEN] & SIZE - 1];
    }

    int kind() {
        return kinds[(int) counts[TAKEN] & SIZE - 1];
    }

    int argument() {
        return arguments[(int) counts[TAKEN] & SIZE - 1];
    }

    /// The packet at hand has been copied: its slot goes back.
    void taken() {
        long taken = counts[TAKEN];
        back[(int) taken & SIZE - 1] = slots[(int) taken & SIZE - 1];
        counts[TAKEN] = taken + 1;
        COUNTS.setRelease(counts, RETURNED, taken + 1);
    }
}
