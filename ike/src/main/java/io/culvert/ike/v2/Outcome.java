package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.KeyExchange;
import java.util.Optional;

/// What came of a job. Only the engine that ordered it reads it.
sealed interface Outcome {
    /// Our half of a key exchange.
    record Generated(KeyExchange exchange) implements Outcome {}

    /// Our public value and the shared secret; the secret is missing if the peer's value was refused.
    record Agreed(Bytes publicValue, Optional<Secret> shared, String refusal) implements Outcome {}

    record Signed(Bytes signature) implements Outcome {}

    /// Whether the peer proved itself.
    record Verified(
            Optional<PeerCertificate> certificate, Optional<Credentials.Verdict.Refused> refusal)
            implements Outcome {}
}
