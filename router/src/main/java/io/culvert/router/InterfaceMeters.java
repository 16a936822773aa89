package io.culvert.router;

import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.InterfaceCounters;
import io.culvert.router.config.LinkSettings;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/// How busy interfaces are, and where their counters stood when an operator cleared them.
///
/// Every 5 seconds of router time an average moves towards what has passed since, as IOS does it: `new = sample + (old -
/// sample) * exp(-5 s / load interval)`. Nobody wakes up for that: counters change only inside calls of the router, so that
/// whoever comes next, before it does anything, takes the samples that were due meanwhile, of which only the first can be
/// other than zero.
final class InterfaceMeters {
    static final int SAMPLE_SECONDS = 5;

    private static final long SAMPLE_NANOS = SAMPLE_SECONDS * 1_000_000_000L;
    private static final int COUNTERS = DataPlane.CARRIED;

    private static final class Meter {
        int intervalSeconds = LinkSettings.LOAD_INTERVAL_DEFAULT;

        /// Its counters in the plane are not its own yet: the number may have been another interface's.
        boolean isFresh = true;

        InterfaceCounters base = InterfaceCounters.ZERO;
        Optional<Instant> cleared = Optional.empty();
        final long[] last = new long[COUNTERS];
        final double[] perSecond = new double[COUNTERS];

        double decay() {
            return StrictMath.exp(-(double) SAMPLE_SECONDS / intervalSeconds);
        }

        /// The average of one counter after so many samples, of which all but the first are zero.
        double after(long samples, int counter, long count) {
            if (samples == 0) {
                return perSecond[counter];
            }
            double sample = (double) (count - last[counter]) / SAMPLE_SECONDS;
            double first = sample + (perSecond[counter] - sample) * decay();
            return first * StrictMath.pow(decay(), (double) (samples - 1));
        }
    }

    private final DataPlane plane;
    private final TreeMap<Integer, Meter> meters = new TreeMap<>();
    private final long[] carried = new long[COUNTERS];
    private long nextSample = SAMPLE_NANOS;

    InterfaceMeters(DataPlane plane) {
        this.plane = plane;
    }

    void changed(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        if (after.isEmpty()) {
            before.ifPresent(gone -> meters.remove(gone.index()));
            return;
        }
        InterfaceState state = after.get();
        Meter meter = meters.computeIfAbsent(state.index(), _ -> new Meter());
        meter.intervalSeconds = state.config().link().loadIntervalSeconds();
    }

    /// The plane knows the interfaces as they are now.
    void imageInstalled() {
        meters.forEach(
                (index, meter) -> {
                    if (meter.isFresh) {
                        meter.isFresh = false;
                        meter.base = plane.interfaceCounters(index);
                        plane.carried(index, meter.last);
                    }
                });
    }

    /// Time passes; what is counted from here on belongs to `nowNanos`.
    void advance(long nowNanos) {
        long samples = samples(nowNanos);
        if (samples == 0) {
            return;
        }
        nextSample += samples * SAMPLE_NANOS;
        meters.forEach(
                (index, meter) -> {
                    plane.carried(index, carried);
                    for (int i = 0; i < COUNTERS; i++) {
                        meter.perSecond[i] = meter.after(samples, i, carried[i]);
                        meter.last[i] = carried[i];
                    }
                });
    }

    private long samples(long nowNanos) {
        return nowNanos < nextSample ? 0 : 1 + (nowNanos - nextSample) / SAMPLE_NANOS;
    }

    /// How busy an interface is at a moment after the last [#advance].
    InterfaceLoad load(int ifIndex, long nowNanos) {
        Meter meter = meters.getOrDefault(ifIndex, new Meter());
        var count = new long[COUNTERS];
        plane.carried(ifIndex, count);
        var perSecond = new double[COUNTERS];
        for (int i = 0; i < COUNTERS; i++) {
            perSecond[i] = meter.after(samples(nowNanos), i, count[i]);
        }
        return new InterfaceLoad(
                meter.intervalSeconds,
                Math.round(perSecond[DataPlane.OCTETS_IN] * Byte.SIZE),
                Math.round(perSecond[DataPlane.PACKETS_IN]),
                Math.round(perSecond[DataPlane.OCTETS_OUT] * Byte.SIZE),
                Math.round(perSecond[DataPlane.PACKETS_OUT]));
    }

    void clear(int ifIndex, Instant now) {
        Meter meter = meters.get(ifIndex);
        if (meter != null) {
            meter.base = plane.interfaceCounters(ifIndex);
            meter.cleared = Optional.of(now);
        }
    }

    /// What an interface has carried since it was there, or since its counters were cleared.
    InterfaceCounters counters(int ifIndex) {
        InterfaceCounters all = plane.interfaceCounters(ifIndex);
        Meter meter = meters.get(ifIndex);
        return meter == null || meter.isFresh ? all : all.since(meter.base);
    }

    Optional<Instant> cleared(int ifIndex) {
        return Optional.ofNullable(meters.get(ifIndex)).flatMap(meter -> meter.cleared);
    }
}
