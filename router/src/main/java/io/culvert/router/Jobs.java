package io.culvert.router;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// Where slow work is done: signatures, key exchange, validation of certificates.
public interface Jobs {
    /// Whose turn it is. Within a rank it is that of whoever has waited longest.
    enum Rank {
        FIRST,
        NEXT,
        LAST
    }

    /// Runs the job and hands over its result, in the thread of the router. Whether it was taken: one of the last rank is refused where
    /// too many of them wait, and then nothing comes of it; any other is always taken.
    <R> boolean run(Rank rank, Supplier<? extends R> job, Consumer<? super R> done);

    /// At once, in the caller's thread: what the lab does, so that the same seed gives the same bytes.
    Jobs AT_ONCE =
            new Jobs() {
                @Override
                public <R> boolean run(
                        Rank rank, Supplier<? extends R> job, Consumer<? super R> done) {
                    done.accept(job.get());
                    return true;
                }
            };
}
