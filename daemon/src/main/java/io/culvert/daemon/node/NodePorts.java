package io.culvert.daemon.node;

import io.culvert.base.InterfaceName;
import io.culvert.daemon.node.PortPlan.Wanted;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PortOutput;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.Poller;
import io.culvert.linux.PortCounters;
import io.culvert.router.Port;
import io.culvert.router.Router;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The open ports of a node, kept as the configuration wants them.
final class NodePorts implements PortOutput, AutoCloseable {
    /// Packets that a port hands over at a time.
    static final int BATCH = 64;

    /// Batches that one port may bring before the others are asked again.
    static final int BATCHES_MAX = 16;

    /// Opens a port of the machine. The message of a failure is one sentence for the operator.
    interface Opener {
        LinuxPort open(InterfaceName name, Wanted wanted) throws IOException;

        /// Opens the queue of such a port that a further worker has, if there are several. Without workers there is none.
        ///
        /// @param first of the router's own thread
        default Optional<LinuxPort> join(
                LinuxPort first, InterfaceName name, Wanted wanted, WorkerThread worker)
                throws IOException {
            return Optional.empty();
        }
    }

    /// A port under the number that the router knows it by.
    private record Open(InterfaceName name, int number, Wanted wanted, LinuxPort port) {}

    private final Poller poller;
    private final PacketSlab slab;
    private final Opener opener;
    private final RouterLoop thread;
    private final List<WorkerThread> workers;
    private final Map<InterfaceName, Open> open = new LinkedHashMap<>();

    /// Ports that were open until their device went. They are opened again when it comes back, and refuse nobody a change of
    /// something else meanwhile.
    private final Map<InterfaceName, Wanted> lost = new LinkedHashMap<>();

    private @Nullable Open[] byNumber = new Open[4];
    private final int[] slots = new int[BATCH];

    NodePorts(
            Poller poller,
            PacketSlab slab,
            Opener opener,
            RouterLoop thread,
            List<WorkerThread> workers) {
        this.workers = List.copyOf(workers);
        this.poller = poller;
        this.slab = slab;
        this.opener = opener;
        this.thread = thread;
    }

    /// Opens what the plan wants and closes what it does not, all of it or none.
    ///
    /// @return a sentence that says why not; then everything is as before
    Optional<String> change(PortPlan plan, Router router) {
        List<InterfaceName> gone = new ArrayList<>();
        open.forEach(
                (name, each) -> {
                    if (!each.wanted().equals(plan.ports().get(name))) {
                        gone.add(name);
                    }
                });
        // A device goes from one interface to another only if it is closed first.
        var before = new LinkedHashMap<InterfaceName, Wanted>();
        gone.forEach(name -> before.put(name, close(name, router).wanted()));
        var opened = new ArrayList<InterfaceName>();
        try {
            for (var each : plan.ports().entrySet()) {
                InterfaceName name = each.getKey();
                if (!open.containsKey(name) && !each.getValue().equals(lost.get(name))) {
                    open(name, each.getValue(), router);
                    opened.add(name);
                }
            }
            lost.entrySet()
                    .removeIf(each -> !each.getValue().equals(plan.ports().get(each.getKey())));
            return Optional.empty();
        } catch (IOException e) {
            opened.forEach(name -> close(name, router));
            return Optional.of(e.getMessage() + reopen(before, router));
        }
    }

