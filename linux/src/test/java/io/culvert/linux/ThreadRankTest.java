package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadRankTest {
    /// Of /proc/thread-self/stat, proc(5), counted from the state on.
    private static final int POLICY = 38;

    private static final String ORDINARY = "0";
    private static final String ROUND_ROBIN = "2";

    private static String policy() throws IOException {
        return policy(Path.of("/proc/thread-self"));
    }

    private static String policy(Path thread) throws IOException {
        String stat = Files.readString(thread.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[POLICY];
    }

    /// On a thread that nothing else runs on afterwards.
    private static <T> T aside(Callable<T> work) throws InterruptedException, ExecutionException {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().start(task).join();
        return task.get();
    }

    private static boolean mayBeRealtime() {
        try {
            ThreadRank.realtime();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aThreadIsRaisedAndLoweredAndItsChildrenAreOrdinary() throws Exception {
        assumeTrue(aside(ThreadRankTest::mayBeRealtime), "the machine lets nobody");
        String seen =
                aside(
                        () -> {
                            ThreadRank.realtime();
                            String own = policy();
                            String child = aside(ThreadRankTest::policy);
                            ThreadRank.lower();
                            return own + child + policy();
                        });
        assertThat(seen).isEqualTo(ROUND_ROBIN + ORDINARY + ORDINARY);
    }

    @Test
    void whatStopsAllOthersIsRaisedAndLoweredToo() throws Exception {
        assumeTrue(aside(ThreadRankTest::mayBeRealtime), "the machine lets nobody");
        try {
            ThreadRank.realtimeStops();
            assertThat(policy(stopper())).isEqualTo(ROUND_ROBIN);
        } finally {
            ThreadRank.lowerStops();
        }
        assertThat(policy(stopper())).isEqualTo(ORDINARY);
    }

    private static Path stopper() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                if (Files.readString(thread.resolve("comm")).strip().equals("VM Thread")) {
                    return thread;
                }
            }
        }
        throw new AssertionError("Java has no VM Thread");
    }

    @Test
    void anybodyMayHasten() throws Exception {
        String seen =
                aside(
                        () -> {
                            ThreadRank.hasten();
                            return policy();
                        });
        assertThat(seen).isEqualTo(ORDINARY);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(
                        () ->
                                Capabilities.without(
                                        () -> {
                                            ThreadRank.realtime();
                                            return "";
                                        }))
                .hasMessage(
                        "the real-time rank of packet threads needs the capability CAP_SYS_NICE; run as root, or let the service grant it");
    }
}
