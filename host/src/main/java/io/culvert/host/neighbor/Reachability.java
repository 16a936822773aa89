package io.culvert.host.neighbor;

import io.culvert.base.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is known of one neighbour, and how that changes.
/// ```
///            Wanted                Heard                  age - refreshBefore
///   Unknown --------> Incomplete ----------> Reachable <--------------------> Refreshing
///     ^ ^                 | no answer           ^  Heard, Confirmed               |
///     | |    holdDown     v          Heard      |                                 |
///     | +-------------- Failed -----------------+           no answer until age   |
///     +---------------------------------------------------------------------------+
/// ```
/// One machine for both address families. RFC 4861 section 7.3.2 has STALE, DELAY and PROBE on the way from reachable to
/// gone: they find out within half a minute whether a neighbour lives, which is a routing protocol's work here. Instead
/// an IPv6 entry ages as an ARP entry does on IOS, and before it is too old it is asked by unicast, as in PROBE and as
/// RFC 1122 section 2.3.2.1 (2) has it for ARP.
sealed interface Reachability {
    record Unknown() implements Reachability {}

    /// @param requests that were sent by now
    record Incomplete(int requests) implements Reachability {}

    /// @param since when it was learnt or confirmed
    record Reachable(MacAddress mac, Instant since) implements Reachability {}

    /// @param until when the address is no longer believed without an answer
    record Refreshing(MacAddress mac, Instant since, int requests, Instant until)
            implements Reachability {}

    /// Not asked for again for a while.
    record Failed() implements Reachability {}

    sealed interface Event {}

    /// The time that was set has come.
    record Due() implements Event {}

    sealed interface Fact extends Event {
        /// A packet waits for the address.
        record Wanted() implements Fact {}

        /// The neighbour said its address itself.
        ///
        /// @param create whether we are to learn it anew: it asked for us, and did not speak in passing
        record Heard(MacAddress mac, boolean create) implements Fact {}

        /// An upper layer makes progress.
        record Confirmed() implements Fact {}

        /// The operator wants it asked anew.
        record Cleared() implements Fact {}

        /// The link is gone, or another.
        record Forgotten() implements Fact {}
    }

    /// What the machine may ask and order.
    interface Actions {
        Instant now();

        NeighborConfig config();

        /// Whether there is room for another address to ask for, and an address of ours to ask from.
        boolean mayAsk();

        /// Whether there is room for another entry.
        boolean hasRoom();

        /// Asks everybody, or by unicast the one that we know.
        void ask(Optional<MacAddress> known);

        void wakeAt(Instant time);

        void resolved(MacAddress mac);

        void unresolvable();

        void expired();
    }

    /// The state after this event.
    default Reachability on(Event event, Actions actions) {
        return switch (this) {
            case Unknown unknown ->
                    switch (event) {
                        case Due _ -> unknown;
                        case Fact fact -> inUnknown(unknown, fact, actions);
                    };
            case Incomplete incomplete ->
                    switch (event) {
                        case Due _ -> askAgain(incomplete, actions);
                        case Fact fact -> inIncomplete(incomplete, fact, actions);
                    };
            case Reachable(var mac, var since) ->
                    switch (event) {
                        case Due _ -> {
                            Instant until = since.plus(actions.config().age());
                            yield refresh(new Refreshing(mac, since, 1, until), actions);
                        }
                        case Fact fact -> inKnown(mac, fact, actions);
                    };
            case Refreshing refreshing ->
                    switch (event) {
                        case Due _ -> refreshAgain(refreshing, actions);
                        case Fact fact -> inKnown(refreshing.mac(), fact, actions);
                    };
            case Failed failed ->
                    switch (event) {
                        case Due _ -> new Unknown();
                        case Fact fact -> inFailed(failed, fact, actions);
                    };
        };
    }

    private static Reachability inUnknown(Unknown unknown, Fact fact, Actions actions) {
        return switch (fact) {
            case Fact.Wanted _ when actions.mayAsk() -> ask(1, actions);
            case Fact.Wanted _ -> {
                actions.unresolvable();
                yield unknown;
            }
            case Fact.Heard(var mac, boolean create) when create && actions.hasRoom() ->
                    reached(mac, true, actions);
            case Fact.Heard _, Fact.Confirmed _, Fact.Cleared _, Fact.Forgotten _ -> unknown;
        };
    }

