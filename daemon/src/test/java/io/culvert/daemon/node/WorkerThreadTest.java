package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.PacketSlab;
import io.culvert.linux.Poller;
import io.culvert.router.Router;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A worker beside the thread of a router, which is the test's own.
@Timeout(30)
class WorkerThreadTest {
    private final PacketSlab slab = new PacketSlab(64, 2);
    private final Poller poller = TestRouter.poller();
    private final RouterLoop loop = new RouterLoop(poller);
    private final NodePorts ports =
            new NodePorts(
                    poller,
                    slab,
                    (_, _) -> {
                        throw new IOException("there are no devices");
                    },
                    loop,
                    List.of());
    private final WorkerThread worker =
            new WorkerThread(
                    1, new PacketSlab(64, 2), slab, new JdkEspCiphers(), TestRouter.poller(), loop);
    private final Router router = TestRouter.on("worker", slab, ports, List.of(worker));

    @AfterEach
    void close() {
        worker.close();
        poller.close();
    }

    @Test
    void aStepIsDoneByTheWorkerWhileItRunsAndByTheCallerBeforeAndAfter() {
        var doer = new AtomicReference<Thread>();
        worker.exclusively(() -> doer.set(Thread.currentThread()));
        assertThat(doer).hasValue(Thread.currentThread());
        worker.start(router, List.of(worker));
        worker.exclusively(() -> doer.set(Thread.currentThread()));
        assertThat(doer.get()).extracting(Thread::getName).isEqualTo("worker-1");
        worker.close();
        worker.exclusively(() -> doer.set(Thread.currentThread()));
        assertThat(doer).hasValue(Thread.currentThread());
    }

    /// Its ports are closed only then.
    @Test
    void whoClosesItWaitsForItsEndThoughInterrupted() throws IOException {
        worker.start(router, List.of(worker));
        var port = new FakePort("a");
        worker.attach(0, port);
        Thread.currentThread().interrupt();
        worker.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(port.isClosed).isTrue();
    }

    @Test
    void aMistakeOfTheWorkerEndsTheRouterWhichWaitsForNothing() throws IOException {
        worker.start(router, List.of(worker));
        var port = new FakePort("a");
        worker.attach(0, port);
        port.isBroken = true;
        worker.wake();
        assertThatThrownBy(() -> loop.run(router, ports, () -> {}))
                .hasMessage("worker 1 failed")
                .hasRootCauseMessage("a mistake of ours");
        worker.detach(0);
        assertThat(port.isClosed).isTrue();
    }
}
