package io.culvert.interop.install;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/// The service manager's end of sd_notify(3): a local datagram socket, which the JDK does not know.
final class NotifyListener implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final short POLLIN = 1;
    private static final int DATAGRAM_MAX = 4096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(DATAGRAM_MAX);
    private final MemorySegment pollSet = arena.allocate(8, 4);
    private final int socket;

    /// @param path of at most 107 octets; whoever sees it may write to it
    NotifyListener(Path path) throws IOException {
        socket = (int) call("socket", AF_UNIX, SOCK_DGRAM, 0);
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(110, 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
        if (call("bind", socket, address.address(), 110) != 0) {
            throw new IOException("cannot listen on " + path);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        pollSet.set(ValueLayout.JAVA_INT, 0, socket);
        pollSet.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
    }

    /// Every C function here takes three words and gives one.
    private static long call(String function, long a, long b, long c) {
        MethodHandle handle =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow(function),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG));
        try {
            return (int) handle.invokeExact(a, b, c);
        } catch (Throwable e) {
            throw new IllegalStateException(function, e);
        }
    }

    /// The assignments heard until one of them is this, that included; all of them if it does not come in time.
    Set<String> until(String wanted, Duration patience) {
        var heard = new TreeSet<String>();
        long end = System.nanoTime() + patience.toNanos();
        while (!heard.contains(wanted)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0 || call("poll", pollSet.address(), 1, left) <= 0) {
                break;
            }
            int length = (int) call("read", socket, buffer.address(), DATAGRAM_MAX);
            String text =
                    new String(
                            buffer.asSlice(0, Math.max(0, length)).toArray(ValueLayout.JAVA_BYTE),
                            StandardCharsets.UTF_8);
            text.lines().forEach(heard::add);
        }
        return heard;
    }

    @Override
    public void close() {
        call("close", socket, 0, 0);
        arena.close();
    }
}
