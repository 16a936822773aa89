package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;

/// What a deadline is for.
sealed interface TimerKey {
    /// Repeat a request, or give up.
    record Retransmit(long sa, int messageId) implements TimerKey {}

    /// A half-open IKE SA has waited long enough.
    record HalfOpen(long sa) implements TimerKey {}

    record Liveness(long sa) implements TimerKey {}

    record RekeyIke(long sa) implements TimerKey {}

    record ExpireIke(long sa) implements TimerKey {}

    record RekeyChild(long child) implements TimerKey {}

    record ExpireChild(long child) implements TimerKey {}

    /// A replaced Child SA was kept long enough for packets on their way.
    record Linger(long child) implements TimerKey {}

    /// The IKE SA lost against another one with the same peer and goes.
    record Redundant(long sa) implements TimerKey {}

    /// Try again to get a Child SA where only the IKE SA came up.
    record RetryChild(long sa) implements TimerKey {}

    record Dial(InterfaceName tunnel) implements TimerKey {}
}
