package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.Prf;
import io.culvert.engine.Entropy;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;

/// Stateless proof that an initiator can be reached, RFC 7296 section 2.6:
/// `cookie = version | prf(secret, Ni | IPi | SPIi)`. The secret changes every two minutes; the one before still counts.
final class Cookies {
    static final Duration SECRET_LIFE = Duration.ofMinutes(2);
    private static final int SECRET_OCTETS = 32;

    private final Entropy entropy;
    private Secret secret = Secret.of(Bytes.EMPTY);
    private Secret previous = Secret.of(Bytes.EMPTY);
    private int version;
    private Instant renewAt = Instant.MIN;

    Cookies(Entropy entropy) {
        this.entropy = entropy;
    }

    Bytes make(Instant now, Path path, long spi, Bytes nonce) {
        renew(now);
        return cookie(version, secret, path, spi, nonce);
    }

    boolean holds(Instant now, Bytes cookie, Path path, long spi, Bytes nonce) {
        renew(now);
        return isEqual(cookie, cookie(version, secret, path, spi, nonce))
                || previous.size() > 0
                        && isEqual(cookie, cookie(version - 1, previous, path, spi, nonce));
    }

    private void renew(Instant now) {
        if (now.isBefore(renewAt)) {
            return;
        }
        boolean isStale = renewAt.equals(Instant.MIN) || now.isAfter(renewAt.plus(SECRET_LIFE));
        previous.wipe();
        previous = isStale ? Secret.of(Bytes.EMPTY) : secret;
        secret = Secret.of(entropy.bytes(SECRET_OCTETS));
        version++;
        renewAt = now.plus(SECRET_LIFE);
    }

    private static Bytes cookie(int version, Secret secret, Path path, long spi, Bytes nonce) {
        Bytes spiOctets = new ByteWriter(8).i64(spi).toBytes();
        Bytes hash = Prf.HMAC_SHA2_256.apply(secret, nonce, path.remote().bytes(), spiOctets);
        return new ByteWriter(36).i32(version).bytes(hash).toBytes();
    }

    private static boolean isEqual(Bytes a, Bytes b) {
        return MessageDigest.isEqual(a.toArray(), b.toArray());
    }
}
