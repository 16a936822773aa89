package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;

/// What a deadline is for.
sealed interface TimerKey {
    /// A deadline that concerns one IKE SA.
    sealed interface OfSa extends TimerKey {
        long sa();
    }

    /// Repeat a request, or give up.
    record Retransmit(long sa, int messageId) implements OfSa {}

    /// A half-open IKE SA has waited long enough.
    record HalfOpen(long sa) implements OfSa {}

    record Liveness(long sa) implements OfSa {}

    record RekeyIke(long sa) implements OfSa {}

    record ExpireIke(long sa) implements OfSa {}

    /// Prove ourselves again, in a new IKE SA beside this one.
    record Reauthenticate(long sa) implements OfSa {}

    /// Keep the mapping of a NAT before us.
    record NatKeepalive(long sa) implements OfSa {}

    record RekeyChild(long child) implements TimerKey {}

    record ExpireChild(long child) implements TimerKey {}

    /// A replaced Child SA was kept long enough for packets on their way.
    record Linger(long child) implements TimerKey {}

    /// The IKE SA lost against another one with the same peer and goes.
    record Redundant(long sa) implements OfSa {}

    /// Try again to get a Child SA where only the IKE SA came up.
    record RetryChild(long sa) implements OfSa {}

    /// Ask for the Child SAs that workers lack.
    record CompleteResources(long sa) implements OfSa {}

    /// The peer had time enough to get the Child SA that it asked for.
    record SettleChild(long child) implements TimerKey {}

    /// End more of the IKE SAs that an operator wants ended.
    record Clear() implements TimerKey {}

    /// Ask more of the IKE SAs that a hint may be about.
    record AskHinted() implements TimerKey {}

    record Dial(InterfaceName tunnel) implements TimerKey {}
}
