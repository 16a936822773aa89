package io.culvert.router.capture;

import io.culvert.dataplane.Drop;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.pcapng.PcapngWriter.Direction;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One capture: what it takes, what it has, and whether it runs. It sees the packets of several planes, each on the thread that runs it: what it
/// remembers of slots is by plane, and its buffer is locked while a packet goes in and while it is read.
final class Capture {
    /// One of its points as the packet path knows it.
    private record Watch(int point, CaptureSource source, CaptureDirection direction) {}

    /// Where it looks, and at what.
    private record Sight(List<Watch> watches, PacketFilter filter) {}

    /// What it works with at one plane while it runs.
    private static final class Run {
        final CaptureBuffer buffer;
        final PacketSlab slab;

        /// By slot: the place in the buffer of the packet that was seen last in it, and when that was.
        final long[] where;

        final long[] when;

        Run(CaptureBuffer buffer, PacketSlab slab) {
            this.buffer = buffer;
            this.slab = slab;
            where = new long[slab.start.length];
            when = new long[slab.start.length];
            Arrays.fill(when, NEVER);
        }
    }

    private static final long NEVER = Long.MIN_VALUE;

    /// Held while the buffer is changed or read.
    private final Object lock = new Object();

    private CaptureSettings settings;
    private List<CapturePoint> places = List.of();
    private volatile Sight sight = new Sight(List.of(), new PacketFilter.Everything());

    /// By plane; none while it does not run.
    private volatile List<Run> runs = List.of();

    private CaptureBuffer buffer;
    private long missed;
    private volatile Optional<String> ended = Optional.empty();
    private boolean active;
    private Instant started = Instant.EPOCH;
    private Instant stopped = Instant.EPOCH;
    private Optional<WiresharkKeys> keys = Optional.empty();

    Capture(CaptureSettings settings) {
        this.settings = settings;
        buffer = emptyBuffer();
    }

    private CaptureBuffer emptyBuffer() {
        return new CaptureBuffer(settings.megabytes(), settings.circular());
    }

    CaptureSettings settings() {
        return settings;
    }

    void define(CaptureSettings newSettings) {
        settings = newSettings;
    }

    boolean isActive() {
        return active;
    }

    /// Why it is over though nobody ended it.
    Optional<String> ended() {
        return ended;
    }

    Optional<WiresharkKeys> keys() {
        return keys;
    }

    void gatherKeys() {
        keys = keys.or(() -> Optional.of(new WiresharkKeys()));
    }

    /// The points of what is in the buffer.
    List<CapturePoint> places() {
        return places;
    }

    void start(Instant now, List<CapturePlane> planes) {
        clear();
        places = settings.points();
        runs = planes.stream().map(plane -> new Run(buffer, plane.slab())).toList();
        active = true;
        ended = Optional.empty();
        started = now;
    }

    void stop(Instant now) {
        active = false;
        runs = List.of();
        stopped = now;
    }

    void clear() {
        buffer = emptyBuffer();
        missed = 0;
    }

    /// Ends its run from the packet path: nothing more is taken, and [Captures] hears of it later.
    private void end(String why) {
        ended = Optional.of(why);
        runs = List.of();
    }

    Optional<Instant> deadline() {
        return active ? settings.seconds().map(started::plusSeconds) : Optional.empty();
    }

    void onTime(Instant now) {
        if (!runs.isEmpty() && deadline().filter(at -> !at.isAfter(now)).isPresent()) {
            end("the duration limit was reached");
        }
    }

    /// Works out where the packets of its interfaces pass now.
    void resolve(Captures.Host host) {
        var found = new ArrayList<Watch>();
        for (int i = 0; i < settings.points().size(); i++) {
            CapturePoint point = settings.points().get(i);
            Optional<CaptureSource> source =
                    point.at().isPresent()
                            ? host.source(point.at().get())
                            : Optional.of(
                                    new CaptureSource(
                                            CaptureSource.Kind.CONTROL_PLANE,
                                            0,
                                            CaptureSource.ANY_VLAN));
            int number = i;
            source.ifPresent(at -> found.add(new Watch(number, at, point.direction())));
        }
        sight = new Sight(List.copyOf(found), PacketFilter.of(settings.filter(), host::accessList));
    }

    private @Nullable Run run(int plane) {
        List<Run> now = runs;
        return plane < now.size() ? now.get(plane) : null;
    }

