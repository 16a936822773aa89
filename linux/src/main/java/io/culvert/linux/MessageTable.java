package io.culvert.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An array of `struct mmsghdr` for recvmmsg(2) and sendmmsg(2), with room for control messages. Each is a `struct
/// msghdr` (name 8, its length 8, vectors 8, their count 8, control 8, its length 8, flags 8) and the length that came
/// in; a message by itself for recvmsg(2) and sendmsg(2) is its first part.
final class MessageTable {
    static final int CONTROL_MAX = 256;

    /// Room for an address, `struct sockaddr_in6` at most.
    static final int NAME_MAX = 32;

    /// Octets of `struct cmsghdr`: length 8, level 4, type 4.
    static final int CONTROL_HEADER = 16;

    private static final int SIZE = 64;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;
    private static final int TRUNCATED = 0x20;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final MemorySegment messages;
    private final MemorySegment controls;
    private final MemorySegment names;

    MessageTable(int count) {
        messages = Arena.ofAuto().allocate((long) count * SIZE, 8);
        controls = Arena.ofAuto().allocate((long) count * CONTROL_MAX, 8);
        names = Arena.ofAuto().allocate((long) count * NAME_MAX, 8);
    }

    long address() {
        return messages.address();
    }

    long address(int index) {
        return messages.address() + at(index);
    }

    private static long at(int index) {
        return (long) index * SIZE;
    }

    void vectors(int index, long address, int count) {
        messages.set(LONG, at(index) + VECTORS, address);
        messages.set(LONG, at(index) + VECTOR_COUNT, count);
    }

    /// Lets a message have control messages.
    void control(int index) {
        messages.set(LONG, at(index) + CONTROL, controls.address() + (long) index * CONTROL_MAX);
        messages.set(LONG, at(index) + CONTROL_LENGTH, CONTROL_MAX);
    }

    /// Says how much control there is: none for zero.
    void controlLength(int index, int octets) {
        messages.set(
                LONG,
                at(index) + CONTROL,
                octets == 0 ? 0 : controls.address() + (long) index * CONTROL_MAX);
        messages.set(LONG, at(index) + CONTROL_LENGTH, octets);
    }

    int controlLength(int index) {
        return (int) messages.get(LONG, at(index) + CONTROL_LENGTH);
    }

    /// Lets a message have an address of so many octets, or room for one.
    void name(int index, int octets) {
        messages.set(LONG, at(index), names.address() + (long) index * NAME_MAX);
        messages.set(INT, at(index) + 8, octets);
    }

    MemorySegment names() {
        return names;
    }

    static long nameAt(int index) {
        return (long) index * NAME_MAX;
    }

    MemorySegment controls() {
        return controls;
    }

    static long controlAt(int index) {
        return (long) index * CONTROL_MAX;
    }

    /// Makes a message fit to be received again: the kernel has written over what there was room for.
    void prepare(int index) {
        messages.set(LONG, at(index) + CONTROL_LENGTH, CONTROL_MAX);
        messages.set(INT, at(index) + FLAGS, 0);
    }

    boolean isTruncated(int index) {
        return (messages.get(INT, at(index) + FLAGS) & TRUNCATED) != 0;
    }

    /// Octets that have come in, or gone out.
    int length(int index) {
        return messages.get(INT, at(index) + LENGTH);
    }

    /// Where the data of the control message of this kind begin in [#controls], or -1.
    long find(int index, int level, int type) {
        long at = controlAt(index);
        long end = at + controlLength(index);
        while (at + CONTROL_HEADER <= end) {
            long length = controls.get(LONG, at);
            if (length < CONTROL_HEADER || length > end - at) {
                return -1;
            }
            if (controls.get(INT, at + 8) == level && controls.get(INT, at + 12) == type) {
                return at + CONTROL_HEADER;
            }
            at += length + 7 & ~7;
        }
        return -1;
    }
}
