package io.culvert.nhrp;

import io.culvert.engine.Engine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The NHRP client and server of one router.
public final class NhrpEngine implements Engine<NhrpEvent, NhrpEffect> {
    public NhrpEngine(Surroundings surroundings, RandomGenerator random) {}

    @Override
    public void on(Instant now, NhrpEvent event, Consumer<? super NhrpEffect> effects) {}

    @Override
    public void onTime(Instant now, Consumer<? super NhrpEffect> effects) {}

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.empty();
    }

    /// The cache, by VRF and prefix.
    public List<NhrpEntry> entries() {
        return List.of();
    }
}
