package io.culvert.commands.advice;

import io.culvert.base.IpAddress;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.router.config.RouterConfig;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether both ends have a suite in common, for IKE and for ESP (RFC 7296 section 2.7). What nobody configured counts with its default.
final class SuiteCheck {
    private SuiteCheck() {}

    static Stream<Finding> of(TunnelPair pair) {
        Optional<IpsecProfile> here = pair.spoke().ipsecProfile();
        Optional<IpsecProfile> there = pair.hub().ipsecProfile();
        return here.isEmpty() || there.isEmpty()
                ? Stream.empty()
                : Stream.of(
                                ike(pair),
                                esp(pair, here.get(), there.get()),
                                freshKeys(pair, here.get(), there.get()))
                        .flatMap(Optional::stream);
    }

    private static Optional<Finding> ike(TunnelPair pair) {
        List<Ikev2Proposal> here = proposals(pair.spoke(), pair.spoke().sources());
        List<Ikev2Proposal> there =
                proposals(
                        pair.hub(),
                        pair.uplink()
                                .nbma()
                                .filter(at -> TunnelEnd.has(pair.hub().config(), at))
                                .map(List::of)
                                .orElse(pair.hub().sources()));
        List<List<String>> apart =
                here.stream()
                        .flatMap(one -> there.stream().map(other -> apart(one, other)))
                        .toList();
        if (apart.isEmpty() || apart.stream().anyMatch(List::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        pair.spoke().router(),
                        new Finding.Place(
                                List.of(
                                        config -> config.ike().proposals(),
                                        config -> config.ike().policies(),
                                        config -> protection(config, pair))),
                        "%s offers crypto ikev2 proposal %s, and its %s %s takes %s: no %s in common, so no session comes up; enter a crypto ikev2 proposal that both have"
                                .formatted(
                                        pair.spoke().port().name(),
                                        names(here),
                                        pair.hub().isPointToPoint() ? "peer" : "hub",
                                        pair.hub().router(),
                                        names(there),
                                        apart.stream().distinct().count() == 1
                                                ? String.join(" and no ", apart.getFirst())
                                                : "suite")));
    }

    /// What counts for an address of this router; none where that is not known.
    private static List<Ikev2Proposal> proposals(TunnelEnd end, List<IpAddress> at) {
        return at.stream()
                .findFirst()
                .map(
                        address ->
                                end.config()
                                        .ike()
                                        .proposalsFor(
                                                end.vrfOf(address)
                                                        .orElse(end.port().tunnel().vrf()),
                                                address))
                .orElse(List.of());
    }

    private static String names(List<Ikev2Proposal> proposals) {
        return String.join(", ", proposals.stream().map(Ikev2Proposal::name).toList());
    }

    /// In which algorithms two proposals have nothing in common; in none if they fit.
    private static List<String> apart(Ikev2Proposal one, Ikev2Proposal other) {
        boolean hash = meet(one.integrity(), other.integrity());
        List<Encryption> ciphers =
                one.encryption().stream().filter(other.encryption()::contains).toList();
        return Stream.of(
                        ciphers.isEmpty()
                                ? "encryption"
                                : hash || ciphers.stream().anyMatch(Encryption::isAead)
                                        ? ""
                                        : "integrity",
                        meet(one.prfs(), other.prfs()) ? "" : "prf",
                        meet(one.groups(), other.groups()) ? "" : "group")
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean meet(List<?> one, List<?> other) {
        return !Collections.disjoint(one, other);
    }

    private static Optional<Finding> esp(TunnelPair pair, IpsecProfile here, IpsecProfile there) {
        List<EspSuite> ours = suites(pair.spoke(), here);
        List<EspSuite> theirs = suites(pair.hub(), there);
        if (ours.isEmpty() || theirs.isEmpty() || meet(ours, theirs)) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        pair.spoke().router(),
                        new Finding.Place(
                                List.of(
                                        config -> sets(config.ike(), here),
                                        config ->
                                                config.ike()
                                                        .ipsecProfiles()
                                                        .get(here.name())
                                                        .map(IpsecProfile::transformSets),
                                        config -> config.ike().ipsecProfiles().has(here.name()),
                                        config -> protection(config, pair))),
                        "crypto ipsec profile %s has transform-set %s, and %s at its %s %s has %s: no algorithms in common, so no tunnel comes up; enter the same crypto ipsec transform-set on both"
                                .formatted(
                                        here.name(),
                                        String.join(" ", sets(here)),
                                        there.name(),
                                        pair.hub().isPointToPoint() ? "peer" : "hub",
                                        pair.hub().router(),
                                        String.join(" ", sets(there)))));
    }

    private static Optional<String> protection(RouterConfig config, TunnelPair pair) {
        return config.interfaces()
                .get(pair.spoke().port().name())
                .flatMap(port -> port.tunnel().protectionProfile());
    }

    private static List<String> sets(IpsecProfile profile) {
        return profile.transformSets().isEmpty()
                ? List.of(IkeConfig.SMART_NAME)
                : profile.transformSets();
    }

    private static List<?> sets(IkeConfig config, IpsecProfile profile) {
        return sets(profile).stream()
                .flatMap(name -> config.transformSets().get(name).stream())
                .toList();
    }

    private static List<EspSuite> suites(TunnelEnd end, IpsecProfile profile) {
        return sets(profile).stream()
                .flatMap(name -> end.config().ike().transformSet(name).stream())
                .flatMap(set -> set.suites().stream())
                .toList();
    }

    /// The first association is made without a key exchange of its own, so that only the later ones fail (RFC 7296 section 1.2). Who has no
    /// `set pfs` takes what the other asks for, but does not ask for it.
    private static Optional<Finding> freshKeys(
            TunnelPair pair, IpsecProfile here, IpsecProfile there) {
        if (here.pfsGroup().equals(there.pfsGroup())) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        pair.spoke().router(),
                        Finding.Place.of(
                                config ->
                                        config.ike()
                                                .ipsecProfiles()
                                                .get(here.name())
                                                .flatMap(IpsecProfile::pfsGroup),
                                config -> config.ike().ipsecProfiles().has(here.name())),
                        "crypto ipsec profile %s has %s, and %s at its %s %s has %s: the tunnel comes up, but new keys are refused%s; enter the same set pfs on both"
                                .formatted(
                                        here.name(),
                                        pfs(here),
                                        there.name(),
                                        pair.hub().isPointToPoint() ? "peer" : "hub",
                                        pair.hub().router(),
                                        pfs(there),
                                        here.pfsGroup().isEmpty()
                                                ? " where "
                                                        + pair.spoke().router()
                                                        + " asks for them"
                                                : there.pfsGroup().isEmpty()
                                                        ? " where "
                                                                + pair.hub().router()
                                                                + " asks for them"
                                                        : "")));
    }

    private static String pfs(IpsecProfile profile) {
        return profile.pfsGroup()
                .map(KeyExchangeMethod::transformId)
                .map(group -> "set pfs group" + group)
                .orElse("no set pfs");
    }
}
