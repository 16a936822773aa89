package io.culvert.host.tcp;

import java.time.Instant;
import java.util.function.Consumer;

/// One call of the engine: the time it is, and where effects go.
record Turn(Instant now, Consumer<? super TcpEffect> effects) {
    void effect(TcpEffect effect) {
        effects.accept(effect);
    }
}
