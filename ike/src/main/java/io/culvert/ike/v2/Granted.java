package io.culvert.ike.v2;

import io.culvert.crypto.ike.KeyExchange;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.TrafficSelector;
import java.util.List;
import java.util.Optional;

/// What the peer granted out of our offer; that it is enough is not said yet.
///
/// @param isMorePossible it has other parts of our offer for other Child SAs (RFC 7296 section 2.9)
/// @param isOneOfSeveral it knows of Child SAs of single resources (RFC 9611)
record Granted(
        Suites.ChildChoice choice,
        List<TrafficSelector> local,
        List<TrafficSelector> remote,
        boolean isTransport,
        boolean isMorePossible,
        boolean isOneOfSeveral) {
    /// @param exchanges for the ends of the path, which a NAT may have changed in the selectors
    static Optional<Granted> read(Asked.ChildOffer offer, PayloadChain chain, Exchanges exchanges) {
        Optional<Suites.ChildChoice> choice =
                chain.find(SaPayload.class)
                        .flatMap(answer -> Suites.acceptChild(offer.sa(), answer));
        Optional<List<TrafficSelector>> local = Selectors.of(chain, PayloadType.TS_I);
        Optional<List<TrafficSelector>> remote = Selectors.of(chain, PayloadType.TS_R);
        if (choice.isEmpty() || local.isEmpty() || remote.isEmpty()) {
            return Optional.empty();
        }
        boolean isTransport = chain.has(NotifyType.USE_TRANSPORT_MODE);
        Nat nat = exchanges.abilities().nat();
        Path path = exchanges.path();
        return Optional.of(
                new Granted(
                        choice.get(),
                        isTransport && nat.areWeBehind()
                                ? Selectors.at(path.local(), local.get())
                                : local.get(),
                        isTransport && nat.isPeerBehind()
                                ? Selectors.at(path.remote(), remote.get())
                                : remote.get(),
                        isTransport,
                        chain.has(NotifyType.ADDITIONAL_TS_POSSIBLE),
                        chain.has(NotifyType.SA_RESOURCE_INFO)));
    }

    /// What the operator ought to know: traffic that the tunnel routes and this SA does not carry.
    Optional<String> narrowed(WantedChild wanted) {
        boolean isWhole =
                Selectors.isWhole(local, wanted.local())
                        && Selectors.isWhole(remote, wanted.remote());
        return isWhole
                ? Optional.empty()
                : Optional.of(
                        "the peer narrowed "
                                + wanted
                                + " to "
                                + local
                                + " to "
                                + remote
                                + (isMorePossible
                                        ? " and takes more in Child SAs of their own"
                                        : ""));
    }

    /// Whether the answer of CREATE_CHILD_SA is whole and what the tunnel needs.
    boolean fits(Asked.ChildOffer offer, PayloadChain chain) {
        return chain.find(NoncePayload.class).isPresent()
                && offer.exchange().isPresent() == chain.find(KePayload.class).isPresent()
                && choice.group().equals(offer.exchange().map(KeyExchange::method))
                && mismatch(offer).isEmpty();
    }

    private boolean isLike(ChildPolicy policy) {
        return isTransport == policy.wantsTransport() && choice.isEsn() == policy.profile().isEsn();
    }

    /// Why the answer is of no use to the tunnel. What is wide may be narrowed; the traffic between two hosts may not, and
    /// transport mode has to be asked for.
    Optional<String> mismatch(Asked.ChildOffer offer) {
        WantedChild wanted = offer.wanted();
        if (isTransport && !offer.policy().wantsTransport()) {
            return Optional.of("the peer insists on transport mode, which we did not ask for");
        }
        if (offer.aim().isOfResource() && !isLike(offer.policy())) {
            return Optional.of("the peer makes Child SAs of single workers unlike the one for all");
        }
        boolean isWholeNeeded = wanted.isOnePair() || offer.aim().isOfResource();
        boolean fits =
                Selectors.isWithin(local, wanted.local())
                        && Selectors.isWithin(remote, wanted.remote())
                        && (!isWholeNeeded
                                || Selectors.isWhole(local, wanted.local())
                                        && Selectors.isWhole(remote, wanted.remote()));
        return fits
                ? Optional.empty()
                : Optional.of(
                        "the peer narrowed the traffic to "
                                + local
                                + " and "
                                + remote
                                + "; the tunnel needs "
                                + wanted.local()
                                + " and "
                                + wanted.remote());
    }
}
