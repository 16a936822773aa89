package io.culvert.bench.soak;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/// The calls of the C library that the ends of a soak need: many datagrams at once and in trains (udp(7): UDP_SEGMENT, UDP_GRO), when the
/// kernel took them in (socket(7): SO_TIMESTAMPNS), and a thread's place in the scheduler (sched(7)).
final class Kernel {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT = call("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle OPTION =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND = call("send", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND_MANY =
            call("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECEIVE_MANY =
            call("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle CLOCK = call("clock_gettime", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SCHEDULER =
            call("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle AFFINITY =
            call("sched_setaffinity", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int CLOCK_REALTIME = 0;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    private static final int SCHED_FIFO = 1;

    /// Of the receiver, which may wait for a processor: a tenth of a second of anything that was ever sent here.
    private static final int SOCKET_BUFFER = 64 << 20;

    private Kernel() {}

    /// A socket whose datagrams go to one address; those larger than `segment` octets leave as many of that size.
    static int sender(InetSocketAddress to, int segment) throws IOException {
        int socket = open();
        connect(socket, to);
        option(socket, SOL_UDP, UDP_SEGMENT, segment);
        return socket;
    }

    /// A socket that hands over what comes in trains joined, and says when it came.
    static int receiver(InetSocketAddress at) throws IOException {
        int socket = open();
        option(socket, SOL_UDP, UDP_GRO, 1);
        option(socket, SOL_SOCKET, SO_TIMESTAMPNS, 1);
        option(socket, SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BUFFER);
        MemorySegment address = address(at);
        require(invoke(BIND, socket, address.address(), (int) address.byteSize()), "bind");
        return socket;
    }

    private static int open() throws IOException {
        try {
            return require((int) SOCKET.invokeExact(AF_INET, SOCK_DGRAM, 0), "socket");
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static void connect(int socket, InetSocketAddress to) throws IOException {
        MemorySegment address = address(to);
        require(invoke(CONNECT, socket, address.address(), (int) address.byteSize()), "connect");
    }

    private static void option(int socket, int level, int option, int value) throws IOException {
        MemorySegment word = Arena.global().allocateFrom(JAVA_INT, value);
        require(option(socket, level, option, word), "setsockopt " + option);
    }

    private static int option(int socket, int level, int option, MemorySegment value) {
        try {
            int length = (int) value.byteSize();
            return (int) OPTION.invokeExact(socket, level, option, value.address(), length);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Octets that left, or -1.
    static int send(int socket, long address, int octets) {
        try {
            return (int) SEND.invokeExact(socket, address, (long) octets, 0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// How many of so many messages left, or -1.
    static int send(int socket, Messages messages, int from, int count) {
        try {
            return (int) SEND_MANY.invokeExact(socket, messages.address(from), count, 0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// How many messages had come, or -1 if none had.
    static int receive(int socket, Messages into) {
        try {
            return (int)
                    RECEIVE_MANY.invokeExact(
                            socket, into.address(0), into.count(), MSG_DONTWAIT, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// What the kernel's clock of its receive times shows, in nanoseconds.
    static long wallNanos(MemorySegment timespec) {
        try {
            int result = (int) CLOCK.invokeExact(CLOCK_REALTIME, timespec.address());
            return result < 0 ? 0 : Messages.nanos(timespec, 0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Lets this thread run whenever it wants to, before all of lower rank and before all ordinary ones. The threads that carry packets in a node have
    /// rank 1.
    static void goFirst(int rank) throws IOException {
        MemorySegment priority = Arena.global().allocateFrom(JAVA_INT, rank);
        require(invoke(SCHEDULER, 0, SCHED_FIFO, priority.address()), "sched_setscheduler");
    }

    /// Keeps this thread on one processor.
    static void stayOn(int processor) throws IOException {
        MemorySegment mask = Arena.global().allocate(128, Long.BYTES);
        mask.set(JAVA_BYTE, processor / 8, (byte) (1 << processor % 8));
        require(invoke(AFFINITY, 0, mask.byteSize(), mask.address()), "sched_setaffinity");
    }

    private static int invoke(MethodHandle handle, Object... arguments) {
        try {
            return (int) handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// struct sockaddr_in, ip(7).
    private static MemorySegment address(InetSocketAddress of) {
        MemorySegment address = Arena.global().allocate(16, Long.BYTES);
        address.set(JAVA_SHORT_UNALIGNED, 0, (short) AF_INET);
        address.set(JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) of.getPort());
        MemorySegment.copy(of.getAddress().getAddress(), 0, address, JAVA_BYTE, 4, 4);
        return address;
    }

    private static int require(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException("the kernel refuses " + what);
        }
        return result;
    }

    private static MethodHandle call(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a call of the C library throws nothing", thrown);
    }
}
