package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/// Shows that a loop comes to allocate nothing. Until the compiler's last stage has seen it, every native call makes an object;
/// when that is depends on what else the machine does, so rounds are run until one is clean.
public final class Allocation {
    private static final int ROUNDS_MAX = 100;
    private static final int CALLS = 5_000;

    /// What is done once.
    public interface Step {
        void run() throws IOException;
    }

    private Allocation() {}

    public static void assertSettlesAtNothing(Step step) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS_MAX && allocated >= CALLS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                step.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("octets for %d calls", CALLS).isLessThan(CALLS);
    }
}
