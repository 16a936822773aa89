package io.culvert.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// A protocol as a value machine. `now` is router time, which never steps.
///
/// @param <E> events, named as facts
/// @param <F> effects, named as orders
public interface Engine<E, F> {
    void on(Instant now, E event, Consumer<? super F> effects);

    /// Fires everything that is due at `now`, by deadline, then by age.
    void onTime(Instant now, Consumer<? super F> effects);

    /// When [#onTime] wants to be called next.
    Optional<Instant> wakeAt();
}
