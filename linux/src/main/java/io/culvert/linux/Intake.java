package io.culvert.linux;

import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where the kernel puts packets with a virtio-net header. Each message has a slot of the slab for its packet, and an
/// overflow behind it for what is longer: a segment that the kernel left whole, which is cut, or a long frame, which
/// moves to a large slot. The vectors of a message are three: header, slot, overflow.
final class Intake {
    static final int VECTORS = 3;
    static final int VECTOR_SIZE = 16;

    /// The longest message: the largest IP packet with Ethernet header and tags.
    static final int MESSAGE_MAX = 65_536 + 256;

    private static final int HEADER_STRIDE = 16;

    /// An overflow has room in front for what lies in the slot, so that a long packet can be made contiguous there.
    private static final int FRONT = PacketSlab.SMALL_OCTETS;

    private static final int TAG_SIZE = 4;
    private static final int ADDRESSES_SIZE = 12;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    private final PacketSlab slab;
    private final PortTally tally;
    private final SegmentCutter cutter;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment overflow;
    private final int[] armed;

    /// A packet that waits to be taken.
    private int waiting = PacketSlab.NONE;

    /// @param depth messages that one call to the kernel may bring
    Intake(PacketSlab slab, PortTally tally, SegmentCutter cutter, int depth) {
        this.slab = slab;
        this.tally = tally;
        this.cutter = cutter;
        headers = Arena.ofAuto().allocate((long) depth * HEADER_STRIDE, 8);
        vectors = Arena.ofAuto().allocate((long) depth * VECTORS * VECTOR_SIZE, 8);
        overflow = Arena.ofAuto().allocate((long) depth * MESSAGE_MAX, 64);
        armed = new int[depth];
        for (int i = 0; i < depth; i++) {
            armed[i] = PacketSlab.NONE;
            long at = (long) i * VECTORS * VECTOR_SIZE;
            put(at, headers.address() + (long) i * HEADER_STRIDE, VnetHeader.SIZE);
            put(
                    at + 2 * VECTOR_SIZE,
                    overflow.address() + overflowAt(i) + FRONT,
                    MESSAGE_MAX - FRONT);
        }
    }

    private void put(long at, long address, long length) {
        vectors.set(WORD, at, address);
        vectors.set(WORD, at + 8, length);
    }

    private static long overflowAt(int index) {
        return (long) index * MESSAGE_MAX;
    }

    /// Where the vectors of a message are.
    long vectors(int index) {
        return vectors.address() + (long) index * VECTORS * VECTOR_SIZE;
    }

    /// Gives a message a slot to arrive in; without one it arrives where it can be looked at and dropped.
    void arm(int index) {
        if (armed[index] != PacketSlab.NONE) {
            return;
        }
        int slot = slab.allocate(PacketSlab.SMALL_OCTETS);
        armed[index] = slot;
        long address =
                slot == PacketSlab.NONE
                        ? overflow.address() + overflowAt(index)
                        : slab.memory().address() + slab.start[slot];
        put((long) index * VECTORS * VECTOR_SIZE + VECTOR_SIZE, address, PacketSlab.SMALL_OCTETS);
    }

    /// Takes note of a message that has arrived, [VnetHeader] included. Then take with [#next] while [#hasMore].
    ///
    /// @param tag a VLAN tag that the kernel took out, to be put back: its EtherType and control information; or 0
    void arrived(int index, int octets, int tag) {
        assert !hasMore() : "one message at a time";
        int length = octets - VnetHeader.SIZE;
        if (length <= 0 || length > MESSAGE_MAX) {
            tally.drop(PortDrop.MALFORMED);
            return;
        }
        long header = (long) index * HEADER_STRIDE;
        int slot = armed[index];
        if (VnetHeader.kind(headers, header) != VnetHeader.NO_SEGMENTS) {
            gather(index, Math.min(length, FRONT));
            if (!cutter.begin(headers, header, overflow, overflowAt(index), length, tag)) {
                tally.drop(PortDrop.MALFORMED);
            }
            return;
        }
        if (length > FRONT || slot == PacketSlab.NONE) {
            slot = move(index, length);
            if (slot == PacketSlab.NONE) {
                tally.drop(PortDrop.NO_SLOT);
                return;
            }
        } else {
            armed[index] = PacketSlab.NONE;
        }
        slab.end[slot] = slab.start[slot] + length;
        if ((VnetHeader.flags(headers, header) & VnetHeader.NEEDS_CHECKSUM) != 0
                && !VnetHeader.complete(
                        slab.memory(),
                        slab.start[slot],
                        slab.end[slot],
                        VnetHeader.checksumStart(headers, header),
                        VnetHeader.checksumOffset(headers, header))) {
            slab.free(slot);
            tally.drop(PortDrop.MALFORMED);
            return;
        }
        if (tag != 0) {
            insertTag(slab, slot, tag);
        }
        tally.in(slab.length(slot));
        waiting = slot;
    }

    /// Makes a message contiguous in its overflow.
    private void gather(int index, int front) {
        if (armed[index] != PacketSlab.NONE) {
            MemorySegment.copy(
                    slab.memory(), slab.start[armed[index]], overflow, overflowAt(index), front);
        }
    }

    private int move(int index, int length) {
        int slot = slab.allocate(length);
        if (slot != PacketSlab.NONE) {
            gather(index, Math.min(length, FRONT));
            MemorySegment.copy(
                    overflow, overflowAt(index), slab.memory(), slab.start[slot], length);
        }
        return slot;
    }

    /// Puts a VLAN tag behind the addresses of a frame, which move into the headroom.
    static void insertTag(PacketSlab slab, int slot, int tag) {
        int from = slab.start[slot];
        if (slab.length(slot) < ADDRESSES_SIZE) {
            return;
        }
        int to = from - TAG_SIZE;
        MemorySegment memory = slab.memory();
        MemorySegment.copy(memory, from, memory, to, ADDRESSES_SIZE);
        Net.putI32(memory, to + ADDRESSES_SIZE, tag);
        slab.start[slot] = to;
    }

    /// Whether a packet waits.
    boolean hasMore() {
        return waiting != PacketSlab.NONE || cutter.hasMore();
    }

    /// The next packet, or `NONE` if there was no slot for it.
    int next() {
        if (waiting != PacketSlab.NONE) {
            int slot = waiting;
            waiting = PacketSlab.NONE;
            return slot;
        }
        int slot = cutter.next();
        if (slot == PacketSlab.NONE) {
            tally.drop(PortDrop.NO_SLOT);
        } else {
            tally.in(slab.length(slot));
        }
        return slot;
    }

    /// Gives back every slot.
    void close() {
        for (int i = 0; i < armed.length; i++) {
            if (armed[i] != PacketSlab.NONE) {
                slab.free(armed[i]);
                armed[i] = PacketSlab.NONE;
            }
        }
        if (waiting != PacketSlab.NONE) {
            slab.free(waiting);
            waiting = PacketSlab.NONE;
        }
        cutter.end();
    }
}
