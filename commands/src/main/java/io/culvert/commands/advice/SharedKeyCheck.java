package io.culvert.commands.advice;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.Ikev2Keyring;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.wire.ike.Identification;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Whether a spoke and its hub have the same pre-shared keys for each other: RFC 7296 section 2.15, what one proves itself with is what
/// the other expects, in each direction. The hub finds its key by the address that it sees the spoke come from, which a translator on
/// the way makes another than the spoke's own; no file says that, so what depends on it is said with that condition.
final class SharedKeyCheck {
    private static final List<Prefix> INSIDE =
            Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
                    .map(Prefix::of)
                    .toList();

    private final TunnelPair pair;
    private final Ikev2Profile here;
    private final Ikev2Profile there;
    private final IpAddress hubAt;
    private final Optional<Identification> spokeIs;
    private final Optional<Identification> hubIs;

    private SharedKeyCheck(
            TunnelPair pair,
            Ikev2Profile here,
            Ikev2Profile there,
            IpAddress hubAt,
            IpAddress spokeAt) {
        this.pair = pair;
        this.here = here;
        this.there = there;
        this.hubAt = hubAt;
        spokeIs = identity(here, Optional.of(spokeAt));
        hubIs = identity(there, hubItself());
    }

    static Stream<Finding> of(TunnelPair pair) {
        Optional<Ikev2Profile> here = pair.spoke().profile();
        Optional<Ikev2Profile> there = pair.hub().profile();
        Optional<IpAddress> hubAt = pair.uplink().nbma();
        Optional<IpAddress> spokeAt = pair.spoke().sources().stream().findFirst();
        return here.isEmpty() || there.isEmpty() || hubAt.isEmpty() || spokeAt.isEmpty()
                ? Stream.empty()
                : new SharedKeyCheck(pair, here.get(), there.get(), hubAt.get(), spokeAt.get())
                        .check(spokeAt.get());
    }

    private Stream<Finding> check(IpAddress spokeAt) {
        boolean isItsProfile =
                spokeIs.isPresent()
                        && there.identities().stream()
                                .anyMatch(each -> each.matches(spokeIs.get(), spokeAt));
        if (!isItsProfile || !differAt(spokeAt)) {
            return Stream.empty();
        }
        boolean differWherever = seenAs().allMatch(this::differAt);
        if (!differWherever && isTranslated(spokeAt, hubAt)) {
            return Stream.empty();
        }
        return Stream.of(
                new Finding(
                        pair.spoke().router(),
                        Finding.Place.of(
                                config -> here.keyring().flatMap(config.ike().keyrings()::get),
                                config -> config.ike().profiles().has(here.name())),
                        "crypto ikev2 profile %s and %s at its hub %s have different pre-shared keys for each other%s: no session comes up; enter the same pre-shared-key on both"
                                .formatted(
                                        here.name(),
                                        there.name(),
                                        pair.hub().router(),
                                        differWherever
                                                ? ""
                                                : " (if no translator on the way makes %s another address)"
                                                        .formatted(spokeAt))));
    }

    /// Whether a translator on the way is likely: an address of nobody's, and one of the world's.
    static boolean isTranslated(IpAddress from, IpAddress to) {
        return isInside(from) && !isInside(to);
    }

    static boolean isInside(IpAddress address) {
        return INSIDE.stream().anyMatch(each -> each.contains(address));
    }

    /// Addresses that the hub has keys for: the spoke may come from any of them.
    private Stream<IpAddress> seenAs() {
        return there
                .keyring()
                .flatMap(pair.hub().config().ike().keyrings()::get)
                .map(Ikev2Keyring::peers)
                .stream()
                .flatMap(peers -> peers.values().stream())
                .flatMap(peer -> peer.address().stream())
                .map(Prefix::address);
    }

    private boolean differAt(IpAddress spokeAt) {
        Predicate<Authentication> isShared =
                each -> each.method() == Authentication.Method.PRE_SHARED_KEY;
        Optional<Authentication> ours = here.authenticationLocal().filter(isShared);
        Optional<Authentication> theirs = there.authenticationLocal().filter(isShared);
        Optional<Authentication> expectedHere =
                here.authenticationRemote().stream().filter(isShared).findFirst();
        Optional<Authentication> expectedThere =
                there.authenticationRemote().stream().filter(isShared).findFirst();
        Optional<Ikev2Keyring.Peer> hubsEntry = entry(pair.hub(), there, spokeAt, spokeIs);
        return differ(
                        key(
                                ours,
                                entry(pair.spoke(), here, hubAt, Optional.empty())
                                        .flatMap(Ikev2Keyring.Peer::local)),
                        key(expectedThere, hubsEntry.flatMap(Ikev2Keyring.Peer::remote)))
                || differ(
                        key(theirs, hubsEntry.flatMap(Ikev2Keyring.Peer::local)),
                        key(
                                expectedHere,
                                entry(pair.spoke(), here, hubAt, hubIs)
                                        .flatMap(Ikev2Keyring.Peer::remote)));
    }

    private static boolean differ(Optional<Secret> one, Optional<Secret> other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    private static Optional<Secret> key(
            Optional<Authentication> authentication, Optional<Secret> inRing) {
        return authentication.flatMap(each -> each.key().or(() -> inRing));
    }

    private static Optional<Ikev2Keyring.Peer> entry(
            TunnelEnd end, Ikev2Profile profile, IpAddress peer, Optional<Identification> peerIs) {
        return profile.keyring()
                .flatMap(end.config().ike().keyrings()::get)
                .flatMap(ring -> ring.find(peer, peerIs));
    }

    /// What the hub calls itself where a translator stands before it.
    private Optional<IpAddress> hubItself() {
        return TunnelEnd.has(pair.hub().config(), hubAt)
                ? Optional.of(hubAt)
                : pair.hub().sources().stream().findFirst();
    }

    private static Optional<Identification> identity(
            Ikev2Profile profile, Optional<IpAddress> address) {
        return IdentityCheck.shown(profile, address);
    }
}
