package io.culvert.ike.v2;

import io.culvert.engine.Timers;
import io.culvert.ike.v2.config.IkeConfig;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/// What all IKE SAs of a router share: the configuration, the tables, the deadlines, and what is counted.
final class Shared {
    private final Surroundings surroundings;
    private final Timers<TimerKey> timers = new Timers<>();
    private final SaTable sas = new SaTable();
    private final ChildTable children = new ChildTable();
    private final Dialer dialer = new Dialer();
    private final AddressPools pools = new AddressPools();
    private final Failures failures = new Failures();
    private final EnumMap<IkeDrop, Long> drops = new EnumMap<>(IkeDrop.class);
    private IkeConfig config;
    private long lastSession;
    private long lastJob;
    private final TreeSet<Long> newJobs = new TreeSet<>();

    Shared(IkeConfig config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
    }

    IkeConfig config() {
        return config;
    }

    void configure(IkeConfig changed) {
        config = changed;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Timers<TimerKey> timers() {
        return timers;
    }

    SaTable sas() {
        return sas;
    }

    ChildTable children() {
        return children;
    }

    Dialer dialer() {
        return dialer;
    }

    AddressPools pools() {
        return pools;
    }

    Failures failures() {
        return failures;
    }

    void count(IkeDrop drop) {
        drops.merge(drop, 1L, Long::sum);
    }

    /// Every reason with its count.
    Map<IkeDrop, Long> drops() {
        var all = new EnumMap<IkeDrop, Long>(IkeDrop.class);
        for (IkeDrop drop : IkeDrop.values()) {
            all.put(drop, drops.getOrDefault(drop, 0L));
        }
        return all;
    }

    long nextSession() {
        return ++lastSession;
    }

    long nextJob(IkeEffect.Rank rank) {
        long job = ++lastJob;
        if (rank == IkeEffect.Rank.NEW) {
            newJobs.add(job);
        }
        return job;
    }

    void done(long job) {
        newJobs.remove(job);
    }

    int newJobs() {
        return newJobs.size();
    }
}
