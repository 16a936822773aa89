package io.culvert.dataplane;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/// Packet buffers in one piece of off-heap memory. A packet is the number of its slot; where its octets begin and end, and
/// what is known about it, stand in arrays by slot. There are two classes of slot: small ones for the frames of an ordinary
/// link, and large ones for the largest IP packet, such as a reassembled one. Both have headroom, so that headers are put
/// in front without moving the payload.
///
/// A slot in use belongs to exactly one holder: a node of a plane, a port, a link of the lab or the router's own stack.
/// The array fields are public because a packet's path touches them many times; whoever holds the slot may write them.
public final class PacketSlab {
    /// What every `allocate` answers when there is no slot left.
    public static final int NONE = -1;

    /// Octets in front of a fresh packet: outer IP, ESP and its vector, delivery IP, GRE, labels, Ethernet and a tag.
    public static final int HEADROOM = 256;

    /// Octets of a small slot behind its headroom.
    public static final int SMALL_OCTETS = 2048;

    /// Octets of a large slot behind its headroom: the largest IP packet and room for an ESP trailer.
    public static final int LARGE_OCTETS = 65_536 + 256;

    /// The largest number of slots of one slab: offsets are `int`.
    public static final int SMALL_SLOTS_MAX = 1 << 19;

    public static final int LARGE_SLOTS_MAX = 1 << 13;

    /// Octets behind the last slot, so that headers may be read before it is known whether they are there.
    private static final int SPARE = 64;

    static final int SMALL_SIZE = HEADROOM + SMALL_OCTETS;
    private static final int LARGE_SIZE = HEADROOM + LARGE_OCTETS;

    /// First octet of the packet, from the beginning of [#memory].
    public final int[] start;

    /// One past the last octet of the packet.
    public final int[] end;

    /// The interface the packet came in by, or the tunnel it came out of.
    public final int[] ifIndex;

    /// The table (VRF) in which the packet is being forwarded.
    public final int[] table;

    /// Bits that [PacketFlag] names.
    public final int[] flags;

    /// Label stack entries, as received, that lie immediately in front of `start`.
    public final int[] labelDepth;

    /// Who made the packet, for the checkers of the lab: set by the maker, copied to fragments and copies.
    public final long[] origin;

    /// Octets of payload in each packet that a super-packet stands for, or 0 for an ordinary packet. A super-packet has the headers of TCP or
    /// UDP once, and behind them the payloads of consecutive packets of one flow, each of this size but for the last, which may be
    /// shorter (TSO, USO). Its lengths are those of the whole. The checksum of its transport is not made yet: the field holds the
    /// sum of the pseudo-header, or zero in UDP over IPv4 that has none.
    public final int[] segment;

    /// Scratch that one node leaves for the next: see the node that reads it.
    final int[] entry;

    final int[] scratch;
    final int[] bound;

    /// The source of the outer packet, an IPv4 address as an IPv4-mapped one: set when a packet comes out of a tunnel.
    final long[] outerHigh;

    final long[] outerLow;

    /// The SPI of the association that was chosen for the packet by its selectors, or 0 for that of the tunnel.
    final int[] association;

    /// The queue link: a slot waits in at most one queue.
    final int[] next;

    private final MemorySegment memory;
    private final int smallSlots;
    private final int[] free;
    private int freeSmall;
    private int freeLarge;
    private final boolean[] used;

    /// A slab of so many slots; its memory goes when it is no longer reachable.
    public PacketSlab(int smallSlots, int largeSlots) {
        this(smallSlots, largeSlots, Arena.ofAuto());
    }

    /// The same in memory from elsewhere, which must hold zeros.
    public PacketSlab(int smallSlots, int largeSlots, SegmentAllocator allocator) {
        if (smallSlots < 1
                || smallSlots > SMALL_SLOTS_MAX
                || largeSlots < 0
                || largeSlots > LARGE_SLOTS_MAX) {
            throw new IllegalArgumentException(
                    smallSlots + " small and " + largeSlots + " large slots");
        }
        this.smallSlots = smallSlots;
        int slots = smallSlots + largeSlots;
        long size = (long) smallSlots * SMALL_SIZE + (long) largeSlots * LARGE_SIZE;
        if (size + SPARE > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a slab of " + size + " octets");
        }
        memory = allocator.allocate(size + SPARE, 64);
        start = new int[slots];
        end = new int[slots];
        ifIndex = new int[slots];
        table = new int[slots];
        flags = new int[slots];
        labelDepth = new int[slots];
        origin = new long[slots];
        segment = new int[slots];
        entry = new int[slots];
        scratch = new int[slots];
        bound = new int[slots];
        association = new int[slots];
        outerHigh = new long[slots];
        outerLow = new long[slots];
        next = new int[slots];
        used = new boolean[slots];
        free = new int[slots];
        for (int i = 0; i < slots; i++) {
            free[i] = i < smallSlots ? smallSlots - 1 - i : slots - 1 - (i - smallSlots);
        }
        freeSmall = smallSlots;
        freeLarge = largeSlots;
    }

    /// The octets of all slots.
    public MemorySegment memory() {
        return memory;
    }

