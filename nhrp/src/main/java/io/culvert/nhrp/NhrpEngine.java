package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.engine.Engine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /// By interface.
    public SortedMap<InterfaceName, NhrpTraffic> traffic() {
        return new TreeMap<>();
    }

    /// By interface; what is zero is left out.
    public SortedMap<InterfaceName, SortedMap<NhrpCounter, Long>> statistics() {
        return new TreeMap<>();
    }

    /// What is zero is left out.
    public SortedMap<NhrpDrop, Long> drops() {
        return new TreeMap<>();
    }

    public List<NhrpRedirect> redirects() {
        return List.of();
    }

    public List<NhrpServerView> servers() {
        return List.of();
    }

    /// What did not come to be and is held off, the youngest last.
    public List<NhrpFailure> failures() {
        return List.of();
    }
}
