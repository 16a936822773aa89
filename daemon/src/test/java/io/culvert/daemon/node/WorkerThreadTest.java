package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.MacAddress;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.Tap;
import io.culvert.engine.Entropy;
import io.culvert.host.probe.PacketNumbers;
import io.culvert.ike.v2.KeyLog;
import io.culvert.linux.Poller;
import io.culvert.router.CertificateStore;
import io.culvert.router.Jobs;
import io.culvert.router.Router;
import io.culvert.router.RouterSetup;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A worker beside the thread of a router, which is the test's own.
@Timeout(30)
class WorkerThreadTest {
    private final PacketSlab slab = new PacketSlab(64, 2);
    private final Poller poller = poller();
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
            new WorkerThread(1, new PacketSlab(64, 2), slab, new JdkEspCiphers(), poller(), loop);
    private final Router router =
            new Router(
                    new RouterSetup(
                            List.of(),
                            new MacAddress(0x0200_0000_0000L),
                            slab,
                            ports,
                            List.of(worker),
                            Tap.NONE,
                            Entropy.seeded("worker"),
                            new SplittableRandom(1),
                            PacketNumbers.counting(),
                            Instant.EPOCH,
                            CertificateStore.EMPTY,
                            new JdkEspCiphers(),
                            LibraryKeys.JDK,
                            Jobs.AT_ONCE,
                            KeyLog.NONE,
                            _ -> {}));

    private static Poller poller() {
        try {
            return Poller.open();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

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
