package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Prefix;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.ike.v2.config.PerResource;
import io.culvert.wire.ike.SaPayload;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a request of ours was for, so that its answer can be understood.
sealed interface Asked {
    record Init() implements Asked {}

    record Auth() implements Asked {}

    record Liveness() implements Asked {}

    /// A notification that needs no more than an answer.
    record Tell() implements Asked {}

    record DeleteIke() implements Asked {}

    record DeleteChild(long child) implements Asked {}

    /// Whether the peer hears us on a path that it said it has (MOBIKE).
    record Reachable(Path path, Bytes cookie) implements Asked {}

    /// That we are on this path now (MOBIKE).
    record UpdateAddresses(Path path, Bytes cookie) implements Asked {}

    /// @param routes what we announced
    record SetConfig(List<Prefix> routes) implements Asked {}

    record CreateChild(ChildOffer offer) implements Asked {}

    record RekeyIke(IkeOffer offer) implements Asked {}

    /// Whether RFC 7296 section 2.25 has others wait for it.
    default boolean concernsChild() {
        return this instanceof CreateChild || this instanceof DeleteChild;
    }

    /// Our half of a Child SA that is being negotiated.
    ///
    /// @param aim what it is for
    /// @param wanted what we offer for that to carry
    /// @param replaced the Child SA that it is to take the place of
    record ChildOffer(
            SaPayload sa,
            int spi,
            Bytes nonce,
            Optional<KeyExchange> exchange,
            ChildPolicy policy,
            Aim aim,
            WantedChild wanted,
            OptionalLong replaced) {
        /// Whether it is said to be one of several with the same selectors. A rekeyed one stays what it was without a word (RFC 9611
        /// section 3).
        boolean isOneOfSeveral() {
            return replaced.isEmpty()
                    && (aim.isOfResource() || policy.profile().perResource() == PerResource.WANTED);
        }
    }

    /// Our half of an IKE SA that is to replace this one.
    record IkeOffer(SaPayload sa, long spi, Bytes nonce, KeyExchange exchange) {}
}
