package io.culvert.daemon.node;

import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// Leaves the processor to Java's compilers for a moment, while much comes and they wait for it. Threads that carry packets come before them; in a
/// young node packets take several times as long until they have done their work, and where there are no more processors than such threads they
/// would get a twentieth of one, for seconds (docs/performance.md, "A soak").
final class Breather {
    /// From one look at them to the next.
    static final long LOOK_NANOS = 20_000_000;

    /// Looks at which they are kept waiting before the first breath. What a loaded node compiles again after a rekeying is done sooner than that, and
    /// its packets need all of the time until then; a young node has seconds of it before it.
    static final int LOOKS_BEFORE = 10;

    /// From one breath to the next, while they are kept waiting.
    static final long BETWEEN_NANOS = 4_000_000;

    /// A fifth of the time; no packet waits much longer.
    static final long BREATH_NANOS = 1_000_000;

    private final LongConsumer rest;
    private final LongPredicate keepsCompilers;
    private long looked;
    private long breathed;

    /// Looks at which they were kept waiting, one after the other.
    private int kept;

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
            kept = keepsCompilers.test(nanos - looked) ? kept + 1 : 0;
            looked = nanos;
        }
        if (kept > LOOKS_BEFORE && nanos - breathed >= BETWEEN_NANOS) {
            breathed = nanos;
            rest.accept(BREATH_NANOS);
        }
    }
}
