package io.culvert.ike.v2.config;

import io.culvert.wire.ike.Transform;
import java.util.Optional;

/// What a transform means beyond its number.
public final class Algorithms {
    private Algorithms() {}

    /// Whether the cipher brings its own integrity, RFC 7296 section 3.3 and RFC 5282.
    public static boolean isAead(Transform cipher) {
        int id = cipher.id();
        return id >= 14 && id <= 21 && id != 17 || id >= 28 && id <= 31;
    }

    /// The PRF over the hash of an integrity algorithm.
    public static Optional<Transform> prfOf(Transform integrity) {
        return switch (integrity.id()) {
            case 2 -> Optional.of(Transform.PRF_HMAC_SHA1);
            case 12 -> Optional.of(Transform.PRF_HMAC_SHA2_256);
            case 13 -> Optional.of(Transform.PRF_HMAC_SHA2_384);
            case 14 -> Optional.of(Transform.PRF_HMAC_SHA2_512);
            default -> Optional.empty();
        };
    }
}
