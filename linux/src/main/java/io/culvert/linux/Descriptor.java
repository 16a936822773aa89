package io.culvert.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An open file or socket of ours, closed once.
final class Descriptor implements AutoCloseable {
    static final int NONBLOCK = 0x800;
    static final int CLOEXEC = 0x80000;

    private static final int RDWR = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;

    final int number;
    private final Errno errno = new Errno();
    private boolean open = true;

    Descriptor(int number) {
        this.number = number;
    }

    /// A non-blocking socket; a failure is the caller's to word.
    static int socket(Errno errno, int family, int type, int protocol) {
        return Libc.socket(errno, family, type | NONBLOCK | CLOEXEC, protocol);
    }

    /// Opens a file for reading, and for writing too if wanted, without waiting.
    static int open(Errno errno, String path, boolean writes) {
        try (Arena arena = Arena.ofConfined()) {
            int flags = NONBLOCK | CLOEXEC | (writes ? RDWR : 0);
            return Libc.open(errno, arena.allocateFrom(path).address(), flags);
        }
    }

    /// Sets an option and answers zero, or what is negative.
    int set(int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cell = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            return set(level, option, cell);
        }
    }

    int set(int level, int option, MemorySegment value) {
        return Libc.setsockopt(
                errno, number, level, option, value.address(), (int) value.byteSize());
    }

    /// Sets an option that the kernel must have.
    void require(String what, int level, int option, int value) throws IOException {
        int result = set(level, option, value);
        if (result < 0) {
            throw Refusal.other(what, result);
        }
    }

    /// Asks for socket buffers of so many octets each: more than the host's limits allow with the capability CAP_NET_ADMIN, as
    /// much as they allow without.
    void buffers(int octets) {
        buffers(octets, octets);
    }

    /// The same with what may wait to be received and to be sent told apart.
    void buffers(int toReceive, int toSend) {
        if (set(SOL_SOCKET, SO_RCVBUFFORCE, toReceive) < 0) {
            set(SOL_SOCKET, SO_RCVBUF, toReceive);
        }
        if (set(SOL_SOCKET, SO_SNDBUFFORCE, toSend) < 0) {
            set(SOL_SOCKET, SO_SNDBUF, toSend);
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Libc.close(errno, number);
        }
    }
}