    /// Whether an Ethernet interface has no port, or one whose device is gone.
    boolean isIncomplete(RouterConfig config) {
        for (InterfaceConfig each : config.interfaces()) {
            if (each.name().kind().isPhysical() && !each.name().isSubinterface()) {
                Open has = open.get(each.name());
                if (has == null || has.port().isGone()) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Lets go of ports whose device is gone and opens those of the plan that can be opened now; the others are tried again.
    void revisit(PortPlan plan, Router router) {
        for (Open each : new ArrayList<>(open.values())) {
            if (each.port().isGone()) {
                lost.put(each.name(), close(each.name(), router).wanted());
            }
        }
        plan.ports()
                .forEach(
                        (name, wanted) -> {
                            if (!open.containsKey(name)) {
                                tryOpen(name, wanted, router);
                            }
                        });
    }

    private void tryOpen(InterfaceName name, Wanted wanted, Router router) {
        try {
            open(name, wanted, router);
            lost.remove(name);
        } catch (IOException e) {
            System.getLogger(NodePorts.class.getName())
                    .log(System.Logger.Level.DEBUG, name + " has no port yet: " + e.getMessage());
        }
    }

    /// Puts back what was closed for a change that then failed.
    private String reopen(Map<InterfaceName, Wanted> before, Router router) {
        var failed = new StringBuilder();
        before.forEach(
                (name, wanted) -> {
                    try {
                        open(name, wanted, router);
                    } catch (IOException e) {
                        lost.put(name, wanted);
                        failed.append("; ")
                                .append(name)
                                .append(" is down: ")
                                .append(e.getMessage());
                    }
                });
        return failed.toString();
    }

    private void open(InterfaceName name, Wanted wanted, Router router) throws IOException {
        LinuxPort port = opener.open(name, wanted);
        try {
            poller.add(port);
        } catch (IOException e) {
            port.close();
            throw e;
        }
        var added = new Open(name, freeNumber(), wanted, port);
        try {
            openQueues(added);
        } catch (IOException e) {
            forget(added);
            throw e;
        }
        open.put(name, added);
        byNumber[added.number()] = added;
        tell(added, router);
    }

    private void openQueues(Open each) throws IOException {
        for (WorkerThread worker : workers) {
            Optional<LinuxPort> queue =
                    opener.join(each.port(), each.name(), each.wanted(), worker);
            if (queue.isPresent()) {
                worker.attach(each.number(), queue.get());
            }
        }
    }

    /// What the port is now.
    private void tell(Open each, Router router) {
        LinuxPort port = each.port();
        router.plug(
                thread.now(),
                each.number(),
                new Port(each.name(), port.mtu(), port.medium(), port.mac()));
        router.carrier(thread.now(), each.number(), port.carrier());
    }

    private int freeNumber() {
        for (int i = 0; i < byNumber.length; i++) {
            if (byNumber[i] == null) {
                return i;
            }
        }
        byNumber = Arrays.copyOf(byNumber, 2 * byNumber.length);
        return byNumber.length / 2;
    }

    private Open close(InterfaceName name, Router router) {
        Open gone = open.remove(name);
        if (gone == null) {
            throw new IllegalStateException(name + " has no open port");
        }
        router.unplug(thread.now(), gone.number());
        forget(gone);
        return gone;
    }

    private void forget(Open gone) {
        workers.forEach(worker -> worker.detach(gone.number()));
        byNumber[gone.number()] = null;
        poller.remove(gone.port());
        gone.port().close();
    }

    /// Hands over to the router what has arrived, and what has become of the ports.
    void receive(Router router) {
        for (int i = 0; i < byNumber.length; i++) {
            Open each = byNumber[i];
            if (each != null) {
                receive(each, router);
                if (each.port().takeChange()) {
                    tell(each, router);
                }
            }
        }
    }

    private void receive(Open each, Router router) {
        for (int batch = 0; batch < BATCHES_MAX; batch++) {
            int count = each.port().receive(slots);
            if (count > 0) {
                thread.gathering().came(slab, slots, count);
                router.receive(thread.now(), each.number(), slots, count);
            }
            if (count < BATCH) {
                return;
            }
        }
    }

    @Override
    public void transmit(int port, int[] toSend, int count) {
        Open to = port >= 0 && port < byNumber.length ? byNumber[port] : null;
        if (to != null) {
            to.port().transmit(toSend, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            slab.free(toSend[i]);
        }
    }

    /// The open port of an interface, for displays.
    Optional<LinuxPort> of(InterfaceName name) {
        return Optional.ofNullable(open.get(name)).map(Open::port);
    }

    /// What all workers have carried by the port of an interface.
    Optional<PortCounters> counters(InterfaceName name) {
        Open each = open.get(name);
        if (each == null) {
            return Optional.empty();
        }
        PortCounters all = each.port().counters();
        for (WorkerThread worker : workers) {
            LinuxPort queue = worker.queue(each.number());
            all = queue == null ? all : all.plus(queue.counters());
        }
        return Optional.of(all);
    }

    @Override
    public void close() {
        new ArrayList<>(open.values()).forEach(this::forget);
        open.clear();
    }
}
