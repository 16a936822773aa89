package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// What the plane of a worker tells, on the worker's thread, passed on to the router's own. Packets go as copies: the worker's slab is nobody
/// else's. What is on its way has a bound; beyond it packets are dropped, and of everything else the plane tells again.
public final class PostedEvents implements PlaneEvents {
    /// What is on its way at most.
    static final int WAITING_MAX = 4096;

    /// Octets of packets that are on their way at most: a super-packet is as long as forty others.
    static final int WAITING_OCTETS_MAX = 8 << 20;

    private final PlaneEvents router;
    private final PacketSlab slab;
    private final SlotPackets theirs;
    private final SlotPackets ours;
    private final Consumer<Runnable> post;
    private final IntConsumer refuse;
    private final Runnable noSlot;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger waitingOctets = new AtomicInteger();

    /// @param router hears them in the end
    /// @param own the slab of the router's own thread
    /// @param theirs that of the worker
    /// @param post has something done on the router's thread
    /// @param refuse drops a packet of the worker that the router has no time for
    /// @param noSlot counts one that the slab of the router's own thread has no room for
    public PostedEvents(
            PlaneEvents router,
            PacketSlab own,
            PacketSlab theirs,
            Consumer<Runnable> post,
            IntConsumer refuse,
            Runnable noSlot) {
        this.router = router;
        slab = theirs;
        this.theirs = new SlotPackets(theirs);
        ours = new SlotPackets(own);
        this.post = post;
        this.refuse = refuse;
        this.noSlot = noSlot;
    }

    private boolean post(Runnable step) {
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            return false;
        }
        post.accept(
                () -> {
                    waiting.decrementAndGet();
                    step.run();
                });
        return true;
    }

    /// Passes a packet on, from the first octet that counts.
    private void pass(int slot, IntConsumer step) {
        if (waiting.get() >= WAITING_MAX
                || waitingOctets.get() + slab.length(slot) > WAITING_OCTETS_MAX) {
            refuse.accept(slot);
            return;
        }
        Bytes packet = theirs.take(slot);
        // The worker alone adds, so that there is room still.
        waitingOctets.addAndGet(packet.size());
        post(
                () -> {
                    waitingOctets.addAndGet(-packet.size());
                    int copy = ours.put(packet);
                    if (copy == PacketSlab.NONE) {
                        noSlot.run();
                    } else {
                        step.accept(copy);
                    }
                });
    }

    @Override
    public void deliverLocal(int slot, int table, int ifIndex, boolean protectedBySa) {
        pass(slot, copy -> router.deliverLocal(copy, table, ifIndex, protectedBySa));
    }

    @Override
    public void deliverArp(int slot, int ifIndex) {
        pass(slot, copy -> router.deliverArp(copy, ifIndex));
    }

    @Override
    public void deliverNeighborDiscovery(int slot, int ifIndex) {
        pass(slot, copy -> router.deliverNeighborDiscovery(copy, ifIndex));
    }

    @Override
    public void deliverNhrp(
            int slot,
            int ifIndex,
            int table,
            boolean labelled,
            boolean protectedBySa,
            IpAddress outerSource) {
        pass(
                slot,
                copy ->
                        router.deliverNhrp(
                                copy, ifIndex, table, labelled, protectedBySa, outerSource));
    }

    @Override
    public void neighborWanted(int ifIndex, IpAddress address) {
        post(() -> router.neighborWanted(ifIndex, address));
    }

    /// Told once, so it has to arrive.
    @Override
    public void softLimit(int ifIndex, int spi, boolean inbound) {
        post.accept(() -> router.softLimit(ifIndex, spi, inbound));
    }

    /// Told once, so it has to arrive.
    @Override
    public void firstInbound(int ifIndex, int spi) {
        post.accept(() -> router.firstInbound(ifIndex, spi));
    }

    /// Told once, so it has to arrive.
    @Override
    public void peerMoved(int ifIndex, int spi, IpAddress remote, int remotePort) {
        post.accept(() -> router.peerMoved(ifIndex, spi, remote, remotePort));
    }

    @Override
    public void invalidSpi(int table, IpAddress source, IpAddress destination, int spi) {
        post(() -> router.invalidSpi(table, source, destination, spi));
    }

    @Override
    public void pathMtuChanged(int ifIndex, int plaintextMtu) {
        post(() -> router.pathMtuChanged(ifIndex, plaintextMtu));
    }

    @Override
    public void tooBig(int table, IpAddress destination, int mtu) {
        post(() -> router.tooBig(table, destination, mtu));
    }

    @Override
    public void associationWanted(int ifIndex) {
        post(() -> router.associationWanted(ifIndex));
    }

    @Override
    public void transited(
            int inIfIndex,
            IpAddress outerSource,
            int outIfIndex,
            int table,
            boolean labelled,
            Bytes head) {
        post(() -> router.transited(inIfIndex, outerSource, outIfIndex, table, labelled, head));
    }

    @Override
    public void endpointWanted(int ifIndex, IpAddress nextHop) {
        post(() -> router.endpointWanted(ifIndex, nextHop));
    }
}
