package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import java.util.OptionalLong;

/// What an established IKE SA waits for, by job.
sealed interface Work {
    sealed interface OfChild extends Work {}

    sealed interface OfIke extends Work {}

    /// Our key exchange value for a Child SA that we want.
    record OfferChild(Aim aim, OptionalLong replaced) implements OfChild {}

    /// The secret of a Child SA that we asked for.
    record AcceptChild(Asked.ChildOffer offer, Granted granted, Bytes peerNonce)
            implements OfChild {}

    /// The secret of a Child SA that the peer asked for.
    record AnswerChild(ChildResponder.Request request) implements OfChild {}

    /// Our key exchange value for the IKE SA that is to replace this one.
    record OfferIke() implements OfIke {}

    record AcceptIke(Asked.IkeOffer offer, Suites.IkeChoice choice, long peerSpi, Bytes peerNonce)
            implements OfIke {}

    record AnswerIke(Suites.IkeChoice choice, long ourSpi, long peerSpi, Bytes peerNonce)
            implements OfIke {}
}
