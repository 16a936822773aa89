package io.culvert.daemon.node;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import io.culvert.dataplane.Planes;
import io.culvert.dataplane.PortOutput;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.Poller;
import io.culvert.router.PostedEvents;
import io.culvert.router.Router;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// The thread of a further worker: a plane of the router with a slab, a poller and a queue of each port that has several. It shares
/// nothing with the others but what they give each other, and the steps that the router's thread has it do between two batches.
final class WorkerThread implements Planes.Worker, PortOutput, AutoCloseable {
    /// It wakes at least so often.
    private static final long LONGEST_NANOS = 1_000_000_000L;

    private final int number;
    private final PacketSlab slab;
    private final PacketSlab routersSlab;
    private final EspCiphers ciphers;
    private final Poller poller;
    private final Gathering gathering;
    private final RouterLoop router;
    private final ConcurrentLinkedQueue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final int[] slots = new int[NodePorts.BATCH];
    private @Nullable LinuxPort[] ports = new LinuxPort[4];
    private @Nullable Thread thread;
    private @Nullable DataPlane plane;
    private @Nullable Router served;
    private List<WorkerThread> all = List.of();
    private volatile boolean asleep;
    private volatile boolean over;
    private volatile boolean ended;

    /// @param number of the worker, from 1 on
    /// @param routersSlab that of the router's own thread
    WorkerThread(
            int number,
            PacketSlab slab,
            PacketSlab routersSlab,
            EspCiphers ciphers,
            Poller poller,
            RouterLoop router) {
        this.number = number;
        this.slab = slab;
        this.routersSlab = routersSlab;
        this.ciphers = ciphers;
        this.poller = poller;
        gathering = new Gathering(poller);
        this.router = router;
    }

    /// Begins to work, when the router is made.
    ///
    /// @param workers all of them, by number, from 1 on
    void start(Router made, List<WorkerThread> workers) {
        served = made;
        all = List.copyOf(workers);
        DataPlane own = made.plane(number);
        plane = own;
        thread =
                Thread.ofPlatform()
                        .name("worker-" + number)
                        .uncaughtExceptionHandler((_, mistake) -> fail(mistake))
                        .start(() -> run(own));
    }

    int number() {
        return number;
    }

    @Override
    public PacketSlab slab() {
        return slab;
    }

    @Override
    public PortOutput output() {
        return this;
    }

    @Override
    public EspCiphers ciphers() {
        return ciphers;
    }

    @Override
    public PlaneEvents events(PlaneEvents events) {
        return new PostedEvents(
                events,
                routersSlab,
                slab,
                step -> router.post(() -> tell(step)),
                slot -> {
                    DataPlane own = plane;
                    if (own != null) {
                        own.dropLocal(slot, Drop.ROUTER_BEHIND);
                    }
                },
                () -> {
                    Router made = served;
                    if (made != null) {
                        made.noSlot();
                    }
                });
    }

    private void tell(Runnable step) {
        Router made = served;
        if (made != null) {
            made.told(router.now(), step);
        }
    }

    @Override
    public boolean isAwake() {
        return true;
    }

    /// From any thread, after something was given to the plane.
    @Override
    public void wake() {
        VarHandle.fullFence();
        if (asleep) {
            poller.wake();
        }
    }

    /// Has the worker do a step between two batches and waits for it; while the worker does not run, or not any more, it is done here.
    @Override
    public void exclusively(Runnable step) {
        if (thread == null || Thread.currentThread() == thread) {
            step.run();
            return;
        }
        var task = new FutureTask<Void>(step, null);
        steps.add(task);
        if (ended) {
            task.run();
        } else {
            poller.wake();
        }
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a worker did a step", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker's step failed", e.getCause());
        }
    }

    /// Takes a queue of a port, under the number that the router knows the port by.
    void attach(int port, LinuxPort queue) throws IOException {
        var failure = new IOException[1];
        exclusively(
                () -> {
                    try {
                        poller.add(queue);
                        if (port >= ports.length) {
                            ports = Arrays.copyOf(ports, Math.max(port + 1, 2 * ports.length));
                        }
                        ports[port] = queue;
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                });
        if (failure[0] != null) {
            queue.close();
            throw failure[0];
        }
    }

    /// Closes its queue of a port, if it has one.
    void detach(int port) {
        exclusively(
                () -> {
                    LinuxPort queue = port < ports.length ? ports[port] : null;
                    if (queue != null) {
                        ports[port] = null;
                        poller.remove(queue);
                        queue.close();
                    }
                });
    }

    /// Its queue of a port, for counters, which may be a moment old.
    @Nullable LinuxPort queue(int port) {
        return port < ports.length ? ports[port] : null;
    }

    /// However it ends, by a mistake of ours too, nobody waits for it for ever: who adds a step looks afterwards whether it has ended.
    private void run(DataPlane own) {
        try {
            work(own);
        } finally {
            ended = true;
            runSteps();
        }
    }

    private void work(DataPlane own) {
        while (!over) {
            boolean isBusy = runSteps();
            isBusy |= receive(own);
            isBusy |= own.takeGiven(router.nanos());
            if (own.wakeAtNanos() <= router.nanos()) {
                own.onTime(router.nanos());
            }
            wakeReceivers(own);
            gathering.endTurn(router.nanos());
            poller.await(isBusy ? 0 : fallAsleep(own));
            asleep = false;
        }
    }

    /// A mistake of ours belongs to the router's thread, which ends the node.
    private void fail(Throwable mistake) {
        router.post(
                () -> {
                    throw new IllegalStateException("worker " + number + " failed", mistake);
                });
    }

    private boolean runSteps() {
        boolean any = false;
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            step.run();
            any = true;
        }
        return any;
    }

    private boolean receive(DataPlane own) {
        boolean any = false;
        for (int port = 0; port < ports.length; port++) {
            LinuxPort queue = ports[port];
            if (queue != null) {
                int count = queue.receive(slots);
                if (count > 0) {
                    gathering.came(slab, slots, count);
                    own.input(router.nanos(), port, slots, count);
                    any = true;
                }
            }
        }
        return any;
    }

    private void wakeReceivers(DataPlane own) {
        long receivers = own.takeReceivers();
        if ((receivers & 1) != 0) {
            router.wake();
        }
        for (WorkerThread each : all) {
            if ((receivers & 1L << each.number) != 0) {
                each.wake();
            }
        }
    }

    /// Says that it sleeps before it looks for the last time: who gives it something looks after giving.
    private long fallAsleep(DataPlane own) {
        asleep = true;
        VarHandle.fullFence();
        if (!steps.isEmpty() || own.isGivenTo() || over) {
            return 0;
        }
        return Math.clamp(own.wakeAtNanos() - router.nanos(), 0, LONGEST_NANOS);
    }

    /// What has no queue here leaves by the first worker.
    @Override
    public void transmit(int port, int[] toSend, int count) {
        LinuxPort queue = port >= 0 && port < ports.length ? ports[port] : null;
        DataPlane own = plane;
        if (queue != null) {
            queue.transmit(toSend, count);
        } else if (own != null) {
            own.giveReady(port, toSend, count);
        }
    }

    /// Waits until it has ended, interrupted or not: what it works with is closed next.
    private static void joinWhole(Thread worker) {
        boolean wasInterrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException _) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the thread, when the router has been switched off.
    @Override
    public void close() {
        over = true;
        poller.wake();
        if (thread != null) {
            joinWhole(thread);
        }
        thread = null;
        for (int port = 0; port < ports.length; port++) {
            detach(port);
        }
        gathering.close();
        poller.close();
    }
}
