package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.wire.ike.TrafficSelector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Derives the keys of a Child SA (RFC 7296 section 2.17) and fixes its limits.
final class ChildMaker {
    private static final int KIBI = 1024;

    private ChildMaker() {}

    /// @param weInitiated whether the exchange that makes the Child SA was ours
    /// @param shared the secret of a key exchange of its own
    record Material(
            boolean weInitiated,
            Bytes initiatorNonce,
            Bytes responderNonce,
            Optional<Secret> shared,
            int ourSpi) {}

    static ChildSa make(
            Turn turn,
            IkeSa sa,
            ChildPolicy policy,
            Suites.ChildChoice choice,
            Material material,
            boolean isTransport,
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            OptionalLong replaces) {
        EspSuite suite = choice.suite();
        SecureChannel channel = sa.channel();
        int one = suite.keyMaterialOctets();
        Secret octets =
                material.shared
                        .map(
                                shared ->
                                        IkeKeys.childKeys(
                                                channel.suite().prf(),
                                                channel.keys().d(),
                                                shared,
                                                material.initiatorNonce,
                                                material.responderNonce,
                                                2 * one))
                        .orElseGet(
                                () ->
                                        IkeKeys.childKeys(
                                                channel.suite().prf(),
                                                channel.keys().d(),
                                                material.initiatorNonce,
                                                material.responderNonce,
                                                2 * one));
        EspKeys toResponder = suite.keys(octets, 0);
        EspKeys toInitiator = suite.keys(octets, one);
        octets.wipe();
        material.shared.ifPresent(Secret::wipe);
        IpsecProfile profile = policy.profile();
        long hardBytes = profile.lifetimeKilobytes() * KIBI;
        Path path = sa.path();
        return new ChildSa(
                turn.engine().nextChild(),
                sa.peering().sessionId,
                path.fvrf(),
                path.local(),
                path.localPort(),
                path.remote(),
                path.remotePort(),
                sa.abilities().isNat(),
                material.ourSpi,
                choice.peerSpi(),
                suite,
                material.weInitiated ? toInitiator : toResponder,
                material.weInitiated ? toResponder : toInitiator,
                isTransport ? IpsecMode.TRANSPORT : IpsecMode.TUNNEL,
                choice.isEsn(),
                profile.replayWindow(),
                local,
                remote,
                Duration.ofSeconds(profile.lifetimeSeconds()),
                (long) (hardBytes * share(turn)),
                hardBytes,
                replaces);
    }

    /// When to begin anew: at 80 to 90 percent of a limit, at random, so that both ends seldom begin together.
    static double share(Turn turn) {
        return 0.8 + 0.1 * turn.world().jitter().nextDouble();
    }
}
