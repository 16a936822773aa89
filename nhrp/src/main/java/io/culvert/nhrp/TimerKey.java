package io.culvert.nhrp;

import io.culvert.base.InterfaceName;

/// What NHRP waits for.
sealed interface TimerKey {
    /// The next try of a resolution, or its end.
    record Ask(int requestId) implements TimerKey {}

    /// Time to see whether a shortcut is used.
    record Refresh(Place place) implements TimerKey {}

    record ShortcutEnd(Place place) implements TimerKey {}

    record PromiseEnd(Promise.Key key) implements TimerKey {}

    /// The next try of a purge.
    record Purge(int requestId) implements TimerKey {}

    record WishEnd(NhrpEffect.TunnelWish wish) implements TimerKey {}

    /// A tunnel of no use.
    record Idle(InterfaceName name) implements TimerKey {}

    record RegistrationEnd(Endpoints.Key key) implements TimerKey {}

    record Server(Servers.Key key) implements TimerKey {}

    /// A server that came back has been there long enough.
    record ServerReturned(Servers.Key key) implements TimerKey {}

    record HoldOffEnd(Question question) implements TimerKey {}
}
