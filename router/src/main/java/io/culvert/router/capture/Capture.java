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

/// One capture: what it takes, what it has, and whether it runs.
final class Capture {
    /// One of its points as the packet path knows it.
    private record Watch(int point, CaptureSource source, CaptureDirection direction) {}

    /// What it works with while it runs.
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

    private CaptureSettings settings;
    private List<CapturePoint> places = List.of();
    private List<Watch> watches = List.of();
    private PacketFilter filter = new PacketFilter.Everything();
    private @Nullable Run run;
    private CaptureBuffer buffer;
    private long missed;
    private Optional<String> ended = Optional.empty();
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

    CaptureBuffer buffer() {
        return buffer;
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

    void start(Instant now, PacketSlab slab) {
        clear();
        places = settings.points();
        run = new Run(buffer, slab);
        active = true;
        ended = Optional.empty();
        started = now;
    }

    void stop(Instant now) {
        active = false;
        run = null;
        stopped = now;
    }

    void clear() {
        buffer = emptyBuffer();
        missed = 0;
    }

    /// Ends its run from the packet path: nothing more is taken, and [Captures] hears of it later.
    private void end(String why) {
        ended = Optional.of(why);
        run = null;
    }

    Optional<Instant> deadline() {
        return active ? settings.seconds().map(started::plusSeconds) : Optional.empty();
    }

    void onTime(Instant now) {
        if (run != null && deadline().filter(at -> !at.isAfter(now)).isPresent()) {
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
        watches = List.copyOf(found);
        filter = PacketFilter.of(settings.filter(), host::accessList);
    }

    /// A frame or bare packet passes a port.
    void port(long nanos, int slot, int ifIndex, boolean isOutput) {
        Run now = run;
        if (now == null) {
            return;
        }
        now.when[slot] = NEVER;
        for (int i = 0; i < watches.size(); i++) {
            Watch watch = watches.get(i);
            CaptureSource source = watch.source;
            if (source.ifIndex() == ifIndex && watch.direction.takes(isOutput)) {
                if (source.kind() == CaptureSource.Kind.PACKETS) {
                    keep(now, watch, nanos, slot, LinkType.RAW, isOutput);
                    return;
                }
                if (source.kind() == CaptureSource.Kind.FRAMES && isOfVlan(now, source, slot)) {
                    keep(now, watch, nanos, slot, LinkType.ETHERNET, isOutput);
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
            CaptureSource.Kind kind,
            long nanos,
            int slot,
            int ifIndex,
            LinkType type,
            boolean isOutput) {
        Run now = run;
        if (now == null) {
            return;
        }
        for (int i = 0; i < watches.size(); i++) {
            Watch watch = watches.get(i);
            if (watch.source.kind() == kind
                    && watch.source.ifIndex() == ifIndex
                    && watch.direction.takes(isOutput)) {
                keep(now, watch, nanos, slot, type, isOutput);
                return;
            }
        }
    }

    /// The slot has another packet now, or none.
    void forget(int slot) {
        if (run != null) {
            run.when[slot] = NEVER;
        }
    }

    /// A packet that was seen a moment ago is dropped.
    void dropped(long nanos, int slot, Drop reason) {
        if (run != null && run.when[slot] == nanos) {
            run.buffer.lost(run.where[slot], reason);
        }
    }

    private void keep(Run now, Watch watch, long nanos, int slot, LinkType type, boolean isOutput) {
        PacketSlab slab = now.slab;
        int start = slab.start[slot];
        if (!filter.takes(type, slab.memory(), start, slab.end[slot])) {
            return;
        }
        int length = slab.length(slot);
        int kept = Math.min(length, settings.packetOctets().orElse(Integer.MAX_VALUE));
        long place =
                now.buffer.add(
                        nanos,
                        watch.point,
                        type,
                        isOutput ? Direction.OUTBOUND : Direction.INBOUND,
                        slab.memory(),
                        start,
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

    CaptureView view(Instant now) {
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
