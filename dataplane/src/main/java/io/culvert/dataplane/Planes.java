package io.culvert.dataplane;

import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.dataplane.fib.ForwardingImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The planes of one router as its control side sees them: one for each worker, of which the first belongs to the control side's own
/// thread. They share nothing but the forwarding image: each has its slab, its counters, its associations, and gives
/// away packets that belong to another ([Exchange]). What is ordered here is done on the plane that it concerns, or on all of
/// them, and what is asked is added up.
public final class Planes {
    /// Who runs a further plane.
    public interface Worker {
        PacketSlab slab();

        PortOutput output();

        /// What the plane of this worker tells: something that passes it on to the router, on the router's own thread.
        PlaneEvents events(PlaneEvents router);

        /// What its packets are sealed and opened with: nobody else's at the same time.
        EspCiphers ciphers();

        /// Does a step while the worker is between two batches.
        void exclusively(Runnable step);

        /// Whether the worker takes what other planes give to its own by itself; otherwise that is done at the end of every call.
        boolean isAwake();

        /// Something was given to its plane.
        void wake();
    }

    private final List<Worker> workers;
    private final List<DataPlane> planes = new ArrayList<>();
    private final DataPlane first;
    private final PlaneSums sums;
    private ForwardingImage installed = ForwardingImage.EMPTY;
    private boolean isSettling;

