package io.culvert.router;

import io.culvert.engine.Engine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// An engine of which somebody may want to read what goes in and what comes out.
final class Traced<E, F> implements Engine<E, F> {
    /// Prints one of them.
    interface Reader<E, F> {
        void event(E event);

        void effect(F effect);
    }

    private final Engine<E, F> engine;
    private final BooleanSupplier isOn;
    private final Reader<E, F> reader;

    Traced(Engine<E, F> engine, BooleanSupplier isOn, Reader<E, F> reader) {
        this.engine = engine;
        this.isOn = isOn;
        this.reader = reader;
    }

    @Override
    public void on(Instant now, E event, Consumer<? super F> effects) {
        if (isOn.getAsBoolean()) {
            reader.event(event);
        }
        engine.on(now, event, reading(effects));
    }

    @Override
    public void onTime(Instant now, Consumer<? super F> effects) {
        engine.onTime(now, reading(effects));
    }

    private Consumer<? super F> reading(Consumer<? super F> effects) {
        return isOn.getAsBoolean()
                ? effect -> {
                    reader.effect(effect);
                    effects.accept(effect);
                }
                : effects;
    }

    @Override
    public Optional<Instant> wakeAt() {
        return engine.wakeAt();
    }
}
