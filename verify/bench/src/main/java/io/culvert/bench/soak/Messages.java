package io.culvert.bench.soak;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Messages of one call to the kernel, each with one buffer: an array of `struct mmsghdr`, sendmmsg(2), recvmmsg(2).
final class Messages {
    // struct msghdr: name 8, its length 8, vectors 8, their count 8, control 8, its length 8, flags
    // 8; and the octets of the
    // message, 8
    private static final int SIZE = 64;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int OCTETS = 56;
    private static final int VECTOR_SIZE = 16;

    // struct cmsghdr: length 8, level 4, type 4, then what it says, filled up to 8
    private static final int CONTROL_HEADER = 16;
    private static final int CONTROL_ROOM = 64;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_TIMESTAMPNS = 35;

    private final int count;
    private final int room;
    private final MemorySegment headers;
    private final MemorySegment controls;
    private final MemorySegment memory;

    /// @param room octets of each buffer
    Messages(int count, int room) {
        this.count = count;
        this.room = room;
        headers = Arena.global().allocate((long) count * SIZE, Long.BYTES);
        controls = Arena.global().allocate((long) count * CONTROL_ROOM, Long.BYTES);
        memory = Arena.global().allocate((long) count * room, Long.BYTES);
        MemorySegment vectors = Arena.global().allocate((long) count * VECTOR_SIZE, Long.BYTES);
        for (int i = 0; i < count; i++) {
            long vector = (long) i * VECTOR_SIZE;
            vectors.set(JAVA_LONG, vector, memory.address() + at(i));
            vectors.set(JAVA_LONG, vector + Long.BYTES, room);
            headers.set(JAVA_LONG, header(i) + VECTORS, vectors.address() + vector);
            headers.set(JAVA_LONG, header(i) + VECTOR_COUNT, 1);
        }
    }

    private static long header(int message) {
        return (long) message * SIZE;
    }

    int count() {
        return count;
    }

    /// Of the array from this message on, for the kernel.
    long address(int message) {
        return headers.address() + header(message);
    }

    MemorySegment memory() {
        return memory;
    }

    /// Where the buffer of a message begins.
    int at(int message) {
        return message * room;
    }

    /// Octets of a message that came.
    int octets(int message) {
        return headers.get(JAVA_INT, header(message) + OCTETS);
    }

    /// Makes all of them ready to be received into.
    void arm() {
        for (int i = 0; i < count; i++) {
            headers.set(
                    JAVA_LONG, header(i) + CONTROL, controls.address() + (long) i * CONTROL_ROOM);
            headers.set(JAVA_LONG, header(i) + CONTROL_LENGTH, CONTROL_ROOM);
        }
    }

    /// When the kernel took a message in, by its wall clock; 0 if it does not say.
    long cameNanos(int message) {
        long at = (long) message * CONTROL_ROOM;
        long end = at + headers.get(JAVA_LONG, header(message) + CONTROL_LENGTH);
        while (end - at >= CONTROL_HEADER) {
            long length = controls.get(JAVA_LONG, at);
            if (controls.get(JAVA_INT, at + 8) == SOL_SOCKET
                    && controls.get(JAVA_INT, at + 12) == SCM_TIMESTAMPNS) {
                return nanos(controls, at + CONTROL_HEADER);
            }
            if (length < CONTROL_HEADER) {
                return 0;
            }
            at += length + Long.BYTES - 1 & -Long.BYTES;
        }
        return 0;
    }

    /// `struct timespec`.
    static long nanos(MemorySegment memory, long at) {
        return memory.get(JAVA_LONG, at) * 1_000_000_000 + memory.get(JAVA_LONG, at + Long.BYTES);
    }
}
