package io.culvert.nhrp;

import java.time.Instant;
import java.util.function.Consumer;

/// One call of the engine: its time, and where its orders go.
record Turn(Instant now, Consumer<? super NhrpEffect> effects) {
    void order(NhrpEffect effect) {
        effects.accept(effect);
    }
}
