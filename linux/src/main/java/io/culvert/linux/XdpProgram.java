package io.culvert.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A program of five instructions, by bpf(2), that hands every frame of a device to the AF_XDP socket of the queue it came in
/// by, and a link that keeps it there as long as the port lives.
final class XdpProgram implements AutoCloseable {
    private static final int MAP_CREATE = 0;
    private static final int MAP_UPDATE = 2;
    private static final int PROGRAM_LOAD = 5;
    private static final int LINK_CREATE = 28;

    private static final int MAP_OF_SOCKETS = 17;
    private static final int PROGRAM_XDP = 6;
    private static final int ATTACH_XDP = 37;

    private static final int ATTRIBUTES_SIZE = 128;
    private static final int QUEUE_INDEX = 16;
    private static final int REDIRECT_MAP = 51;
    private static final int XDP_PASS = 2;

    private static final String CAPABILITIES = "CAP_NET_ADMIN and CAP_BPF";

    private final Errno errno = new Errno();
    private final String what;
    private final Descriptor map;
    private @Nullable Descriptor program;
    private @Nullable Descriptor link;

    private XdpProgram(String what, int queues) throws IOException {
        this.what = what;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = attributes(arena);
            ints(attributes, 0, MAP_OF_SOCKETS, 4, 4, queues);
            map = new Descriptor(require(bpf(MAP_CREATE, attributes)));
        }
    }

    /// Makes a program for so many queues; nothing runs before [#attach].
    static XdpProgram of(String what, int queues) throws IOException {
        return new XdpProgram(what, queues);
    }

    private static MemorySegment attributes(Arena arena) {
        return arena.allocate(ATTRIBUTES_SIZE, 8);
    }

    private static void ints(MemorySegment memory, long at, int... values) {
        for (int i = 0; i < values.length; i++) {
            memory.set(ValueLayout.JAVA_INT, at + 4L * i, values[i]);
        }
    }

    private int bpf(int command, MemorySegment attributes) {
        // The number differs by processor: 321 on x86-64, 280 where the generic table holds.
        long number = System.getProperty("os.arch", "").equals("amd64") ? 321 : 280;
        return (int) Libc.syscall(errno, number, command, attributes.address(), ATTRIBUTES_SIZE);
    }

    private int require(int result) throws IOException {
        if (result < 0) {
            throw Refusal.of(what, CAPABILITIES, result);
        }
        return result;
    }

    private Descriptor load() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // Each instruction: code 1, registers 1 (source above destination), offset 2, constant
            // 4.
            MemorySegment code = arena.allocate(6 * 8, 8);
            ints(code, 0, 0x61 | 0x12 << 8 | QUEUE_INDEX << 16, 0); // r2 = context[queue]
            ints(code, 8, 0x18 | 0x11 << 8, map.number, 0, 0); // r1 = the map, in two halves
            ints(code, 24, 0xB7 | 0x03 << 8, XDP_PASS); // r3 = what to do where no socket is
            ints(code, 32, 0x85, REDIRECT_MAP);
            ints(code, 40, 0x95, 0); // return
            MemorySegment license = arena.allocateFrom("Dual BSD/GPL", StandardCharsets.US_ASCII);
            MemorySegment attributes = attributes(arena);
            ints(attributes, 0, PROGRAM_XDP, 6);
            attributes.set(ValueLayout.ADDRESS, 8, code);
            attributes.set(ValueLayout.ADDRESS, 16, license);
            return new Descriptor(require(bpf(PROGRAM_LOAD, attributes)));
        }
    }

    /// Gives the frames of a queue to a socket.
    void socket(int queue, Descriptor socket) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = attributes(arena);
            ints(attributes, 0, map.number);
            attributes.set(ValueLayout.ADDRESS, 8, arena.allocateFrom(ValueLayout.JAVA_INT, queue));
            attributes.set(
                    ValueLayout.ADDRESS,
                    16,
                    arena.allocateFrom(ValueLayout.JAVA_INT, socket.number));
            require(bpf(MAP_UPDATE, attributes));
        }
    }

    /// Loads the program and runs it over what the device receives.
    void attach(String device, int index) throws IOException {
        Descriptor loaded = load();
        program = loaded;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = attributes(arena);
            ints(attributes, 0, loaded.number, index, ATTACH_XDP);
            int result = bpf(LINK_CREATE, attributes);
            if (result == -Errno.EBUSY || result == -Errno.EEXIST) {
                throw new IOException(
                        "%s: another XDP program holds the device %s".formatted(what, device));
            }
            link = new Descriptor(require(result));
        }
    }

    @Override
    public void close() {
        for (Descriptor each : new @Nullable Descriptor[] {link, program, map}) {
            if (each != null) {
                each.close();
            }
        }
    }
}
