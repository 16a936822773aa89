package io.culvert.commands.advice;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.IdentityMatch;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.LocalIdentity;
import io.culvert.wire.ike.Identification;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether each end takes the other for who it says to be (RFC 7296 section 2.15), and by the method by which it proves that. What a
/// certificate says is in none of the files, so that certificate maps may match anybody who has one.
final class IdentityCheck {
    private static final Identification SUBJECT = Identification.dn(Bytes.EMPTY);

    private final TunnelPair pair;
    private final Ikev2Profile here;
    private final Ikev2Profile there;
    private final Authentication ours;
    private final Authentication theirs;

    private IdentityCheck(
            TunnelPair pair,
            Ikev2Profile here,
            Ikev2Profile there,
            Authentication ours,
            Authentication theirs) {
        this.pair = pair;
        this.here = here;
        this.there = there;
        this.ours = ours;
        this.theirs = theirs;
    }

    static Stream<Finding> of(TunnelPair pair) {
        Optional<Ikev2Profile> here = pair.spoke().profile();
        Optional<Ikev2Profile> there = pair.hub().profile();
        Optional<Authentication> ours = here.flatMap(Ikev2Profile::authenticationLocal);
        Optional<Authentication> theirs = there.flatMap(Ikev2Profile::authenticationLocal);
        return ours.isEmpty() || theirs.isEmpty()
                ? Stream.empty()
                : new IdentityCheck(
                                pair,
                                here.orElseThrow(),
                                there.orElseThrow(),
                                ours.get(),
                                theirs.get())
                        .check().stream();
    }

    /// Who somebody says to be under a profile; empty where no file tells.
    ///
    /// @param address which that is without any other identity
    static Optional<Identification> shown(Ikev2Profile profile, Optional<IpAddress> address) {
        if (profile.identityLocal().isEmpty()) {
            return profile.authenticationLocal()
                            .filter(local -> local.method().usesCertificate())
                            .isPresent()
                    ? Optional.empty()
                    : address.map(Identification::address);
        }
        return switch (profile.identityLocal().get()) {
            case LocalIdentity.Fqdn(var name) -> Optional.of(Identification.fqdn(name));
            case LocalIdentity.Email(var name) -> Optional.of(Identification.email(name));
            case LocalIdentity.KeyId(var key) -> Optional.of(Identification.keyId(key));
            case LocalIdentity.Address(var own) -> Optional.of(Identification.address(own));
            case LocalIdentity.Dn _ -> Optional.empty();
        };
    }

    /// The same, where a subject that nobody knows is one all the same.
    private static Optional<Identification> shownOrSubject(
            Ikev2Profile profile, Optional<IpAddress> address) {
        return profile.identityLocal().filter(LocalIdentity.Dn.class::isInstance).isPresent()
                ? Optional.of(SUBJECT)
                : shown(profile, address);
    }

    /// The hub looks for a profile that fits, the spoke has chosen its own.
    private Optional<Finding> check() {
        Optional<IpAddress> spokeAt = pair.spoke().sources().stream().findFirst();
        Optional<IpAddress> hubAt =
                pair.uplink()
                        .nbma()
                        .filter(at -> TunnelEnd.has(pair.hub().config(), at))
                        .or(() -> pair.hub().sources().stream().findFirst());
        Optional<Identification> spoke = shownOrSubject(here, spokeAt);
        List<Ikev2Profile> profiles = hubProfiles();
        if (spoke.isPresent()
                && profiles.stream().noneMatch(profile -> takes(profile, spoke.get(), ours))) {
            return Optional.of(
                    stranger(pair.hub(), there, pair.spoke(), here, words(here, spoke.get())));
        }
        boolean isItsProfile =
                spoke.isEmpty()
                        ? profiles.size() == 1
                        : profiles.stream()
                                .filter(profile -> takes(profile, spoke.get(), ours))
                                .findFirst()
                                .filter(there::equals)
                                .isPresent();
        if (!isItsProfile) {
            return Optional.empty();
        }
        Optional<Identification> hub = shownOrSubject(there, hubAt);
        if (hub.isPresent() && !takes(here, hub.get(), theirs)) {
            return Optional.of(
                    stranger(pair.spoke(), here, pair.hub(), there, words(there, hub.get())));
        }
        return methods();
    }

    /// Profiles that the hub may choose from; where its address is not known, the one that is meant.
    private List<Ikev2Profile> hubProfiles() {
        Optional<IpAddress> at =
                pair.uplink().nbma().filter(each -> TunnelEnd.has(pair.hub().config(), each));
        Vrf vrf = at.flatMap(pair.hub()::vrfOf).orElse(pair.hub().port().tunnel().vrf());
        return pair.hub().config().ike().profiles().values().stream()
                .filter(each -> at.isEmpty() || each.covers(vrf, at.get()) || each.equals(there))
                .filter(each -> each.authenticationLocal().isPresent())
                .toList();
    }

    private static boolean takes(Ikev2Profile profile, Identification peer, Authentication proof) {
        boolean byCertificate =
                proof.method().usesCertificate() && !profile.certificateMaps().isEmpty();
        return byCertificate
                || profile.identities().stream().anyMatch(match -> matches(match, peer));
    }

    private static boolean matches(IdentityMatch match, Identification peer) {
        return match.matches(peer, Ipv4Address.ANY);
    }

    private static String words(Ikev2Profile profile, Identification shown) {
        return profile.identityLocal().isEmpty()
                ? "address " + IpAddress.of(shown.data())
                : switch (profile.identityLocal().get()) {
                    case LocalIdentity.Fqdn(var name) -> "fqdn " + name;
                    case LocalIdentity.Email(var name) -> "email " + name;
                    case LocalIdentity.KeyId(var key) -> "key-id " + key;
                    case LocalIdentity.Address(var own) -> "address " + own;
                    case LocalIdentity.Dn _ -> "dn";
                };
    }

    private static Finding stranger(
            TunnelEnd judge,
            Ikev2Profile profile,
            TunnelEnd peer,
            Ikev2Profile peers,
            String words) {
        return new Finding(
                judge.router(),
                Finding.Place.ikev2Profile(profile.name(), Ikev2Profile::identities),
                "crypto ikev2 profile %s does not match %s, which %s says to be in crypto ikev2 profile %s: no session comes up; enter match identity remote %s there"
                        .formatted(profile.name(), words, peer.router(), peers.name(), words));
    }

    /// Whatever the word, certificates may be of either kind of key.
    private Optional<Finding> methods() {
        return method(pair.hub(), there, pair.spoke(), ours)
                .or(() -> method(pair.spoke(), here, pair.hub(), theirs));
    }

    private static Optional<Finding> method(
            TunnelEnd judge, Ikev2Profile profile, TunnelEnd peer, Authentication proof) {
        boolean isTaken =
                profile.authenticationRemote().isEmpty()
                        || profile.authenticationRemote().stream()
                                .anyMatch(
                                        each ->
                                                each.method().usesCertificate()
                                                        == proof.method().usesCertificate());
        return isTaken
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                judge.router(),
                                Finding.Place.ikev2Profile(
                                        profile.name(), Ikev2Profile::authenticationRemote),
                                "crypto ikev2 profile %s does not take authentication %s, by which %s proves itself: no session comes up; enter authentication remote %s there"
                                        .formatted(
                                                profile.name(),
                                                proof.method().word(),
                                                peer.router(),
                                                proof.method().word())));
    }
}
