package io.culvert.host.tcp;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.engine.Entropy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;

/// Initial sequence numbers: a clock of four microseconds plus a keyed hash of the connection (RFC 6528 section 3), so
/// that nobody off the path can guess them.
final class InitialSequence {
    private static final int SECRET_SIZE = 32;

    private final byte[] secret;

    InitialSequence(Entropy entropy) {
        secret = entropy.bytes(SECRET_SIZE).toArray();
    }

    int next(Instant now, TcpKey key) {
        long ticks = Duration.between(Instant.EPOCH, now).toNanos() / 4_000;
        return (int) ticks + hash(key, 'i');
    }

    /// Where to begin the search for a free local port, RFC 6056 section 3.3.3.
    int portOffset(TcpKey key) {
        return hash(key, 'p');
    }

    private int hash(TcpKey key, int purpose) {
        var out =
                new ByteWriter()
                        .u8(purpose)
                        .bytes(Bytes.utf8(key.vrf().name()))
                        .u8(0)
                        .bytes(key.local().bytes())
                        .u16(key.localPort())
                        .bytes(key.remote().bytes())
                        .u16(key.remotePort());
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            return Bytes.of(digest.digest(out.toBytes().toArray())).i32(0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