    /// A slot that holds `length` octets behind the headroom, its packet empty and its facts cleared, or [#NONE]. Only a
    /// length beyond a small slot takes a large one: the few large slots are kept for what needs them.
    public int allocate(int length) {
        if (length > SMALL_OCTETS) {
            return allocateLarge(length);
        }
        if (freeSmall == 0) {
            return NONE;
        }
        return take(free[--freeSmall]);
    }

    private int allocateLarge(int length) {
        if (freeLarge == 0 || length > LARGE_OCTETS) {
            return NONE;
        }
        return take(free[smallSlots + --freeLarge]);
    }

    private int take(int slot) {
        assert !used[slot] : "a free slot is not in use";
        used[slot] = true;
        int at = base(slot) + HEADROOM;
        start[slot] = at;
        end[slot] = at;
        ifIndex[slot] = 0;
        table[slot] = 0;
        flags[slot] = 0;
        labelDepth[slot] = 0;
        origin[slot] = 0;
        segment[slot] = 0;
        entry[slot] = 0;
        scratch[slot] = 0;
        bound[slot] = 0;
        association[slot] = 0;
        next[slot] = NONE;
        return slot;
    }

    /// Gives a slot back.
    public void free(int slot) {
        assert used[slot] : "a slot is given back once";
        used[slot] = false;
        if (slot < smallSlots) {
            free[freeSmall++] = slot;
        } else {
            free[smallSlots + freeLarge++] = slot;
        }
    }

    /// A slot with the same octets and facts, or [#NONE]. The copy keeps the octets in front of the packet too when they
    /// are labels as received.
    public int copy(int slot) {
        int kept = labelDepth[slot] * 4;
        int length = end[slot] - start[slot];
        int copy = allocate(length);
        if (copy == NONE) {
            return NONE;
        }
        MemorySegment.copy(memory, start[slot] - kept, memory, start[copy] - kept, length + kept);
        end[copy] = start[copy] + length;
        segment[copy] = segment[slot];
        copyFacts(slot, copy);
        return copy;
    }

    /// As [#copy], of a slot of another slab, into one of the same class, without what one node leaves for the next.
    int copyFrom(PacketSlab other, int slot) {
        int kept = other.labelDepth[slot] * 4;
        int length = other.end[slot] - other.start[slot];
        int copy = allocate(other.isSmall(slot) ? length : LARGE_OCTETS);
        if (copy == NONE) {
            return NONE;
        }
        MemorySegment.copy(
                other.memory, other.start[slot] - kept, memory, start[copy] - kept, length + kept);
        end[copy] = start[copy] + length;
        segment[copy] = other.segment[slot];
        ifIndex[copy] = other.ifIndex[slot];
        table[copy] = other.table[slot];
        flags[copy] = other.flags[slot];
        labelDepth[copy] = other.labelDepth[slot];
        origin[copy] = other.origin[slot];
        bound[copy] = other.bound[slot];
        outerHigh[copy] = other.outerHigh[slot];
        outerLow[copy] = other.outerLow[slot];
        return copy;
    }

    /// A slot of the same class with these octets of one of another slab, of which nothing else is known, or [#NONE].
    int copyOctets(PacketSlab other, int slot, int from, int to) {
        int copy = allocate(slot < other.smallSlots ? to - from : LARGE_OCTETS);
        if (copy != NONE) {
            MemorySegment.copy(other.memory, from, memory, start[copy], to - from);
            end[copy] = start[copy] + to - from;
        }
        return copy;
    }

    void copyFacts(int from, int to) {
        ifIndex[to] = ifIndex[from];
        table[to] = table[from];
        flags[to] = flags[from];
        labelDepth[to] = labelDepth[from];
        origin[to] = origin[from];
        entry[to] = entry[from];
        scratch[to] = scratch[from];
        bound[to] = bound[from];
        association[to] = association[from];
        outerHigh[to] = outerHigh[from];
        outerLow[to] = outerLow[from];
    }

    /// Fills a fresh slot from an array; for tests and for what is not the packet path.
    public int of(byte[] octets) {
        int slot = allocate(octets.length);
        if (slot != NONE) {
            MemorySegment.copy(
                    octets, 0, memory, ValueLayout.JAVA_BYTE, start[slot], octets.length);
            end[slot] = start[slot] + octets.length;
        }
        return slot;
    }

    public int length(int slot) {
        return end[slot] - start[slot];
    }

    /// Octets free in front of the packet.
    public int headroom(int slot) {
        return start[slot] - base(slot);
    }

    /// Octets free behind the packet.
    public int tailroom(int slot) {
        return limit(slot) - end[slot];
    }

    /// Whether it is a slot of the small class.
    public boolean isSmall(int slot) {
        return slot < smallSlots;
    }

    /// The first octet of a slot of the small class.
    static int smallBase(int slot) {
        return slot * SMALL_SIZE;
    }

    private int base(int slot) {
        return slot < smallSlots
                ? slot * SMALL_SIZE
                : smallSlots * SMALL_SIZE + (slot - smallSlots) * LARGE_SIZE;
    }

    private int limit(int slot) {
        return base(slot) + (slot < smallSlots ? SMALL_SIZE : LARGE_SIZE);
    }

    /// How many slots are in use: zero when every holder has given back what it held.
    public int inUse() {
        return used.length - freeSmall - freeLarge;
    }

    public int freeSmall() {
        return freeSmall;
    }

    public int freeLarge() {
        return freeLarge;
    }
}
