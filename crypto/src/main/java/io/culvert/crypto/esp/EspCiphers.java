package io.culvert.crypto.esp;

import io.culvert.engine.Entropy;
import java.util.List;

/// A rung of the cipher ladder: one library that can do ESP. **The octets of a packet never depend on the rung**: where a suite
/// leaves a choice, all rungs make the same one. That is the initialisation vector of AES-CBC: a sealer draws a key of
/// [#IV_KEY_OCTETS] from the entropy, and nothing else, and its IVs are the sequence numbers, as blocks of 16 octets with
/// zeros in front, enciphered by AES-128 under that key.
public interface EspCiphers {
    /// Octets of the key that makes the initialisation vectors of a suite with AES-CBC.
    int IV_KEY_OCTETS = 16;

    /// For `show crypto engine`.
    String name();

    boolean supports(EspSuite suite);

    /// The library that a suite it supports runs on: its own, unless it is a ladder of several.
    default String rung(EspSuite suite) {
        return name();
    }

    /// Every library that was looked for; empty if there is only this one.
    default List<CipherRung> rungs() {
        return List.of();
    }

    /// The same ciphers on one library; on the JDK what that does not have, and all if it is not there. Who is no ladder has
    /// nothing to choose from.
    default EspCiphers on(CipherLibrary library) {
        return this;
    }

    /// @param extendedSequence the high half of the sequence number is authenticated without being sent (RFC 4303 section
    ///     2.2.1)
    /// @param entropy for ciphers whose initialisation vectors must be unpredictable
    EspSealer sealer(EspSuite suite, EspKeys keys, boolean extendedSequence, Entropy entropy);

    EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence);
}
