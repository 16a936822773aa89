package io.culvert.commands.advice;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.Ikev2Profile;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a hub waits for its spokes in the VRF where they come in: `tunnel vrf` of its tunnel, `match fvrf` and `match address local`
/// of its profile.
final class FrontDoorCheck {
    private FrontDoorCheck() {}

    static Stream<Finding> of(TunnelPair pair) {
        TunnelEnd hub = pair.hub();
        Optional<IpAddress> at = pair.uplink().nbma();
        Optional<Vrf> vrf = at.flatMap(hub::vrfOf);
        return vrf.isEmpty() || hub.isPointToPoint()
                ? Stream.empty()
                : Stream.concat(
                        template(hub, at.get(), vrf.get()),
                        hub.profile().stream()
                                .flatMap(profile -> profile(hub, profile, at.get(), vrf.get())));
    }

    /// One with a source of its own is told apart already.
    private static Stream<Finding> template(TunnelEnd hub, IpAddress at, Vrf vrf) {
        if (hub.port().tunnel().source().isPresent() || hub.port().tunnel().vrf().equals(vrf)) {
            return Stream.empty();
        }
        return Stream.of(
                new Finding(
                        hub.router(),
                        Finding.Place.in(hub.port().name(), port -> port.tunnel().vrf()),
                        "%s is what peers get that come to %s, which is in %s, but it has %s: no session comes up; enter %s there"
                                .formatted(
                                        hub.port().name(),
                                        at,
                                        words(vrf),
                                        line(hub.port().tunnel().vrf()),
                                        line(vrf))));
    }

    static String line(Vrf vrf) {
        return vrf.isGlobal() ? "no tunnel vrf" : "tunnel vrf " + vrf.name();
    }

    private static Stream<Finding> profile(
            TunnelEnd hub, Ikev2Profile profile, IpAddress at, Vrf vrf) {
        if (profile.covers(vrf, at)) {
            return Stream.empty();
        }
        boolean isVrf = profile.fvrf().filter(each -> !each.equals(vrf)).isPresent();
        return Stream.of(
                new Finding(
                        hub.router(),
                        Finding.Place.of(
                                config ->
                                        config.ike()
                                                .profiles()
                                                .get(profile.name())
                                                .map(
                                                        isVrf
                                                                ? Ikev2Profile::fvrf
                                                                : Ikev2Profile::localAddresses),
                                config -> config.ike().profiles().has(profile.name())),
                        isVrf
                                ? "crypto ikev2 profile %s serves %s, but peers come to %s, which is in %s; enter match fvrf %s there"
                                        .formatted(
                                                profile.name(),
                                                profile.fvrf()
                                                        .map(FrontDoorCheck::words)
                                                        .orElse(""),
                                                at,
                                                words(vrf),
                                                vrf.isGlobal() ? "any" : vrf.name())
                                : "crypto ikev2 profile %s has match address local, but not with %s, where peers come; enter match address local %s there"
                                        .formatted(profile.name(), at, at)));
    }

    static String words(Vrf vrf) {
        return vrf.isGlobal() ? "no VRF" : "VRF " + vrf.name();
    }
}
