package io.culvert.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.LocalAs;
import io.culvert.engine.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What all parts of one engine share: the moment, the configuration, who takes the effects, chance for jitter, and the
/// counters of what was refused.
final class Speaker {
    private final RandomGenerator random;
    private final NavigableMap<String, Long> refusals = new TreeMap<>();
    private Instant now = Instant.EPOCH;
    private Consumer<? super BgpEffect> effects = _ -> {};
    private BgpSettings settings = BgpSettings.NONE;
    private BgpConfig config = BgpConfig.of(1);
    private Ipv4Address routerId = Ipv4Address.ANY;
    private boolean routerIdTold;

    Speaker(RandomGenerator random) {
        this.random = random;
    }

    void enter(Instant moment, Consumer<? super BgpEffect> sink) {
        now = moment;
        effects = sink;
    }

    Instant now() {
        return now;
    }

    void emit(BgpEffect effect) {
        effects.accept(effect);
    }

    void notice(int severity, String mnemonic, String text) {
        emit(new BgpEffect.Notify(new Notice("BGP", severity, mnemonic, text)));
    }

    /// Counts something that was refused, under a name.
    void count(String what) {
        refusals.merge(what, 1L, Long::sum);
    }

    NavigableMap<String, Long> refusals() {
        return refusals;
    }

    BgpSettings settings() {
        return settings;
    }

    /// `router bgp`; only asked for while there is one.
    BgpConfig config() {
        return config;
    }

    boolean isRunning() {
        return settings.bgp().isPresent();
    }

    void configure(BgpSettings value) {
        settings = value;
        value.bgp().ifPresent(bgp -> config = bgp);
    }

    Ipv4Address routerId() {
        return routerId;
    }

    void routerId(Ipv4Address value) {
        routerId = value;
    }

    /// Whether an OPEN carried the identifier out, so that it had better stay.
    boolean isRouterIdTold() {
        return routerIdTold;
    }

    void routerIdTold() {
        routerIdTold = true;
    }

    /// The AS that we are to a peer.
    long localAs(Peer peer) {
        return peer.settings().localAs().map(LocalAs::as).orElse(config.as());
    }

    Ipv4Address clusterId() {
        return config.clusterId().orElse(routerId);
    }

    /// RFC 4271 section 10: a time shortened by up to a quarter, so that speakers do not march in step.
    Duration jittered(Duration time) {
        long millis = time.toMillis();
        return Duration.ofMillis(millis - (long) (millis * 0.25 * random.nextDouble()));
    }

    Optional<Long> as() {
        return settings.bgp().map(BgpConfig::as);
    }
}
