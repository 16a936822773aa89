package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.router.config.PacketPriority;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketThreadsTest {
    private final List<String> done = new ArrayList<>();
    private boolean isLet = true;

    private final class Seen implements PacketThreads.Rank {
        @Override
        public void realtime() throws IOException {
            if (!isLet) {
                throw new IOException("not let");
            }
            done.add("realtime");
        }

        @Override
        public void hasten() {
            done.add("hasten");
        }

        @Override
        public void lower() {
            done.add("lower");
        }

        @Override
        public void stops(boolean isRealtime) {
            done.add(isRealtime ? "stops realtime" : "stops ordinary");
        }
    }

    private PacketThreads threads(int processors) {
        return new PacketThreads(
                List.of(), processors, new Seen(), notice -> done.add(notice.toString()));
    }

    @Test
    void packetsComeFirstWhereAProcessorIsLeft() {
        PacketThreads threads = threads(2);
        assertThat(threads.change(PacketPriority.AUTOMATIC)).isEmpty();
        assertThat(threads.change(PacketPriority.AUTOMATIC)).isEmpty();
        assertThat(threads.change(PacketPriority.ORDINARY)).isEmpty();
        assertThat(done).containsExactly("realtime", "stops realtime", "stops ordinary", "lower");
    }

    @Test
    void theyDoNotWhereNoneIsUnlessTheyMust() {
        PacketThreads threads = threads(1);
        assertThat(threads.change(PacketPriority.AUTOMATIC)).isEmpty();
        assertThat(done).startsWith("stops ordinary", "hasten");
        assertThat(done.getLast()).contains("no processor");
        assertThat(threads.change(PacketPriority.REALTIME)).isEmpty();
        assertThat(done).endsWith("realtime", "stops realtime");
    }

    @Test
    void whoMustAndMayNotIsRefused() {
        isLet = false;
        PacketThreads threads = threads(4);
        assertThat(threads.change(PacketPriority.REALTIME)).contains("not let");
        assertThat(done).isEmpty();
        assertThat(threads.change(PacketPriority.AUTOMATIC)).isEmpty();
        assertThat(done).startsWith("stops ordinary", "hasten");
        assertThat(done.getLast()).endsWith("ordinary ones: not let");
    }
}