    /// @param workers those of the further planes, or none
    public Planes(
            PacketSlab slab,
            PortOutput output,
            PlaneEvents events,
            List<? extends Worker> workers) {
        this.workers = List.copyOf(workers);
        var rates = new RateLimits();
        int count = 1 + workers.size();
        var slabs = new ArrayList<PacketSlab>(List.of(slab));
        workers.forEach(worker -> slabs.add(worker.slab()));
        var passages = new Passage[count][count];
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                passages[from][to] = new Passage(slabs.get(from));
            }
        }
        for (int i = 0; i < count; i++) {
            int own = i;
            List<Passage> to = count == 1 ? List.of() : List.of(passages[own]);
            List<Passage> from = to.isEmpty() ? to : column(passages, own);
            Worker worker = own == 0 ? null : workers.get(own - 1);
            planes.add(
                    worker == null
                            ? new DataPlane(slab, output, events, rates, 0, to, from)
                            : new DataPlane(
                                    worker.slab(),
                                    worker.output(),
                                    worker.events(events),
                                    rates,
                                    own,
                                    to,
                                    from));
        }
        first = planes.getFirst();
        sums = new PlaneSums(planes);
    }

    private static List<Passage> column(Passage[][] passages, int to) {
        var all = new ArrayList<Passage>();
        for (Passage[] row : passages) {
            all.add(row[to]);
        }
        return all;
    }

    public int count() {
        return planes.size();
    }

    /// The plane of a worker, for the worker; that of the router's own thread has number 0.
    public DataPlane plane(int number) {
        return planes.get(number);
    }

    /// The plane that opens packets with this SPI.
    public int ownerOfSpi(int spi) {
        return Exchange.ownerOfSpi(spi, planes.size());
    }

    /// The plane that seals packets into a tunnel where no other has an association for it.
    public int ownerOfTunnel(int ifIndex) {
        return Exchange.ownerOfTunnel(ifIndex, planes.size());
    }

    /// Asks a plane, and waits for the answer.
    private <T> T ask(int number, Function<DataPlane, T> question) {
        if (number == 0) {
            return question.apply(first);
        }
        var answer = new ArrayList<T>(1);
        DataPlane plane = planes.get(number);
        workers.get(number - 1)
                .exclusively(
                        () -> {
                            plane.takePublished();
                            answer.add(question.apply(plane));
                        });
        return answer.getFirst();
    }

    private <T> T askOwnerOfTunnel(int ifIndex, Function<DataPlane, T> question) {
        return ask(ownerOfTunnel(ifIndex), question);
    }

    private <T> List<T> askAll(Function<DataPlane, T> question) {
        var answers = new ArrayList<T>(planes.size());
        for (int i = 0; i < planes.size(); i++) {
            answers.add(ask(i, question));
        }
        return answers;
    }

    /// What was given away is done, or somebody does it.
    private void settle(long nowNanos) {
        if (planes.size() == 1 || isSettling) {
            return;
        }
        isSettling = true;
        while (settleOnce(nowNanos)) {
            first.takeGiven(nowNanos);
        }
        isSettling = false;
        long receivers = first.takeReceivers();
        for (int i = 1; i < planes.size(); i++) {
            if ((receivers & 1L << i) != 0) {
                workers.get(i - 1).wake();
            }
        }
    }

    /// Has every plane that nobody else runs take what it was given, and tells whether there was anything, for them or for the first.
    private boolean settleOnce(long nowNanos) {
        boolean any = false;
        boolean isTogether = false;
        for (int i = 1; i < planes.size(); i++) {
            if (!workers.get(i - 1).isAwake()) {
                isTogether = true;
                any |= planes.get(i).takeGiven(nowNanos);
            }
        }
        return any || isTogether && first.isGivenTo();
    }

    /// Whether workers have given something to the plane of the router's own thread.
    public boolean isGivenTo() {
        return first.isGivenTo();
    }

    /// Has back what workers have copied of the packets that the plane of the router's own thread gave them. It may give and never be given
    /// anything, so this is for every turn of that thread.
    public void takeBack() {
        first.takeBack();
    }

    /// Handles what the workers have given to the plane of the router's own thread.
    public void takeGiven(long nowNanos) {
        first.takeGiven(nowNanos);
        settle(nowNanos);
    }

    /// How many planes are watched each by itself: all that a thread of their own runs. Those that one thread runs have one watcher.
    public int watched() {
        return workers.stream().anyMatch(Worker::isAwake) ? planes.size() : 1;
    }

    /// Has somebody watch every step.
    ///
    /// @param taps one for each plane that is watched by itself; one that is left out is not watched any more. Each is told on the thread of its plane.
    public void setTaps(List<Tap> taps) {
        boolean isTogether = watched() == 1;
        for (int i = 0; i < planes.size(); i++) {
            int at = isTogether ? 0 : i;
            Tap tap = at < taps.size() ? taps.get(at) : Tap.NONE;
            ask(
                    i,
                    plane -> {
                        plane.setTap(tap);
                        return true;
                    });
        }
    }

    /// Forwards by this image from the next batch of each plane on. A worker that is awake is not waited for where only routes or labels have
    /// changed: it takes the image before it does anything else, packets and orders alike. While it sleeps it keeps the one it has.
    public void install(ForwardingImage image) {
        for (int i = 0; i < planes.size(); i++) {
            DataPlane plane = planes.get(i);
            if (i > 0 && workers.get(i - 1).isAwake() && mayBeHandedOver(image, plane)) {
                plane.publish(image);
            } else {
                ask(
                        i,
                        asked -> {
                            asked.install(image);
                            return true;
                        });
            }
        }
        installed = image;
    }

    /// Counters of interfaces and tables get their room while both threads know of it. What a label or mark counts begins at zero when it
    /// comes again, so that no image in which it is away may be passed over.
    private boolean mayBeHandedOver(ForwardingImage image, DataPlane plane) {
        boolean hasSameLabels = image.hasLabelsOf(installed) && image.hasMarksOf(installed);
        return image.hasFacesOf(installed)
                && image.tableCount() == installed.tableCount()
                && (hasSameLabels || plane.hasTakenPublished());
    }

    /// As [DataPlane#input], by the plane of the router's own thread.
    public void input(long nowNanos, int port, int[] slots, int count) {
        first.input(nowNanos, port, slots, count);
        settle(nowNanos);
    }

    public void originate(long nowNanos, int table, int slot, int bound) {
        first.originate(nowNanos, table, slot, bound);
        settle(nowNanos);
    }

    /// As [DataPlane#originateTunnel], by the plane that seals for the tunnel.
    public void originateTunnel(long nowNanos, int ifIndex, int slot, int payloadType) {
        move(
                slot,
                ownerOfTunnel(ifIndex),
                (plane, moved) -> plane.originateTunnel(nowNanos, ifIndex, moved, payloadType));
        settle(nowNanos);
    }

    public void originateTunnel(
            long nowNanos, int ifIndex, IpAddress peer, int slot, int payloadType) {
        first.originateTunnel(nowNanos, ifIndex, peer, slot, payloadType);
        settle(nowNanos);
    }

    public void originateOnLabel(long nowNanos, int table, IpAddress towards, int slot) {
        int tunnel = first.tunnelTowards(table, towards);
        move(
                slot,
                ownerOfTunnel(Math.max(0, tunnel)),
                (plane, moved) -> plane.originateOnLabel(nowNanos, table, towards, moved));
        settle(nowNanos);
    }

    private interface Step {
        void run(DataPlane plane, int slot);
    }

    /// Does a step with a packet of the router's own slab on another plane.
    private void move(int slot, int owner, Step step) {
        if (owner == 0) {
            step.run(first, slot);
            return;
        }
        PacketSlab from = first.slab();
        ask(
                owner,
                plane -> {
                    int moved = plane.slab().copyFrom(from, slot);
                    if (moved == PacketSlab.NONE) {
                        first.dropLocal(slot, Drop.NO_SLOT);
                    } else {
                        from.free(slot);
                        step.run(plane, moved);
                    }
                    return true;
                });
    }

    public void transmitRaw(long nowNanos, int ifIndex, int slot) {
        first.transmitRaw(nowNanos, ifIndex, slot);
    }

    public boolean setNeighbor(long nowNanos, int ifIndex, IpAddress address, MacAddress mac) {
        List<Boolean> kept = askAll(plane -> plane.setNeighbor(nowNanos, ifIndex, address, mac));
        settle(nowNanos);
        return !kept.contains(false);
    }

    public void removeNeighbor(int ifIndex, IpAddress address) {
        askAll(
                plane -> {
                    plane.removeNeighbor(ifIndex, address);
                    return true;
                });
    }

    public void neighborUnreachable(long nowNanos, int ifIndex, IpAddress address) {
        askAll(
                plane -> {
                    plane.neighborUnreachable(nowNanos, ifIndex, address);
                    return true;
                });
        settle(nowNanos);
    }

    public void offerInbound(int frontDoor, int spi) {
        ask(
                ownerOfSpi(spi),
                plane -> {
                    plane.offerInbound(frontDoor, spi);
                    return true;
                });
    }

    /// As [DataPlane#installInbound], on the plane that the SPI says.
    public boolean installInbound(SaBinding binding, EspOpener opener, int window) {
        return ask(
                ownerOfSpi(binding.spi()), plane -> plane.installInbound(binding, opener, window));
    }

    /// As [DataPlane#installOutbound], on the plane of a worker: that which seals for the tunnel, or one that is to have an association for
    /// itself (RFC 9611).
    public void installOutbound(int worker, SaBinding binding, EspSealer sealer) {
        DataPlane owning = planes.get(worker);
        askAll(
                plane -> {
                    if (plane == owning) {
                        plane.installOutbound(binding, sealer);
                    } else {
                        plane.knowOutbound(binding);
                    }
                    return true;
                });
    }

    public void useOutboundLast(int ifIndex, int spi) {
        askAll(
                plane -> {
                    plane.useOutboundLast(ifIndex, spi);
                    return true;
                });
    }

    public void moveInbound(int frontDoor, int spi, SaPath path) {
        ask(
                ownerOfSpi(spi),
                plane -> {
                    plane.moveInbound(frontDoor, spi, path);
                    return true;
                });
    }

    public void moveOutbound(int ifIndex, int spi, SaPath path) {
        askAll(
                plane -> {
                    plane.moveOutbound(ifIndex, spi, path);
                    return true;
                });
    }

    public Optional<SaCounters> removeInbound(int frontDoor, int spi) {
        return ask(ownerOfSpi(spi), plane -> plane.removeInbound(frontDoor, spi));
    }

    public Optional<SaCounters> removeOutbound(int ifIndex, int spi) {
        return askAll(plane -> plane.removeOutbound(ifIndex, spi)).stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// Does what is due on the planes that nobody else runs.
    public void onTime(long nowNanos) {
        for (int i = 0; i < planes.size(); i++) {
            if (i == 0 || !workers.get(i - 1).isAwake()) {
                planes.get(i).onTime(nowNanos);
            }
        }
        settle(nowNanos);
    }

    /// When [#onTime] wants to be called next, or Long.MAX_VALUE.
    public long wakeAtNanos() {
        long earliest = first.wakeAtNanos();
        for (int i = 1; i < planes.size(); i++) {
            if (!workers.get(i - 1).isAwake()) {
                earliest = Math.min(earliest, planes.get(i).wakeAtNanos());
            }
        }
        return earliest;
    }

    /// Counts a packet that the slab of the router's own thread had no slot for.
    public void noSlot() {
        first.noSlot();
    }

    public void dropLocal(int slot, Drop reason) {
        first.dropLocal(slot, reason);
    }

    public int plaintextMtu(int ifIndex) {
        return askOwnerOfTunnel(ifIndex, plane -> plane.plaintextMtu(ifIndex));
    }

    public int ipMtu(int ifIndex, int labels) {
        return askOwnerOfTunnel(ifIndex, plane -> plane.ipMtu(ifIndex, labels));
    }

    public int learnedPathMtu(int ifIndex) {
        return askOwnerOfTunnel(ifIndex, plane -> plane.learnedPathMtu(ifIndex));
    }

    public void close() {
        settle(0);
        askAll(
                plane -> {
                    plane.close();
                    return true;
                });
    }

    public List<SaCounters> saCounters() {
        var all = new ArrayList<SaCounters>();
        askAll(DataPlane::saCounters).forEach(all::addAll);
        return all;
    }

    public Optional<SaCounters> inboundCounters(int frontDoor, int spi) {
        return ask(ownerOfSpi(spi), plane -> plane.inboundCounters(frontDoor, spi));
    }

    /// @param worker as at [#installOutbound]
    public Optional<SaCounters> outboundCounters(int worker, int ifIndex, int spi) {
        return ask(worker, plane -> plane.outboundCounters(ifIndex, spi));
    }

    public long lastUsedNanos(int mark) {
        return sums.lastUsedNanos(mark);
    }

    public List<DropCount> drops() {
        return sums.drops();
    }

    public long drops(Drop reason) {
        return sums.of(plane -> plane.drops(reason));
    }

    public long tableDrops(int table) {
        return sums.of(plane -> plane.tableDrops(table));
    }

    /// As [DataPlane#carried].
    public void carried(int ifIndex, long[] into) {
        sums.carried(ifIndex, into);
    }

    public InterfaceCounters interfaceCounters(int ifIndex) {
        return sums.ofInterface(ifIndex);
    }

    public long labelOctets(int label) {
        return sums.of(plane -> plane.labelOctets(label));
    }

    public long expressPackets() {
        return sums.of(DataPlane::expressPackets);
    }

    public PlaneCounters planeCounters() {
        return sums.all();
    }
}