    /// A frame or bare packet passes a port.
    void port(int plane, long nanos, int slot, int ifIndex, boolean isOutput) {
        Run now = run(plane);
        if (now == null) {
            return;
        }
        now.when[slot] = NEVER;
        Sight at = sight;
        for (int i = 0; i < at.watches.size(); i++) {
            Watch watch = at.watches.get(i);
            CaptureSource source = watch.source;
            if (source.ifIndex() == ifIndex && watch.direction.takes(isOutput)) {
                if (source.kind() == CaptureSource.Kind.PACKETS) {
                    keep(now, watch, at.filter, nanos, slot, LinkType.RAW, isOutput);
                    return;
                }
                if (source.kind() == CaptureSource.Kind.FRAMES && isOfVlan(now, source, slot)) {
                    keep(now, watch, at.filter, nanos, slot, LinkType.ETHERNET, isOutput);
                    return;
                }
            }
        }
    }

    private static boolean isOfVlan(Run now, CaptureSource source, int slot) {
        if (source.vlan() == CaptureSource.ANY_VLAN) {
            return true;
        }
        int at = now.slab.start[slot] + Ethernet.SIZE;
        return VlanTag.fits(at, now.slab.end[slot])
                && Net.u16(now.slab.memory(), at - 2) == Ethernet.VLAN
                && VlanTag.vlan(now.slab.memory(), at) == source.vlan();
    }

    /// A packet enters or leaves a tunnel, or the router's own stack.
    void packet(
            int plane,
            CaptureSource.Kind kind,
            long nanos,
            int slot,
            int ifIndex,
            LinkType type,
            boolean isOutput) {
        Run now = run(plane);
        if (now == null) {
            return;
        }
        Sight at = sight;
        for (int i = 0; i < at.watches.size(); i++) {
            Watch watch = at.watches.get(i);
            if (watch.source.kind() == kind
                    && watch.source.ifIndex() == ifIndex
                    && watch.direction.takes(isOutput)) {
                keep(now, watch, at.filter, nanos, slot, type, isOutput);
                return;
            }
        }
    }

    /// The slot has another packet now, or none.
    void forget(int plane, int slot) {
        Run now = run(plane);
        if (now != null) {
            now.when[slot] = NEVER;
        }
    }

    /// A packet that was seen a moment ago is dropped.
    void dropped(int plane, long nanos, int slot, Drop reason) {
        Run now = run(plane);
        if (now != null && now.when[slot] == nanos) {
            synchronized (lock) {
                now.buffer.lost(now.where[slot], reason);
            }
        }
    }

    private void keep(
            Run now,
            Watch watch,
            PacketFilter filter,
            long nanos,
            int slot,
            LinkType type,
            boolean isOutput) {
        PacketSlab slab = now.slab;
        if (filter.takes(type, slab.memory(), slab.start[slot], slab.end[slot])) {
            synchronized (lock) {
                if (ended.isEmpty()) {
                    add(now, watch, nanos, slot, type, isOutput);
                }
            }
        }
    }

    private void add(Run now, Watch watch, long nanos, int slot, LinkType type, boolean isOutput) {
        PacketSlab slab = now.slab;
        int length = slab.length(slot);
        int kept = Math.min(length, settings.packetOctets().orElse(Integer.MAX_VALUE));
        long place =
                now.buffer.add(
                        nanos,
                        watch.point,
                        type,
                        isOutput ? Direction.OUTBOUND : Direction.INBOUND,
                        slab.memory(),
                        slab.start[slot],
                        kept,
                        length);
        if (place == CaptureBuffer.NONE) {
            missed++;
            return;
        }
        now.where[slot] = place;
        now.when[slot] = nanos;
        if (now.buffer.packets() + now.buffer.overwritten()
                >= settings.packets().orElse(Integer.MAX_VALUE)) {
            end("the packet limit was reached");
        }
    }

    /// Whoever reads the packets.
    interface Reader<E extends Exception> {
        void take(CapturedPacket packet) throws E;
    }

    /// Hands over the packets, the oldest first, and lets nobody add one meanwhile.
    <E extends Exception> void read(Reader<E> reader) throws E {
        synchronized (lock) {
            for (CapturedPacket packet : buffer) {
                reader.take(packet);
            }
        }
    }

    CaptureView view(Instant now) {
        synchronized (lock) {
            return new CaptureView(
                    settings,
                    active,
                    ended,
                    buffer.packets(),
                    buffer.octets(),
                    buffer.overwritten(),
                    missed,
                    Duration.between(started, active ? now : stopped),
                    keys.map(WiresharkKeys::size));
        }
    }
}
