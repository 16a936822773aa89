package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TrafficSelector.Range;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a responder leaves of the traffic that a peer asks for, RFC 7296 sections 2.9 and 2.23.1.
///
/// @param wanted which of the children of the tunnel it is
/// @param isMorePossible the peer asked for traffic of another child too, in an SA of its own
record Narrowing(
        WantedChild wanted,
        List<Range> local,
        List<Range> remote,
        boolean isTransport,
        boolean isMorePossible) {
    /// The peer's selectors, with the addresses that we see.
    private record Offer(
            List<TrafficSelector> theirs, List<TrafficSelector> ours, boolean isTransport) {
        Optional<Narrowing> within(WantedChild wanted) {
            List<Range> local = Selectors.narrow(ours, wanted.local());
            List<Range> remote = Selectors.narrow(theirs, wanted.remote());
            return local.isEmpty() || remote.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Narrowing(wanted, local, remote, isTransport, false));
        }

        /// Whether the peer's first choice, mostly the packet that made it ask, is carried.
        boolean isFirstWithin(WantedChild wanted) {
            return !Selectors.narrow(ours.subList(0, 1), wanted.local()).isEmpty()
                    && !Selectors.narrow(theirs.subList(0, 1), wanted.remote()).isEmpty();
        }
    }

    /// @param rekeyed what the Child SA carries that is to be replaced
    /// @param isServed whether a child of the tunnel has an SA
    static Optional<Narrowing> of(
            ChildPolicy policy,
            PayloadChain chain,
            Exchanges exchanges,
            Optional<WantedChild> rekeyed,
            Predicate<WantedChild> isServed) {
        List<TrafficSelector> theirs = Selectors.of(chain, PayloadType.TS_I).orElse(List.of());
        List<TrafficSelector> ours = Selectors.of(chain, PayloadType.TS_R).orElse(List.of());
        var inTunnel = new Offer(theirs, ours, false);
        if (!chain.has(NotifyType.USE_TRANSPORT_MODE) || !policy.wantsTransport()) {
            return best(policy, inTunnel, rekeyed, isServed);
        }
        Nat nat = exchanges.abilities().nat();
        Path path = exchanges.path();
        var inTransport =
                new Offer(
                        seen(nat.isPeerBehind(), path.remote(), theirs),
                        seen(nat.areWeBehind(), path.local(), ours),
                        true);
        return best(policy, inTransport, rekeyed, isServed)
                .or(() -> best(policy, inTunnel, rekeyed, isServed));
    }

    private static List<TrafficSelector> seen(
            boolean isTranslated, IpAddress address, List<TrafficSelector> selectors) {
        return isTranslated ? Selectors.at(address, selectors) : selectors;
    }

    private static Optional<Narrowing> best(
            ChildPolicy policy,
            Offer offer,
            Optional<WantedChild> rekeyed,
            Predicate<WantedChild> isServed) {
        List<WantedChild> fitting =
                policy.children().stream()
                        .filter(wanted -> offer.within(wanted).isPresent())
                        .toList();
        List<WantedChild> first = fitting.stream().filter(offer::isFirstWithin).toList();
        Optional<WantedChild> chosen =
                Stream.of(
                                rekeyed.filter(fitting::contains).stream(),
                                first.stream().filter(isServed.negate()),
                                first.stream(),
                                fitting.stream().filter(isServed.negate()),
                                fitting.stream())
                        .flatMap(wishes -> wishes)
                        .findFirst();
        boolean isMore =
                fitting.stream()
                        .anyMatch(
                                wanted ->
                                        !chosen.equals(Optional.of(wanted))
                                                && !isServed.test(wanted));
        return chosen.flatMap(offer::within)
                .map(
                        found ->
                                new Narrowing(
                                        found.wanted,
                                        found.local,
                                        found.remote,
                                        found.isTransport,
                                        rekeyed.isEmpty() && isMore));
    }
}
