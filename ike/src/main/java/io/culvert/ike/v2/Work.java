package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.PayloadChain;
import java.util.OptionalLong;

/// What an established IKE SA waits for, by job.
sealed interface Work {
    /// Our key exchange value for a Child SA that we want.
    record OfferChild(OptionalLong replaced) implements Work {}

    /// The secret of a Child SA that we asked for.
    record AcceptChild(Asked.ChildOffer offer, Suites.ChildChoice choice, PayloadChain answer)
            implements Work {}

    /// The secret of a Child SA that the peer asked for.
    record AnswerChild(Children.Request request) implements Work {}

    record OfferIke() implements Work {}

    record AcceptIke(Asked.IkeOffer offer, Suites.IkeChoice choice, long peerSpi, Bytes peerNonce)
            implements Work {}

    record AnswerIke(Suites.IkeChoice choice, long ourSpi, long peerSpi, Bytes peerNonce)
            implements Work {}
}
