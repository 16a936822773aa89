package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.engine.Entropy;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What the engine was given at its making.
///
/// @param entropy for keys, SPIs and nonces; jobs use it too, so where jobs run beside the engine it must bear that
/// @param publicKeys asked for each job, which the configuration may have done by another library than the last
/// @param jitter for times
/// @param workers how many share the packets; a Child SA receives at the worker that is the remainder of its SPI by this number
public record Surroundings(
        Credentials credentials,
        Tunnels tunnels,
        Traffic traffic,
        Entropy entropy,
        Supplier<PublicKeys> publicKeys,
        RandomGenerator jitter,
        KeyLog keyLog,
        int workers) {
    /// Workers that a router may have.
    public static final int WORKERS_MAX = 64;

    public Surroundings {
        if (workers < 1 || workers > WORKERS_MAX) {
            throw new IllegalArgumentException(workers + " workers");
        }
    }

    /// Makes fresh halves of key exchanges, in jobs.
    Function<KeyExchangeMethod, KeyExchange> exchanges() {
        PublicKeys chosen = publicKeys.get();
        return method -> chosen.generate(method, entropy);
    }

    /// Answers key exchanges of peers with fresh halves, in jobs.
    BiFunction<KeyExchangeMethod, Bytes, PublicKeys.Answer> answers() {
        PublicKeys chosen = publicKeys.get();
        return (method, theirs) -> chosen.answer(method, entropy, theirs);
    }
}
