package io.culvert.ike.v2;

import io.culvert.engine.Notice;
import io.culvert.ike.v2.config.IkeConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One call of the engine: the time, where effects go, and what all IKE SAs share.
record Turn(Instant now, Consumer<? super IkeEffect> effects, Shared shared) {
    /// Failures of one kind in a row for one line in the log: about ten minutes of attempts.
    private static final int SAID_EACH = 20;

    void emit(IkeEffect effect) {
        effects.accept(effect);
    }

    void notice(int severity, String mnemonic, String text) {
        emit(new IkeEffect.Notify(new Notice("IKEV2", severity, mnemonic, text)));
    }

    /// Orders a job; its outcome comes back to the SA with the job's number.
    long compute(long sa, IkeEffect.Rank rank, Supplier<? extends Outcome> job) {
        long number = shared.nextJob(rank);
        emit(
                new IkeEffect.Compute(
                        rank,
                        () -> new IkeEvent.Computed(sa, number, job.get()),
                        new IkeEvent.Computed(sa, number, new Outcome.Refused())));
        return number;
    }

    void timer(TimerKey key, Duration after) {
        shared.timers().set(key, now.plus(after));
    }

    void cancel(TimerKey key) {
        shared.timers().cancel(key);
    }

    void drop(IkeDrop drop) {
        shared.count(drop);
    }

    /// What went wrong with a peer, and what to change.
    void failure(Path path, String what, String remedy) {
        shared.failures().record(now, path, what, remedy);
    }

    /// There is no address for one of the two: the operator reads it in the log the first time, and then once in a while if it goes on.
    void noAddress(Path path, String what, String remedy) {
        int count = shared.failures().record(now, path, what, remedy);
        if (count % SAID_EACH == 1) {
            notice(4, "NO_ADDRESS", "with " + path + ": " + what + "; " + remedy);
        }
    }

    void complain(Path path, String what) {
        failure(path, what, "see 'show crypto ikev2 sa detailed' on both sides");
    }

    IkeConfig config() {
        return shared.config();
    }

    Surroundings world() {
        return shared.surroundings();
    }

    /// Pieces of work for first messages that are not done yet.
    int newJobs() {
        return shared.newJobs();
    }

    SaTable sas() {
        return shared.sas();
    }

    ChildTable children() {
        return shared.children();
    }

    Dialer dialer() {
        return shared.dialer();
    }

    AddressPools pools() {
        return shared.pools();
    }

    long nextSession() {
        return shared.nextSession();
    }

    /// A fresh SPI of an IKE SA of ours.
    long nextIkeSpi() {
        return sas().nextSpi(world().entropy());
    }

    /// A fresh inbound SPI of a Child SA.
    ///
    /// @param resource the worker that it is for
    int nextChildSpi(OptionalInt resource) {
        return children().nextSpi(world().entropy(), world().workers(), resource);
    }
}
