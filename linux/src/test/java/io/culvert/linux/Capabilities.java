package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Does something without any capability, on a thread that ends with it: capabilities belong to a thread.
final class Capabilities {
    private static final long CAPSET = System.getProperty("os.arch").equals("amd64") ? 126 : 91;
    private static final int VERSION = 0x2008_0522;

    private Capabilities() {}

    static <T> T without(NetNamespace.Work<T> work) throws IOException {
        var task =
                new FutureTask<T>(
                        () -> {
                            drop();
                            return work.run();
                        });
        Thread.ofPlatform().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void drop() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 8);
            header.set(ValueLayout.JAVA_INT, 0, VERSION);
            MemorySegment none = arena.allocate(24, 8);
            long result = Libc.syscall(new Errno(), CAPSET, header.address(), none.address(), 0);
            assertThat(result).isZero();
        }
    }
}
