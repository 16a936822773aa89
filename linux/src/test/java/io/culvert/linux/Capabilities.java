package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Does something with few capabilities or none, on a thread that ends with it: capabilities belong to a thread.
final class Capabilities {
    private static final long CAPSET = System.getProperty("os.arch").equals("amd64") ? 126 : 91;
    static final long NET_BIND_SERVICE = 1L << 10;
    static final long NET_ADMIN = 1L << 12;
    static final long NET_RAW = 1L << 13;
    static final long BPF = 1L << 39;

    private static final int VERSION = 0x2008_0522;

    private Capabilities() {}

    static <T> T without(NetNamespace.Work<T> work) throws IOException {
        return with(0, work);
    }

    /// @param kept a bit for each capability that is kept
    static <T> T with(long kept, NetNamespace.Work<T> work) throws IOException {
        var task =
                new FutureTask<T>(
                        () -> {
                            keep(kept);
                            return work.run();
                        });
        Thread.ofPlatform().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException(Objects.requireNonNull(e.getCause()).getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keep(long kept) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 8);
            header.set(ValueLayout.JAVA_INT, 0, VERSION);
            // Twice effective, permitted, inheritable: the lower halves, then the upper ones.
            MemorySegment sets = arena.allocate(24, 8);
            for (int i = 0; i < 2; i++) {
                sets.setAtIndex(ValueLayout.JAVA_INT, i, (int) kept);
                sets.setAtIndex(ValueLayout.JAVA_INT, 3 + i, (int) (kept >>> 32));
            }
            long result = Libc.syscall(new Errno(), CAPSET, header.address(), sets.address(), 0);
            assertThat(result).isZero();
        }
    }
}
