package io.culvert.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/// The rank of the calling thread, and of what it waits for, among those that want a processor, sched(7), sched_setattr(2). A thread that carries packets works for a
/// fraction of a millisecond and sleeps again: the compiler, public-key work and displays can wait so long. Among ordinary threads weight
/// alone does not help whoever wakes up: since Linux 6.6 a thread that runs may go on until its slice is over, which is noticed at the next
/// tick, up to 4 ms later, and such threads are given a tick in turn however little they weigh. No thread inherits the rank of the one that
/// starts it.
public final class ThreadRank {
    /// The shortest slice that the kernel takes.
    private static final long SHORT_SLICE_NANOS = 100_000;

    private static final long USUAL_SLICE = 0;
    private static final int CALLING = 0;
    private static final int ORDINARY = 0;
    private static final int REALTIME = 2; // SCHED_RR
    private static final int LOWEST = 1;
    private static final long RESET_ON_FORK = 1;

    // struct sched_attr: size 4, policy 4, flags 8, nice 4, priority 4, runtime 8, deadline 8,
    // period 8
    private static final int SIZE = 48;
    private static final int POLICY = 4;
    private static final int FLAGS = 8;
    private static final int PRIORITY = 20;
    private static final int RUNTIME = 24;

    private static final Path TASKS = Path.of("/proc/self/task");

    private ThreadRank() {}

    /// Puts the calling thread before all ordinary ones. The kernel still keeps a twentieth of each processor for those.
    ///
    /// @throws IOException with one sentence for the operator; then everything is as before
    public static void realtime() throws IOException {
        int result = set(CALLING, REALTIME, LOWEST, 0);
        if (result < 0) {
            throw Refusal.of("the real-time rank of packet threads", "CAP_SYS_NICE", result);
        }
    }

    /// Gives the same rank to those threads of Java that work while all others stand still, collecting garbage for the most part: the packet threads
    /// wait for them, so what is before them holds up packets. Left alone where the machine does not let us.
    public static void realtimeStops() {
        stops(REALTIME, LOWEST);
    }

    /// Makes those threads ordinary ones again.
    public static void lowerStops() {
        stops(ORDINARY, 0);
    }

    private static void stops(int policy, int priority) {
        String[] threads = TASKS.toFile().list();
        for (String thread : threads == null ? new String[0] : threads) {
            if (stopsOthers(thread)) {
                set(Integer.parseInt(thread), policy, priority, USUAL_SLICE);
            }
        }
    }

    /// By the names that Java gives them: the serial collector works on the first, others on the second.
    private static boolean stopsOthers(String thread) {
        try {
            String name = Files.readString(TASKS.resolve(thread).resolve("comm")).strip();
            return name.equals("VM Thread") || name.startsWith("GC Thread#");
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    /// Lets the calling thread, an ordinary one, take the place of another as soon as it wakes up, while it has had less than its share (since
    /// Linux 6.12). That is granted to anybody.
    public static void hasten() {
        set(CALLING, ORDINARY, 0, SHORT_SLICE_NANOS);
    }

    /// Makes the calling thread one of many.
    public static void lower() {
        set(CALLING, ORDINARY, 0, USUAL_SLICE);
    }

    /// Zero, or what is negative.
    private static int set(int thread, int policy, int priority, long slice) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
            attributes.set(ValueLayout.JAVA_INT, 0, SIZE);
            attributes.set(ValueLayout.JAVA_INT, POLICY, policy);
            attributes.set(ValueLayout.JAVA_LONG, FLAGS, RESET_ON_FORK);
            attributes.set(ValueLayout.JAVA_INT, PRIORITY, priority);
            attributes.set(ValueLayout.JAVA_LONG, RUNTIME, slice);
            // The number differs by processor: 314 on x86-64, 274 where the generic table holds.
            long number = System.getProperty("os.arch", "").equals("amd64") ? 314 : 274;
            return (int) Libc.syscall(new Errno(), number, thread, attributes.address(), 0);
        }
    }
}
