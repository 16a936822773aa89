package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.wire.ike.AuthMethod;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What came of a job. Only the engine that ordered it reads it.
sealed interface Outcome {
    /// Our half of a key exchange.
    record Generated(KeyExchange exchange) implements Outcome {}

    /// Our public value and the shared secret; the secret is missing if the peer's value was refused.
    record Agreed(Bytes publicValue, Optional<Secret> shared, String refusal) implements Outcome {}

    record Signed(Bytes signature) implements Outcome {}

    /// Too many jobs for first messages waited already.
    record Refused() implements Outcome {}

    /// Runs inside a job.
    static Outcome agree(KeyExchange exchange, Bytes theirs) {
        return agreed(new PublicKeys.Answer(exchange.publicValue(), exchange.agree(theirs)));
    }

    static Outcome agreed(PublicKeys.Answer answer) {
        return switch (answer.shared()) {
            case Parse.Ok<Secret>(var shared) ->
                    new Agreed(answer.publicValue(), Optional.of(shared), "");
            case Parse.Malformed<Secret>(int _, var what) ->
                    new Agreed(answer.publicValue(), Optional.empty(), what);
        };
    }

    /// The outcome of a job that makes our half of a key exchange.
    static KeyExchange generated(Outcome outcome) {
        if (outcome instanceof Generated(var exchange)) {
            return exchange;
        }
        throw new IllegalStateException("a job gave the outcome of another");
    }

    /// The outcome of a job that comes to a shared secret.
    static Agreed agreed(Outcome outcome) {
        if (outcome instanceof Agreed agreed) {
            return agreed;
        }
        throw new IllegalStateException("a job gave the outcome of another");
    }

    /// Whether the peer proved itself, under each profile that it may belong to.
    record Verified(Map<String, Verdict> verdicts, AuthMethod method) implements Outcome {
        public Verified {
            verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
        }
    }

    /// What one profile says of a proof.
    sealed interface Verdict {
        record Proved(Optional<PeerCertificate> certificate) implements Verdict {}

        record Refused(String reason, String remedy) implements Verdict {}
    }
}
