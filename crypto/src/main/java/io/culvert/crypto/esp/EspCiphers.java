package io.culvert.crypto.esp;

import io.culvert.engine.Entropy;

/// A rung of the cipher ladder: one library that can do ESP.
public interface EspCiphers {
    /// For `show crypto engine`.
    String name();

    boolean supports(EspSuite suite);

    /// The library that a suite it supports runs on: its own, unless it is a ladder of several.
    default String rung(EspSuite suite) {
        return name();
    }

    /// @param extendedSequence the high half of the sequence number is authenticated without being sent (RFC 4303 section
    ///     2.2.1)
    /// @param entropy for ciphers whose initialisation vectors must be unpredictable
    EspSealer sealer(EspSuite suite, EspKeys keys, boolean extendedSequence, Entropy entropy);

    EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence);
}
