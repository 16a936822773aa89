package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.router.Jobs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose public-key work is done next.
class JobQueueTest {
    private final List<String> done = new ArrayList<>();
    private final JobQueue queue = new JobQueue();

    private boolean add(Jobs.Rank rank, String name) {
        return queue.add(rank, () -> done.add(name));
    }

    private void work(int times) {
        for (int i = 0; i < times; i++) {
            queue.take().run();
        }
    }

    @Test
    void withinARankWhoeverCameFirstIsServedFirst() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(add(Jobs.Rank.LAST, "peer " + i)).isTrue();
        }
        work(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(done.get(i)).isEqualTo("peer " + i);
        }
    }

    @Test
    void aRekeyGoesBeforeThousandsThatComeAnewAndWhatWasBegunBeforeThemToo() {
        for (int i = 0; i < 5_000; i++) {
            add(Jobs.Rank.LAST, "new");
        }
        add(Jobs.Rank.NEXT, "begun");
        add(Jobs.Rank.FIRST, "rekey");
        work(3);
        assertThat(done).containsExactly("rekey", "begun", "new");
    }

    @Test
    void whoComesAnewIsRefusedWhenTheQueueIsFullAndNobodyElseIs() {
        for (int i = 0; i < JobQueue.LAST_MAX; i++) {
            assertThat(add(Jobs.Rank.LAST, "new")).isTrue();
        }
        assertThat(add(Jobs.Rank.LAST, "one more")).isFalse();
        for (int i = 0; i < 2 * JobQueue.LAST_MAX; i++) {
            assertThat(add(Jobs.Rank.NEXT, "begun")).isTrue();
            assertThat(add(Jobs.Rank.FIRST, "rekey")).isTrue();
        }
        work(5 * JobQueue.LAST_MAX);
        assertThat(done).hasSize(5 * JobQueue.LAST_MAX).doesNotContain("one more");
        assertThat(add(Jobs.Rank.LAST, "there is room again")).isTrue();
    }

    @Test
    void aWorkerThatComesForNothingIsAMistake() {
        assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thereIsAWorkerForEachProcessorButOneAndTwoAtLeast() {
        assertThat(WorkerJobs.threads(1)).isEqualTo(2);
        assertThat(WorkerJobs.threads(2)).isEqualTo(2);
        assertThat(WorkerJobs.threads(8)).isEqualTo(7);
    }
}
