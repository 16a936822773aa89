package io.culvert.ike.v2;

import io.culvert.engine.Entropy;
import java.util.random.RandomGenerator;

/// What the engine was given at its making.
///
/// @param entropy for keys, SPIs and nonces; jobs use it too, so where jobs run beside the engine it must bear that
/// @param jitter for times
public record Surroundings(
        Credentials credentials,
        Tunnels tunnels,
        Traffic traffic,
        Entropy entropy,
        RandomGenerator jitter,
        KeyLog keyLog) {}
