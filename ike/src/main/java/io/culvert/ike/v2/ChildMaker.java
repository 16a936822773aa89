package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.Prf;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.wire.ike.TrafficSelector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Derives the keys of a Child SA (RFC 7296 section 2.17) and fixes its limits.
final class ChildMaker {
    private static final int KIBI = 1024;

    private ChildMaker() {}

    /// What was agreed on.
    ///
    /// @param replaces the Child SA that is rekeyed
    /// @param resource the worker that it is for
    record Terms(
            ChildPolicy policy,
            Suites.ChildChoice choice,
            boolean isTransport,
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            OptionalLong replaces,
            OptionalInt resource) {}

    /// @param weInitiated whether the exchange that makes the Child SA was ours
    /// @param shared the secret of a key exchange of its own
    record Material(
            boolean weInitiated,
            Bytes initiatorNonce,
            Bytes responderNonce,
            Optional<Secret> shared,
            int ourSpi) {
        Secret derive(SecureChannel channel, int octets) {
            Prf prf = channel.suite().prf();
            Secret d = channel.keys().d();
            return shared.map(
                            secret ->
                                    IkeKeys.childKeys(
                                            prf, d, secret, initiatorNonce, responderNonce, octets))
                    .orElseGet(
                            () ->
                                    IkeKeys.childKeys(
                                            prf, d, initiatorNonce, responderNonce, octets));
        }
    }

    static ChildSa make(Turn turn, ChildCarrier carrier, Terms terms, Material material) {
        Exchanges exchanges = carrier.exchanges();
        EspSuite suite = terms.choice.suite();
        int one = suite.keyMaterialOctets();
        Secret octets = material.derive(exchanges.channel(), 2 * one);
        EspKeys toResponder = suite.keys(octets, 0);
        EspKeys toInitiator = suite.keys(octets, one);
        octets.wipe();
        material.shared.ifPresent(Secret::wipe);
        IpsecProfile profile = terms.policy.profile();
        long hardBytes = profile.lifetimeKilobytes() * KIBI;
        Path path = exchanges.path();
        return new ChildSa(
                turn.children().next(),
                carrier.session().id(),
                path.fvrf(),
                path.local(),
                path.localPort(),
                path.remote(),
                path.remotePort(),
                exchanges.abilities().nat().isEncapsulating(),
                material.ourSpi,
                terms.choice.peerSpi(),
                suite,
                material.weInitiated ? toInitiator : toResponder,
                material.weInitiated ? toResponder : toInitiator,
                terms.isTransport ? IpsecMode.TRANSPORT : IpsecMode.TUNNEL,
                terms.choice.isEsn(),
                profile.replayWindow(),
                terms.local,
                terms.remote,
                Duration.ofSeconds(profile.lifetimeSeconds()),
                (long) (hardBytes * share(turn)),
                hardBytes,
                terms.replaces,
                terms.resource);
    }

    /// When to begin anew: at 80 to 90 percent of a limit, at random, so that both ends seldom begin together.
    static double share(Turn turn) {
        return 0.8 + 0.1 * turn.world().jitter().nextDouble();
    }
}
