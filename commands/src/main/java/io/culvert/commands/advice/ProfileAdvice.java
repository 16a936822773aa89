package io.culvert.commands.advice;

import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.router.config.RouterConfig;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// An IKEv2 profile that does not say how each end proves itself (RFC 7296 section 2.15): IOS calls it incomplete and does not use it, and
/// here no session comes up by it either.
final class ProfileAdvice {
    private ProfileAdvice() {}

    static Stream<Finding> of(String router, RouterConfig config) {
        return config.ike().profiles().values().stream()
                .filter(profile -> !isFragment(profile))
                .flatMap(
                        profile ->
                                Stream.of(
                                                missing(
                                                        router,
                                                        profile,
                                                        "authentication local",
                                                        Ikev2Profile::authenticationLocal),
                                                missing(
                                                        router,
                                                        profile,
                                                        "authentication remote",
                                                        Ikev2Profile::authenticationRemote))
                                        .flatMap(Optional::stream));
    }

    /// One that says nothing of the peer adds to lines that stand elsewhere.
    private static boolean isFragment(Ikev2Profile profile) {
        return profile.identities().isEmpty()
                && profile.certificateMaps().isEmpty()
                && profile.authenticationLocal().isEmpty()
                && profile.authenticationRemote().isEmpty();
    }

    private static Optional<Finding> missing(
            String router, Ikev2Profile profile, String line, Function<Ikev2Profile, ?> part) {
        boolean isMissing = part.apply(profile).equals(part.apply(Ikev2Profile.DEFAULT));
        return isMissing
                ? Optional.of(
                        new Finding(
                                router,
                                Finding.Place.ikev2Profile(profile.name(), part),
                                "crypto ikev2 profile %s has no %s: it is incomplete, and no session comes up by it; enter %s there"
                                        .formatted(profile.name(), line, line)))
                : Optional.empty();
    }
}
