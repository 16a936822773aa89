package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.InterfaceCounters;
import io.culvert.dataplane.Planes;
import io.culvert.router.config.LinkSettings;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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
        final int ifIndex;

        /// Of the peers of a multipoint tunnel: what they carry, it does.
        final TreeMap<Integer, Meter> peers = new TreeMap<>();

        int intervalSeconds = LinkSettings.LOAD_INTERVAL_DEFAULT;
        double decay = decay(LinkSettings.LOAD_INTERVAL_DEFAULT);

        /// Its counters in the plane are not its own yet: the number may have been another interface's.
        boolean isFresh = true;

        InterfaceCounters base = InterfaceCounters.ZERO;

        /// Of the peers of a multipoint tunnel that are gone.
        InterfaceCounters gone = InterfaceCounters.ZERO;

        Optional<Instant> cleared = Optional.empty();
        final long[] last = new long[COUNTERS];
        final double[] perSecond = new double[COUNTERS];

        Meter(int ifIndex) {
            this.ifIndex = ifIndex;
        }

        /// An interface, and the peers of a multipoint tunnel with it.
        Stream<Meter> withPeers() {
            return Stream.concat(Stream.of(this), peers.values().stream());
        }

        private static double decay(int intervalSeconds) {
            return StrictMath.exp(-(double) SAMPLE_SECONDS / intervalSeconds);
        }

        void setInterval(int seconds) {
            if (seconds != intervalSeconds) {
                intervalSeconds = seconds;
                decay = decay(seconds);
            }
        }

        /// The average of one counter after so many samples, of which all but the first are zero.
        double after(long samples, int counter, long count) {
            // Most tunnels of a hub are idle at any time.
            if (samples == 0 || count == last[counter] && perSecond[counter] == 0) {
                return perSecond[counter];
            }
            double sample = (double) (count - last[counter]) / SAMPLE_SECONDS;
            double first = sample + (perSecond[counter] - sample) * decay;
            return first * StrictMath.pow(decay, (double) (samples - 1));
        }
    }

    private final Planes plane;
    private final TreeMap<Integer, Meter> meters = new TreeMap<>();
    private final TreeMap<InterfaceName, Meter> byName = new TreeMap<>();
    private final long[] carried = new long[COUNTERS];
    private final TreeSet<Integer> fresh = new TreeSet<>();
    private long nextSample = SAMPLE_NANOS;

    InterfaceMeters(Planes plane) {
        this.plane = plane;
    }

    void changed(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        if (after.isEmpty()) {
            before.ifPresent(this::gone);
            return;
        }
        InterfaceState state = after.get();
        Meter meter = meters.get(state.index());
        if (meter == null) {
            meter = begin(state);
        }
        if (meter.isFresh) {
            fresh.add(state.index());
        }
        meter.setInterval(state.config().link().loadIntervalSeconds());
    }

    private Meter begin(InterfaceState state) {
        var meter = new Meter(state.index());
        meters.put(state.index(), meter);
        byName.put(state.name(), meter);
        multipoint(state).ifPresent(base -> base.peers.put(state.index(), meter));
        return meter;
    }

    private void gone(InterfaceState state) {
        multipoint(state)
                .ifPresent(
                        base -> {
                            base.gone = base.gone.plus(counters(state.index()));
                            base.peers.remove(state.index());
                        });
        meters.remove(state.index());
        byName.remove(state.name());
    }

    /// Of the multipoint tunnel whose peer's this one is.
    private Optional<Meter> multipoint(InterfaceState state) {
        return state.isEndpoint()
                ? Optional.ofNullable(byName.get(state.name().parent()))
                : Optional.empty();
    }

    private Stream<Meter> with(int ifIndex) {
        return Optional.ofNullable(meters.get(ifIndex)).stream().flatMap(Meter::withPeers);
    }

    /// The plane knows the interfaces as they are now.
    void imageInstalled() {
        for (int index : fresh) {
            Meter meter = meters.get(index);
            if (meter != null) {
                meter.isFresh = false;
                meter.base = plane.interfaceCounters(index);
                plane.carried(index, meter.last);
            }
        }
        fresh.clear();
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
        Meter meter = meters.get(ifIndex);
        var count = new long[COUNTERS];
        var perSecond = new double[COUNTERS];
        with(ifIndex)
                .forEach(
                        each -> {
                            plane.carried(each.ifIndex, count);
                            for (int i = 0; i < COUNTERS; i++) {
                                perSecond[i] += each.after(samples(nowNanos), i, count[i]);
                            }
                        });
        return new InterfaceLoad(
                meter == null ? LinkSettings.LOAD_INTERVAL_DEFAULT : meter.intervalSeconds,
                Math.round(perSecond[DataPlane.OCTETS_IN] * Byte.SIZE),
                Math.round(perSecond[DataPlane.PACKETS_IN]),
                Math.round(perSecond[DataPlane.OCTETS_OUT] * Byte.SIZE),
                Math.round(perSecond[DataPlane.PACKETS_OUT]));
    }

    void clear(int ifIndex, Instant now) {
        with(ifIndex)
                .forEach(
                        meter -> {
                            meter.base = plane.interfaceCounters(meter.ifIndex);
                            meter.gone = InterfaceCounters.ZERO;
                            meter.cleared = Optional.of(now);
                        });
    }

    /// What an interface has carried since it was there, or since its counters were cleared.
    InterfaceCounters counters(int ifIndex) {
        return meters.containsKey(ifIndex)
                ? with(ifIndex)
                        .map(this::own)
                        .reduce(InterfaceCounters.ZERO, InterfaceCounters::plus)
                : plane.interfaceCounters(ifIndex);
    }

    private InterfaceCounters own(Meter meter) {
        InterfaceCounters all = plane.interfaceCounters(meter.ifIndex);
        return meter.gone.plus(meter.isFresh ? all : all.since(meter.base));
    }

    Optional<Instant> cleared(int ifIndex) {
        return Optional.ofNullable(meters.get(ifIndex)).flatMap(meter -> meter.cleared);
    }
}
