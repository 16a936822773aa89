package io.culvert.ike.v2;

import io.culvert.engine.Notice;
import io.culvert.ike.v2.config.IkeConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One call of the engine: the time, where effects go, and what every part may ask of the whole.
record Turn(Instant now, Consumer<? super IkeEffect> effects, IkeEngine engine) {
    void emit(IkeEffect effect) {
        effects.accept(effect);
    }

    void notice(int severity, String mnemonic, String text) {
        emit(new IkeEffect.Notify(new Notice("IKEV2", severity, mnemonic, text)));
    }

    /// Orders a job; its outcome comes back to the SA with the job's number.
    long compute(long sa, Supplier<? extends Outcome> job) {
        long number = engine.nextJob();
        emit(new IkeEffect.Compute(() -> new IkeEvent.Computed(sa, number, job.get())));
        return number;
    }

    void timer(TimerKey key, Duration after) {
        engine.timers().set(key, now.plus(after));
    }

    void cancel(TimerKey key) {
        engine.timers().cancel(key);
    }

    void drop(IkeDrop drop) {
        engine.count(drop);
    }

    IkeConfig config() {
        return engine.config();
    }

    Surroundings world() {
        return engine.surroundings();
    }
}
