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
        byte[] octets = to.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = to.startsWith("@");
        if ((!isAbstract && !to.startsWith("/")) || octets.length < 2 || octets.length > NAME_MAX) {
            throw new IOException(
                    "%s is no name of a local socket: a path or @name of at most %d characters"
                            .formatted(to, NAME_MAX));
        }
        if (isAbstract) {
            octets[0] = 0;
        }
        int number = Descriptor.socket(new Errno(), AF_UNIX, SOCK_DGRAM, 0);
        if (number < 0) {
            throw Refusal.other("a socket to " + to, number);
        }
        // struct sockaddr_un: family 2, path; a path ends with a zero, an abstract name with its
        // length.
        MemorySegment name = Arena.ofAuto().allocate(2 + octets.length + (isAbstract ? 0 : 1), 2);
        name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(octets, 0, name, ValueLayout.JAVA_BYTE, 2, octets.length);
        return new UnixDatagrams(new Descriptor(number), name);
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
