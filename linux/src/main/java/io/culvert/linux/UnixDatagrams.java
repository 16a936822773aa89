package io.culvert.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Datagrams to one local socket, unix(7): a path, or a name of the abstract kind, which begins with `@`. Never waits.
final class UnixDatagrams implements AutoCloseable {
    /// Octets of `sun_path`, and so of a name.
    static final int NAME_MAX = 107;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int NO_SIGNAL = 0x4000;

    private final Errno errno = new Errno();
    private final Descriptor socket;
    private final MemorySegment name;

    private UnixDatagrams(Descriptor socket, MemorySegment name) {
        this.socket = socket;
        this.name = name;
    }

    static UnixDatagrams open(String to) throws IOException {
        MemorySegment name = address(to);
        return new UnixDatagrams(socket("a socket to " + to), name);
    }

    /// Takes a name for a socket that nobody sends to. The kernel gives it to one socket only, and gives it free with the end of the process,
    /// however that ends; an abstract name counts in one network namespace.
    ///
    /// @param taken what is said where another socket has the name
    static UnixDatagrams hold(String name, String taken) throws IOException {
        MemorySegment address = address(name);
        Descriptor socket = socket("the local socket " + name);
        int result =
                Libc.bind(new Errno(), socket.number, address.address(), (int) address.byteSize());
        if (result < 0) {
            socket.close();
            throw result == -Errno.EADDRINUSE
                    ? new IOException(taken)
                    : Refusal.other("the local socket " + name, result);
        }
        return new UnixDatagrams(socket, address);
    }

    private static Descriptor socket(String what) throws IOException {
        int number = Descriptor.socket(new Errno(), AF_UNIX, SOCK_DGRAM, 0);
        if (number < 0) {
            throw Refusal.other(what, number);
        }
        return new Descriptor(number);
    }

    /// `struct sockaddr_un`: family 2, path; a path ends with a zero, an abstract name with its length.
    private static MemorySegment address(String name) throws IOException {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = name.startsWith("@");
        if ((!isAbstract && !name.startsWith("/"))
                || octets.length < 2
                || octets.length > NAME_MAX) {
            throw new IOException(
                    "%s is no name of a local socket: a path or @name of at most %d characters"
                            .formatted(name, NAME_MAX));
        }
        if (isAbstract) {
            octets[0] = 0;
        }
        MemorySegment address =
                Arena.ofAuto().allocate(2 + octets.length + (isAbstract ? 0 : 1), 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(octets, 0, address, ValueLayout.JAVA_BYTE, 2, octets.length);
        return address;
    }

    /// Whether the datagram was taken.
    boolean send(byte[] octets) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, octets);
            return Libc.sendto(
                            errno,
                            socket.number,
                            data.address(),
                            octets.length,
                            NO_SIGNAL,
                            name.address(),
                            (int) name.byteSize())
                    >= 0;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
