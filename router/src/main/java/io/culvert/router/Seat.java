package io.culvert.router;

import io.culvert.engine.Engine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// An engine in its place: events reach it through the pump, its effects go to one handler.
final class Seat<E, F> {
    private final Pump pump;
    private final Engine<E, F> engine;
    private final Consumer<? super F> effects;

    Seat(Pump pump, Engine<E, F> engine, Consumer<? super F> effects) {
        this.pump = pump;
        this.engine = engine;
        this.effects = effects;
    }

    void tell(E event) {
        pump.post(() -> engine.on(pump.now(), event, effects));
    }

    void onTime(Instant now) {
        Optional<Instant> due = engine.wakeAt();
        if (due.isPresent() && !due.get().isAfter(now)) {
            pump.post(() -> engine.onTime(pump.now(), effects));
        }
    }

    Optional<Instant> wakeAt() {
        return engine.wakeAt();
    }
}