    private static Reachability inIncomplete(Incomplete incomplete, Fact fact, Actions actions) {
        return switch (fact) {
            case Fact.Wanted _, Fact.Confirmed _, Fact.Cleared _ -> incomplete;
            case Fact.Heard(var mac, _) -> reached(mac, true, actions);
            case Fact.Forgotten _ -> {
                actions.unresolvable();
                yield new Unknown();
            }
        };
    }

    private static Reachability inFailed(Failed failed, Fact fact, Actions actions) {
        return switch (fact) {
            case Fact.Wanted _ -> {
                actions.unresolvable();
                yield failed;
            }
            case Fact.Heard(var mac, _) -> reached(mac, true, actions);
            case Fact.Confirmed _, Fact.Cleared _ -> failed;
            case Fact.Forgotten _ -> new Unknown();
        };
    }

    /// Reachable and refreshing alike.
    private Reachability inKnown(MacAddress mac, Fact fact, Actions actions) {
        return switch (fact) {
            case Fact.Wanted _ -> {
                actions.resolved(mac);
                yield this;
            }
            case Fact.Heard(var said, _) -> reached(said, !said.equals(mac), actions);
            case Fact.Confirmed _ -> reached(mac, false, actions);
            case Fact.Cleared _ -> {
                NeighborConfig config = actions.config();
                Duration patience = config.retryInterval().multipliedBy(config.requestsMax());
                Instant now = actions.now();
                yield refresh(new Refreshing(mac, now, 1, now.plus(patience)), actions);
            }
            case Fact.Forgotten _ -> {
                actions.expired();
                yield new Unknown();
            }
        };
    }

    private static Reachability ask(int requests, Actions actions) {
        actions.ask(Optional.empty());
        actions.wakeAt(actions.now().plus(actions.config().retryInterval()));
        return new Incomplete(requests);
    }

    private static Reachability askAgain(Incomplete incomplete, Actions actions) {
        if (incomplete.requests() < actions.config().requestsMax()) {
            return ask(incomplete.requests() + 1, actions);
        }
        actions.wakeAt(actions.now().plus(actions.config().holdDown()));
        actions.unresolvable();
        return new Failed();
    }

    private static Reachability refresh(Refreshing state, Actions actions) {
        actions.ask(Optional.of(state.mac()));
        Instant again = actions.now().plus(actions.config().retryInterval());
        actions.wakeAt(state.until().isBefore(again) ? state.until() : again);
        return state;
    }

    private static Reachability refreshAgain(Refreshing old, Actions actions) {
        if (!actions.now().isBefore(old.until())) {
            actions.expired();
            return new Unknown();
        }
        if (old.requests() >= actions.config().requestsMax()) {
            actions.wakeAt(old.until());
            return old;
        }
        return refresh(
                new Refreshing(old.mac(), old.since(), old.requests() + 1, old.until()), actions);
    }

    private static Reachability reached(MacAddress mac, boolean news, Actions actions) {
        Duration age = actions.config().age();
        Duration half = age.dividedBy(2);
        Duration before = actions.config().refreshBefore();
        actions.wakeAt(actions.now().plus(age).minus(before.compareTo(half) < 0 ? before : half));
        if (news) {
            actions.resolved(mac);
        }
        return new Reachable(mac, actions.now());
    }

    /// The address, once it is known.
    default Optional<MacAddress> knownMac() {
        return switch (this) {
            case Reachable(var mac, _) -> Optional.of(mac);
            case Refreshing(var mac, _, _, _) -> Optional.of(mac);
            case Unknown _, Incomplete _, Failed _ -> Optional.empty();
        };
    }

    /// When it was learnt or confirmed last.
    default Optional<Instant> knownSince() {
        return switch (this) {
            case Reachable(_, var since) -> Optional.of(since);
            case Refreshing(_, var since, _, _) -> Optional.of(since);
            case Unknown _, Incomplete _, Failed _ -> Optional.empty();
        };
    }
}
