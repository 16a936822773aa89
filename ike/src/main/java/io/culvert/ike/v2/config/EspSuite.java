package io.culvert.ike.v2.config;

import io.culvert.wire.ike.Transform;
import java.util.Optional;

/// A cipher for ESP, with an integrity algorithm if it has none of its own.
public record EspSuite(Transform encryption, Optional<Transform> integrity) {
    public static final EspSuite GCM_256 = new EspSuite(Transform.AES_GCM_256, Optional.empty());
    public static final EspSuite GCM_128 = new EspSuite(Transform.AES_GCM_128, Optional.empty());
    public static final EspSuite AES_SHA1 =
            new EspSuite(Transform.AES_CBC_128, Optional.of(Transform.HMAC_SHA1_96));

    public EspSuite {
        if (Algorithms.isAead(encryption) == integrity.isPresent()) {
            throw new IllegalArgumentException(encryption + " with integrity " + integrity);
        }
    }

    @Override
    public String toString() {
        return encryption + integrity.map(hash -> " " + hash).orElse("");
    }
}
