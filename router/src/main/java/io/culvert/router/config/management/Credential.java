package io.culvert.router.config.management;

import io.culvert.base.Secret;
import io.culvert.crypto.password.PasswordHash;
import io.culvert.engine.Entropy;
import java.util.Optional;

/// What a password is compared with.
public sealed interface Credential {
    boolean matches(Secret typed);

    /// As it goes into force: a secret that somebody typed leaves its hash alone.
    ///
    /// @param hiding whether passwords are to be hidden from a glance (`service password-encryption`)
    Credential sealed(boolean hiding, Entropy entropy);

    /// A password that can be had back: type 0, or hidden as type 7.
    ///
    /// @param offset where type 7 begins in its text; empty for type 0
    record Password(Secret secret, Optional<Integer> offset) implements Credential {
        static final int OFFSETS = 16;

        @Override
        public boolean matches(Secret typed) {
            return secret.equals(typed);
        }

        @Override
        public Credential sealed(boolean hiding, Entropy entropy) {
            return hiding && offset.isEmpty()
                    ? new Password(
                            secret,
                            Optional.of(Math.floorMod(entropy.bytes(1).toArray()[0], OFFSETS)))
                    : this;
        }
    }

    /// A secret of which only the hash is left: type 5, 8 or 9.
    record Hashed(PasswordHash hash) implements Credential {
        @Override
        public boolean matches(Secret typed) {
            return hash.matches(typed);
        }

        @Override
        public Credential sealed(boolean hiding, Entropy entropy) {
            return this;
        }
    }

    /// A secret as it was typed. No running configuration holds one.
    record Fresh(Secret secret, PasswordHash.Kind kind) implements Credential {
        @Override
        public boolean matches(Secret typed) {
            return secret.equals(typed);
        }

        @Override
        public Credential sealed(boolean hiding, Entropy entropy) {
            return new Hashed(PasswordHash.make(kind, secret, entropy));
        }
    }
}
