package io.culvert.daemon.node;

import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// Leaves the processor to Java's compilers for a moment, while much comes and they wait for it. Threads that carry packets come before them; in a
/// young node packets take several times as long until they have done their work, and where there are no more processors than such threads they
/// would get a twentieth of one, for seconds (docs/performance.md, "A soak").
final class Breather {
    /// From one look at them to the next.
    static final long LOOK_NANOS = 20_000_000;

    /// From one breath to the next, while they are kept waiting.
    static final long BETWEEN_NANOS = 4_000_000;

    /// A fifth of the time; no packet waits much longer.
    static final long BREATH_NANOS = 1_000_000;

    private final LongConsumer rest;
    private final LongPredicate keepsCompilers;
    private long looked;
    private long breathed;
    private boolean areKept;

    /// @param rest sleeps for so many nanoseconds
    /// @param keepsCompilers whether one of them waits for a processor and has got little of the nanoseconds since the last look
    Breather(LongConsumer rest, LongPredicate keepsCompilers) {
        this.rest = rest;
        this.keepsCompilers = keepsCompilers;
    }

    /// Ends a turn that brought much.
    ///
    /// @param nanos of a clock that only goes forward
    void endTurn(long nanos) {
        if (nanos - looked >= LOOK_NANOS) {
            areKept = keepsCompilers.test(nanos - looked);
            looked = nanos;
        }
        if (areKept && nanos - breathed >= BETWEEN_NANOS) {
            breathed = nanos;
            rest.accept(BREATH_NANOS);
        }
    }
}
