package io.culvert.lab;

import io.culvert.base.Invariant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The nodes, the links and the one agenda. Time passes only in [#next] and [#runUntil].
public final class Lab {
    /// More things than this at one instant are a loop of ours.
    private static final int EVENTS_AT_ONE_INSTANT_MAX = 10_000_000;

    /// How long a clean restart leaves the ports without carrier.
    private static final long RESTART_NANOS = 1_000_000_000L;

    private static final int FRAME = 0;
    private static final int CARRIER = 1;
    private static final int WAKE = 2;
    private static final int START = 3;
    private static final int KIND_BITS = 3;

    /// A node and what the lab knows about it.
    private static final class Place {
        final Node node;
        final int index;
        final List<Optional<LinkEnd>> ends = new ArrayList<>();
        boolean powered;
        long wakeAt = Node.NEVER;

        Place(Node node, int index) {
            this.node = node;
            this.index = index;
            for (int port = 0; port < node.ports().size(); port++) {
                ends.add(Optional.empty());
            }
        }
    }

    private final Frames frames;
    private final long seed;
    private final Instant start;
    private final EventQueue queue = new EventQueue();
    private final Transit transit;
    private final List<Place> places = new ArrayList<>();
    private final TreeMap<String, Place> byName = new TreeMap<>();
    private final List<LinkEnd> ends = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();
    private long now;
    private int eventsAtThisInstant;

    public Lab(Frames frames, long seed, Instant start) {
        this.frames = frames;
        this.seed = seed;
        this.start = start;
        this.transit =
                new Transit(
                        frames,
                        (at, from, slot) ->
                                queue.add(
                                        at,
                                        FRAME | from.link().generation << KIND_BITS,
                                        from.index,
                                        slot));
    }

    public long seed() {
        return seed;
    }

    public Frames frames() {
        return frames;
    }

    /// Nanoseconds since the lab was switched on.
    public long now() {
        return now;
    }

    public Instant instant() {
        return instant(now);
    }

    /// Router time, and the lab's wall time, at a time of the agenda.
    public Instant instant(long nanos) {
        return start.plusNanos(nanos);
    }

    public void add(Node node) {
        int index = places.size();
        var place = new Place(node, index);
        Invariant.hold(
                byName.putIfAbsent(node.name(), place) == null, "every node has a name of its own");
        places.add(place);
        node.plug(
                new Cabling() {
                    @Override
                    public void transmit(int port, int slot) {
                        Lab.this.transmit(index, port, slot);
                    }

                    @Override
                    public void enable(int port, boolean on) {
                        place.ends
                                .get(port)
                                .ifPresent(
                                        end -> {
                                            end.enabled = on;
                                            settleCarrier(end.link());
                                        });
                    }
                });
    }

    /// Joins two ports that are free. The random stream of each direction hangs on its endpoint alone.
    public Link connect(Endpoint a, Endpoint b, int mtu) {
        var link = new Link(mtu);
        link.a = end(a, link);
        link.b = end(b, link);
        links.add(link);
        settleCarrier(link);
        return link;
    }

    private LinkEnd end(Endpoint endpoint, Link link) {
        Place place = place(endpoint.node());
        int port = place.node.ports().indexOf(endpoint.port());
        Invariant.hold(
                port >= 0 && place.ends.get(port).isEmpty(),
                "a link joins ports that are there and free");
        var random = new SplittableRandom(SeedMix.of(seed, endpoint.toString()));
        var end = new LinkEnd(endpoint, link, ends.size(), place.index, port, random);
        ends.add(end);
        place.ends.set(port, Optional.of(end));
        return end;
    }

    public List<Node> nodes() {
        return places.stream().map(place -> place.node).toList();
    }

    public Optional<Node> node(String name) {
        return Optional.ofNullable(byName.get(name)).map(place -> place.node);
    }

    public List<Link> links() {
        return List.copyOf(links);
    }

    public Optional<LinkEnd> end(Endpoint endpoint) {
        return ends.stream().filter(end -> end.endpoint().equals(endpoint)).findFirst();
    }

    public void tap(Tap tap) {
        taps.add(tap);
    }

    // Power and carrier

    public boolean isPowered(String name) {
        return place(name).powered;
    }

    private Place place(String name) {
        Place place = byName.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return place;
    }

    /// Switches on every node that is off, in the order in which they were added.
    public void startAll() {
        for (Place place : places) {
            start(place);
        }
    }

    public void start(String name) {
        start(place(name));
    }

    private void start(Place place) {
        if (place.powered) {
            return;
        }
        place.powered = true;
        place.node.start(now);
        settleCarriers(place);
        arm(place);
    }

    public void crash(String name) {
        Place place = place(name);
        if (place.powered) {
            place.node.crash(now);
            powerOff(place);
        }
    }

    /// Shuts the node down cleanly and switches it on again a second later.
    public void reload(String name) {
        Place place = place(name);
        if (place.powered) {
            place.node.shutDown(now);
            powerOff(place);
            queue.add(now + RESTART_NANOS, START, place.index, 0);
        }
    }

    private void powerOff(Place place) {
        place.powered = false;
        for (var end : place.ends) {
            end.ifPresent(found -> found.toldUp = false);
        }
        settleCarriers(place);
    }

    private void settleCarriers(Place place) {
        for (var end : place.ends) {
            end.ifPresent(found -> settleCarrier(found.link()));
        }
    }

    /// Plugs the cable in or out, as both ends see.
    public void carrier(Link link, boolean up) {
        link.up = up;
        settleCarrier(link);
    }

    public void faults(LinkEnd end, Faults faults) {
        end.faults = faults;
    }

    private boolean hasCarrier(Link link) {
        return link.up
                && link.a.enabled
                && link.b.enabled
                && places.get(link.a.node).powered
                && places.get(link.b.node).powered;
    }

    private void settleCarrier(Link link) {
        boolean up = hasCarrier(link);
        if (!up && (link.a.toldUp || link.b.toldUp)) {
            link.generation++;
            link.a.busyUntil = 0;
            link.b.busyUntil = 0;
        }
        queue.add(now, CARRIER, link.a.index, 0);
        queue.add(now, CARRIER, link.b.index, 0);
    }

    // Frames

    private void transmit(int node, int port, int slot) {
        Place place = places.get(node);
        var plugged = place.ends.get(port);
        if (plugged.isEmpty()) {
            frames.release(slot);
            return;
        }
        LinkEnd end = plugged.get();
        if (!hasCarrier(end.link())) {
            end.counters.noCarrier++;
            frames.release(slot);
            return;
        }
        end.counters.frames++;
        end.counters.octets += frames.length(slot);
        for (Tap tap : taps) {
            tap.transmitted(now, end, slot);
        }
        transit.pass(now, end, slot);
    }

    private void deliver(LinkEnd from, int generation, int slot) {
        LinkEnd to = from.peer();
        if (generation != (from.link().generation & -1 >>> KIND_BITS) || !hasCarrier(from.link())) {
            from.counters.noCarrier++;
            frames.release(slot);
            return;
        }
        for (Tap tap : taps) {
            tap.delivered(now, to, slot);
        }
        places.get(to.node).node.receive(now, to.port, slot);
    }

    // Time

    /// Does the next thing if it is due by `limit`, and sets the time to it. False if there is none: the time then stays.
    public boolean next(long limit) {
        if (queue.isEmpty() || queue.headAt() > limit) {
            return false;
        }
        countInstant(queue.headAt());
        now = queue.headAt();
        int kind = queue.headKind();
        int target = queue.headTarget();
        int detail = queue.headDetail();
        queue.removeHead();
        switch (kind & (1 << KIND_BITS) - 1) {
            case FRAME -> frames(kind, target, detail);
            case CARRIER -> carrier(ends.get(target));
            case WAKE -> wake(places.get(target));
            case START -> start(places.get(target));
            default -> throw new IllegalStateException("event kind " + kind);
        }
        return true;
    }

    private void countInstant(long at) {
        Invariant.hold(at >= now, "time runs forward");
        eventsAtThisInstant = at == now ? eventsAtThisInstant + 1 : 0;
        Invariant.hold(
                eventsAtThisInstant < EVENTS_AT_ONE_INSTANT_MAX, "time does not stand still");
    }

    private void frames(int kind, int target, int slot) {
        LinkEnd from = ends.get(target);
        int node = from.peer().node;
        deliver(from, kind >>> KIND_BITS, slot);
        while (!queue.isEmpty() && queue.headAt() == now && isFrameFor(node)) {
            int generation = queue.headKind() >>> KIND_BITS;
            LinkEnd also = ends.get(queue.headTarget());
            int alsoSlot = queue.headDetail();
            queue.removeHead();
            deliver(also, generation, alsoSlot);
        }
        Place place = places.get(node);
        if (place.powered) {
            place.node.received(now);
            arm(place);
        }
    }

    private boolean isFrameFor(int node) {
        return (queue.headKind() & (1 << KIND_BITS) - 1) == FRAME
                && ends.get(queue.headTarget()).peer().node == node;
    }

    private void carrier(LinkEnd end) {
        Place place = places.get(end.node);
        boolean up = hasCarrier(end.link());
        if (place.powered && end.toldUp != up) {
            end.toldUp = up;
            place.node.carrier(now, end.port, up);
            arm(place);
        }
    }

    private void wake(Place place) {
        if (place.wakeAt > now) {
            return;
        }
        place.wakeAt = Node.NEVER;
        if (place.powered && place.node.wakeAt() <= now) {
            place.node.onTime(now);
        }
        arm(place);
    }

    private void arm(Place place) {
        if (!place.powered) {
            return;
        }
        long wanted = place.node.wakeAt();
        if (wanted < place.wakeAt) {
            place.wakeAt = Math.max(wanted, now);
            queue.add(place.wakeAt, WAKE, place.index, 0);
        }
    }

    /// Tells the lab that something outside the agenda (a command) may have changed what the node waits for.
    public void touched(Node node) {
        arm(place(node.name()));
    }

    /// The time of the next event, or [Node#NEVER].
    public long nextAt() {
        return queue.isEmpty() ? Node.NEVER : queue.headAt();
    }

    /// Does all that is due by `limit` and sets the time to it.
    public void runUntil(long limit) {
        while (next(limit)) {
            // all the work is in the condition
        }
        now = Math.max(now, limit);
    }
}
